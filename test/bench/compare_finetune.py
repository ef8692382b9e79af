#!/usr/bin/env python3
"""Times `albert finetune` against transformers' AlbertForSequenceClassification in PyTorch: the
same weights (head included), ids, examples per step, schedule, clipping, weight decay, dropout and
threads. PyTorch gets what its users can give it: texts of like lengths together, padded to the
longest of a batch, fused AdamW, and a first step that does not count. Speeds are of real tokens,
without padding.

Runs over --steps steps of training texts alternate; each figure is the best of the rounds. With
--accuracy both also train on all texts, and their losses and accuracies are printed by epoch.
"""
import argparse
import json
import os
import shutil
import sys
import time

from measure import alternate, best, metrics, output_of, peak_mib, token_ids, torch_child, watch
from record import Record, add_record_option

BATCH, MAX_LENGTH, SEED = 32, 128, 1
RATE, WARMUP, CLIP, WEIGHT_DECAY, EPSILON = 1e-4, 0.1, 1, 0.01, 1e-6


def batches_of_like_length(lengths):
    """Indices of each batch, in random order: of 50 batches at a time the examples are sorted."""
    import torch
    order = torch.randperm(len(lengths)).tolist()
    batches = []
    for first in range(0, len(order), 50 * BATCH):
        some = sorted(order[first:first + 50 * BATCH], key=lambda index: lengths[index])
        batches += [some[i:i + BATCH] for i in range(0, len(some), BATCH)]
    return [batches[i] for i in torch.randperm(len(batches)).tolist()]


def padded(examples):
    """input_ids, attention_mask and labels of a batch."""
    import torch
    longest = max(len(ids) for ids, _ in examples)
    ids, mask = torch.zeros(2, len(examples), longest, dtype=torch.long)
    for row, (one, _) in enumerate(examples):
        ids[row, :len(one)], mask[row, :len(one)] = torch.tensor(one), 1
    return {"input_ids": ids, "attention_mask": mask,
            "labels": torch.tensor([label for _, label in examples])}


def accuracy_of(model, examples):
    import torch
    model.eval()
    correct = 0
    with torch.inference_mode():
        for first in range(0, len(examples), BATCH):
            batch = padded(examples[first:first + BATCH])
            correct += int((model(**batch).logits.argmax(1) == batch["labels"]).sum())
    model.train()
    return correct / len(examples)


