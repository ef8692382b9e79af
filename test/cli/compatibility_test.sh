#!/bin/sh
# compatibility_test.sh ALBERT: every row of docs/compatibility.md, by its number. A row without a
# check here, or a check without a row, is a failure.
. "$(dirname "$0")/cli.sh"
cases=$root/test/fixtures/compatibility
convert=$root/test/fixtures/convert
torch=$root/test/fixtures/io/torch
done_rows=

# row N: the checks that follow belong to row N of the document.
row() {
  row=$1
  done_rows="$done_rows $1"
}
fail() {
  echo "compatibility_test.sh: row $row: $*"
  failed=1
}

# A copy of a model to modify.
copy_of() {
  rm -rf "$work/copy"
  cp -r "$1" "$work/copy"
  chmod -R u+w "$work/copy"
}

text='the cat sat on the [MASK]'
"$albert" fill-mask -m "$cases/base-model" -k 2 --tsv "$text" >"$work/answer"
digest() { "$albert" inspect "$1" --json 2>/dev/null | grep -o '"digest": "[^"]*"'; }
base_digest=$(digest "$cases/base-model")

# answers_as_base FOLDER: every command takes the folder and gives the answers of base-model.
answers_as_base() {
  run 0 fill-mask -m "$1" -k 2 --tsv "$text"
  same "$work/out" "$work/answer" "$1: other answers than base-model"
  [ "$(digest "$1")" = "$base_digest" ] || fail "$1: inspect has another digest"
  rm -rf "$work/converted"
  run 0 convert "$1" "$work/converted"
  [ "$(digest "$work/converted")" = "$base_digest" ] || fail "$1: convert has another digest"
  run 0 tokenize -m "$1" --ids "the cat"
}

# Folders and replacement.
row 1
cp -r "$cases/convert-force-deletes-a-folder/papers" "$work/papers"
run 2 convert --force "$cases/base-model" "$work/papers"
says 'thesis.txt'
[ -s "$work/papers/thesis.txt" ] && [ -d "$work/papers/drafts" ] || fail 'texts are gone'
echo text >"$work/plain"
run 2 convert --force "$cases/base-model" "$work/plain"
copy_of "$cases/base-model"
run 2 convert --force "$work/copy" "$work/copy"
[ "$(digest "$work/copy")" = "$base_digest" ] || fail 'the source is gone'

# Tokenizers.
row 2
run 0 tokenize -m "$cases/tokenizer-json-only" --ids 'The cat, (the dog) [MASK]!'
prints '2 7 5 6 30 14 1 9 1 11 5 6 9 13 19 33 1 4 9 1 3'
run 0 fill-mask -m "$cases/tokenizer-json-only" -k 1 "$text"
run 0 convert "$cases/tokenizer-json-only" "$work/json-copy"
[ -s "$work/json-copy/tokenizer.json" ] || fail 'convert left tokenizer.json behind'
row 3
run 0 tokenize -m "$cases/added-tokens" --ids 'the <ent> saw a gizmo'
prints '2 7 5 6 42 16 40 28 17 43 3'
run 0 tokenize -m "$cases/added-tokens" --decode '2 7 5 6 42 16 40 28 17 43 3'
prints '<ent>'
run 0 fill-mask -m "$cases/added-tokens" --targets 'gizmo,<ent>' --tsv "$text"
prints 'gizmo'
prints '<ent>'
row 4
run 3 tokenize -m "$cases/tokenizer-class-ignored" '今天'
says 'BertJapaneseTokenizer'
run 0 tokenize -m "$cases/tokenizer-class-ignored" --tokenizer-class bert '今天'

# Weights with other names and wrappers.
row 5
answers_as_base "$cases/lightning-checkpoint"
row 6
answers_as_base "$cases/torch-dataparallel-prefix"

# TensorFlow.
row 7
run 0 convert "$cases/tf-layer-normalization-per-layer" "$work/per-layer" --verify
row 8
run 3 fill-mask -m "$cases/lfs-pointer-safetensors" "$text"
says 'Git LFS pointer'
row 9
run 0 convert "$cases/tf-fine-tuned-three-labels" "$work/labels"
grep -q AlbertForSequenceClassification "$work/labels/config.json" || fail 'no architecture'
grep -q id2label "$work/labels/config.json" || fail 'no labels'

# Vocabularies.
row 10
run 0 train-vocab --help
prints '0.99995'
row 11
run 0 train-vocab --help
prints '--cased'
prints '--keep-accents'
row 12
run 0 pretrain "$work/padded" --from "$cases/padded-embeddings" \
  --text "$cases/padded-embeddings/text.txt" --steps 2 --batch 2 --seq 16 --quiet
run 0 fill-mask -m "$cases/padded-embeddings" -k 100 --tsv "$text"
grep -q '<unk>.*<unk>' "$work/out" && fail 'answers with rows behind the vocabulary'

