"""TensorFlow checkpoints of Google's code: fine-tuned ones, and LayerNorms of each layer's own."""
import json

import producers
from checks import albert, difference, load_with_transformers

# As all published checkpoints: every layer shares one block.
SHARED = {"num_hidden_layers": 3, "num_hidden_groups": 1, "inner_group_num": 1}


def keras_variables(model, layers):
    """Google's names where Keras makes a new LayerNorm at each place of the graph."""
    groups = model.albert.encoder.albert_layer_groups
    variables = {name: value for name, value in producers.google_variables(model).items()
                 if "LayerNorm" not in name and ("/group_" not in name or "/group_0/" in name)}
    norms = 0

    def add_norm(scope, norm):
        nonlocal norms
        name = f"{scope}/layer_normalization" + (f"_{norms}" if norms else "")
        norms += 1
        variables[f"{name}/gamma"] = norm.weight.detach().numpy()
        variables[f"{name}/beta"] = norm.bias.detach().numpy()

    add_norm("bert/embeddings", model.albert.embeddings.LayerNorm)
    for layer in range(layers):
        scope = "bert/encoder/transformer/group_0" + (f"_{layer}" if layer else "")
        scope += f"/layer_{layer}/inner_group_0"
        block = groups[layer * len(groups) // layers].albert_layers[0]
        add_norm(scope, block.attention.LayerNorm)
        add_norm(scope, block.full_layer_layer_norm)
    add_norm("cls/predictions/transform", model.predictions.LayerNorm)
    return variables


def repeat_matrices(model):
    """All groups get the first one's matrices and keep their LayerNorms."""
    first, *others = model.albert.encoder.albert_layer_groups
    for group in others:
        tensors = {name: value for name, value in first.state_dict().items()
                   if "norm" not in name.lower()}
        group.load_state_dict(tensors, strict=False)
    return model


def check_norms_per_layer(binary, folder, report, equal):
    what = "LayerNorms per layer, " + ("equal" if equal else "different")
    layers = SHARED["num_hidden_layers"]
    groups = 1 if equal else layers
    model = repeat_matrices(
        producers.make_model("AlbertForPreTraining", **SHARED | {"num_hidden_groups": groups}))
    producers.save_with_tensorflow(keras_variables(model, layers), folder / "source", SHARED)
    albert(binary, "convert", folder / "source", folder / "converted")
    config = json.loads((folder / "converted/config.json").read_text())
    report.check(f"{what}: groups", abs(config["num_hidden_groups"] - groups), 0)
    loaded = load_with_transformers(folder / "converted", "AlbertForPreTraining")
    report.check(f"{what}: run by transformers",
                 difference(producers.outputs(model), producers.outputs(loaded)))


def check_fine_tuned(binary, folder, report, kind, head, **changes):
    """The head of Google's run_classifier.py or run_squad_v1.py, with the optimizer's slots."""
    model = producers.make_model(kind, **SHARED, **changes)
    producers.save_with_tensorflow(producers.google_variables(model, head=head), folder / "source",
                                   SHARED)
    for name in ("model.ckpt-best.meta", "checkpoint"):
        target = folder / f"from-{name}"
        albert(binary, "convert", folder / "source" / name, target)
        loaded = load_with_transformers(target, kind)
        report.check(f"{kind} fine-tuned with TensorFlow, from {name}",
                     difference(producers.outputs(model), producers.outputs(loaded)))
    if "num_labels" in changes:
        report.check(f"{kind}: labels", abs(loaded.config.num_labels - changes["num_labels"]), 0)


def check_all(binary, folder, report):
    check_norms_per_layer(binary, folder / "different", report, equal=False)
    check_norms_per_layer(binary, folder / "equal", report, equal=True)
    check_fine_tuned(binary, folder / "labels", report, "AlbertForSequenceClassification", "",
                     num_labels=3)
    check_fine_tuned(binary, folder / "answers", report, "AlbertForQuestionAnswering", "cls/squad/")
