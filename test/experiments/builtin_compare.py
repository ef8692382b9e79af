#!/usr/bin/env python3
"""builtin_compare.py MODEL EXAMPLES: the first layer's FFN compares the ends that [CLS] gathered.

In a text that goes on, A's end is about what B's beginning is about: f(A's end, B's beginning) less
f(B's end, A's beginning), with a bilinear f, orders two pairs in three. Ordinary training finds f
hardly ever, since each of its factors alone tells nothing. So f is computed in closed form from the
contents of the four heads that `builtin_places.py` made, less what chance would give, and written
into the FFN of the first layer: a product of two sums is a difference of squares, and GELU near 0 is
a square (and a line, which one more unit takes away). The units that matter least for other tokens
are given to this, shut for all tokens but [CLS], with as many again that start at random; all of them
write to one direction of H. Then these units and where the heads look are trained, with all else
held still.

EXAMPLES is what `albert make-data --dump --json` prints: pairs of 512 tokens, the last tenth of which
is held out. Rewrites MODEL/model.safetensors. Needs torch.
"""
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch.nn import functional

SEPARATOR, TOKENS, HEADS, PLACES = 3, 512, 4, 5
A_START, A_END, B_START, B_END = 0, 2, 3, 1  # the heads of builtin_places.py
RANK, FREE, PASSES, BATCH = 32, 64, 3, 256
RATE, DECAY, RIDGE, SAMPLE = 3e-3, 0.05, 0.05, 20000
SPREAD, LINE, SHUT, LOUD, LOUDER, GENTLE, ARRIVES = 0.7, 3.0, 30.0, 5.0, 6.0, 0.3, 0.5
LAYER = "albert.encoder.albert_layer_groups.0.albert_layers.0."
EMBEDDINGS = "albert.embeddings."


def read(path):
    """ids [pairs, TOKENS], where A and B end [pairs], 1 where they are swapped [pairs]."""
    rows, middles, lengths, labels = [], [], [], []
    with open(path) as lines:
        for example in map(json.loads, lines):
            ids = np.array(example["input_ids"], np.int16)
            rows.append(np.pad(ids, (0, TOKENS - len(ids))))
            middles.append(int(np.argmax(ids == SEPARATOR)))
            lengths.append(len(ids))
            labels.append(example["sentence_order_label"])
    return (torch.tensor(np.stack(rows)), torch.tensor(middles), torch.tensor(lengths),
            torch.tensor(labels, dtype=torch.float32))


class FirstLayer:
    """The first layer as [CLS] sees it. Its query is the same in every pair, so a head is a vector
    of scores over embeddings and, less exactly, one of contents."""

    def __init__(self, tensors):
        self.tensors = {name: torch.tensor(tensor) for name, tensor in tensors.items()}
        self.mapping, self.mapped = self.part("albert.encoder.embedding_hidden_mapping_in")
        self.output, self.shift = self.part(LAYER + "attention.dense")
        first, _ = self.embed((torch.full((1, TOKENS), 2), torch.tensor([1]), torch.tensor([2])))
        self.cls = first[0, 0] @ self.mapping.T + self.mapped
        query, key, value = ([tensor.view(HEADS, -1, *tensor.shape[1:])
                              for tensor in self.part(f"{LAYER}attention.{name}")]
                             for name in ("query", "key", "value"))
        query = query[0] @ self.cls + query[1]
        self.scale = query.shape[1]**0.5
        self.looks = torch.einsum("hd,hde->he", query, key[0]) @ self.mapping / self.scale
        self.values = value[0] @ self.mapping
        self.offsets = value[0] @ self.mapped + value[1]

    def part(self, name):
        return self.tensors[name + ".weight"], self.tensors[name + ".bias"]

    def embed(self, batch):
        """Embeddings [pairs, TOKENS, E], and which of them are tokens."""
        ids, middles, lengths = batch[:3]
        places = torch.arange(TOKENS)
        total = (self.tensors[EMBEDDINGS + "word_embeddings.weight"][ids.long()] +
                 self.tensors[EMBEDDINGS + "position_embeddings.weight"][:TOKENS] +
                 self.tensors[EMBEDDINGS + "token_type_embeddings.weight"][
                     (places > middles[:, None]).long()])
        return (functional.layer_norm(total, total.shape[-1:], *self.part(EMBEDDINGS + "LayerNorm"),
                                      1e-12), places < lengths[:, None])

    def contents(self, batch, looks):
        """What the heads gather for [CLS], [pairs, HEADS, H / HEADS]."""
        embedded, real = self.embed(batch)
        scores = (embedded @ looks.T).masked_fill(~real[..., None], -1e9)
        gathered = torch.einsum("bth,bte->bhe", scores.softmax(1), embedded)
        return torch.einsum("hde,bhe->bhd", self.values, gathered) + self.offsets

    def state(self, contents):
        """[CLS] behind attention, [pairs, H]: what the FFN reads."""
        total = self.cls + contents.flatten(1) @ self.output.T + self.shift
        return self.normal(total)

    def normal(self, total):
        return functional.layer_norm(total, total.shape[-1:],
                                     *self.part(LAYER + "attention.LayerNorm"), 1e-12)


