#!/usr/bin/env python3
"""builtin_places.py FROM TO AMOUNT EXAMPLES: a model that sees where its tokens stand.

Words use all directions of an embedding, so that position and segment are hard to read off a token:
a linear fit to the first layer's input explains a third of the position, half of the segment. Masked
words can do without, sentence order cannot. So the six directions that words use least say it: a
ramp, three waves and the beginning, and the segment; AMOUNT times as much as words vary there.
Masked words lose by it what some hundred steps of training give back.

EXAMPLES is what `albert make-data --dump --json` prints; how often words come is counted in it.
"""
import json
import shutil
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

from builtin_start import PREFIX

BEGINNING = 40  # tokens


def frequencies(path, pieces):
    """The share of examples that have a piece."""
    having, examples = np.ones(pieces), 0
    with open(path) as lines:
        for example in map(json.loads, lines):
            having[np.unique(example["input_ids"])] += 1
            examples += 1
    return having / (examples + 1)


def least_used(words, weights, count):
    """Directions [E, count] and deviations [count]; rare words count as much as frequent ones."""
    ones = np.ones(words.shape[1])
    without_mean = np.eye(len(ones)) - np.outer(ones, ones) / len(ones)  # LayerNorm takes it off
    spread = np.cov(words.T, aweights=weights) + np.cov(words.T)
    variances, directions = np.linalg.eigh(without_mean @ spread @ without_mean)
    return directions[:, 1:count + 1], np.sqrt(variances[1:count + 1])


def places(count):
    at = np.arange(count)
    turn = 2 * np.pi * at / count
    return np.stack([2 * at / count - 1, np.cos(turn), np.sin(turn), np.cos(2 * turn),
                     1.5 * np.exp(-at / BEGINNING)], 1)


def main():
    source, target, amount, examples = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
    shutil.copytree(source, target, dirs_exist_ok=True)
    tensors = {name: tensor.astype("f4")
               for name, tensor in load_file(source + "/model.safetensors").items()}
    words, positions, segments = (tensors[f"{PREFIX}{name}_embeddings.weight"]
                                  for name in ("word", "position", "token_type"))
    directions, deviations = least_used(words, frequencies(examples, len(words)), 6)
    said = amount * deviations * directions
    positions += (places(len(positions)) @ said[:, :5].T).astype("f4")
    segments += np.outer([-1, 1], said[:, 5]).astype("f4")
    save_file(tensors, target + "/model.safetensors", metadata={"format": "pt"})


main()
