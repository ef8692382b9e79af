#!/usr/bin/env python3
"""Times `albert bench` against onnxruntime on the same weights, shapes and threads.

The graph is built by hand from model.safetensors with onnxruntime's own fused operators (Attention,
FastGelu, SkipLayerNormalization), which is the best that its optimizer arrives at; int8 is
onnxruntime's dynamic quantisation of that graph. Outputs are checked equal before anything is
timed. Runs of both programs alternate, and each figure is the best of its medians, so that a busy
neighbour spoils both or neither.
"""
import argparse
import json
import os
import statistics
import struct
import subprocess
import sys
import time

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

GROUP = "albert.encoder.albert_layer_groups.0.albert_layers.0."


def read_safetensors(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"
    }


class Graph:
    """Collects nodes and initializers; every method returns the name of its output."""

    def __init__(self):
        self.nodes, self.weights, self.count = [], {}, 0

    def weight(self, name, value):
        dense = np.require(value, requirements="C")  # unlike ascontiguousarray, keeps scalars
        self.weights.setdefault(name, numpy_helper.from_array(dense, name))
        return name

    def op(self, kind, inputs, domain="", **attributes):
        self.count += 1
        output = f"t{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output


def build(folder, path):
    config = json.load(open(os.path.join(folder, "config.json")))
    tensors = read_safetensors(os.path.join(folder, "model.safetensors"))
    heads, eps, ms = config["num_attention_heads"], config["layer_norm_eps"], "com.microsoft"
    assert config["num_hidden_groups"] == 1 and config["inner_group_num"] == 1
    assert config["hidden_act"] in ("gelu_new", "gelu_pytorch_tanh")
    graph = Graph()

    def take(name, transpose=False):
        return graph.weight(name, tensors[name].T if transpose else tensors[name])

    ids, types = "input_ids", "token_type_ids"
    length = graph.op("Shape", [ids], start=1, end=2)
    zero, one = (graph.weight(f"c{i}", np.array(i, np.int64)) for i in (0, 1))
    scalar = graph.op("Squeeze", [length])
    positions = graph.op("Range", [zero, scalar, one])
    embedding = "albert.embeddings."
    word = graph.op("Gather", [take(embedding + "word_embeddings.weight"), ids])
    place = graph.op("Gather", [take(embedding + "position_embeddings.weight"), positions])
    kind = graph.op("Gather", [take(embedding + "token_type_embeddings.weight"), types])
    total = graph.op("Add", [graph.op("Add", [word, place]), kind])
    x = graph.op("LayerNormalization", [total, take(embedding + "LayerNorm.weight"),
                                        take(embedding + "LayerNorm.bias")], axis=-1, epsilon=eps)
    mapping = "albert.encoder.embedding_hidden_mapping_in."
    x = graph.op("Add", [graph.op("MatMul", [x, take(mapping + "weight", True)]),
                         take(mapping + "bias")])
    parts = [GROUP + f"attention.{part}." for part in ("query", "key", "value")]
    qkv = graph.weight("qkv", np.concatenate([tensors[p + "weight"].T for p in parts], 1))
    qkv_bias = graph.weight("qkv_bias", np.concatenate([tensors[p + "bias"] for p in parts]))
    for _ in range(config["num_hidden_layers"]):
        context = graph.op("Attention", [x, qkv, qkv_bias], ms, num_heads=heads)
        out = graph.op("MatMul", [context, take(GROUP + "attention.dense.weight", True)])
        x = graph.op("SkipLayerNormalization",
                     [out, x, take(GROUP + "attention.LayerNorm.weight"),
                      take(GROUP + "attention.LayerNorm.bias"),
                      take(GROUP + "attention.dense.bias")], ms, epsilon=eps)
        inner = graph.op("MatMul", [x, take(GROUP + "ffn.weight", True)])
        inner = graph.op("FastGelu", [inner, take(GROUP + "ffn.bias")], ms)
        out = graph.op("MatMul", [inner, take(GROUP + "ffn_output.weight", True)])
        x = graph.op("SkipLayerNormalization",
                     [out, x, take(GROUP + "full_layer_layer_norm.weight"),
                      take(GROUP + "full_layer_layer_norm.bias"),
                      take(GROUP + "ffn_output.bias")], ms, epsilon=eps)
    first = graph.op("Gather", [x, zero], axis=1)
    pooled = graph.op("Tanh", [graph.op("Gemm", [first, take("albert.pooler.weight"),
                                                 take("albert.pooler.bias")], transB=1)])
    sop = graph.op("Gemm", [pooled, take("sop_classifier.classifier.weight"),
                            take("sop_classifier.classifier.bias")], transB=1)
    shape = ["batch", "length"]
    proto = helper.make_graph(
        graph.nodes, "albert",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in (ids, types)],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, None),
         helper.make_tensor_value_info(sop, TensorProto.FLOAT, None)],
        list(graph.weights.values()))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(ms, 1)]
    onnx.save(helper.make_model(proto, opset_imports=opsets, ir_version=8), path)


