#!/usr/bin/env python3
"""Times `albert embed`, `classify` and `score` on lines of all lengths against onnxruntime and, with
--torch, against the library that people use for the same: sentence-transformers (embed) and
transformers' pipeline (classify). The same weights, lines and threads.

albert is the whole command, from its start to its output. onnxruntime gets the ids ready made, in
batches of equal length without padding, and for score only the masked rows pass its head; the
others read the texts themselves, as their users run them. The answers of all must agree before
anything is timed. Runs alternate, and each figure is the best of the rounds.
"""
import argparse
import json
import os
import subprocess
import sys
import time

import numpy as np

import ort_graph
from engines import batches_of_equal_length, feed_of, session, version
from measure import alternate, best, token_ids
from record import Record, add_record_option

MASK = 4
TOLERANCE = 2e-4


def timed(run, lines):
    begin = time.perf_counter()
    run()
    seconds = time.perf_counter() - begin
    return {"lines_per_second": lines / seconds, "seconds": seconds}


class Albert:
    def __init__(self, work, command, threads, dtype):
        self.out = os.path.join(work.folder, "answers")
        self.command = [work.albert, command, "--model", work.model(command), "--input-format",
                        "text", "--threads", threads, "--dtype", dtype, "--quiet"]
        self.command += {"embed": ["--pooling", "mean", "--npy", self.out + ".npy"],
                         "classify": ["--json", "--logits"], "score": ["--json"]}[command]
        self.command += ["-f", work.text(command)]
        self.read = {
            "embed": lambda: np.load(self.out + ".npy"),
            "classify": lambda: np.array([record["logits"] for record in self.records()]),
            "score": lambda: np.array([[record["pll"]] for record in self.records()])}[command]

    def run(self):
        with open(self.out, "w") as out:
            subprocess.run(list(map(str, self.command)), check=True, stdout=out)

    def records(self):
        with open(self.out) as lines:
            return [json.loads(line) for line in lines]

    def answers(self):
        self.run()
        return self.read()


