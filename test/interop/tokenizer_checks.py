"""Tokenizers: folders that transformers writes, and those that `albert convert` writes for it."""
import json
import pathlib
import shutil

import torch
import transformers

from checks import albert
from producers import SHAPE

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "test/fixtures/tokenizer"
VOCABULARIES = {"AlbertTokenizer": "spiece.model", "BertTokenizer": "vocab.txt"}
SCORE_TOLERANCE = 1e-4

# The usual kinds of added tokens, and texts that have them.
ADDED = ["Zürich", "quickly", "neu-ral", transformers.AddedToken("wordy", single_word=True),
         transformers.AddedToken("left", lstrip=True, normalized=False),
         transformers.AddedToken("right", rstrip=True)]
ADDED_SPECIAL = ["[unused7]", "<ent>"]
ADDED_TEXTS = ["I met Zürich, zürich and ZÜRICH quickly.", "Quickly neu-ral Neu-ral NEU-RAL",
               "[unused7] <ent> <ENT>x<ent>", "wordy wordys Wordy, unwordy wordy",
               "a left b  right  c LEFT Right", "the[unused7]cat [MASK] <ent>", "zürichquickly"]
MASKED = ["The [MASK] of Zürich was wordy.", "quickly [MASK] <ent> [MASK], neu-ral", "x [MASK]"]


def texts():
    """The odd texts of the goldens, lines of our documentation, and some with added tokens."""
    goldens = json.loads((FIXTURES / "sentencepiece.json").read_text(encoding="utf-8"))["items"]
    lines = [line for page in sorted((ROOT / "docs").glob("*.md"))
             for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [item["text"] for item in goldens] + lines[:500] + ADDED_TEXTS + MASKED


def ids_of_albert(binary, model, texts):
    records = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    answers = albert(binary, "tokenize", "--json", "--input-format", "jsonl", "--model", model, "-",
                     stdin=records)
    return [json.loads(line)["input_ids"] for line in answers.splitlines()]


def ids_of_transformers(folder, texts):
    return transformers.AutoTokenizer.from_pretrained(folder)(texts)["input_ids"]


def save_model(folder, size):
    torch.manual_seed(11)
    shape = SHAPE | {"vocab_size": size, "max_position_embeddings": 64, "initializer_range": 0.5}
    transformers.AlbertForMaskedLM(transformers.AlbertConfig(**shape)).save_pretrained(folder)


def difference_of_fill_mask(binary, folder):
    """Between the scores of albert's best tokens and transformers' probabilities of these."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForMaskedLM.from_pretrained(folder).eval()
    answers = albert(binary, "fill-mask", "--json", "--top-k", 100, "--model", folder, *MASKED)
    worst = 0.0
    for text, line in zip(MASKED, answers.splitlines(), strict=True):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            probabilities = model(ids).logits[0].softmax(-1)
        masks = (ids[0] == tokenizer.mask_token_id).nonzero()[:, 0]
        for mask, predictions in zip(masks, json.loads(line)["predictions"], strict=True):
            for each in predictions:
                worst = max(worst, abs(probabilities[mask, each["token"]].item() - each["score"]))
    return worst


def check_saved_by_transformers(binary, folder, report, kind, cased, added):
    """transformers 5 saves tokenizer.json and no other vocabulary."""
    what = f"{kind}, {'cased' if cased else 'uncased'}{', added tokens' if added else ''}"
    vocabulary = folder / "vocabulary"
    vocabulary.mkdir()
    shutil.copy(FIXTURES / VOCABULARIES[kind], vocabulary)
    tokenizer = getattr(transformers, kind).from_pretrained(vocabulary, do_lower_case=not cased)
    if added:
        tokenizer.add_tokens(ADDED)
        tokenizer.add_special_tokens({"additional_special_tokens": ADDED_SPECIAL})
    saved = folder / "saved"
    tokenizer.save_pretrained(saved)
    save_model(saved, len(tokenizer))
    assert not (saved / VOCABULARIES[kind]).exists()
    report.check_equal(f"{what}: ids", ids_of_albert(binary, saved, texts()),
                       ids_of_transformers(saved, texts()))
    report.check(f"{what}: fill-mask", difference_of_fill_mask(binary, saved), SCORE_TOLERANCE)

    converted = folder / "converted"
    albert(binary, "convert", saved, converted)
    report.check_equal(f"{what}: ids when converted", ids_of_transformers(saved, texts()),
                       ids_of_transformers(converted, texts()))
    report.check(f"{what}: fill-mask when converted",
                 difference_of_fill_mask(binary, converted), SCORE_TOLERANCE)


def check_written_by_albert(binary, folder, report, kind, cased, added):
    """`convert --tokenizer-json` beside spiece.model or vocab.txt."""
    what = f"{VOCABULARIES[kind]}, {'cased' if cased else 'uncased'}" + (", added" if added else "")
    source = folder / "source"
    source.mkdir()
    shutil.copy(FIXTURES / VOCABULARIES[kind], source)
    settings = {"tokenizer_class": kind, "do_lower_case": not cased}
    (source / "tokenizer_config.json").write_text(json.dumps(settings))
    size = len(transformers.AutoTokenizer.from_pretrained(source))
    if added:
        tokens = {"Zürich": size, "quickly": size + 1, "<ent>": size + 2}
        (source / "added_tokens.json").write_text(json.dumps(tokens))
        (source / "special_tokens_map.json").write_text(
            json.dumps({"additional_special_tokens": ["<ent>"]}))
        size += len(tokens)
    save_model(source, size)

    converted = folder / "converted"
    albert(binary, "convert", "--tokenizer-json", source, converted)
    theirs = ids_of_transformers(converted, texts())
    report.check_equal(f"{what}: tokenizer.json, as albert reads it",
                       ids_of_albert(binary, converted / "tokenizer.json", texts()), theirs)
    report.check_equal(f"{what}: tokenizer.json, as transformers reads the source",
                       ids_of_transformers(source, texts()), theirs)
    report.check_equal(f"{what}: albert's ids are the source's",
                       ids_of_albert(binary, source, texts()),
                       ids_of_albert(binary, converted, texts()))
    for name in (VOCABULARIES[kind], "added_tokens.json", "special_tokens_map.json"):
        (converted / name).unlink(missing_ok=True)
    report.check_equal(f"{what}: tokenizer.json alone",
                       ids_of_transformers(converted, texts()), theirs)
    report.check_equal(f"{what}: tokenizer.json alone, albert",
                       ids_of_albert(binary, converted, texts()), theirs)


def check_all(binary, folder, report):
    for kind in VOCABULARIES:
        for cased in (False, True):
            for added in (False, True):
                for check in (check_saved_by_transformers, check_written_by_albert):
                    place = folder / f"{check.__name__}-{kind}-{cased}-{added}"
                    place.mkdir()
                    check(binary, place, report, kind, cased, added)
