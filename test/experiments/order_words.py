#!/usr/bin/env python3
"""What averages of words tell of sentence order: the mark to beat for long pairs.

    order_words.py MODEL TRAIN HELD_OUT: a model folder, and two files of pairs as
    `albert make-data --dump --json` prints them.

A network with one hidden layer sees the mean word embedding of each segment, of its first two pieces
and of its last eight. Every pair of TRAIN is shown in both orders. Prints the accuracy on HELD_OUT
after each pass. Needs numpy, safetensors and torch.
"""
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file

SEPARATOR, HIDDEN, BATCH, PASSES, RATE, DECAY = 3, 256, 512, 6, 5e-4, 0.05


def read(path, words):
    def seen(ids):
        return [words[ids].mean(0), words[ids[:2]].mean(0), words[ids[-8:]].mean(0)]

    rows, swapped = [], []
    with open(path) as lines:
        for example in map(json.loads, lines):
            ids = np.array(example["input_ids"])
            middle = int(np.argmax(ids == SEPARATOR))
            rows.append(np.concatenate(seen(ids[1:middle]) + seen(ids[middle + 1:-1])))
            swapped.append(example["sentence_order_label"])
    return torch.tensor(np.array(rows, "f4")), torch.tensor(swapped, dtype=torch.float32)


def main():
    weights = load_file(sys.argv[1] + "/model.safetensors")
    words = weights["albert.embeddings.word_embeddings.weight"].astype("f4")
    pairs, swapped = read(sys.argv[2], words)
    held_out, answers = read(sys.argv[3], words)
    pairs = torch.cat([pairs, pairs.roll(pairs.shape[1] // 2, 1)])
    swapped = torch.cat([swapped, 1 - swapped])
    mean, deviation = pairs.mean(0), pairs.std(0) + 1e-5
    pairs, held_out = (pairs - mean) / deviation, (held_out - mean) / deviation

    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(pairs.shape[1], HIDDEN), torch.nn.GELU(),
                                  torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=DECAY)
    for turn in range(PASSES):
        optimizer.param_groups[0]["lr"] = RATE * (1 - turn / PASSES)
        for rows in torch.randperm(len(pairs)).split(BATCH):
            logits = network(pairs[rows])[:, 0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, swapped[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            right = (network(held_out)[:, 0] > 0) == (answers > 0.5)
        print(f"{right.float().mean():.4f}", flush=True)


main()
