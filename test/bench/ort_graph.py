"""The encoder and a head of a model folder as a graph of onnxruntime.

It is built by hand from model.safetensors with onnxruntime's own fused operators (Attention,
FastGelu, SkipLayerNormalization), which is the best that its optimizer arrives at.
"""
import json
import os
import struct

import numpy as np
import onnx
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


def build(folder, path, head="sop"):
    """Writes the graph of an f32 model whose layers are all shared: hidden states, and logits of
    the head."""
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
    position = graph.op("Gather", [take(embedding + "position_embeddings.weight"), positions])
    kind = graph.op("Gather", [take(embedding + "token_type_embeddings.weight"), types])
    total = graph.op("Add", [graph.op("Add", [word, position]), kind])
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
    head = {"sop": sop_logits, "classify": class_logits, "mlm": masked_scores}[head]
    inputs = {ids: ["batch", "length"], types: ["batch", "length"]}
    if head is masked_scores:
        inputs["places"] = ["batch", 2]
    logits = head(graph, x, take, tensors, eps)
    proto = helper.make_graph(
        graph.nodes, "albert",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape)
         for name, shape in inputs.items()],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, None),
         helper.make_tensor_value_info(logits, TensorProto.FLOAT, None)],
        list(graph.weights.values()))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(ms, 1)]
    onnx.save(helper.make_model(proto, opset_imports=opsets, ir_version=8), path)


def pooled_logits(graph, x, take, head):
    first = graph.op("Gather", [x, graph.weight("c0", np.array(0, np.int64))], axis=1)
    pooled = graph.op("Tanh", [graph.op("Gemm", [first, take("albert.pooler.weight"),
                                                 take("albert.pooler.bias")], transB=1)])
    return graph.op("Gemm", [pooled, take(head + ".weight"), take(head + ".bias")], transB=1)


def sop_logits(graph, x, take, tensors, eps):
    return pooled_logits(graph, x, take, "sop_classifier.classifier")


def class_logits(graph, x, take, tensors, eps):
    return pooled_logits(graph, x, take, "classifier")


def masked_scores(graph, x, take, tensors, eps):
    """Logits of the vocabulary at the (sequence, token) places that the third input names."""
    rows = graph.op("GatherND", [x, "places"])
    dense = graph.op("Gemm", [rows, take("predictions.dense.weight"),
                              take("predictions.dense.bias")], transB=1)
    norm = graph.op("LayerNormalization",
                    [graph.op("FastGelu", [dense], "com.microsoft"),
                     take("predictions.LayerNorm.weight"), take("predictions.LayerNorm.bias")],
                    axis=-1, epsilon=eps)
    return graph.op("Gemm", [norm, take("albert.embeddings.word_embeddings.weight"),
                             take("predictions.bias")], transB=1)
