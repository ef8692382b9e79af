#!/usr/bin/env python3
"""builtin_grow.py FROM TO LAYERS GROUPS: a model whose layers all start as the first one of FROM.

FROM is a folder with one group; TO gets LAYERS layers in GROUPS groups of the same weights, which
training then tells apart.
"""
import json
import os
import shutil
import sys

from safetensors.numpy import load_file, save_file


def main():
    source, target, layers, groups = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    os.makedirs(target, exist_ok=True)
    grown = {}
    for name, tensor in load_file(source + "/model.safetensors").items():
        copies = groups if "albert_layer_groups.0." in name else 1
        for group in range(copies):
            grown[name.replace("groups.0.", f"groups.{group}.")] = tensor.copy()
    save_file(grown, target + "/model.safetensors", metadata={"format": "pt"})
    with open(source + "/config.json") as file:
        config = json.load(file)
    config.update(num_hidden_layers=layers, num_hidden_groups=groups)
    with open(target + "/config.json", "w") as file:
        json.dump(config, file, indent=2)
    for name in ("spiece.model", "tokenizer_config.json"):
        shutil.copy(f"{source}/{name}", target)


main()
