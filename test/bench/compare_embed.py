#!/usr/bin/env python3
"""Times `albert embed` (mean pooling) of lines of all lengths against onnxruntime and, with
--sentence-transformers, against that library on PyTorch: the same weights, lines and threads.

albert is the whole command, from its start to the NumPy file. onnxruntime gets the ids ready made, in
batches of lines of equal length without padding; sentence-transformers reads the texts itself, as
its users run it. The vectors of all must agree before anything is timed. Runs alternate, and each
figure is the best of the rounds.
"""
import argparse
import json
import os
import subprocess
import sys
import time

import numpy as np
import onnxruntime as ort

import ort_graph
from measure import alternate, best, output_of
from record import Record, add_record_option

BATCH_TOKENS = 4096


def ids_of_lines(albert, folder, text):
    lines = output_of([albert, "tokenize", "--model", folder, "--json", "--input-format", "text",
                       "-f", text]).splitlines()
    return [json.loads(line)["input_ids"] for line in lines]


def timed(run, tokens):
    begin = time.perf_counter()
    run()
    seconds = time.perf_counter() - begin
    return {"tokens_per_second": tokens / seconds, "seconds": seconds}


class Albert:
    def __init__(self, options, threads, dtype):
        self.npy = os.path.join(options.work, "vectors.npy")
        self.command = [options.albert, "embed", "--model", options.folder, "--pooling", "mean",
                        "--input-format", "text", "--threads", threads, "--dtype", dtype,
                        "--quiet", "--npy", self.npy, "-f", options.text]

    def run(self):
        subprocess.run(list(map(str, self.command)), check=True)

    def vectors(self):
        self.run()
        return np.load(self.npy)


class OnnxRuntime:
    def __init__(self, graph, threads, ids):
        settings = ort.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        self.session = ort.InferenceSession(graph, settings, providers=["CPUExecutionProvider"])
        self.batches, by_length = [], {}
        for index, one in enumerate(ids):
            by_length.setdefault(len(one), []).append(index)
        for length, same in by_length.items():
            step = max(1, BATCH_TOKENS // length)
            for first in range(0, len(same), step):
                rows = same[first:first + step]
                self.batches.append((rows, np.array([ids[row] for row in rows], np.int64)))
        self.count = len(ids)

    def vectors(self):
        name = self.session.get_outputs()[0].name
        result = None
        for rows, ids in self.batches:
            feed = {"input_ids": ids, "token_type_ids": np.zeros_like(ids)}
            pooled = self.session.run([name], feed)[0].mean(axis=1)
            if result is None:
                result = np.empty((self.count, pooled.shape[1]), np.float32)
            result[rows] = pooled
        return result

    run = vectors


class SentenceTransformers:
    """In this process; `folder` has a tokenizer.json."""

    def __init__(self, folder, threads, lines):
        import sentence_transformers
        import torch
        from sentence_transformers import models
        torch.set_num_threads(threads)
        transformer = models.Transformer(folder)
        pooling = models.Pooling(transformer.get_word_embedding_dimension(), pooling_mode="mean")
        self.model = sentence_transformers.SentenceTransformer(modules=[transformer, pooling],
                                                               device="cpu")
        self.lines = lines

    def vectors(self):
        return self.model.encode(self.lines, batch_size=32, show_progress_bar=False)

    run = vectors


def check_equal(programs, ids):
    """Where a tokenizer differs from ours (docs/tokenizer-differences.md) lines may differ: of
    sentence-transformers nine lines in ten must agree."""
    expected = programs["albert f32"].vectors()
    for name, program in programs.items():
        if name.startswith("albert"):
            continue
        differences = np.abs(program.vectors() - expected).max(axis=1)
        share = float((differences <= 1e-4).mean())
        if share < (0.9 if name == "sentence-transformers" else 1):
            sys.exit(f"vectors of {name} differ: {100 * share:.1f} % of {len(ids)} lines agree")
        print(f"{name}: {100 * share:.1f} % of {len(ids)} lines agree", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("albert", "folder", "text", "work"):
        parser.add_argument(name)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--dtypes", default="f32,bf16,int8", help="of albert; others are f32")
    parser.add_argument("--sentence-transformers", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    graph = os.path.join(options.work, "embed.onnx")
    ort_graph.build(options.folder, graph)
    ids = ids_of_lines(options.albert, options.folder, options.text)
    tokens = sum(map(len, ids))
    with open(options.text) as file:
        lines = file.read().splitlines()
    title = f"embed, {os.path.basename(options.folder)}"
    with Record(title, options.albert, options.record) as record:
        record.header("threads", "program", "lines/s", "tokens/s", "albert f32 is … times as fast")
        for threads in map(int, options.threads.split(",")):
            programs = {f"albert {dtype}": Albert(options, threads, dtype)
                        for dtype in options.dtypes.split(",")}
            programs["onnxruntime"] = OnnxRuntime(graph, threads, ids)
            if options.sentence_transformers:
                programs["sentence-transformers"] = SentenceTransformers(
                    options.folder, threads, lines)
            check_equal(programs, ids)
            results = alternate({name: lambda program=program: timed(program.run, tokens)
                                 for name, program in programs.items()}, options.rounds)
            first = best(results["albert f32"])["tokens_per_second"]
            for name, rows in results.items():
                for row in rows:
                    record.measured(program=name, threads=threads, lines=len(ids), **row)
                speed = best(rows)["tokens_per_second"]
                record.row(threads, name, f"{speed * len(ids) / tokens:.0f}", f"{speed:.0f}",
                           f"{first / speed:.2f}")


main()
