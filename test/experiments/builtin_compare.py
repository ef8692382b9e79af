#!/usr/bin/env python3
"""builtin_compare.py MODEL EXAMPLES: the first layer compares the ends that [CLS] gathered.

What a text goes on with is like what it left off with: f(A's end, B's beginning) less f(B's end, A's
beginning), f a bilinear form, orders two pairs in three. Training hardly finds f, since a factor
alone tells nothing. So it is started in closed form from what the four heads of `builtin_places.py`
gather, and written into the FFN: a product of two sums is a difference of squares, GELU near 0 is a
square and a line, and one more unit takes the lines away. As many units as that needs, the ones that
matter least for other tokens, are given to it and to others that start at random; they are shut for
all tokens but [CLS] and write to one number of H. These units, and where the four heads look, are
then trained with all else held still. Each later layer passes the number on, louder, and one unit of
the pooler reads it.

EXAMPLES is what `albert make-data --dump --json` prints: pairs of at most 512 tokens, the last tenth
of which is held out. Rewrites MODEL/model.safetensors. Needs torch.
"""
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch.nn import functional

SEPARATOR, TOKENS, HEADS, PLACES = 3, 512, 4, 5
A_START, A_END, B_START, B_END = 0, 2, 3, 1  # what the heads of builtin_places.py gather
RANK, FREE, PASSES, BATCH, SAMPLE = 32, 63, 3, 256, 20000
RATE, DECAY, RIDGE = 3e-3, 0.05, 0.05
SPREAD = 0.7  # of what the squares see
OPEN, SHUT = 3.0, 30.0  # a unit that is on, and what keeps other tokens out
LOUD, LOUDER = 5.0, 6.0  # of the number: at first, and each later layer's factor
GENTLE, ARRIVES = 0.3, 0.5  # the pooler's share of the number, and the logit that one of it means
LAYER = "albert.encoder.albert_layer_groups.{}.albert_layers.0."
EMBEDDINGS = "albert.embeddings."


def read(path):
    """ids [pairs, TOKENS], where A and B end [pairs], 1 where they are swapped [pairs]."""
    ids, middles, lengths, swapped = [], [], [], []
    with open(path) as lines:
        for example in map(json.loads, lines):
            row = np.array(example["input_ids"], np.int16)
            ids.append(np.pad(row, (0, TOKENS - len(row))))
            middles.append(int(np.argmax(row == SEPARATOR)))
            lengths.append(len(row))
            swapped.append(example["sentence_order_label"])
    return (torch.tensor(np.stack(ids)), torch.tensor(middles), torch.tensor(lengths),
            torch.tensor(swapped, dtype=torch.float32))


def rows(pairs, chosen):
    return [tensor[chosen] for tensor in pairs]


def gelu(x):
    return functional.gelu(x, approximate="tanh")


