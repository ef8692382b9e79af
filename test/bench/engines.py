"""Other programs that run the encoder of a model folder: onnxruntime, OpenVINO and PyTorch.

An engine is made from (folder, threads); `hidden(ids)` gives the last hidden states of a batch of
sequences of equal length. What it makes of the model is kept in the folder.
"""
import os

import numpy as np

CALIBRATION_TEXTS = 64


def feed_of(ids):
    return {"input_ids": ids, "token_type_ids": np.zeros_like(ids)}


def session(path, threads):
    """A graph in onnxruntime."""
    import onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def graph_path(folder, dtype):
    """onnxruntime's graph with its own fused operators; int8 is its dynamic quantisation."""
    import ort_graph
    path = os.path.join(folder, f"ort-{dtype}.onnx")
    if os.path.exists(path):
        return path
    if dtype == "f32":
        ort_graph.build(folder, path)
        return path
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(graph_path(folder, "f32"), path, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul", "Attention"],
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})
    return path


class OnnxRuntime:
    def __init__(self, folder, dtype, threads):
        self.session = session(graph_path(folder, dtype), threads)
        self.output = self.session.get_outputs()[0].name

    def hidden(self, ids):
        return self.session.run([self.output], feed_of(ids))[0]


def torch_encoder(folder):
    import torch
    import transformers

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.albert = transformers.AlbertModel.from_pretrained(folder).eval()

        def forward(self, input_ids, token_type_ids):
            return self.albert(input_ids=input_ids,
                               token_type_ids=token_type_ids).last_hidden_state

    return Encoder()


class OpenVino:
    """f32 and bf16 by its precision hint; int8 is a static quantisation by NNCF."""

    def __init__(self, folder, dtype, threads):
        import openvino as ov
        model = self.model(folder, "int8" if dtype == "int8" else "f32")
        hint = "bf16" if dtype == "bf16" else "f32"
        self.compiled = ov.compile_model(model, "CPU", {
            "INFERENCE_PRECISION_HINT": hint, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False})

    @classmethod
    def model(cls, folder, dtype):
        import openvino as ov
        path = os.path.join(folder, f"openvino-{dtype}.xml")
        if not os.path.exists(path):
            if dtype == "f32":
                import torch
                example = torch.randint(5, 1000, (2, 16))
                model = ov.convert_model(
                    torch_encoder(folder), example_input=(example, torch.zeros_like(example)),
                    input=[("input_ids", ov.PartialShape([-1, -1]), ov.Type.i64),
                           ("token_type_ids", ov.PartialShape([-1, -1]), ov.Type.i64)])
            else:
                import nncf
                random = np.random.default_rng(1)
                batches = [feed_of(random.integers(5, 1000, (1, 64), dtype=np.int64))
                           for _ in range(CALIBRATION_TEXTS)]
                model = nncf.quantize(cls.model(folder, "f32"), nncf.Dataset(batches),
                                      model_type=nncf.ModelType.TRANSFORMER)
            ov.save_model(model, path, compress_to_fp16=False)
        return ov.Core().read_model(path)

    def hidden(self, ids):
        return self.compiled([ids, np.zeros_like(ids)])[0]


class PyTorch:
    """f32 as its users run it; bf16 compiled; int8 is its dynamic quantisation."""

    def __init__(self, folder, dtype, threads):
        import torch
        self.torch, self.threads = torch, threads
        torch.set_num_threads(threads)
        self.model = torch_encoder(folder)
        if dtype == "bf16":
            self.model = torch.compile(self.model.to(torch.bfloat16), dynamic=True)
        if dtype == "int8":
            self.model = torch.ao.quantization.quantize_dynamic(
                self.model, {torch.nn.Linear}, dtype=torch.qint8)

    def hidden(self, ids):
        self.torch.set_num_threads(self.threads)
        with self.torch.inference_mode():
            batch = self.torch.from_numpy(ids)
            return self.model(batch, self.torch.zeros_like(batch)).float().numpy()


ENGINES = {  # name: (class, number formats)
    "onnxruntime": (OnnxRuntime, ("f32", "int8")),
    "openvino": (OpenVino, ("f32", "bf16", "int8")),
    "torch": (PyTorch, ("f32", "bf16", "int8")),
}


def version(name):
    return f"{name} {__import__(name).__version__.split('-')[0]}"


def batches_of_equal_length(sequences, most_tokens=4096):
    """[(indices, ids [n, length])]: no padding, the best case there is for these engines."""
    by_length = {}
    for index, ids in enumerate(sequences):
        by_length.setdefault(len(ids), []).append(index)
    batches = []
    for length, same in by_length.items():
        step = max(1, most_tokens // length)
        for first in range(0, len(same), step):
            rows = same[first:first + step]
            batches.append((rows, np.array([sequences[row] for row in rows], np.int64)))
    return batches
