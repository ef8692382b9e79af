#!/usr/bin/env python3
"""builtin_positions.py FROM TO COUNT: a model with COUNT positions that continue those of FROM.

The positions of builtin_start.py are sinusoids, and training has moved them little: the sinusoids
that fit them best go on where they end. The last few, which stand at the ends of examples, are
replaced as well.
"""
import json
import os
import shutil
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

from builtin_start import PREFIX, frequencies_of

ENDS = 8


def waves(frequencies, count):
    angles = np.arange(count)[:, None] * frequencies
    return np.concatenate([np.cos(angles), np.sin(angles), np.ones((count, 1))], 1)


def main():
    source, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tensors = load_file(source + "/model.safetensors")
    with open(source + "/config.json") as file:
        config = json.load(file)
    name = PREFIX + "position_embeddings.weight"
    learned = tensors[name].astype(np.float64)
    kept = len(learned) - ENDS
    frequencies = frequencies_of(config, np.random.default_rng(1))
    basis = waves(frequencies, len(learned))[ENDS // 2:-ENDS // 2]
    fit = np.linalg.solve(basis.T @ basis + 0.1 * np.eye(basis.shape[1]),
                          basis.T @ learned[ENDS // 2:-ENDS // 2])
    positions = waves(frequencies, count) @ fit
    positions[:kept] = learned[:kept]
    tensors[name] = positions.astype(np.float32)

    os.makedirs(target, exist_ok=True)
    save_file(tensors, target + "/model.safetensors", metadata={"format": "pt"})
    config["max_position_embeddings"] = count
    with open(target + "/config.json", "w") as file:
        json.dump(config, file, indent=2)
    shutil.copy(source + "/spiece.model", target)
    with open(source + "/tokenizer_config.json") as file:
        settings = json.load(file)
    settings["model_max_length"] = count
    with open(target + "/tokenizer_config.json", "w") as file:
        json.dump(settings, file, indent=2)


main()