class Model:
    def __init__(self, tensors):
        self.tensors = {name: torch.tensor(tensor) for name, tensor in tensors.items()}
        self.groups = len([name for name in tensors if name.endswith("layers.0.ffn.weight")])

    def part(self, name, group=None):
        if group is not None:
            name = LAYER.format(group) + name
        return self.tensors[name + ".weight"], self.tensors[name + ".bias"]

    def embed(self, pairs):
        """Embeddings [pairs, TOKENS, E], and which of them are tokens."""
        ids, middles, lengths = pairs[:3]
        places = torch.arange(TOKENS)
        tables = [self.tensors[f"{EMBEDDINGS}{kind}_embeddings.weight"]
                  for kind in ("word", "position", "token_type")]
        total = (tables[0][ids.long()] + tables[1][:TOKENS] +
                 tables[2][(places > middles[:, None]).long()])
        return (functional.layer_norm(total, total.shape[-1:], *self.part(EMBEDDINGS + "LayerNorm"),
                                      1e-12), places < lengths[:, None])

    def behind_attention(self, hidden, mixed):
        """What the first FFN reads."""
        total = hidden + functional.linear(mixed, *self.part("attention.dense", 0))
        return functional.layer_norm(total, total.shape[-1:],
                                     *self.part("attention.LayerNorm", 0), 1e-12)

    def states(self, pairs, count):
        """What the first FFN reads in some pairs: of all tokens but [CLS], and of [CLS]."""
        tokens, cls = [], []
        for index in range(count):
            embedded, real = self.embed(rows(pairs, slice(index, index + 1)))
            hidden = functional.linear(embedded[real],
                                       *self.part("albert.encoder.embedding_hidden_mapping_in"))
            query, key, value = (functional.linear(hidden, *self.part("attention." + name, 0))
                                 .view(len(hidden), HEADS, -1) for name in ("query", "key", "value"))
            scores = torch.einsum("qhd,khd->hqk", query, key) / query.shape[2]**0.5
            mixed = torch.einsum("hqk,khd->qhd", scores.softmax(2), value).flatten(1)
            states = self.behind_attention(hidden, mixed)
            tokens.append(states[1:])
            cls.append(states[:1])
        return torch.cat(tokens), torch.cat(cls)


class Gatherer:
    """The first attention of [CLS]. Its query is the same in all pairs, so that a head is a vector
    over embeddings that says where it looks, and a matrix that says what it takes."""

    def __init__(self, model):
        self.model = model
        self.mapping, mapped = model.part("albert.encoder.embedding_hidden_mapping_in")
        nothing = (torch.full((1, TOKENS), 2), torch.tensor([1]), torch.tensor([2]))
        self.cls = functional.linear(model.embed(nothing)[0][0, 0], self.mapping, mapped)
        query, key, value = ([tensor.view(HEADS, -1, *tensor.shape[1:])
                              for tensor in model.part("attention." + name, 0)]
                             for name in ("query", "key", "value"))
        self.query = query[0] @ self.cls + query[1]
        self.scale = self.query.shape[1]**0.5
        self.looks = torch.einsum("hd,hde->he", self.query, key[0]) @ self.mapping / self.scale
        self.values = value[0] @ self.mapping
        self.offsets = value[0] @ mapped + value[1]

    def contents(self, pairs, looks):
        """[pairs, HEADS, H / HEADS]"""
        embedded, real = self.model.embed(pairs)
        scores = (embedded @ looks.T).masked_fill(~real[..., None], -1e9)
        gathered = torch.einsum("bth,bte->bhe", scores.softmax(1), embedded)
        return torch.einsum("hde,bhe->bhd", self.values, gathered) + self.offsets

    def state(self, contents):
        return self.model.behind_attention(self.cls, contents.flatten(1))

    def look(self, looks):
        """Only the query of [CLS] has the direction of the keys that tells the new from the old."""
        key, _ = self.model.part("attention.key", 0)
        moved = (looks - self.looks) @ torch.linalg.pinv(self.mapping) * self.scale
        alone = self.query / (self.query**2).sum(1, keepdim=True)
        key += torch.einsum("hd,he->hde", alone, moved).reshape(key.shape)


class Comparison(torch.nn.Module):
    """Units of the FFN, and the logit of "swapped" that they tell."""

    def __init__(self, gatherer, weight, bias, says, offset):
        super().__init__()
        self.gatherer = gatherer
        self.moved = torch.nn.Parameter(torch.zeros_like(gatherer.looks))
        self.weight, self.bias = torch.nn.Parameter(weight), torch.nn.Parameter(bias)
        self.says, self.offset = torch.nn.Parameter(says), torch.nn.Parameter(offset)

    def looks(self):
        """For words something is added, for places multiplied."""
        words, places = self.gatherer.looks.split([self.moved.shape[1] - PLACES, PLACES], 1)
        return torch.cat([words + self.moved[:, :-PLACES],
                          places * torch.exp(3 * self.moved[:, -PLACES:])], 1)

    def forward(self, pairs):
        state = self.gatherer.state(self.gatherer.contents(pairs, self.looks()))
        return gelu(functional.linear(state, self.weight, self.bias)) @ self.says + self.offset

    def loss_and_accuracy(self, pairs):
        with torch.no_grad():
            logits = torch.cat([self(rows(pairs, part))
                                for part in torch.arange(len(pairs[3])).split(BATCH)])
        return (functional.binary_cross_entropy_with_logits(logits, pairs[3]).item(),
                ((logits > 0) == (pairs[3] > 0.5)).float().mean().item())


