#!/usr/bin/env python3
"""What bags of words tell of sentence order: the mark to beat for long pairs.

    order_words.py MODEL TRAIN HELD_OUT: a model folder, and two files of pairs as
    `albert make-data --dump --json` prints them.

A network with one hidden layer (of 256) sees

- words: the mean word embedding of each segment, of its first two pieces and of its last eight;
- ends: how alike A's end and B's beginning are, less how alike A's beginning and B's end are. In a
  text that goes on, neighbours share words. Widths of 16 to 128 pieces, rare words count more;
- both.

And without any network:

- gauss: the mean word embedding of each segment's beginning and end, taken as one normal variable
  whose covariance says how the four go together in a text. The order in which it is likelier wins.
  This is a quadratic form of what four attention heads could gather.

For the network every pair of TRAIN is shown in both orders. Prints the accuracy on HELD_OUT, of the
network after its last pass. Needs numpy, safetensors and torch.
"""
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file

SEPARATOR, SPECIAL, WIDTHS = 3, 5, (16, 32, 64, 128)
FADE, RIDGE = 20, 0.05
HIDDEN, BATCH, PASSES, RATE, DECAY, DROPOUT = 256, 512, 6, 1e-3, 0.05, 0.3


def read(path):
    """(A, B, 1 where they are swapped) of each pair, without [CLS] and [SEP]."""
    with open(path) as lines:
        for example in map(json.loads, lines):
            ids = np.array(example["input_ids"], np.int32)
            middle = int(np.argmax(ids == SEPARATOR))
            yield ids[1:middle], ids[middle + 1:-1], example["sentence_order_label"]


def rarity(pairs, pieces):
    """log(pairs / pairs with the piece) of every piece; 0 for [MASK] and its like."""
    having = np.ones(pieces)
    for first, second, _ in pairs:
        having[np.unique(np.concatenate([first, second]))] += 1
    weights = np.maximum(np.log(len(pairs) / having), 0)
    weights[:SPECIAL] = 0
    return weights


class Features:
    def __init__(self, words, weights):
        self.words, self.weights = words, weights
        self.directions = words / np.linalg.norm(words, axis=1, keepdims=True)

    def of_words(self, ids):
        return [self.words[part].mean(0) for part in (ids, ids[:2], ids[-8:])]

    def alike(self, ours, theirs):
        bags = [self.weights[ids] @ self.directions[ids] for ids in (ours, theirs)]
        lengths = [np.linalg.norm(bag) + 1e-6 for bag in bags]
        shared = (self.weights[np.intersect1d(ours, theirs)]**2).sum()
        return np.array([bags[0] @ bags[1] / np.prod(lengths),
                         shared / np.sqrt(1 + len(ours) * len(theirs))])

    def of_ends(self, first, second):
        return [self.alike(first[-width:], second[:width]) - self.alike(first[:width], second[-width:])
                for width in WIDTHS]

    def of_edges(self, ids):
        """Beginning and end; a piece counts the less the farther it is from there."""
        weights = np.exp(-np.arange(len(ids)) / FADE)
        weights /= weights.sum()
        return [weights @ self.words[ids], weights @ self.words[ids[::-1]]]

    def table(self, pairs):
        """Rows of words, of ends and of edges, and the labels."""
        words, ends, edges, labels = [], [], [], []
        for first, second, swapped in pairs:
            words.append(np.concatenate(self.of_words(first) + self.of_words(second)))
            ends.append(np.concatenate(self.of_ends(first, second)))
            edges.append(np.concatenate(self.of_edges(first) + self.of_edges(second)))
            labels.append(swapped)
        return tuple(np.array(rows, "f4") for rows in (words, ends, edges, labels))


def swapped_rows(rows):
    """A's half of the columns for B's."""
    return np.roll(rows, rows.shape[1] // 2, 1)


def both_orders(words, ends, labels):
    return (np.concatenate([words, swapped_rows(words)]), np.concatenate([ends, -ends]),
            np.concatenate([labels, 1 - labels]))


def accuracy_of_gauss(seen, labels, held_out, answers):
    in_order = np.where(labels[:, None] > 0.5, swapped_rows(seen), seen).astype("f8")
    mean, covariance = in_order.mean(0), np.cov(in_order.T)
    precision = np.linalg.inv(covariance + RIDGE * np.diag(np.diag(covariance)))

    def distances(rows):
        return ((rows - mean) @ precision * (rows - mean)).sum(1)

    swapped = distances(swapped_rows(held_out)) < distances(held_out)
    return float((swapped == (answers > 0.5)).mean())


def accuracy(seen, labels, held_out, answers):
    mean, deviation = seen.mean(0), seen.std(0) + 1e-5
    seen, held_out = (torch.tensor((rows - mean) / deviation) for rows in (seen, held_out))
    labels = torch.tensor(labels)
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(seen.shape[1], HIDDEN), torch.nn.GELU(),
                                  torch.nn.Dropout(DROPOUT), torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=DECAY)
    for turn in range(PASSES):
        optimizer.param_groups[0]["lr"] = RATE * (1 - turn / PASSES)
        for rows in torch.randperm(len(seen)).split(BATCH):
            logits = network(seen[rows])[:, 0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    network.eval()
    with torch.no_grad():
        return float(((network(held_out)[:, 0] > 0).numpy() == (answers > 0.5)).mean())


def main():
    torch.set_num_threads(1)
    weights = load_file(sys.argv[1] + "/model.safetensors")
    words = weights["albert.embeddings.word_embeddings.weight"].astype("f4")
    pairs, held_out = list(read(sys.argv[2])), list(read(sys.argv[3]))
    features = Features(words, rarity(pairs, len(words)))
    seen_words, seen_ends, seen_edges, labels = features.table(pairs)
    held_words, held_ends, held_edges, answers = features.table(held_out)
    print(f"gauss {accuracy_of_gauss(seen_edges, labels, held_edges, answers):.4f}", flush=True)
    seen_words, seen_ends, labels = both_orders(seen_words, seen_ends, labels)
    for name, seen, held in (("words", seen_words, held_words), ("ends", seen_ends, held_ends),
                             ("both", np.hstack([seen_words, seen_ends]),
                              np.hstack([held_words, held_ends]))):
        print(f"{name} {accuracy(seen, labels, held, answers):.4f}", flush=True)


main()
