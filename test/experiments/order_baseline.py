#!/usr/bin/env python3
"""What a linear model over words reaches on sentence order: the mark to beat.

    order_baseline.py TRAIN HELD_OUT: both as `albert make-data --dump --json` prints them.

A logistic regression on hashed features, each counted in A less its count in B: the pieces of a
segment, its first four by place, its first two and three together, and the piece before one that
the other segment has too ("a" where "the" comes later). Adagrad, one pass per line of output, which
is the accuracy on HELD_OUT. Needs numpy and scipy.
"""
import json
import sys
import zlib

import numpy as np
import scipy.sparse as sparse

FEATURES, BATCH, PASSES, RATE, SEPARATOR = 1 << 20, 64, 3, 0.03, 3


def features(first, second):
    counts = {}

    def add(feature, amount):
        place = zlib.crc32(repr(feature).encode()) % FEATURES
        counts[place] = counts.get(place, 0) + amount

    for sign, segment, other in ((1, first, set(second)), (-1, second, set(first))):
        for place, piece in enumerate(segment[:4]):
            add((place, piece), sign)
        add(("two", *segment[:2]), sign)
        add(("three", *segment[:3]), sign)
        for piece in set(segment):
            add(piece, 0.3 * sign)
        for before, piece in zip(segment, segment[1:]):
            if piece in other:
                add(("before", before), sign)
    return counts


def read(path):
    values, columns, ends, labels = [], [], [0], []
    with open(path) as lines:
        for example in map(json.loads, lines):
            ids = example["input_ids"]
            middle = ids.index(SEPARATOR)
            counts = features(ids[1:middle], ids[middle + 1:-1])
            columns.extend(counts)
            values.extend(counts.values())
            ends.append(len(columns))
            labels.append(example["sentence_order_label"])
    shape = (len(labels), FEATURES)
    return sparse.csr_matrix((np.float32(values), columns, ends), shape), np.float32(labels)


def main():
    pairs, swapped = read(sys.argv[1])
    held_out, answers = read(sys.argv[2])
    weights, squares = np.zeros(FEATURES, "f4"), np.full(FEATURES, 1e-6, "f4")
    random = np.random.default_rng(0)
    for _ in range(PASSES):
        order = random.permutation(len(swapped))
        for start in range(0, len(order), BATCH):
            rows = order[start:start + BATCH]
            some = pairs[rows]
            wrong = 1 / (1 + np.exp(-(some @ weights))) - swapped[rows]
            gradient = some.T @ wrong / len(rows) + 1e-5 * weights
            squares += gradient * gradient
            weights -= RATE * gradient / np.sqrt(squares)
        print(f"{np.mean((held_out @ weights > 0) == (answers > 0.5)):.4f}", flush=True)


main()
