"""Small ALBERT models as other people's programs save them.

Each producer writes one model, with random weights, into a folder. `PRODUCERS` maps its name to the
function and to the class of transformers whose tensors the folder holds.
"""
import json
import pathlib

import numpy
import safetensors.torch
import torch
import transformers

SHAPE = dict(vocab_size=61, embedding_size=4, hidden_size=8, num_hidden_layers=4, num_hidden_groups=2,
             num_attention_heads=2, intermediate_size=12, inner_group_num=2,
             max_position_embeddings=16, hidden_act="gelu_new")


def make_model(kind="AlbertForPreTraining", **changes):
    """A random model of that class and shape; nothing in it is zero or one by accident."""
    generator = torch.Generator().manual_seed(len(kind))
    model = getattr(transformers, kind)(transformers.AlbertConfig(**SHAPE | changes)).eval()
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            centre = 1.0 if "ayer" in name and name.endswith("orm.weight") else 0.0
            parameter.copy_(centre + 0.3 * torch.randn(parameter.shape, generator=generator))
    return model


def batch():
    """Two sequences, the second padded."""
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(5, SHAPE["vocab_size"], (2, 12), generator=generator)
    types = torch.tensor([[0] * 6 + [1] * 6] * 2)
    mask = torch.tensor([[1] * 12, [1] * 9 + [0] * 3])
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


def outputs(model):
    """What the model answers to batch(), by name."""
    with torch.no_grad():
        answer = model(**batch(), output_hidden_states=True)
    found = {"hidden": answer.hidden_states[-1]}
    for ours, theirs in {"sop": "sop_logits", "mlm": "prediction_logits", "logits": "logits",
                         "pooled": "pooler_output"}.items():
        if answer.get(theirs) is not None:
            found[ours] = answer[theirs]
    return found


def google_name(name, head=""):
    """Hugging Face's name in Google's checkpoints, and whether the matrix is transposed there.

    `head` is the scope of a fine-tuned head.
    """
    parts = name.split(".")
    if name.startswith(("classifier.", "qa_outputs.")):
        return head + ("output_weights" if parts[-1] == "weight" else "output_bias"), False
    if name.startswith("albert.encoder.albert_layer_groups."):
        tail = ".".join(parts[6:])
        inside = {
            "attention.query": "attention_1/self/query", "attention.key": "attention_1/self/key",
            "attention.value": "attention_1/self/value", "attention.dense": "attention_1/output/dense",
            "attention.LayerNorm": "LayerNorm", "ffn": "ffn_1/intermediate/dense",
            "ffn_output": "ffn_1/intermediate/output/dense", "full_layer_layer_norm": "LayerNorm_1",
        }[tail.rsplit(".", 1)[0]]
        module = f"bert/encoder/transformer/group_{parts[3]}/inner_group_{parts[5]}/{inside}"
    else:
        module = {
            "albert.embeddings.word_embeddings": "bert/embeddings/word_embeddings",
            "albert.embeddings.position_embeddings": "bert/embeddings/position_embeddings",
            "albert.embeddings.token_type_embeddings": "bert/embeddings/token_type_embeddings",
            "albert.embeddings.LayerNorm": "bert/embeddings/LayerNorm",
            "albert.encoder.embedding_hidden_mapping_in": "bert/encoder/embedding_hidden_mapping_in",
            "albert.pooler": "bert/pooler/dense",
            "predictions": "cls/predictions/output_bias",
            "predictions.dense": "cls/predictions/transform/dense",
            "predictions.LayerNorm": "cls/predictions/transform/LayerNorm",
            "sop_classifier.classifier": "cls/seq_relationship",
        }[name.rsplit(".", 1)[0]]
    if module.endswith("_embeddings") or module.endswith("output_bias"):
        return module, False
    if module == "cls/seq_relationship":
        return module + ("/output_weights" if parts[-1] == "weight" else "/output_bias"), False
    if module.split("/")[-1].startswith("LayerNorm"):
        return module + ("/gamma" if parts[-1] == "weight" else "/beta"), False
    return module + ("/kernel" if parts[-1] == "weight" else "/bias"), parts[-1] == "weight"


def google_variables(model, prefix="", head=""):
    """The model's tensors as Google's code names and lays them out."""
    variables = {}
    for name, tensor in model.state_dict().items():
        if name.startswith("predictions.decoder.") or name.endswith("position_ids"):
            continue
        foreign, transposed = google_name(name, head)
        value = tensor.numpy()
        variables[prefix + foreign] = value.T.copy() if transposed else value
    return variables


def write_google_config(folder, shape=SHAPE):
    config = SHAPE | shape
    config.update(hidden_act="gelu", type_vocab_size=2, net_structure_type=0, gap_size=0,
                  num_memory_blocks=0, down_scale_factor=1, initializer_range=0.02,
                  hidden_dropout_prob=0, attention_probs_dropout_prob=0)
    (folder / "albert_config.json").write_text(json.dumps(config, indent=2) + "\n")