class Compare(torch.nn.Module):
    """Units of the FFN: [units] = gelu(weight x + bias), and the order that they tell."""

    def __init__(self, layer, weight, bias, says, offset):
        super().__init__()
        self.layer = layer
        self.looks = torch.nn.Parameter(torch.zeros_like(layer.looks))
        self.weight, self.bias = torch.nn.Parameter(weight), torch.nn.Parameter(bias)
        self.says, self.offset = torch.nn.Parameter(says), torch.nn.Parameter(offset)

    def where(self):
        """Added to the scores of words, multiplied with those of places."""
        words, places = self.layer.looks[:, :-PLACES], self.layer.looks[:, -PLACES:]
        return torch.cat([words + self.looks[:, :-PLACES],
                          places * torch.exp(3 * self.looks[:, -PLACES:])], 1)

    def forward(self, batch):
        state = self.layer.state(self.layer.contents(batch, self.where()))
        units = functional.gelu(state @ self.weight.T + self.bias, approximate="tanh")
        return units @ self.says + self.offset


def rows(data, chosen):
    return [tensor[chosen] for tensor in data]


def gather(layer, data, count):
    with torch.no_grad():
        return torch.cat([layer.contents(rows(data, chosen), layer.looks)
                          for chosen in torch.arange(count).split(BATCH)])


def factors(contents, swapped):
    """f as (end @ left) . (start @ right), for contents less their mean over their spread."""
    in_order = (swapped < 0.5)[:, None]

    def both(ours, theirs):  # the same side of the text, in order and swapped
        return torch.where(in_order, contents[:, ours], contents[:, theirs]).double()

    end, start = both(A_END, B_END), both(B_START, A_START)
    outer_end, outer_start = both(B_END, A_END), both(A_START, B_START)
    identity = RIDGE * torch.eye(contents.shape[2], dtype=torch.float64)
    excess = (end.T @ start - outer_end.T @ outer_start) / len(end)
    form = torch.linalg.solve(torch.cov(end.T) + identity, excess)
    form = torch.linalg.solve(torch.cov(start.T) + identity, form.T).T
    left, strength, right = torch.linalg.svd(form)
    root = strength[:RANK].sqrt()
    return (left[:, :RANK] * root).float(), (right[:RANK].T * root).float()


def fit(inputs, targets):
    """Weight and bias that give targets from inputs."""
    mean = inputs.mean(0)
    spread = torch.cov(inputs.T) + 1e-4 * torch.eye(inputs.shape[1])
    weight = torch.linalg.solve(spread, (inputs - mean).T @ (targets - targets.mean(0)) / len(inputs)).T
    return weight, targets.mean(0) - weight @ mean


