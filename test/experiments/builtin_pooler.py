#!/usr/bin/env python3
"""builtin_pooler.py MODEL STATES: fits pooler and sentence-order head to what [CLS] holds already.

STATES is what `pair_states MODEL EXAMPLES` writes. The encoder stays as it is, so that one pass over
the examples serves many epochs of a small fit: with few pairs a second, the trainer itself takes
long to find a pooler worth training the encoder for. Rewrites MODEL/model.safetensors and prints
the accuracy on the tenth of the pairs that the fit does not see. Needs torch.
"""
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

EPOCHS, BATCH, RATE, DECAY, DROPOUT = 8, 256, 1e-3, 0.05, 0.2


def read(path, hidden):
    rows = np.fromfile(path, np.float32)
    rows = torch.tensor(rows[:len(rows) // (1 + hidden) * (1 + hidden)].reshape(-1, 1 + hidden))
    return rows[:, 1:], rows[:, 0]


def fit(states, swapped):
    hidden = states.shape[1]
    torch.manual_seed(0)
    pooler, head = torch.nn.Linear(hidden, hidden), torch.nn.Linear(hidden, 1)
    drop = torch.nn.Dropout(DROPOUT)
    parameters = [*pooler.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, weight_decay=DECAY)
    steps = EPOCHS * (len(states) // BATCH)
    for step in range(steps):
        if step % (len(states) // BATCH) == 0:
            order = torch.randperm(len(states))
        rows = order[step % (len(states) // BATCH) * BATCH:][:BATCH]
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / steps)
        logits = head(drop(torch.tanh(pooler(drop(states[rows])))))[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, swapped[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [parameter.detach() for parameter in parameters]


def main():
    folder, path = sys.argv[1:3]
    with open(folder + "/config.json") as file:
        hidden = json.load(file)["hidden_size"]
    torch.set_num_threads(1)
    states, swapped = read(path, hidden)
    seen = len(states) * 9 // 10
    mean, deviation = states.mean(0), states.std(0) + 1e-3
    states = (states - mean) / deviation
    weight, bias, direction, offset = fit(states[:seen], swapped[:seen])
    logits = torch.tanh(states[seen:] @ weight.T + bias) @ direction[0] + offset
    right = (logits > 0) == (swapped[seen:] > 0.5)
    print(f"{right.float().mean():.4f} of {len(right)} pairs")

    tensors = load_file(folder + "/model.safetensors")
    halves = torch.tensor([[-0.5], [0.5]])  # logit 1 says swapped
    tensors["albert.pooler.weight"] = (weight / deviation).numpy()
    tensors["albert.pooler.bias"] = (bias - weight @ (mean / deviation)).numpy()
    tensors["sop_classifier.classifier.weight"] = (halves * direction).numpy()
    tensors["sop_classifier.classifier.bias"] = (halves * offset)[:, 0].numpy()
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


main()
