"""Fine-tuned models that transformers saved: albert's answers are those of its models for our ids."""
import json
import math
import shutil

import torch
import transformers

from checks import albert
from producers import SHAPE
from tokenizer_checks import FIXTURES

TEXTS = ["The cat sat.", "A longer sentence, with more words (and brackets).", "x"]
PAIR = "It rained all day."
LABELS = {0: "O", 1: "B-A", 2: "I-A"}


def save(kind, folder, **settings):
    """A random model of this class with a vocabulary, as it is after loading."""
    folder.mkdir(parents=True)
    shutil.copy(FIXTURES / "spiece.model", folder)
    tokenizer = transformers.AlbertTokenizer.from_pretrained(folder)
    torch.manual_seed(7)
    shape = SHAPE | {"vocab_size": len(tokenizer), "initializer_range": 0.3,
                     "max_position_embeddings": 64} | settings
    model = getattr(transformers, kind)(transformers.AlbertConfig(**shape)).eval()
    model.save_pretrained(folder)
    return model


def encode(binary, folder, *texts):
    """Our ids and token types as a batch of one."""
    line = json.loads(albert(binary, "tokenize", "--json", "--model", folder, "--input-format", "tsv",
                             stdin="\t".join(texts) + "\n"))
    return {name: torch.tensor([line[name]]) for name in ("input_ids", "token_type_ids")}


def answers(binary, command, folder, lines, *options):
    out = albert(binary, command, "--json", "--model", folder, *options,
                 stdin="".join(line + "\n" for line in lines))
    return [json.loads(line) for line in out.splitlines()]


def gap(ours, theirs):
    return (torch.tensor(ours) - theirs).abs().max().item()


def check_classify(binary, folder, report):
    model = save("AlbertForSequenceClassification", folder, id2label=LABELS)
    lines = TEXTS + [f"{text}\t{PAIR}" for text in TEXTS]
    ours = answers(binary, "classify", folder, lines, "--logits")
    worst = max(gap(answer["logits"], model(**encode(binary, folder, *line.split("\t"))).logits[0])
                for line, answer in zip(lines, ours))
    report.check("albert classify of a saved folder: logits", worst)


def check_choose(binary, folder, report):
    model = save("AlbertForMultipleChoice", folder)
    ours = answers(binary, "choose", folder, ["\t".join([PAIR] + TEXTS)])[0]["logits"]
    encodings = [encode(binary, folder, PAIR, text) for text in TEXTS]
    theirs = [model(**{k: v[None] for k, v in one.items()}).logits[0, 0] for one in encodings]
    report.check("albert choose of a saved folder: logits", gap(ours, torch.stack(theirs)))


def check_tag(binary, folder, report):
    model = save("AlbertForTokenClassification", folder, id2label=LABELS)
    worst = 0.0
    for text, answer in zip(TEXTS, answers(binary, "tag", folder, TEXTS, "--ignore-labels", "")):
        best = model(**encode(binary, folder, text)).logits[0].softmax(-1).max(-1)
        entities = answer["entities"]
        assert [e["entity"] for e in entities] == [LABELS[i] for i in best.indices.tolist()[1:-1]]
        worst = max(worst, gap([e["score"] for e in entities], best.values[1:-1]))
    report.check("albert tag of a saved folder: scores", worst)


def best_spans(binary, folder, model, question, context, count):
    """The best spans of at most 15 tokens by p(start) * p(end) over the context and [CLS], as texts with
    their scores; equal texts are one."""
    line = json.loads(albert(binary, "tokenize", "--json", "--model", folder, "--input-format", "tsv",
                             stdin=f"{question}\t{context}\n"))
    output = model(input_ids=torch.tensor([line["input_ids"]]),
                   token_type_ids=torch.tensor([line["token_type_ids"]]))
    types = line["token_type_ids"]
    first, end = types.index(1), len(types) - 1
    allowed = torch.tensor([i == 0 or first <= i < end for i in range(len(types))])
    start, stop = (logits[0].double().masked_fill(~allowed, -torch.inf).softmax(-1)
                   for logits in (output.start_logits, output.end_logits))
    spans = sorted((-(start[i] * stop[j]).item(), i, j) for i in range(first, end)
                   for j in range(i, min(end, i + 15)))
    texts = {}
    for score, i, j in spans[:count]:
        text = context[line["offset_mapping"][i][0]:line["offset_mapping"][j][1]]
        texts[text.lower()] = texts.get(text.lower(), 0) - score
    return sorted(texts.items(), key=lambda item: -item[1])


def compare_answers(binary, folder, model, report, name):
    worst = 0.0
    for context in TEXTS[:2]:
        found = answers(binary, "answer", folder, [f"{PAIR}\t{context}"], "--top-k", "3", "--align",
                        "tokens")[0]["answers"]
        expected = best_spans(binary, folder, model, PAIR, context, 3)
        assert [a["answer"].lower() for a in found] == [text for text, _ in expected], (found, expected)
        worst = max([worst] + [math.fabs(a["score"] - score) for a, (_, score) in zip(found, expected)])
    report.check(f"albert answer of a {name}: scores", worst)


def check_answer(binary, folder, report):
    model = save("AlbertForQuestionAnswering", folder)
    compare_answers(binary, folder, model, report, "saved folder")
    squad = folder / "squad.json"
    questions = [{"question": PAIR, "id": "1", "answers": [{"text": "sat", "answer_start": 8}]}]
    squad.write_text(json.dumps({"data": [{"paragraphs": [{"context": TEXTS[0], "qas": questions}]}]}))
    tuned = folder.parent / "answer-tuned"
    albert(binary, "finetune", "-q", "--task", "answer", "--train", squad, "--dev", squad, "--model",
           folder, "--epochs", "2", tuned)
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(tuned).eval()
    compare_answers(binary, tuned, model, report, "folder of albert finetune")


def check_score(binary, folder, report):
    model = save("AlbertForMaskedLM", folder)
    worst = 0.0
    for text, answer in zip(TEXTS, answers(binary, "score", folder, TEXTS)):
        encoding = encode(binary, folder, text)
        ids = encoding["input_ids"][0]
        total = 0.0
        for place in range(1, len(ids) - 1):
            masked = ids.clone()
            masked[place] = 4
            logits = model(input_ids=masked[None], token_type_ids=encoding["token_type_ids"]).logits
            total += logits[0, place].log_softmax(-1)[ids[place]].item()
        worst = max(worst, math.fabs(answer["pll"] - total) / (len(ids) - 2))
    report.check("albert score of a saved folder: pll per token", worst)


def check_all(binary, folder, report):
    with torch.no_grad():
        for check in (check_classify, check_choose, check_tag, check_answer, check_score):
            check(binary, folder / check.__name__, report)
