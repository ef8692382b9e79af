#!/usr/bin/env python3
"""Times `albert bench` against onnxruntime, OpenVINO and PyTorch on the same weights, shapes and
threads, in every number format that they have (engines.py says how each is made).

The hidden states of all programs must agree before anything is timed: within 1e-4 in f32, within
the share of their root mean square that the table of differences shows in bf16 and int8. Runs
alternate, and each figure is the best of the rounds, so that other work on the machine disturbs all
of them or none.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np

from engines import ENGINES, batches_of_equal_length, graph_path, version
from measure import alternate, bench, best, output_of, shape_options, token_ids, watch
from record import Record, add_record_option
from tokenizing import compare_tokenizing

DTYPES = ("f32", "bf16", "int8")
TEXT = "the cat sat on the mat . it was raining outside ."


def check_equal(options, engines, record):
    """Hidden states of one text: f32 must agree, the other formats are reported."""
    ids = token_ids(options.albert, options.folder, "-", TEXT)[0]

    def ours(dtype):
        return np.array(json.loads(output_of(
            [options.albert, "embed", "--model", options.folder, "--tokens", "--json", "--dtype",
             dtype], TEXT))["embeddings"])

    expected = ours("f32")
    scale = np.sqrt((expected ** 2).mean())
    record.header("program", "difference from albert f32, share of the root mean square")
    found = {f"albert {dtype}": ours(dtype) for dtype in DTYPES[1:]}
    found |= {name: engine.hidden(np.array([ids], np.int64))[0] for name, engine in engines.items()}
    for name, values in found.items():
        worst = float(np.abs(values - expected).max())
        if name.endswith("f32") and worst > 1e-4:
            sys.exit(f"hidden states of {name} differ by {worst}")
        record.row(name, f"{np.sqrt(((values - expected) ** 2).mean()) / scale:.1e}")
    record.text()


def ids_of_shape(shape):
    batch, length = map(int, shape.split("x"))
    return [(np.arange(batch * length, dtype=np.int64).reshape(batch, length) * 7919) % 16000]


def run_engine(engine, batches, seconds, least_runs):
    engine.hidden(batches[0])
    runs, start = [], time.perf_counter()
    while len(runs) < least_runs or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        for ids in batches:
            engine.hidden(ids)
        runs.append(time.perf_counter() - begin)
    return {"tokens_per_second": sum(ids.size for ids in batches) / statistics.median(runs)}


def compare_speed(options, threads, engines, record):
    for shape in options.shapes.split(",") + (["text"] if options.text else []):
        if shape == "text":
            lines = token_ids(options.albert, options.folder, options.text)
            batches, least_runs = [ids for _, ids in batches_of_equal_length(lines)], 1
            name, work = f"{len(lines)} lines", ["--text", options.text]
        else:
            batches, least_runs = ids_of_shape(shape), 3
            name, work = shape.replace("x", ", "), shape_options(shape)
        programs = {name: lambda engine=engine: run_engine(engine, batches, options.seconds,
                                                           least_runs)
                    for name, engine in engines.items()}
        programs |= {f"albert {dtype}": lambda dtype=dtype: bench(
            options.albert, options.folder, work, threads, dtype, options.seconds)
            for dtype in DTYPES}
        results = alternate(programs, options.rounds)
        for program, rows in results.items():
            for row in rows:
                record.measured(program=program, shape=shape, **{"threads": threads, **row})
        top = {program: best(rows) for program, rows in results.items()}
        speed = {program: row["tokens_per_second"] for program, row in top.items()}
        ratios = []
        for dtype in DTYPES:
            peers = {peer: speed[peer] for peer in engines if peer.endswith(dtype)}
            if not peers:
                ratios.append("–")
                continue
            fastest = max(peers, key=peers.get)
            ratios.append(f"{speed['albert ' + dtype] / peers[fastest]:.2f} ({fastest.split()[0]})")
        record.row(threads, name, *(f"{value:.0f}" for value in speed.values()), *ratios,
                   ", ".join(f"{100 * top['albert ' + dtype]['peak_fraction']:.0f} %"
                             for dtype in DTYPES))


def seconds_of(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def compare_processes(options, record):
    """Start to first answer of 16 tokens, and peak memory of a run of 8 x 128, on one thread."""
    once = os.path.join(os.path.dirname(__file__), "ort_once.py")
    model = ["--model", options.folder, "--threads", "1"]
    commands = {f"onnxruntime {dtype}": (
        [sys.executable, once, graph_path(options.folder, dtype), "1", "1", "16"],
        [sys.executable, once, graph_path(options.folder, dtype), "1", "8", "128", "3"])
        for dtype in ENGINES["onnxruntime"][1]}
    commands |= {f"albert {dtype}": (
        [options.albert, "sop-score", *model, "--dtype", dtype, TEXT.replace(" . ", " .\t")],
        [options.albert, "bench", *model, "--dtype", dtype, *shape_options("8x128"), "--seconds",
         "0"]) for dtype in DTYPES}
    starts = alternate({name: lambda start=start: seconds_of(start)
                        for name, (start, _) in commands.items()}, 5 * options.rounds)
    record.text()
    record.header("process, 1 thread", "first answer, s", "peak RSS at 8, 128, MiB")
    for name, (_, memory) in commands.items():
        _, _, peak = watch(memory)
        record.measured(program=name, first_answer_s=starts[name], peak_mib=peak)
        record.row(name, f"{statistics.median(starts[name]):.3f}", f"{peak:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("albert", help="the albert binary")
    parser.add_argument("folder", help="a model folder with all layers shared and f32 weights")
    parser.add_argument("--peers", default=",".join(ENGINES), help="default: all (%(default)s)")
    parser.add_argument("--shapes", default="1x16,1x128,8x128,32x128,1x512")
    parser.add_argument("--text", help="also run the lines of this text, of all lengths")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--processes", action="store_true",
                        help="also compare whole processes: first answer and memory")
    parser.add_argument("--tokenizing", action="store_true",
                        help="also compare tokenizers on the lines of --text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    add_record_option(parser)
    options = parser.parse_args()
    peers = options.peers.split(",")
    works = options.shapes.split(",") + (["lines"] if options.text else [])
    title = "; ".join([", ".join(map(version, peers)), os.path.basename(options.folder),
                       ", ".join(works)])
    with Record(title, options.albert, options.record) as record:
        for turn, threads in enumerate(map(int, options.threads.split(","))):
            engines = {f"{peer} {dtype}": ENGINES[peer][0](options.folder, dtype, threads)
                       for peer in peers for dtype in ENGINES[peer][1]}
            if turn == 0:
                check_equal(options, engines, record)
                record.header("threads", "batch, seq", *engines,
                              *(f"albert {dtype}" for dtype in DTYPES),
                              *(f"{dtype} / fastest peer" for dtype in DTYPES),
                              "albert f32, bf16, int8 of peak")
            compare_speed(options, threads, engines, record)
        if options.processes:
            compare_processes(options, record)
        if options.tokenizing:
            compare_tokenizing(options, record)


main()
