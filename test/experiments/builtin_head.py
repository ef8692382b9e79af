#!/usr/bin/env python3
"""Trains pooler and sentence-order head alone, on what the encoder makes of many pairs.

    builtin_head.py MODEL EXAMPLES PAIRS: rewrites MODEL/model.safetensors.

EXAMPLES is what `albert make-data --dump --json` prints of training text. A run that learns masked
words at the same time gives this head too few pairs to get out of the noise; here the encoder stays
as it is and [CLS] of PAIRS pairs is computed once. The last tenth of them says when to stop. Needs
torch and transformers.
"""
import copy
import itertools
import json
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AlbertForPreTraining

AT_ONCE, BATCH, PASSES, DECAY = 64, 256, 40, 0.1


def read_pairs(path, count):
    with open(path) as lines:
        return [json.loads(line) for line in itertools.islice(lines, count)]


def cls_states(model, pairs):
    states = torch.empty(len(pairs), model.config.hidden_size)
    by_length = sorted(range(len(pairs)), key=lambda i: len(pairs[i]["input_ids"]))
    with torch.no_grad():
        for start in range(0, len(by_length), AT_ONCE):
            some = by_length[start:start + AT_ONCE]
            ids, types = (torch.nn.utils.rnn.pad_sequence(
                [torch.tensor(pairs[i][key]) for i in some], batch_first=True, padding_value=pad)
                for key, pad in (("input_ids", model.config.pad_token_id), ("token_type_ids", 0)))
            mask = (ids != model.config.pad_token_id).long()
            states[some] = model.albert(ids, mask, types).last_hidden_state[:, 0]
    return states


def train_head(pooler, classifier, states, labels):
    """Pooler and classifier of the pass that was best on the last tenth; its accuracy."""
    learned = len(labels) * 9 // 10
    head = torch.nn.Sequential(pooler, torch.nn.Tanh(), classifier)
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, PASSES)
    best, kept = 1e9, None
    for _ in range(PASSES):
        for rows in torch.randperm(learned).split(BATCH):
            loss = torch.nn.functional.cross_entropy(head(states[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
        with torch.no_grad():
            logits = head(states[learned:])
            loss = torch.nn.functional.cross_entropy(logits, labels[learned:]).item()
        if loss < best:
            accuracy = (logits.argmax(1) == labels[learned:]).float().mean().item()
            best, kept = loss, (copy.deepcopy(head.state_dict()), accuracy)
    head.load_state_dict(kept[0])
    return best, kept[1]


def main():
    folder, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.manual_seed(1)
    model = AlbertForPreTraining.from_pretrained(folder).eval()
    pairs = read_pairs(path, count)
    states = cls_states(model, pairs)
    labels = torch.tensor([pair["sentence_order_label"] for pair in pairs])
    pooler, classifier = model.albert.pooler, model.sop_classifier.classifier
    for parameter in itertools.chain(pooler.parameters(), classifier.parameters()):
        parameter.requires_grad_(True)
    print("loss %.4f, accuracy %.4f" % train_head(pooler, classifier, states, labels))
    tensors = load_file(folder + "/model.safetensors")
    for name, layer in (("albert.pooler", pooler), ("sop_classifier.classifier", classifier)):
        tensors[name + ".weight"] = layer.weight.detach().clone()
        tensors[name + ".bias"] = layer.bias.detach().clone()
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


main()