def session(path, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def check_equal(albert, folder, runner):
    """SOP logits of both programs on one pair of texts must agree before they race."""
    pair = "the cat sat on the mat .\tit was raining outside ."
    tokens = json.loads(subprocess.run([albert, "tokenize", "--model", folder, "--json"],
                                       input=pair, text=True, capture_output=True, check=True).stdout)
    ours = json.loads(subprocess.run([albert, "sop-score", "--model", folder, "--json"],
                                     input=pair, text=True, capture_output=True,
                                     check=True).stdout)["logits"]
    feed = {"input_ids": np.array([tokens["input_ids"]], np.int64),
            "token_type_ids": np.array([tokens["token_type_ids"]], np.int64)}
    theirs = runner.run(None, feed)[1][0]
    worst = float(np.abs(np.array(ours) - theirs).max())
    if worst > 1e-4:
        sys.exit(f"outputs differ by {worst}: {ours} and {theirs.tolist()}")
    print(f"outputs agree: SOP logits differ by at most {worst:.1e}", file=sys.stderr)


def time_ort(runner, batch, length, seconds):
    feed = {"input_ids": (np.arange(batch * length).reshape(batch, length) * 7919) % 16000,
            "token_type_ids": np.zeros((batch, length), np.int64)}
    runner.run(None, feed)
    runs, start = [], time.perf_counter()
    while len(runs) < 3 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        runner.run(None, feed)
        runs.append(time.perf_counter() - begin)
    return batch * length / statistics.median(runs)


def time_albert(albert, folder, work, threads, dtype, seconds):
    out = subprocess.run(
        [albert, "bench", "--model", folder, "--json", *work, "--threads", str(threads), "--dtype",
         dtype, "--seconds", str(seconds)], capture_output=True, text=True, check=True).stdout
    row = json.loads(out)
    return row["tokens_per_second"], row["peak_fraction"]


def stream_of(albert, folder, text):
    """Token ids of every line, as the model's commands read them."""
    out = subprocess.run([albert, "tokenize", "--model", folder, "--json", "--input-format", "text",
                          "-f", text], capture_output=True, text=True, check=True).stdout
    return [json.loads(line)["input_ids"] for line in out.splitlines()]


def time_ort_stream(runner, lines, seconds):
    """Lines of equal length run together, up to 4096 tokens: no padding, the best case there is."""
    by_length = {}
    for ids in lines:
        by_length.setdefault(len(ids), []).append(ids)
    feeds = []
    for length, same in by_length.items():
        step = max(1, 4096 // length)
        for first in range(0, len(same), step):
            ids = np.array(same[first:first + step], np.int64)
            feeds.append({"input_ids": ids, "token_type_ids": np.zeros_like(ids)})
    runner.run(None, feeds[0])
    runs, start = [], time.perf_counter()
    while not runs or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        for feed in feeds:
            runner.run(None, feed)
        runs.append(time.perf_counter() - begin)
    return sum(map(len, lines)) / statistics.median(runs)


def seconds_of(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def peak_mib(command):
    """Peak resident memory of a process: the last high-water mark seen before it ends."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status") as status:
                peak = max([peak] + [int(line.split()[1]) for line in status
                                     if line.startswith("VmHWM:")])
        except OSError:
            pass
        time.sleep(0.005)
    if child.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return peak / 1024


def compare_processes(albert, folder, graphs, rounds):
    """Start to first answer of 16 tokens, and peak memory of a run of 8 x 128, on one thread."""
    once = os.path.join(os.path.dirname(__file__), "ort_once.py")
    text = "the cat sat on the mat .\tit was raining outside ."
    print("\n| process, 1 thread | first answer, s | peak RSS at 8, 128, MiB |\n|---|---|---|")
    rows = {f"onnxruntime {name}": ([sys.executable, once, path, "1", "1", "16"],
                                    [sys.executable, once, path, "1", "8", "128", "3"])
            for name, path in graphs.items()}
    for dtype in ("f32", "bf16", "int8"):
        rows[f"albert {dtype}"] = (
            [albert, "sop-score", "--model", folder, "--dtype", dtype, "--threads", "1", text],
            [albert, "bench", "--model", folder, "--dtype", dtype, "--threads", "1", "--batch", "8",
             "--seq", "128", "--seconds", "0"])
    starts = {name: [] for name in rows}
    for _ in range(5 * rounds):
        for name, (start, _) in rows.items():
            starts[name].append(seconds_of(start))
    for name, (_, memory) in rows.items():
        print(f"| {name} | {statistics.median(starts[name]):.3f} | {peak_mib(memory):.0f} |",
              flush=True)


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
    options = parser.parse_args()
    f32_path = os.path.join(options.folder, "ort-f32.onnx")
    int8_path = os.path.join(options.folder, "ort-int8.onnx")
    build(options.folder, f32_path)
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(f32_path, int8_path, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul", "Attention"],
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})
    check_equal(options.albert, options.folder, session(f32_path, 1))

    lines = stream_of(options.albert, options.folder, options.text) if options.text else []
    print("| threads | batch, seq | ORT f32 | ORT int8 | f32 | bf16 | int8 | f32/ORT | bf16/ORT f32 "
          "| int8/ORT int8 | f32, bf16, int8 of peak |")
    print("|" + "---|" * 11)
    for threads in map(int, options.threads.split(",")):
        runners = {"f32": session(f32_path, threads), "int8": session(int8_path, threads)}
        for shape in options.shapes.split(",") + (["text"] if lines else []):
            if shape == "text":
                name, work = f"{len(lines)} lines", ["--text", options.text]

                def run_theirs(runner):
                    return time_ort_stream(runner, lines, options.seconds)
            else:
                batch, length = map(int, shape.split("x"))
                name, work = f"{batch}, {length}", ["--batch", str(batch), "--seq", str(length)]

                def run_theirs(runner):
                    return time_ort(runner, batch, length, options.seconds)
            theirs = {kind: 0.0 for kind in runners}
            ours = {dtype: (0.0, 0.0) for dtype in ("f32", "bf16", "int8")}
            for _ in range(options.rounds):
                for kind, runner in runners.items():
                    theirs[kind] = max(theirs[kind], run_theirs(runner))
                for dtype in ours:
                    ours[dtype] = max(ours[dtype],
                                      time_albert(options.albert, options.folder, work, threads,
                                                  dtype, options.seconds))
            row = [threads, name, f"{theirs['f32']:.0f}", f"{theirs['int8']:.0f}"]
            row += [f"{ours[dtype][0]:.0f}" for dtype in ours]
            row += [f"{ours['f32'][0] / theirs['f32']:.2f}",
                    f"{ours['bf16'][0] / theirs['f32']:.2f}",
                    f"{ours['int8'][0] / theirs['int8']:.2f}",
                    ", ".join(f"{100 * ours[dtype][1]:.0f} %" for dtype in ours)]
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
    if options.processes:
        compare_processes(options.albert, options.folder, {"f32": f32_path, "int8": int8_path},
                          options.rounds)


main()