# The command line.
row 13
run 0 init --preset albert-base --H 64 --L 1 --V 100 "$work/out-folder" --seed 3 --quiet
run 0 init --E 4 --H 64 --L 1 --V 100 "$work/out-folder-2" --quiet
row 14
run 0 fill-mask -m "$cases/base-model" --targets , "the cat [MASK] the dog"
run 0 fill-mask -m "$cases/base-model" --targets=, --tsv "the cat [MASK] the dog"
row 15
answers_as_base "$cases/shard-has-more-than-index"
row 16
answers_as_base "$cases/tied-weight-under-decoder-name"
row 17
answers_as_base "$cases/safetensors-metadata-null"
row 18
export HF_HUB_CACHE="$cases/hub-cache-pinned-revision/hub"
run 3 tokenize -m org/tiny 'the cat'
says 'v1.0'
says 'v2.0'
run 0 tokenize -m org/tiny@v1.0 'the cat'
unset HF_HUB_CACHE
row 19
run 0 convert "$cases/brightmart-torch-names" "$work/brightmart"
row 20
run 3 convert "$cases/keras-object-graph" "$work/no"
says 'Keras object graph'
row 21
run 3 fill-mask -m "$cases/keras-h5-only" "$text"
says 'tf_model.h5'
says 'HDF5'
run 3 convert "$cases/keras-h5-only/tf_model.h5" "$work/no"
says 'HDF5'
row 22
tar -czf "$work/albert_base_v2.tar.gz" -C "$cases" base-model
run 3 convert "$work/albert_base_v2.tar.gz" "$work/no"
says 'gzip'
row 23
for file in checkpoint model.ckpt-best.index model.ckpt-best.data-00000-of-00001; do
  run 0 convert "$cases/checkpoint-file-as-source/$file" "$work/tf-$file"
done
row 24
run 3 convert "$cases/tf-index-missing" "$work/no"
says 'model.ckpt-best.index'

# Texts.
row 25
run 0 fill-mask -m "$cases/base-model" -k 1 --json -f "$cases/json-lines-named-json/test.json"
grep -q '{\\"' "$work/out" && fail 'masks inside JSON source are filled'
row 26
run 0 tokenize -m "$cases/base-model" "-f" "$cases/text-utf16/texts.txt"
silent
row 27
run 0 fill-mask -m "$cases/base-model" -f "$cases/jsonl-blank-last-line/t.jsonl" --json
row 28
printf '{"id":7,"text":"the \\ud83d cat [MASK]"}\n' >"$work/half.jsonl"
run 0 fill-mask -m "$cases/base-model" -f "$work/half.jsonl" --json -k 1
prints '"id": 7'
row 29
run 0 fill-mask -m "$cases/vocab-blank-last-line" -k 1 '今天[MASK]'
row 35
copy_of "$cases/shard-has-more-than-index"
rm "$work/copy/model-00001-of-00002.safetensors"
run 4 fill-mask -m "$work/copy" "$text"
says 'model-00001-of-00002.safetensors'
row 37
printf '<unk>\t0\n<s>\t0\n</s>\t0\n\342\226\201the\t-3.1\n' >"$work/30k-clean.vocab"
run 3 tokenize -m "$work/30k-clean.vocab" 'the cat'
says '.vocab'
row 43
copy_of "$cases/base-model"
rm "$work/copy/spiece.model"
run 3 fill-mask -m "$work/copy" "$text"
says 'tokenizer'
row 46
run 3 inspect "$torch/whole_module.bin"
says 'state_dict'
row 48
answers_as_base "$cases/safetensors-named-bin"
row 54
copy_of "$cases/base-model"
sed -i 's/"model_type"/"ln_type": "preln", "model_type"/' "$work/copy/config.json"
run 3 fill-mask -m "$work/copy" "$text"
says 'ln_type'
row 57
mkdir -p "$work/st"
cp -r "$cases/base-model" "$work/st/0_Transformer"
printf '[{"idx":0,"name":"0","path":"0_Transformer","type":"sentence_transformers.models.Transformer"}]' \
  >"$work/st/modules.json"
answers_as_base "$work/st"
row 58
run 0 params -m "$cases/base-model"
run 0 bench -m "$cases/base-model" --seq 8 --batch 1 --seconds 0