def closed_form(contents, swapped):
    """f as (end @ left) . (beginning @ right): how the ends that meet in the text go together, less
    how those that do not, each over how it goes with itself."""
    in_order = (swapped < 0.5)[:, None]
    ends, starts, outer_ends, outer_starts = (
        torch.where(in_order, contents[:, head], contents[:, other]).double()
        for head, other in ((A_END, B_END), (B_START, A_START), (B_END, A_END), (A_START, B_START)))
    ridge = RIDGE * torch.eye(contents.shape[2], dtype=torch.float64)
    form = (ends.T @ starts - outer_ends.T @ outer_starts) / len(ends)
    form = torch.linalg.solve(torch.cov(ends.T) + ridge, form)
    form = torch.linalg.solve(torch.cov(starts.T) + ridge, form.T).T
    left, strength, right = torch.linalg.svd(form)
    root = strength[:RANK].sqrt()
    return (left[:, :RANK] * root).float(), (right[:RANK].T * root).float()


def started(gatherer, pairs):
    """Units that compute the closed form, and some that start at random."""
    with torch.no_grad():
        contents = torch.cat([gatherer.contents(rows(pairs, part), gatherer.looks)
                              for part in torch.arange(len(pairs[3])).split(BATCH)])
    states = gatherer.state(contents)
    mean, covariance = states.mean(0), torch.cov(states.T)
    contents = (contents - contents.mean(0)) / (contents.std(0) + 1e-3)
    left, right = closed_form(contents, pairs[3])
    sums, signs = [], []
    for end, begin, sign in ((A_END, B_START, -1.0), (B_END, A_START, 1.0)):
        ends, starts = contents[:, end] @ left, contents[:, begin] @ right
        sums += [ends + starts, ends - starts]
        signs += [torch.full((RANK,), sign), torch.full((RANK,), -sign)]
    sums, signs = torch.cat(sums, 1), torch.cat(signs)
    narrow = SPREAD / sums.std(0)
    squares = torch.linalg.solve(covariance + 1e-4 * torch.eye(len(mean)),
                                 (states - mean).T @ (sums * narrow) / len(states)).T
    says = signs / (3.2 * narrow**2)  # gelu(x) = x / 2 + 0.4 x^2
    line = says @ squares / 2
    line_narrow = 1 / (line @ covariance @ line).sqrt()
    free = torch.randn(FREE, len(mean)) / states.std(0) / len(mean)**0.5
    weight = torch.cat([squares, line[None] * line_narrow, free])
    bias = -weight @ mean
    bias[len(squares)] += OPEN
    says = torch.cat([says, -1 / line_narrow[None], 0.02 * torch.randn(FREE)])
    offset = -(gelu(functional.linear(states, weight, bias)) @ says).mean()
    return Comparison(gatherer, weight, bias, says, offset)


