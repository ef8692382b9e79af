#!/usr/bin/env python3
"""Times `albert bench` against onnxruntime on the same weights, shapes and threads.

int8 is onnxruntime's dynamic quantization of the f32 graph (ort_graph.py). The outputs of both
programs must agree before anything is timed. Runs alternate, and each figure is the best of the
rounds, so that other work on the machine disturbs all of them or none.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import onnxruntime as ort
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic

import ort_graph
from measure import alternate, bench, best, output_of, shape_options, watch
from record import Record, add_record_option

DTYPES = ("f32", "bf16", "int8")


def session(path, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def check_equal(albert, folder, runner):
    """SOP logits of both programs on one pair of texts must agree before they are timed."""
    pair = "the cat sat on the mat .\tit was raining outside ."
    tokens = json.loads(output_of([albert, "tokenize", "--model", folder, "--json"], pair))
    ours = json.loads(output_of([albert, "sop-score", "--model", folder, "--json"], pair))["logits"]
    feed = {"input_ids": np.array([tokens["input_ids"]], np.int64),
            "token_type_ids": np.array([tokens["token_type_ids"]], np.int64)}
    theirs = runner.run(None, feed)[1][0]
    worst = float(np.abs(np.array(ours) - theirs).max())
    if worst > 1e-4:
        sys.exit(f"outputs differ by {worst}: {ours} and {theirs.tolist()}")
    print(f"outputs agree: SOP logits differ by at most {worst:.1e}", file=sys.stderr)


def feeds_of_shape(shape):
    batch, length = map(int, shape.split("x"))
    return [(np.arange(batch * length).reshape(batch, length) * 7919) % 16000]


def feeds_of_lines(albert, folder, text):
    """Lines of equal length together, up to 4096 tokens: no padding, the best case there is."""
    by_length = {}
    for line in output_of([albert, "tokenize", "--model", folder, "--json", "--input-format",
                           "text", "-f", text]).splitlines():
        ids = json.loads(line)["input_ids"]
        by_length.setdefault(len(ids), []).append(ids)
    feeds = []
    for length, same in by_length.items():
        step = max(1, 4096 // length)
        feeds += [np.array(same[i:i + step], np.int64) for i in range(0, len(same), step)]
    return feeds


def run_ort(runner, feeds, seconds, least_runs):
    inputs = [{"input_ids": ids, "token_type_ids": np.zeros_like(ids)} for ids in feeds]
    runner.run(None, inputs[0])
    runs, start = [], time.perf_counter()
    while len(runs) < least_runs or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        for feed in inputs:
            runner.run(None, feed)
        runs.append(time.perf_counter() - begin)
    return {"tokens_per_second": sum(ids.size for ids in feeds) / statistics.median(runs)}


def compare_speed(options, graphs, record):
    record.header("threads", "batch, seq", "ORT f32", "ORT int8", *DTYPES, "f32/ORT",
                  "bf16/ORT f32", "int8/ORT int8", "f32, bf16, int8 of peak")
    for threads in map(int, options.threads.split(",")):
        runners = {dtype: session(path, threads) for dtype, path in graphs.items()}
        for shape in options.shapes.split(",") + (["text"] if options.text else []):
            if shape == "text":
                feeds, least_runs = feeds_of_lines(options.albert, options.folder, options.text), 1
                name, work = f"{sum(map(len, feeds))} lines", ["--text", options.text]
            else:
                feeds, least_runs = feeds_of_shape(shape), 3
                name, work = shape.replace("x", ", "), shape_options(shape)
            programs = {
                f"onnxruntime {dtype}":
                    lambda runner=runner: run_ort(runner, feeds, options.seconds, least_runs)
                for dtype, runner in runners.items()}
            programs |= {
                dtype: lambda dtype=dtype: bench(options.albert, options.folder, work, threads,
                                                 dtype, options.seconds) for dtype in DTYPES}
            results = alternate(programs, options.rounds)
            for program, rows in results.items():
                for row in rows:
                    record.measured(program=program, shape=shape, **{"threads": threads, **row})
            top = {program: best(rows) for program, rows in results.items()}
            speed = {program: row["tokens_per_second"] for program, row in top.items()}
            record.row(threads, name, *(f"{value:.0f}" for value in speed.values()),
                       f"{speed['f32'] / speed['onnxruntime f32']:.2f}",
                       f"{speed['bf16'] / speed['onnxruntime f32']:.2f}",
                       f"{speed['int8'] / speed['onnxruntime int8']:.2f}",
                       ", ".join(f"{100 * top[dtype]['peak_fraction']:.0f} %" for dtype in DTYPES))


def seconds_of(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def compare_processes(options, graphs, record):
    """Start to first answer of 16 tokens, and peak memory of a run of 8 x 128, on one thread."""
    once = os.path.join(os.path.dirname(__file__), "ort_once.py")
    model = ["--model", options.folder, "--threads", "1"]
    text = "the cat sat on the mat .\tit was raining outside ."
    commands = {f"onnxruntime {name}": ([sys.executable, once, path, "1", "1", "16"],
                                        [sys.executable, once, path, "1", "8", "128", "3"])
                for name, path in graphs.items()}
    commands |= {f"albert {dtype}": (
        [options.albert, "sop-score", *model, "--dtype", dtype, text],
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
    parser.add_argument("--shapes", default="1x16,1x128,8x128,32x128,1x512")
    parser.add_argument("--text", help="also run the lines of this text, of all lengths")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--processes", action="store_true",
                        help="also compare whole processes: first answer and memory")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    add_record_option(parser)
    options = parser.parse_args()
    graphs = {dtype: os.path.join(options.folder, f"ort-{dtype}.onnx") for dtype in ("f32", "int8")}
    ort_graph.build(options.folder, graphs["f32"])
    quantize_dynamic(graphs["f32"], graphs["int8"], weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul", "Attention"],
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})
    check_equal(options.albert, options.folder, session(graphs["f32"], 1))
    title = f"onnxruntime {ort.__version__}, {os.path.basename(options.folder)}"
    with Record(title, options.albert, options.record) as record:
        compare_speed(options, graphs, record)
        if options.processes:
            compare_processes(options, graphs, record)


main()