def start(layer, data, count):
    """Units that compute f: weight, bias, says; and the states of [CLS]."""
    contents, swapped = gather(layer, data, count), data[3][:count]
    states = layer.state(contents)
    contents = (contents - contents.mean(0)) / (contents.std(0) + 1e-3)
    left, right = factors(contents, swapped)
    wanted, signs = [], []
    for end, begin, sign in ((A_END, B_START, -1.0), (B_END, A_START, 1.0)):
        ends, begins = contents[:, end] @ left, contents[:, begin] @ right
        wanted += [ends + begins, ends - begins]
        signs += [sign * torch.ones(RANK), -sign * torch.ones(RANK)]
    wanted, signs = torch.cat(wanted, 1), torch.cat(signs)
    scale = SPREAD / wanted.std(0)
    weight, bias = fit(states, wanted * scale)
    bias = -weight @ states.mean(0)  # around 0, where GELU is a square
    says = signs / (4 * 0.4 * 2 * scale**2)
    line = (says / 2) @ weight
    narrow = 1 / (line @ torch.cov(states.T) @ line).sqrt()
    free = torch.randn(FREE - 1, states.shape[1]) / states.std(0) / states.shape[1]**0.5
    weight = torch.cat([weight, line[None] * narrow, free])
    bias = torch.cat([bias, LINE - (line @ states.mean(0) * narrow)[None], -free @ states.mean(0)])
    says = torch.cat([says, -1 / narrow[None], 0.02 * torch.randn(FREE - 1)])
    units = functional.gelu(states @ weight.T + bias, approximate="tanh")
    return weight, bias, says, -(units @ says).mean()


def loss_and_accuracy(model, data, chosen):
    with torch.no_grad():
        logits = torch.cat([model(rows(data, part)) for part in chosen.split(BATCH)])
    swapped = data[3][chosen]
    return (functional.binary_cross_entropy_with_logits(logits, swapped).item(),
            ((logits > 0) == (swapped > 0.5)).float().mean().item())