def graph_with(variables, parts=1):
    """A TensorFlow 1 graph with these variables, an optimizer's slots and a step counter.

    Matrices are partitioned into that many parts: kernels by columns, tables by rows.
    """
    import tensorflow
    v1 = tensorflow.compat.v1
    graph = tensorflow.Graph()
    with graph.as_default():
        for name, value in variables.items():
            partitioner = None
            if parts > 1 and value.ndim == 2 and value.shape[0] >= parts:
                partitioner = v1.fixed_size_partitioner(parts, axis=int(name.endswith("kernel")))

            def part(shape, dtype, partition_info, value=value):
                first = partition_info.var_offset if partition_info else [0] * len(shape)
                return value[tuple(slice(f, f + count) for f, count in zip(first, shape))]

            v1.get_variable(name, shape=value.shape, initializer=part, partitioner=partitioner,
                            use_resource=False)
            for slot in ("adam_m", "adam_v"):
                v1.get_variable(f"{name}/{slot}", initializer=numpy.zeros_like(value), use_resource=False)
        v1.get_variable("global_step", initializer=numpy.int64(125000), use_resource=False)
    return graph


def transformers_safetensors(folder, kind):
    make_model(kind).save_pretrained(folder)


def transformers_sharded(folder, kind):
    make_model(kind).save_pretrained(folder, max_shard_size="5KB")


def torch_zip(folder, kind):
    model = make_model(kind)
    model.config.save_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")


def torch_legacy(folder, kind):
    model = make_model(kind)
    model.config.save_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)


def safetensors_library(folder, kind):
    model = make_model(kind)
    model.config.save_pretrained(folder)
    safetensors.torch.save_model(model, str(folder / "model.safetensors"))


def tensorflow_saver(folder, kind, parts=1):
    import tensorflow
    v1 = tensorflow.compat.v1
    graph = graph_with(google_variables(make_model(kind)), parts)
    with v1.Session(graph=graph) as session:
        session.run([variable.initializer for variable in v1.global_variables()])
        v1.train.Saver().save(session, str(folder / "model.ckpt-best"),
                              write_meta_graph=False, write_state=False)
    write_google_config(folder)


def save_with_tensorflow(variables, folder, shape):
    """All that a training run leaves: `checkpoint`, `.meta`, and the optimizer's slots."""
    import tensorflow
    v1 = tensorflow.compat.v1
    folder.mkdir(parents=True)
    with v1.Session(graph=graph_with(variables)) as session:
        session.run([variable.initializer for variable in v1.global_variables()])
        v1.train.Saver().save(session, str(folder / "model.ckpt-best"))
    write_google_config(folder, shape)


def tensorflow_partitioned(folder, kind):
    tensorflow_saver(folder, kind, parts=3)


def tensorflow_hub(folder, kind):
    """A SavedModel whose variables have TF-Hub's prefix."""
    import tensorflow
    v1 = tensorflow.compat.v1
    graph = graph_with(google_variables(make_model(kind), "module/"))
    with v1.Session(graph=graph) as session:
        session.run([variable.initializer for variable in v1.global_variables()])
        builder = v1.saved_model.builder.SavedModelBuilder(str(folder / "export"))
        builder.add_meta_graph_and_variables(session, ["serve"])
        builder.save()
    (folder / "export" / "variables").rename(folder / "variables")
    write_google_config(folder)
    (folder / "export" / "saved_model.pb").unlink()
    (folder / "export").rmdir()


PRODUCERS = {
    "transformers": (transformers_safetensors, "AlbertForPreTraining"),
    "transformers_sharded": (transformers_sharded, "AlbertForPreTraining"),
    "transformers_masked_lm": (transformers_safetensors, "AlbertForMaskedLM"),
    "transformers_bare": (transformers_safetensors, "AlbertModel"),
    "transformers_classifier": (transformers_safetensors, "AlbertForSequenceClassification"),
    "transformers_answers": (transformers_safetensors, "AlbertForQuestionAnswering"),
    "safetensors": (safetensors_library, "AlbertForPreTraining"),
    "torch_zip": (torch_zip, "AlbertForPreTraining"),
    "torch_legacy": (torch_legacy, "AlbertForPreTraining"),
    "tensorflow": (tensorflow_saver, "AlbertForPreTraining"),
    "tensorflow_partitioned": (tensorflow_partitioned, "AlbertForPreTraining"),
    "tensorflow_hub": (tensorflow_hub, "AlbertForPreTraining"),
}


def produce(producer, folder):
    """Writes the model of that producer to a new folder and returns it as transformers holds it."""
    write, kind = producer
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    write(folder, kind)
    return make_model(kind)