class OnnxRuntime:
    def __init__(self, work, command, threads):
        graph = os.path.join(work.folder, f"lines-{command}.onnx")
        head = {"embed": "sop", "classify": "classify", "score": "mlm"}[command]
        ort_graph.build(work.model(command), graph, head)
        self.session = session(graph, threads)
        self.hidden, self.logits = (output.name for output in self.session.get_outputs())
        self.batches = batches_of_equal_length(work.ids(command))
        self.count = len(work.ids(command))
        self.of_batch = {"embed": self.vectors, "classify": self.class_logits,
                         "score": self.likelihoods}[command]

    def vectors(self, ids):
        return self.session.run([self.hidden], feed_of(ids))[0].mean(axis=1)

    def class_logits(self, ids):
        return self.session.run([self.logits], feed_of(ids))[0]

    def likelihoods(self, ids):
        """Of each sequence: every token masked in turn, all copies of it in batches."""
        length = ids.shape[1]
        copies = np.repeat(ids, length - 2, axis=0)
        places = np.tile(np.arange(1, length - 1), len(ids))
        rows = np.arange(len(copies))
        tokens = copies[rows, places]
        copies[rows, places] = MASK
        scores = np.empty(len(copies))
        step = max(1, 4096 // length)
        for first in range(0, len(copies), step):
            part = slice(first, first + step)
            here = np.arange(len(copies[part]))
            feed = feed_of(copies[part]) | {"places": np.stack([here, places[part]], axis=1)}
            logits = self.session.run([self.logits], feed)[0]
            top = logits.max(axis=1)
            total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
            scores[part] = logits[here, tokens[part]] - total
        return scores.reshape(len(ids), -1).sum(axis=1, keepdims=True)

    def answers(self):
        result = None
        for rows, ids in self.batches:
            found = self.of_batch(ids)
            if result is None:
                result = np.empty((self.count, found.shape[1]), np.float32)
            result[rows] = found
        return result

    run = answers


class Torch:
    """In this process; the model's folder has a tokenizer.json."""

    def __init__(self, work, command, threads):
        import torch
        torch.set_num_threads(threads)
        self.lines = work.lines(command)
        self.answers = {"embed": self.vectors, "classify": self.class_logits}[command]
        if command == "embed":
            import sentence_transformers
            from sentence_transformers import models
            transformer = models.Transformer(work.model(command))
            pooling = models.Pooling(transformer.get_word_embedding_dimension(),
                                     pooling_mode="mean")
            self.model = sentence_transformers.SentenceTransformer(
                modules=[transformer, pooling], device="cpu")
        else:
            import transformers
            self.model = transformers.pipeline("text-classification", model=work.model(command),
                                               top_k=None, function_to_apply="none", device="cpu")

    def vectors(self):
        return self.model.encode(self.lines, batch_size=32, show_progress_bar=False)

    def class_logits(self):
        found = self.model(self.lines, batch_size=32, truncation=True)
        return np.array([[one["score"] for one in sorted(labels, key=lambda one: one["label"])]
                         for labels in found])

    def run(self):
        self.answers()


class Work:
    """Models, lines and ids of the commands."""

    def __init__(self, options):
        self.albert, self.folder = options.albert, options.work
        self.models = {"embed": options.model, "classify": options.classifier,
                       "score": options.model}
        self.counts = {"embed": options.lines, "classify": options.lines,
                       "score": options.score_lines}
        with open(options.text) as text:
            self.all_lines = text.read().splitlines()
        self.known_ids = {}

    def model(self, command):
        return self.models[command]

    def lines(self, command):
        """So many, spread evenly over the text."""
        count = min(self.counts[command], len(self.all_lines))
        return [self.all_lines[i * len(self.all_lines) // count] for i in range(count)]

    def text(self, command):
        path = os.path.join(self.folder, f"lines-{command}.txt")
        with open(path, "w") as out:
            out.writelines(line + "\n" for line in self.lines(command))
        return path

    def ids(self, command):
        if command not in self.known_ids:
            self.known_ids[command] = token_ids(self.albert, self.model(command),
                                                self.text(command))
        return self.known_ids[command]


def check_equal(programs):
    """Where a tokenizer differs from ours (docs/tokenizer-differences.md) lines may differ: of
    programs that read texts three lines in four must agree."""
    expected = programs["albert f32"].answers()
    for name, program in programs.items():
        if name.startswith("albert"):
            continue
        differences = np.abs(program.answers() - expected).max(axis=1)
        share = float((differences <= TOLERANCE * max(1, np.abs(expected).max())).mean())
        if share < (1 if name == "onnxruntime" else 0.75):
            sys.exit(f"answers of {name} differ: {100 * share:.1f} % of lines agree")
        print(f"{name}: {100 * share:.1f} % of lines agree", file=sys.stderr)


def compare(command, threads, work, options, record):
    programs = {f"albert {dtype}": Albert(work, command, threads, dtype)
                for dtype in options.dtypes.split(",")}
    programs["onnxruntime"] = OnnxRuntime(work, command, threads)
    if options.torch and command != "score":
        name = {"embed": "sentence-transformers", "classify": "transformers"}[command]
        programs[name] = Torch(work, command, threads)
    check_equal(programs)
    count = len(work.lines(command))
    results = alternate({name: lambda program=program: timed(program.run, count)
                         for name, program in programs.items()}, options.rounds)
    first = best(results["albert f32"], "lines_per_second")["lines_per_second"]
    for name, rows in results.items():
        for row in rows:
            record.measured(program=name, command=command, threads=threads, lines=count, **row)
        speed = best(rows, "lines_per_second")["lines_per_second"]
        record.row(command, count, threads, name, f"{speed:.1f}", f"{first / speed:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("albert", "model", "classifier", "text", "work"):
        parser.add_argument(name)
    parser.add_argument("--commands", default="embed,classify,score")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--score-lines", type=int, default=40,
                        help="of score, which runs a line once for each token (default: 40)")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--dtypes", default="f32,bf16,int8", help="of albert; others are f32")
    parser.add_argument("--torch", action="store_true",
                        help="also sentence-transformers and transformers")
    parser.add_argument("--rounds", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    work = Work(options)
    peers = ["onnxruntime"] + (["torch"] if options.torch else [])
    title = f"lines: {', '.join(map(version, peers))}; {os.path.basename(options.model)}"
    with Record(title, options.albert, options.record) as record:
        record.header("command", "lines", "threads", "program", "lines/s",
                      "albert f32 is … times as fast")
        for command in options.commands.split(","):
            for threads in map(int, options.threads.split(",")):
                compare(command, threads, work, options, record)


main()