def train(comparison, seen, held_out):
    groups = [{"params": [comparison.moved], "lr": 5 * RATE, "weight_decay": 0},
              {"params": [comparison.weight, comparison.bias], "lr": RATE / 2},
              {"params": [comparison.says, comparison.offset], "lr": RATE, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    rates = [group["lr"] for group in optimizer.param_groups]
    batches = [batch for _ in range(PASSES)
               for batch in torch.randperm(len(seen[3])).split(BATCH)]
    for step, batch in enumerate(batches):
        if step % 200 == 0:
            loss = comparison.loss_and_accuracy(rows(held_out, slice(0, 4000)))
            print("%d of %d: loss %.4f, right %.4f" % (step, len(batches), *loss), flush=True)
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * (1 - step / len(batches)) * min(1, (step + 1) / 30)
        batch = rows(seen, batch)
        loss = functional.binary_cross_entropy_with_logits(comparison(batch), batch[3])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("held out: loss %.4f, right %.4f" % comparison.loss_and_accuracy(held_out), flush=True)


def only_cls(tokens, cls):
    """Weight and bias that give 0 for [CLS], whatever it gathered, and about -1 for other tokens."""
    away = cls.mean(0) - tokens.mean(0)
    weight = torch.linalg.solve(
        torch.cov(tokens.T) + 100 * torch.cov(cls.T) + 1e-4 * torch.eye(len(away)), away)
    weight /= weight @ away
    return weight, -weight @ cls.mean(0)


def write_units(model, comparison, number, tokens, cls):
    inner, outer = model.part("ffn", 0), model.part("ffn_output", 0)
    weight = functional.pad(comparison.weight, (0, 0, 0, 1))  # one unit more for the offset
    bias = functional.pad(comparison.bias, (0, 1), value=OPEN)
    says = functional.pad(comparison.says, (0, 1), value=(comparison.offset / OPEN).item())
    units = gelu(functional.linear(tokens, *inner))
    spare = (units.std(0) * outer[0].norm(dim=0)).argsort()[:len(bias)]
    outer[1].add_(outer[0][:, spare] @ units.mean(0)[spare])
    gate, gate_bias = only_cls(tokens, cls)
    inner[0][spare] = weight + SHUT * gate
    inner[1][spare] = bias + SHUT * gate_bias
    outer[0][:, spare] = 0
    outer[0][number, spare] = LOUD * says


def carry(model, group, number):
    """A layer adds to a number of H only what it was: gelu(x) - gelu(-x) is x."""
    inner, outer = model.part("ffn", group), model.part("ffn_output", group)
    for tensor in (*outer, *model.part("attention.dense", group)):
        tensor[number] = 0
    two = (inner[0].norm(dim=1) * outer[0].norm(dim=0)).argsort()[:2]
    both = torch.tensor([1.0, -1.0])
    inner[0][two], inner[1][two], outer[0][:, two] = 0, 0, 0
    inner[0][two, number] = both
    outer[0][number, two] = (LOUDER - 1) * both


def read_out(model, number):
    """A unit of the pooler adds what the number says to what the pooler knew."""
    pooler, head = model.part("albert.pooler"), model.part("sop_classifier.classifier")
    unit = (head[0][1] - head[0][0]).abs().argmin()
    pooler[0][:, number] = 0
    pooler[0][unit], pooler[1][unit] = 0, 0
    pooler[0][unit, number] = GENTLE
    head[0][:, unit] = torch.tensor([-0.5, 0.5]) * ARRIVES / GENTLE  # logit 1 says swapped


def main():
    folder, examples = sys.argv[1:3]
    torch.manual_seed(0)
    tensors = load_file(folder + "/model.safetensors")
    model, pairs = Model(tensors), read(examples)
    last = len(pairs[3]) * 9 // 10
    comparison = started(Gatherer(model), rows(pairs, slice(0, SAMPLE)))
    train(comparison, rows(pairs, slice(0, last)), rows(pairs, slice(last, None)))
    with torch.no_grad():
        comparison.gatherer.look(comparison.looks())
        tokens, cls = model.states(pairs, 200)
        number = int(tokens.std(0).argmin())
        write_units(model, comparison, number, tokens, cls)
        for group in range(1, model.groups):
            carry(model, group, number)
        read_out(model, number)
    tensors = {name: tensor.numpy() for name, tensor in model.tensors.items()}
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main()
