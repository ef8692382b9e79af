"""albert beside the programs whose files it reads and writes.

    python interop.py ALBERT_BINARY

What they write, albert converts; what albert writes, they load; outputs agree within 1e-5 each way.
Needs the packages of requirements.txt.
"""
import json
import pathlib
import sys
import tempfile

import numpy
import safetensors.numpy
import torch
import transformers

import producers
import heads_checks
import sentence_checks
import tensorflow_checks
import tokenizer_checks
import training_producers
from checks import Report, albert, difference, load_with_transformers

def check_tensorflow(folder, model):
    """TensorFlow's own Saver restores what albert wrote; returns the largest difference."""
    import tensorflow  # after torch: loaded first, its LLVM and torch's end the process
    v1 = tensorflow.compat.v1
    expected = producers.google_variables(model)
    graph = tensorflow.Graph()
    with graph.as_default():
        variables = {name: v1.get_variable(name, shape=value.shape, use_resource=False)
                     for name, value in expected.items()}
        with v1.Session(graph=graph) as session:
            v1.train.Saver().restore(session, str(folder / "model.ckpt"))
            restored = session.run(variables)
    return max(numpy.abs(restored[name] - expected[name]).max() for name in expected)


def digest(model, kind):
    """The digest that docs/inspect.md describes."""
    import hashlib
    sha = hashlib.sha256()
    tensors = {}
    for name, tensor in model.state_dict().items():
        name = "albert." + name if kind == "AlbertModel" else name
        if not name.startswith("predictions.decoder.") and not name.endswith("position_ids"):
            tensors[name] = tensor
    for name in sorted(tensors):
        sha.update(f"{name}\n{list(tensors[name].shape)}\n".encode())
        sha.update(tensors[name].numpy().astype("<f4").tobytes())
    return "sha256:" + sha.hexdigest()


def check_producer(binary, name, producer, folder, report):
    kind = producer[1]
    model = producers.produce(producer, folder / name)
    expected = producers.outputs(model)
    shown = json.loads(albert(binary, "inspect", folder / name, "--json"))
    report.check(f"{name}: digest", shown["digest"] != digest(model, kind), 0)

    for container in ("safetensors", "torch", "tf"):
        target = folder / f"{name}-{container}"
        said = albert(binary, "convert", folder / name, target, "--to", container, "--verify")
        report.check(f"{name} -> {container}: albert on both sides", float(said.split()[2]))
        if container == "tf":
            if kind == "AlbertForPreTraining":
                report.check(f"{name} -> tf: read by TensorFlow", check_tensorflow(target, model), 0)
            target = folder / f"{name}-back"
            albert(binary, "convert", folder / f"{name}-tf", target)
        loaded = load_with_transformers(target, kind)
        report.check(f"{name} -> {container}: run by transformers",
                     difference(expected, producers.outputs(loaded)))


def check_dtypes(binary, folder, report):
    """f16, bf16 and int8 as transformers and the documented scheme understand them."""
    model = producers.produce(producers.PRODUCERS["transformers"], folder / "dtypes")
    for name, dtype in {"f16": torch.float16, "bf16": torch.bfloat16}.items():
        target = folder / f"dtypes-{name}"
        albert(binary, "convert", folder / "dtypes", target, "--dtype", name)
        loaded = load_with_transformers(target, "AlbertForPreTraining")
        assert loaded.dtype == dtype, loaded.dtype
        rounded = producers.make_model().to(dtype).state_dict()
        gap = max((rounded[key].float() - value.float()).abs().max().item()
                  for key, value in loaded.state_dict().items() if value.is_floating_point())
        report.check(f"{name}: rounded as torch rounds", gap, 0)

    albert(binary, "convert", folder / "dtypes", folder / "dtypes-int8", "--dtype", "int8")
    stored = safetensors.numpy.load_file(folder / "dtypes-int8" / "model.safetensors")
    original = {key: value.numpy() for key, value in model.state_dict().items()}
    steps = 0.0
    quantized = [key for key in stored if stored[key].dtype == numpy.int8]
    assert len(quantized) > 10, quantized
    for key in quantized:
        scale = stored[key + "_scale"][:, None]
        gap = numpy.abs(stored[key].astype(numpy.float32) * scale - original[key])
        steps = max(steps, (gap / scale).max())
    report.check("int8: off by steps", steps, 0.5001)


def check_tokenizer(binary, folder, report, vocabulary):
    """transformers reads the tokenizer files that albert writes beside a TensorFlow checkpoint."""
    producers.produce(producers.PRODUCERS["tensorflow"], folder / "words")
    albert(binary, "convert", folder / "words", folder / "words-out", "--tokenizer", vocabulary)
    tokenizer = transformers.AlbertTokenizer.from_pretrained(folder / "words-out")
    text = "The quick brown fox jumps over 12 lazy dogs."
    ours = json.loads(albert(binary, "tokenize", "--model", folder / "words-out", "--json", text))
    report.check("tokenizer files: same ids", ours["input_ids"] != tokenizer(text)["input_ids"], 0)


def main(binary):
    report = Report()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for name, producer in (producers.PRODUCERS | training_producers.PRODUCERS).items():
            check_producer(binary, name, producer, folder, report)
        check_dtypes(binary, folder, report)
        check_tokenizer(binary, folder, report, tokenizer_checks.FIXTURES / "spiece.model")
        for checks in (tokenizer_checks, tensorflow_checks, sentence_checks, heads_checks):
            place = folder / checks.__name__
            place.mkdir()
            checks.check_all(binary, place, report)
    print(f"{report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
