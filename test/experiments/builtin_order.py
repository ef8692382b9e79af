#!/usr/bin/env python3
"""Heads that look at one segment each, for a model that has yet to learn sentence order.

    builtin_order.py MODEL EXAMPLES: rewrites MODEL/model.safetensors.

EXAMPLES is what `albert make-data --dump --json` prints. Two heads of the last layer are changed so
that from [CLS] one of them looks at segment A and the other at B; the pooler then has the
difference of two means to learn from instead of nothing. Other tokens hardly notice: what is added to
the queries is the direction in which [CLS] alone stands out, and what is added to the keys the one
that tells the segments apart. All of it is trained on. Needs torch and transformers.
"""
import itertools
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from transformers import AlbertForPreTraining

EXAMPLES, SEPARATOR = 400, 3
QUERY, KEY = 64.0, 1.0  # the scores of the two segments differ by QUERY · KEY / √64


def states_before_last_layer(model, path):
    """Hidden states of [CLS], of tokens of A and of tokens of B, a row each."""
    cls, first, second = [], [], []
    with open(path) as lines, torch.no_grad():
        for example in map(json.loads, itertools.islice(lines, EXAMPLES)):
            ids, types = (torch.tensor([example[key]]) for key in ("input_ids", "token_type_ids"))
            hidden = model.albert(ids, token_type_ids=types, output_hidden_states=True)
            hidden = hidden.hidden_states[-2][0].numpy()
            end = example["input_ids"].index(SEPARATOR)
            cls.append(hidden[:1])
            first.append(hidden[1:end])
            second.append(hidden[end + 1:-1])
    return [np.concatenate(rows) for rows in (cls, first, second)]


def telling_direction(ours, theirs):
    """Linear discriminant, scaled so that the two means differ by 1 along it."""
    within = np.cov(ours.T) * len(ours) + np.cov(theirs.T) * len(theirs)
    within = within / (len(ours) + len(theirs)) + 1e-3 * np.eye(ours.shape[1])
    apart = ours.mean(0) - theirs.mean(0)
    direction = np.linalg.solve(within, apart)
    return direction / (direction @ apart)


def main():
    folder, examples = sys.argv[1:3]
    torch.set_num_threads(1)
    model = AlbertForPreTraining.from_pretrained(folder).eval()
    size = model.config.hidden_size // model.config.num_attention_heads
    last = model.config.num_hidden_groups - 1
    cls, first, second = states_before_last_layer(model, examples)
    tokens = np.concatenate([first, second])
    is_cls = telling_direction(cls, tokens)
    is_first = telling_direction(first, second)
    middle = (first.mean(0) + second.mean(0)) / 2

    tensors = load_file(folder + "/model.safetensors")
    block = f"albert.encoder.albert_layer_groups.{last}.albert_layers.0.attention."
    for head, sign in enumerate((1, -1)):
        rows = slice(head * size, (head + 1) * size)
        # The direction of the head's space that other queries use least.
        queries = tokens @ tensors[block + "query.weight"][rows].T
        unused = np.linalg.eigh(np.cov(queries.T))[1][:, 0]
        for part, amount, direction, origin in (("query", QUERY, is_cls, tokens.mean(0)),
                                                ("key", sign * KEY, is_first, middle)):
            weight, bias = tensors[f"{block}{part}.weight"], tensors[f"{block}{part}.bias"]
            weight[rows] += (amount * np.outer(unused, direction)).astype("f4")
            bias[rows] -= (amount * unused * (direction @ origin)).astype("f4")
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


main()
