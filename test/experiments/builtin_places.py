#!/usr/bin/env python3
"""builtin_places.py FROM TO EXAMPLES: a model whose [CLS] gathers the ends of both segments.

Words use all directions of an embedding, so that place and segment are hard to read off a token (of
the built-in model's first layer a linear fit explains a third of the place, half of the segment),
and no head can look at the end of A. Five more numbers of the embedding, which words leave at 0,
say them: the place from either end, the two segments, and a reference whose value is always 0 (less
it, what LayerNorm takes off all numbers cancels). They go to directions of H that nothing used.

Then the four heads of the first layer look from [CLS] at the beginning and the end of A and of B.
Other tokens hardly notice. What the four gather, taken as one normal variable, tells the order of 64
pairs in 100 (`order_words.py` measures the same on bare word embeddings); a pooler does not find
that, `builtin_compare.py` does. The five numbers and these heads do not bear training with AdamW's
steps, which move a word by several places at once: freeze them.

EXAMPLES is what `albert make-data --dump --json` prints.
"""
import itertools
import json
import shutil
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

from builtin_start import PREFIX

EXAMPLES, PLACES = 100, 5
FROM_START, FROM_END, IN_A, IN_B = range(4)
FADE, APART = 20, 40.0  # tokens that an end fades over; score of the other segment
HEADS = {0: (FROM_START, IN_B), 2: (FROM_END, IN_B), 3: (FROM_START, IN_A), 1: (FROM_END, IN_A)}
QUERY = 64.0
BLOCK = "albert.encoder.albert_layer_groups.0.albert_layers.0.attention."
MAPPING = "albert.encoder.embedding_hidden_mapping_in."


def widen(tensors, name, more=0):
    """More columns, or for vectors more elements."""
    tensor = tensors[name]
    more = np.broadcast_to(more, (*tensor.shape[:-1], PLACES))
    tensors[name] = np.concatenate([tensor, more], -1).astype("f4")


def unused_directions(mapping):
    """Four of H that the mapping does not write, at right angles to each other and to LayerNorm's."""
    left = np.linalg.svd(mapping)[0][:, mapping.shape[1]:]
    mean = np.ones((len(left), 1)) / np.sqrt(len(left))
    return np.linalg.svd(left - mean @ (mean.T @ left))[0][:, :4]


def add_places(tensors):
    words, mapping = tensors[PREFIX + "word_embeddings.weight"], tensors[MAPPING + "weight"]
    size, count = words.std(), len(tensors[PREFIX + "position_embeddings.weight"])
    at = np.arange(count) / count
    nothing = np.zeros(count)
    segments = np.zeros((2, PLACES))
    segments[[0, 1], [IN_A, IN_B]] = size
    widen(tensors, PREFIX + "word_embeddings.weight")
    widen(tensors, PREFIX + "position_embeddings.weight",
          size * np.stack([at, 1 - at, nothing, nothing, nothing], 1))
    widen(tensors, PREFIX + "token_type_embeddings.weight", segments)
    directions = unused_directions(mapping)
    widen(tensors, MAPPING + "weight", np.c_[directions, -directions.sum(1)])
    for part in ("query", "key", "value"):
        weight = tensors[f"{BLOCK}{part}.weight"]
        weight -= weight @ directions @ directions.T
    # The masked words' head ends in an embedding as well.
    dense = tensors["predictions.dense.weight"]
    tensors["predictions.dense.weight"] = np.concatenate(
        [dense, np.zeros((PLACES, dense.shape[1]), "f4")])
    widen(tensors, "predictions.dense.bias")
    for norm in (PREFIX + "LayerNorm.", "predictions.LayerNorm."):
        widen(tensors, norm + "weight", 1)
        widen(tensors, norm + "bias")
    return directions


def embed(tensors, example):
    """The first layer's input, [tokens, H]."""
    ids, types = np.array(example["input_ids"]), np.array(example["token_type_ids"])
    total = (tensors[PREFIX + "word_embeddings.weight"][ids] +
             tensors[PREFIX + "position_embeddings.weight"][:len(ids)] +
             tensors[PREFIX + "token_type_embeddings.weight"][types])
    normal = (total - total.mean(1, keepdims=True)) / total.std(1, keepdims=True)
    normal = normal * tensors[PREFIX + "LayerNorm.weight"] + tensors[PREFIX + "LayerNorm.bias"]
    return normal @ tensors[MAPPING + "weight"].T + tensors[MAPPING + "bias"]


def look_at_ends(tensors, directions, cls, tokens):
    mean = tokens.mean(0)
    is_cls = np.linalg.solve(np.cov(tokens.T) + 1e-3 * np.eye(len(mean)), cls - mean)
    is_cls /= is_cls @ (cls - mean)
    readings = tokens @ directions
    unit = np.median(readings[readings[:, IN_B] > readings[:, IN_A], IN_B])
    count = len(tensors[PREFIX + "position_embeddings.weight"])
    size = len(mean) // len(HEADS)
    for head, (distance, other) in HEADS.items():
        rows = slice(head * size, (head + 1) * size)
        query, key = ({part: tensors[f"{BLOCK}{name}.{part}"][rows] for part in ("weight", "bias")}
                      for name in ("query", "key"))
        wanted = -(count / FADE * directions[:, distance] + APART * directions[:, other]) / unit
        unused = np.linalg.eigh(np.cov(query["weight"] @ tokens.T))[1][:, 0]
        for part in key.values():  # nothing else is told by this direction of the keys
            part -= np.tensordot(np.outer(unused, unused), part, 1).astype("f4")
        key["weight"] += np.outer(unused, wanted).astype("f4") * np.sqrt(size) / QUERY
        change = QUERY * unused - (query["weight"] @ cls + query["bias"])
        query["weight"] += np.outer(change, is_cls).astype("f4")
        query["bias"] -= (change * (mean @ is_cls)).astype("f4")


def main():
    source, target, examples = sys.argv[1:4]
    shutil.copytree(source, target, dirs_exist_ok=True)
    tensors = {name: tensor.astype("f4")
               for name, tensor in load_file(source + "/model.safetensors").items()}
    directions = add_places(tensors)
    with open(examples) as lines:
        inputs = [embed(tensors, json.loads(line)) for line in itertools.islice(lines, EXAMPLES)]
    tokens = np.concatenate([rows[1:] for rows in inputs])
    look_at_ends(tensors, directions, inputs[0][0], tokens)
    save_file(tensors, target + "/model.safetensors", metadata={"format": "pt"})
    with open(source + "/config.json") as file:
        config = json.load(file)
    config["embedding_size"] += PLACES
    with open(target + "/config.json", "w") as file:
        json.dump(config, file, indent=2)


main()
