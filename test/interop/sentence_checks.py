"""sentence-transformers: its folders give the same vectors here, and converted there."""
import json
import shutil

import numpy
import sentence_transformers
import torch
import transformers
from sentence_transformers import models

from checks import albert
from producers import SHAPE
from tokenizer_checks import FIXTURES

SENTENCES = ["The cat sat.", "A longer sentence, with more words (and brackets).", ""]


def save_with_sentence_transformers(folder):
    base = folder / "base"
    base.mkdir(parents=True)
    shutil.copy(FIXTURES / "spiece.model", base)
    tokenizer = transformers.AlbertTokenizer.from_pretrained(base)
    tokenizer.save_pretrained(base)
    torch.manual_seed(5)
    shape = SHAPE | {"vocab_size": len(tokenizer), "initializer_range": 0.3}
    transformers.AlbertModel(transformers.AlbertConfig(**shape)).save_pretrained(base)
    width = shape["hidden_size"]
    model = sentence_transformers.SentenceTransformer(
        modules=[models.Transformer(str(base), max_seq_length=12),
                 models.Pooling(width, pooling_mode="mean"), models.Dense(width, 5),
                 models.Normalize()], device="cpu")
    model.save_pretrained(str(folder / "saved"))
    return model.encode(SENTENCES)


def check_all(binary, folder, report):
    vectors = save_with_sentence_transformers(folder)
    lines = albert(binary, "embed", "--json", "--model", folder / "saved",
                   stdin="".join(sentence + "\n" for sentence in SENTENCES))
    ours = numpy.array([json.loads(line)["embedding"] for line in lines.splitlines()])
    report.check("albert embed of a saved folder: vectors", numpy.abs(ours - vectors).max())
    for container in ("safetensors", "torch"):
        target = folder / container
        albert(binary, "convert", folder / "saved", target, "--to", container)
        loaded = sentence_transformers.SentenceTransformer(str(target), device="cpu")
        report.check(f"sentence-transformers -> {container}: vectors",
                     numpy.abs(loaded.encode(SENTENCES) - vectors).max())