def train(model, data, seen):
    held_out = torch.arange(seen, len(data[3]))
    groups = [{"params": [model.looks], "lr": 5 * RATE, "weight_decay": 0},
              {"params": [model.weight, model.bias], "lr": RATE * 0.5},
              {"params": [model.says, model.offset], "lr": RATE, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = PASSES * (seen // BATCH)
    batches = []
    for step in range(steps):
        if not batches:
            batches = list(torch.randperm(seen)[:seen // BATCH * BATCH].split(BATCH))
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * (1 - step / steps) * min(1, (step + 1) / 30)
        batch = rows(data, batches.pop())
        loss = functional.binary_cross_entropy_with_logits(model(batch), batch[3])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(step, "%.4f %.4f" % loss_and_accuracy(model, data, held_out[:4000]), flush=True)
    print("held out: loss %.4f, right %.4f" % loss_and_accuracy(model, data, held_out), flush=True)


def states_of_tokens(layer, data, count):
    """What the FFN reads: of all tokens but [CLS], and of [CLS]."""
    tokens, cls = [], []
    for index in torch.arange(count).split(1):
        embedded, real = layer.embed(rows(data, index))
        hidden = embedded[0, real[0]] @ layer.mapping.T + layer.mapped
        query, key, value = (functional.linear(hidden, *layer.part(f"{LAYER}attention.{name}"))
                             .view(len(hidden), HEADS, -1) for name in ("query", "key", "value"))
        weights = (torch.einsum("qhd,khd->hqk", query, key) / layer.scale).softmax(2)
        mixed = torch.einsum("hqk,khd->qhd", weights, value).flatten(1)
        states = layer.normal(hidden + mixed @ layer.output.T + layer.shift)
        tokens.append(states[1:])
        cls.append(states[:1])
    return torch.cat(tokens), torch.cat(cls)


def only_cls(tokens, cls):
    """Weight and bias that give 0 for [CLS], whatever it gathered, and about -1 for other tokens."""
    away = cls.mean(0) - tokens.mean(0)
    weight = torch.linalg.solve(
        torch.cov(tokens.T) + 100 * torch.cov(cls.T) + 1e-4 * torch.eye(len(away)), away)
    weight /= weight @ away
    return weight, -weight @ cls.mean(0)


def least_used(layer, tokens):
    return int(tokens.std(0).argmin())


def count_groups(tensors):
    return len([name for name in tensors if name.endswith("layers.0.ffn.weight")])


def carry(layer, prefix, number):
    """Lets a layer pass on a number of H, louder: gelu(x) - gelu(-x) is x."""
    inner, outer = (layer.part(prefix + name) for name in ("ffn", "ffn_output"))
    for tensor in (*outer, *layer.part(prefix + "attention.dense")):
        tensor[number] = 0
    pair = (inner[0].norm(dim=1) * outer[0].norm(dim=0)).argsort()[:2]
    sign = torch.tensor([1.0, -1.0])
    inner[0][pair], inner[1][pair], outer[0][:, pair] = 0, 0, 0
    inner[0][pair, number] = sign
    outer[0][number, pair] = (LOUDER - 1) * sign


def read_out(layer, number):
    """A unit of the pooler that adds what the number says to what the pooler knew."""
    pooler, head = layer.part("albert.pooler"), layer.part("sop_classifier.classifier")
    unit = (head[0][1] - head[0][0]).abs().argmin()
    pooler[0][unit], pooler[1][unit] = 0, 0
    pooler[0][unit, number] = GENTLE
    head[0][:, unit] = torch.tensor([-0.5, 0.5]) * ARRIVES / GENTLE  # logit 1 says swapped


def write(model, data, tensors):
    layer = model.layer
    # Where the heads look: what the query of [CLS] alone has makes the difference.
    query, key = (layer.part(f"{LAYER}attention.{name}") for name in ("query", "key"))
    asked = (query[0] @ layer.cls + query[1]).view(HEADS, -1)
    moved = (model.where() - layer.looks) @ torch.linalg.pinv(layer.mapping)
    change = torch.einsum("hd,he->hde", asked / (asked**2).sum(1, keepdim=True), moved) * layer.scale
    key[0].add_(change.reshape(key[0].shape))
    tokens, cls = states_of_tokens(layer, data, 200)

    inner, outer = (layer.part(LAYER + name) for name in ("ffn", "ffn_output"))
    units = functional.gelu(functional.linear(tokens, *inner), approximate="tanh")
    matter = units.std(0) * outer[0].norm(dim=0)
    weight = functional.pad(model.weight, (0, 0, 0, 1))  # one unit for the offset
    bias = functional.pad(model.bias, (0, 1), value=LINE)
    says = torch.cat([model.says, model.offset[None] / LINE])
    spare = matter.argsort()[:len(bias)]
    print("spare units matter %.3f of all" % (matter[spare].norm() / matter.norm()))
    outer[1].add_(outer[0][:, spare] @ units.mean(0)[spare])

    shut, shut_bias = only_cls(tokens, cls)
    print("gate: tokens %.2f +- %.2f, cls +- %.3f" % ((tokens @ shut + shut_bias).mean(), (tokens @ shut + shut_bias).std(), (cls @ shut).std()))
    opened = tokens @ weight.T + bias
    print("units for tokens: %.2f +- %.2f" % (opened.mean(), opened.std()))
    inner[0][spare] = weight + SHUT * shut
    inner[1][spare] = bias + SHUT * shut_bias
    opened = functional.gelu(tokens @ inner[0][spare].T + inner[1][spare])
    print("left open %.4f" % opened.abs().mean())

    # One number of H carries the order through the other layers, which leave it alone.
    number = least_used(layer, tokens)
    outer[0][:, spare] = 0
    outer[0][number, spare] = LOUD * says
    for group in range(1, count_groups(layer.tensors)):
        carry(layer, LAYER.replace("groups.0", f"groups.{group}"), number)
    read_out(layer, number)
    for name in tensors:
        tensors[name] = layer.tensors[name].numpy()


def main():
    folder, examples = sys.argv[1:3]
    torch.manual_seed(0)
    torch.set_num_threads(2)
    tensors = load_file(folder + "/model.safetensors")
    layer = FirstLayer(tensors)
    data = read(examples)
    model = Compare(layer, *start(layer, data, SAMPLE))
    print("start", loss_and_accuracy(model, data, torch.arange(len(data[3]) * 9 // 10, len(data[3]))), flush=True)
    train(model, data, len(data[3]) * 9 // 10)
    with torch.no_grad():
        write(model, data, tensors)
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main()