# Cases without a fix.
row 30
run 3 inspect "$root/test/fuzz/corpus/torch/objects.bin" # numpy scalars and objects beside tensors
says 'its tensors are not those of an ALBERT'
row 31
run 0 fill-mask -m "$cases/base-model" --json --targets cats "$text"
prints '"target": "cats"'
run 0 fill-mask -m "$cases/base-model" --raw-targets --targets cats "$text"
says "target 'cats' is 3 tokens"
row 32
run 0 fill-mask -m "$cases/base-model" -k 1 --json 'It is [MASK] [MASK].'
prints '"sequence": "[CLS] it is'
row 33
[ "$(grep -o '"token_str"' "$work/out" | wc -l)" -eq 2 ] || fail 'not an answer for each mask'
row 34
long="$(yes the | head -n 50 | tr '\n' ' ')"
run 1 sop-score -m "$cases/base-model" "$text $long" "$text"
says '32 positions'
run 0 fill-mask -m "$cases/base-model" "$text $long"
run 0 fill-mask -m "$cases/base-model" --truncate "$text $long"
row 36
run 0 tokenize -m "$cases/brightmart-torch-names" --ids '今天'
prints '2 5 6 3'
row 38
run 0 convert "$convert/tensorflow" --dry-run
prints 'skipped: optimizer slot'
row 39
run 0 convert "$convert/tensorflow" "$work/there" --verify
prints 'largest difference 0 '
run 0 convert "$work/there" "$work/back" --to tf --verify
prints 'largest difference 0 '
row 40
run 0 tokenize -m "$cases/base-model" --ids '[CLS] a [SEP] b <unk> <pad> [MASK]'
prints '2 2 17 3 9 32 1 0 4 3'
row 41 # the 2,600 strings of the goldens are test/golden's
run 0 tokenize -m "$cases/base-model" --ids "the$(printf '\357\254\201\342\200\213\r\tcat\001')"
row 42
run 0 pretrain "$work/no-pairs" --model "$cases/base-model" --pairs none --seq 16 --batch 2 \
  --text "$cases/padded-embeddings/text.txt" --steps 1 --quiet
row 44
copy_of "$cases/base-model"
LC_ALL=C sed -i 's/"__metadata__":{"format":"pt"},/                               /' "$work/copy/model.safetensors"
answers_as_base "$work/copy"
row 45
for form in torch_zip torch_legacy; do
  [ "$(digest "$convert/$form")" = "$(digest "$convert/safetensors")" ] || fail "$form: another model"
done
row 47
run 3 inspect "$root/test/fuzz/corpus/file_kind/torchscript"
says 'TorchScript'
row 49
run 3 convert "$cases/tf-v1-checkpoint" "$work/no"
says 'V1'
row 50
run 0 convert "$convert/tensorflow" "$work/bf16" --to tf --dtype bf16
run 0 convert "$work/bf16" "$work/bf16-back"
run 0 inspect "$work/bf16-back"
prints 'bf16'
row 51
cp -r "$convert/tensorflow_hub" "$work/hub-module"
mv "$work/hub-module/albert_config.json" "$work/elsewhere.json"
run 3 convert "$work/hub-module" "$work/no"
says '--config'
run 0 convert "$work/hub-module" "$work/with-config" --config "$work/elsewhere.json"
row 52
run 0 tokenize -m "$cases/spiece-without-specials" --ids 'the cat [MASK]'
prints '19 3 5 6 4 8 22 20'
row 53
copy_of "$cases/base-model"
sed -i 's/"model_type"/"classifier_dropout_prob": null, "position_embedding_type": null, "unheard_of": [1], "model_type"/
  /"classifier_dropout_prob": 0/d; /"position_embedding_type": "/d' "$work/copy/config.json"
answers_as_base "$work/copy"
row 55
yes 'the cat' | head -n 20000 | "$albert" tokenize -m "$cases/base-model" 2>"$work/err" | head -n 1 >"$work/out"
silent
: | run 0 tokenize -m "$cases/base-model"
[ ! -s "$work/out" ] || fail 'an empty file has answers'
printf '\n\nthe cat\r\n' >"$work/lines"
run 0 tokenize -m "$cases/base-model" --ids -f "$work/lines"
lines 3
if [ -e /dev/full ]; then
  code=0
  "$albert" tokenize -m "$cases/base-model" 'the cat' >/dev/full 2>"$work/err" || code=$?
  [ "$code" -eq 4 ] || fail "a full disk: exit code $code"
fi
row 56
mkdir -p "$work/hf/hub/models--albert--albert-base-v2/snapshots"
cp -r "$cases/base-model" "$work/hf/hub/models--albert--albert-base-v2/snapshots/0123abc"
for variable in HF_HOME=$work/hf HF_HUB_CACHE=$work/hf/hub TRANSFORMERS_CACHE=$work/hf/hub; do
  for name in albert/albert-base-v2 albert-base-v2; do
    env -u HF_HOME -u HF_HUB_CACHE -u HUGGINGFACE_HUB_CACHE "$variable" \
      "$albert" tokenize -m $name 'the cat' >"$work/out" 2>"$work/err" || fail "$variable: $name"
  done
done

# The document and this script have the same rows.
row document
grep -o '^| [0-9, ]* |' "$root/docs/compatibility.md" | grep -o '[0-9]*' | sort -n >"$work/documented"
printf '%s\n' $done_rows | grep '^[0-9]' | sort -n >"$work/run"
same "$work/run" "$work/documented" 'rows run and rows documented differ'
[ "$(wc -l <"$work/run")" -eq 58 ] || fail "$(wc -l <"$work/run") rows are run, not 58"

finish
