#!/usr/bin/env python3
"""Heads that look where order shows, for a model that has yet to learn sentence order.

    builtin_order.py MODEL EXAMPLES segments|middle: rewrites MODEL/model.safetensors.

EXAMPLES is what `albert make-data --dump --json` prints. Heads of the last layer are changed so that
from [CLS] they look at something else than before:

- segments: the first head at segment A and the second at B; the pooler then has the difference of
  two means to learn from instead of nothing;
- middle: the third head at the first [SEP], which has read what B begins with.

Other tokens hardly notice: what is added to the queries is the direction in which [CLS] alone
stands out, and what is added to the keys the one that tells apart what to look at from the rest.
All of it is trained on. Needs torch and transformers.
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
    """Hidden states, a row each, of [CLS], tokens of A, the first [SEP], tokens of B, the other."""
    parts = [[], [], [], [], []]
    with open(path) as lines, torch.no_grad():
        for example in map(json.loads, itertools.islice(lines, EXAMPLES)):
            ids, types = (torch.tensor([example[key]]) for key in ("input_ids", "token_type_ids"))
            hidden = model.albert(ids, token_type_ids=types, output_hidden_states=True)
            hidden = hidden.hidden_states[-2][0].numpy()
            middle = example["input_ids"].index(SEPARATOR)
            cuts = np.split(hidden, [1, middle, middle + 1, len(hidden) - 1])
            for part, rows in zip(parts, cuts):
                part.append(rows)
    return [np.concatenate(rows) for rows in parts]


def telling_direction(ours, theirs):
    """Linear discriminant, scaled so that the two means differ by 1 along it."""
    within = np.cov(ours.T) * len(ours) + np.cov(theirs.T) * len(theirs)
    within = within / (len(ours) + len(theirs)) + 1e-3 * np.eye(ours.shape[1])
    apart = ours.mean(0) - theirs.mean(0)
    direction = np.linalg.solve(within, apart)
    return direction / (direction @ apart)


def look(tensors, block, rows, cls, tokens, target, rest):
    """From [CLS] the head of these rows looks at what is like `target` and unlike `rest`."""
    is_cls, is_target = telling_direction(cls, tokens), telling_direction(target, rest)
    # The direction of the head's space that other queries use least.
    queries = tokens @ tensors[block + "query.weight"][rows].T
    unused = np.linalg.eigh(np.cov(queries.T))[1][:, 0]
    between = (target.mean(0) + rest.mean(0)) / 2
    for part in ("weight", "bias"):  # nothing else is told by this direction of the keys
        keys = tensors[f"{block}key.{part}"]
        keys[rows] -= np.tensordot(np.outer(unused, unused), keys[rows], 1).astype("f4")
    for part, amount, direction, origin in (("query", QUERY, is_cls, tokens.mean(0)),
                                            ("key", KEY, is_target, between)):
        weight, bias = tensors[f"{block}{part}.weight"], tensors[f"{block}{part}.bias"]
        weight[rows] += (amount * np.outer(unused, direction)).astype("f4")
        bias[rows] -= (amount * unused * (direction @ origin)).astype("f4")


def main():
    folder, examples, where = sys.argv[1:4]
    torch.set_num_threads(1)
    model = AlbertForPreTraining.from_pretrained(folder).eval()
    size = model.config.hidden_size // model.config.num_attention_heads
    last = model.config.num_hidden_groups - 1
    cls, first, middle, second, end = states_before_last_layer(model, examples)
    tokens = np.concatenate([first, second])
    heads = {
        "segments": [(0, first, second), (1, second, first)],
        "middle": [(2, middle, np.concatenate([tokens, end]))],
    }[where]
    tensors = load_file(folder + "/model.safetensors")
    block = f"albert.encoder.albert_layer_groups.{last}.albert_layers.0.attention."
    for head, target, rest in heads:
        look(tensors, block, slice(head * size, (head + 1) * size), cls, tokens, target, rest)
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


main()