def run_torch(model_folder, data_file, part, threads, epochs):
    """Trains on a part of the data; with several epochs each is evaluated."""
    import torch
    from transformers import AlbertForSequenceClassification
    from transformers.utils.logging import disable_progress_bar
    disable_progress_bar()
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    with open(data_file) as text:
        data = json.load(text)
    examples = data[part]
    model = AlbertForSequenceClassification.from_pretrained(model_folder).train()
    decayed = [tensor for tensor in model.parameters() if tensor.dim() > 1]
    others = [tensor for tensor in model.parameters() if tensor.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": WEIGHT_DECAY},
                                   {"params": others, "weight_decay": 0.0}],
                                  lr=RATE, eps=EPSILON, fused=True)
    steps = epochs * -(-len(examples) // BATCH)
    warmup = round(WARMUP * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda done: (done + 1) / warmup if done < warmup
        else max(0, steps - done) / max(1, steps - warmup))
    lengths = [len(ids) for ids, _ in examples]
    tokens = places = seconds = done = 0
    result = {"epochs": [], "torch": torch.__version__}
    for _ in range(epochs):
        loss_sum = 0
        for indices in batches_of_like_length(lengths):
            begin = time.perf_counter()
            batch = padded([examples[index] for index in indices])
            loss = model(**batch).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            loss_sum += loss.item() * len(indices)
            if done > 0:
                seconds += time.perf_counter() - begin
                tokens += int(batch["attention_mask"].sum())
                places += batch["input_ids"].numel()
            done += 1
        epoch = {"loss": loss_sum / len(examples)}
        if epochs > 1:
            epoch["accuracy"] = accuracy_of(model, data["dev"])
        result["epochs"].append(epoch)
    result |= {"tokens_per_second": tokens / seconds, "padding": 1 - tokens / places,
               "peak_mib": peak_mib()}
    print(json.dumps(result))


class Work:
    """The model that both start from, and what they train on."""

    def __init__(self, options):
        self.albert, self.folder, self.dtype = options.albert, options.work, options.dtype
        self.files = {"train": options.train, "dev": options.dev}
        rows = {part: self.rows(path) for part, path in self.files.items()}
        train = rows["train"]
        one_of_each = {label: (text, label) for text, label in train}
        count = min(options.steps * BATCH, len(train))
        rows["few"] = list(one_of_each.values())
        rows["window"] = [train[i * len(train) // count] for i in range(count)]
        for part in ("few", "window"):
            self.files[part] = self.path(part + ".tsv")
            with open(self.files[part], "w") as out:
                out.writelines(f"{text}\t{label}\n" for text, label in rows[part])
        self.model = self.make_model()
        with open(os.path.join(self.model, "config.json")) as config:
            self.labels = json.load(config)["id2label"]
        self.data = self.path("data.json")
        with open(self.data, "w") as out:
            json.dump({part: self.examples(rows[part]) for part in ("train", "dev", "window")}, out)

    @staticmethod
    def rows(path):
        with open(path) as lines:
            return [line.rstrip("\n").rsplit("\t", 1) for line in lines if line.strip()]

    def path(self, name):
        return os.path.join(self.folder, "finetune-" + name)

    def train_on(self, part, out, *options):
        shutil.rmtree(out, ignore_errors=True)
        return [self.albert, "finetune", out, "--task", "classify", "--train", self.files[part],
                "--batch", BATCH, "--max-length", MAX_LENGTH, "--seed", SEED, "--quiet", *options]

    def make_model(self):
        """A model with a new head, made by training at a rate of 0."""
        start, model = self.path("start"), self.path("model")
        output_of(self.train_on("few", start, "--dev", self.files["few"], "--epochs", 1, "--lr", 0))
        shutil.rmtree(model, ignore_errors=True)
        output_of([self.albert, "convert", "--quiet", start, "--tokenizer-json", model])
        return model

    def examples(self, rows):
        """[ids, label] of each text, with the ids of `albert tokenize`."""
        numbers = {label: int(number) for number, label in self.labels.items()}
        text = "".join(line + "\n" for line, _ in rows)
        ids = token_ids(self.albert, self.model, "-", text, ["--max-length", MAX_LENGTH])
        return [[one, numbers[label]] for one, (_, label) in zip(ids, rows)]

    def check_ids(self):
        """Known differences: docs/tokenizer-differences.md."""
        from transformers import AutoTokenizer
        with open(self.data) as text:
            ours = [ids for ids, _ in json.load(text)["window"]]
        texts = [text for text, _ in self.rows(self.files["window"])]
        theirs = AutoTokenizer.from_pretrained(self.model)(texts, truncation=True,
                                                           max_length=MAX_LENGTH)["input_ids"]
        share = sum(a == b for a, b in zip(ours, theirs)) / len(ours)
        if share < 0.75:
            sys.exit(f"ids of transformers' tokenizer differ: {100 * share:.1f} % of texts agree")
        print(f"ids: {100 * share:.1f} % of texts agree", file=sys.stderr)

    def run_albert(self, part, threads, epochs):
        out = self.path("out")
        labels = [self.labels[str(i)] for i in range(len(self.labels))]
        _, _, peak = watch(self.train_on(
            part, out, "--model", self.model, "--labels", ",".join(labels), "--dev",
            self.files["dev" if epochs > 1 else "few"], "--epochs", epochs, "--lr", RATE,
            "--warmup", WARMUP, "--clip", CLIP, "--weight-decay", WEIGHT_DECAY, "--average-decay",
            0, "--threads", threads, "--dtype", self.dtype, "--checkpoint-minutes", 10**6))
        learned = metrics(out, "train")
        return {"epochs": [{"loss": line["task_loss"], "accuracy": dev["accuracy"]}
                           for line, dev in zip(learned, metrics(out, "evaluate"))],
                "tokens_per_second": learned[0]["tokens_per_second"], "peak_mib": peak}

    def run_torch(self, part, threads, epochs):
        return torch_child(self.model, self.data, part, threads, epochs)


def compare_speed(work, options, record):
    record.header("threads", "PyTorch tokens/s", "albert tokens/s", "ratio", "padding of PyTorch",
                  "PyTorch loss", "albert loss", "PyTorch MiB", "albert MiB")
    for threads in map(int, options.threads.split(",")):
        results = alternate({"torch": lambda: work.run_torch("window", threads, 1),
                             "albert": lambda: work.run_albert("window", threads, 1)},
                            options.rounds)
        for name, rows in results.items():
            for row in rows:
                record.measured(program=name, threads=threads, dtype=options.dtype, **row)
        torch, albert = best(results["torch"]), best(results["albert"])
        record.row(threads, *(f"{row['tokens_per_second']:.0f}" for row in (torch, albert)),
                   f"{albert['tokens_per_second'] / torch['tokens_per_second']:.2f}",
                   f"{100 * torch['padding']:.1f} %",
                   *(f"{row['epochs'][0]['loss']:.3f}" for row in (torch, albert)),
                   *(f"{row['peak_mib']:.0f}" for row in (torch, albert)))


def compare_accuracy(work, options, record):
    threads = max(map(int, options.threads.split(",")))
    torch = work.run_torch("train", threads, options.epochs)
    albert = work.run_albert("train", threads, options.epochs)
    for name, row in (("torch", torch), ("albert", albert)):
        record.measured(program=name, threads=threads, dtype=options.dtype, part="train", **row)
    record.text()
    record.header("epoch", "PyTorch loss", "albert loss", "PyTorch dev accuracy",
                  "albert dev accuracy")
    for number, (theirs, ours) in enumerate(zip(torch["epochs"], albert["epochs"]), 1):
        record.row(number, f"{theirs['loss']:.4f}", f"{ours['loss']:.4f}",
                   f"{100 * theirs['accuracy']:.2f} %", f"{100 * ours['accuracy']:.2f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("albert", "train", "dev", "work"):
        parser.add_argument(name)
    parser.add_argument("--steps", type=int, default=40, help="of a run (default: 40)")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--dtype", default="f32", help="of albert's products; PyTorch's are f32")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accuracy", action="store_true", help="also train on all texts")
    parser.add_argument("--epochs", type=int, default=4,
                        help="of --accuracy, at least 2 (default: 4)")
    add_record_option(parser)
    options = parser.parse_args()
    work = Work(options)
    work.check_ids()
    title = (f"PyTorch, fine-tuning on {os.path.basename(options.train)} with products in "
             f"{options.dtype}")
    with Record(title, options.albert, options.record) as record:
        compare_speed(work, options, record)
        if options.accuracy:
            compare_accuracy(work, options, record)


if sys.argv[1:2] == ["--torch"]:
    run_torch(*sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]))
else:
    main()
