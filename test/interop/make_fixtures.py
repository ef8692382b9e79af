"""Writes test/fixtures/convert: small models saved by real producers, and what they must give.

    python make_fixtures.py FOLDER

Needs torch, transformers, safetensors and tensorflow. Run again only to add a producer: the files
are committed so that the test suite covers the formats without Python.
"""
import pathlib
import shutil
import sys

import safetensors.torch

import producers


def main(target):
    shutil.rmtree(target, ignore_errors=True)
    for name, producer in producers.PRODUCERS.items():
        producers.produce(producer, target / name)
    tensors = {}
    for kind in sorted({kind for _, kind in producers.PRODUCERS.values()}):
        model = producers.make_model(kind)
        for name, tensor in producers.outputs(model).items():
            tensors[f"{kind}/outputs/{name}"] = tensor.contiguous()
        for name, tensor in model.state_dict().items():
            tensors[f"{kind}/{name}"] = tensor.clone().contiguous()
    for name, tensor in producers.batch().items():
        tensors[name] = tensor.int()
    safetensors.torch.save_file(tensors, target / "expected.safetensors")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
