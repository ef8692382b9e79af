#!/bin/sh
# stored_models_test.sh ALBERT: models as people hold them, used directly, inspected and converted.
. "$(dirname "$0")/cli.sh"
cases=$root/test/fixtures/compatibility
text='the cat sat on the [MASK]'

answer() { "$albert" fill-mask -m "$1" -k 3 --tsv "$text" 2>/dev/null; }
tokens() { "$albert" tokenize -m "$1" "$text" 2>/dev/null; }
digest() { "$albert" inspect "$1" --json 2>/dev/null | grep -o '"digest": "[^"]*"'; }

# Each is base-model in another form, and does all that base-model does without being converted.
answer "$cases/base-model" >"$work/answer"
tokens "$cases/base-model" >"$work/tokens"
digest "$cases/base-model" >"$work/digest"
[ -s "$work/answer" ] && [ -s "$work/tokens" ] && [ -s "$work/digest" ] || fail "base-model"
for name in tied-weight-under-decoder-name torch-dataparallel-prefix lightning-checkpoint \
  shard-has-more-than-index safetensors-metadata-null safetensors-named-bin; do
  model=$cases/$name
  answer "$model" | cmp -s - "$work/answer" || fail "$name: other answers"
  tokens "$model" | cmp -s - "$work/tokens" || fail "$name: other tokens"
  digest "$model" | cmp -s - "$work/digest" || fail "$name: another digest"
  run 0 convert "$model" "$work/$name" --quiet --verify
  prints 'largest difference 0 '
  digest "$work/$name" | cmp -s - "$work/digest" || fail "$name, converted: another digest"
  answer "$work/$name" | cmp -s - "$work/answer" || fail "$name, converted: other answers"
done
run 0 convert "$cases/lightning-checkpoint/epoch=2-step=40.ckpt" "$work/lightning"
says "'model.' before the names of the model is left out"
run 0 inspect "$cases/torch-dataparallel-prefix"
prints "'module.' in the names is left out"

# Only the file's content counts, and several files are a question.
mkdir "$work/several"
cp "$cases/base-model/config.json" "$work/several"
cp "$cases/base-model/model.safetensors" "$work/several/one.bin"
answer "$work/several/one.bin" | cmp -s - "$work/answer" || true # its tokenizer is missing
digest "$work/several" | cmp -s - "$work/digest" || fail "a file of any name"
cp "$cases/base-model/model.safetensors" "$work/several/two.pt"
run 3 inspect "$work/several"
says 'holds several files of weights: one.bin, two.pt'

mkdir "$work/shards"
cp "$cases"/shard-has-more-than-index/* "$work/shards"
rm "$work"/shards/*.index.json
run 3 inspect "$work/shards"
says 'holds shards of a model without their index: model-00001-of-00002.safetensors, '

# TensorFlow.
tf=$cases/checkpoint-file-as-source
digest "$tf" >"$work/tf_digest"
for file in checkpoint model.ckpt-best model.ckpt-best.index model.ckpt-best.data-00000-of-00001; do
  digest "$tf/$file" | cmp -s - "$work/tf_digest" || fail "$file as source"
done
for source in tf-index-missing tf-index-missing/model.ckpt-best \
  tf-index-missing/model.ckpt-best.data-00000-of-00001; do
  run 3 convert "$cases/$source" "$work/x"
  says 'model.ckpt-best.index: is missing'
done
run 0 convert "$cases/tf-layer-normalization-per-layer" "$work/norms" --verify
prints 'largest difference 0 '
says 'num_hidden_groups becomes 2'
grep -q '"num_hidden_groups": 2' "$work/norms/config.json" || fail "no group per layer"
run 0 convert "$cases/tf-fine-tuned-three-labels" "$work/labels"
for part in '"AlbertForSequenceClassification"' '"num_labels": 3' '"2": "LABEL_2"' '"LABEL_2": 2'; do
  grep -qF "$part" "$work/labels/config.json" || fail "no $part in config.json"
done

# albert_zh's factors are multiplied, whichever program wrote them.
run 0 convert "$cases/brightmart-torch-names" "$work/zh" --verify
prints 'largest difference 0 '
says 'embedding_size becomes 8'

# What a file is, and what to do.
refused() {
  run 3 inspect "$cases/$1"
  says "$2"
  grep -q 'header should have' "$work/err" && fail "$1: speaks of a header"
  [ "$(wc -l <"$work/err")" -le 6 ] || fail "$1: more than a few lines"
}
refused html-page-safetensors 'is a web page, not a safetensors file'
refused lfs-pointer-safetensors 'is a Git LFS pointer, not a safetensors file'
refused keras-h5-only 'tf_model.h5: is an HDF5 file'
refused keras-h5-only/tf_model.h5 'is an HDF5 file'
mkdir "$work/pointer"
cp "$cases/lfs-pointer-safetensors/model.safetensors" "$work/pointer/config.json"
cp "$cases/base-model/model.safetensors" "$work/pointer"
run 3 fill-mask -m "$work/pointer" "$text"
says 'config.json: is a Git LFS pointer, not a config.json'

# The same of every file of a tokenizer; convert takes none along and keeps what is there.
run 0 convert "$cases/base-model" "$work/kept"
lfs=$cases/lfs-pointer-safetensors/model.safetensors
html=$cases/html-page-safetensors/model.safetensors
: >"$work/nothing"
for name in spiece.model vocab.txt tokenizer.json tokenizer_config.json added_tokens.json; do
  for file in "$lfs" "$html" "$work/nothing"; do
    rm -rf "$work/broken"
    mkdir "$work/broken"
    cp "$cases/base-model/config.json" "$cases/base-model/model.safetensors" "$work/broken"
    case $name in *_*) cp "$cases/base-model/spiece.model" "$work/broken" ;; esac
    cp "$file" "$work/broken/$name"
    for command in 'fill-mask -m' 'tokenize -m'; do
      run 3 $command "$work/broken" "$text"
      says "$name: is a"
    done
    run 3 convert --force "$work/broken" "$work/kept"
    says "$name: is a"
    tokens "$work/kept" | cmp -s - "$work/tokens" || fail "$name: the old tokenizer is gone"
  done
done
rm -rf "$work/broken"
mkdir "$work/broken"
cp "$cases/base-model/config.json" "$cases/base-model/model.safetensors" "$work/broken"
for content in 'Entry not found' '{"error": "not found"}' 'the'; do
  echo "$content" >"$work/broken/vocab.txt"
  run 3 fill-mask -m "$work/broken" "$text" # and does not answer that all is unknown
done
says "the vocabulary has no unknown token '[UNK]'"
rm "$work/broken/vocab.txt"
for content in 'Entry not found' '{"error": "not found"}'; do
  echo "$content" >"$work/broken/spiece.model"
  run 3 fill-mask -m "$work/broken" "$text"
  says "not a tokenizer's vocabulary"
done

# Weights that are no numbers give no answers. The first tensor is the embeddings' LayerNorm.
cp -r "$cases/base-model" "$work/nan"
chmod u+w "$work/nan/model.safetensors"
printf '\000\000\300\177' | dd of="$work/nan/model.safetensors" bs=1 seek=3592 conv=notrunc 2>/dev/null
run 3 fill-mask -m "$work/nan" "$text"
says "the model's answers are not numbers"
run 3 sop-score -m "$work/nan" 'the cat' 'the mat'
says "the model's answers are not numbers"

# Every command takes a checkpoint by its prefix, with the config that lies there.
prefix=$work/google/model.ckpt
run 0 convert --to tf "$cases/base-model" "$work/google"
rm "$work/google/config.json"
answer "$prefix" >"$work/google_answer"
run 0 fill-mask -m "$work/google" -k 3 --tsv "$text"
same "$work/out" "$work/google_answer" "fill-mask -m PREFIX"
tokens "$prefix" | cmp -s - "$work/tokens" || fail "tokenize -m PREFIX"
for name in "$prefix" "$work/google"; do
  run 0 params -m "$name" --json
  prints '"hidden_size": 8'
  rm -rf "$work/google_init"
  run 0 init -m "$name" "$work/google_init"
done
run 3 fill-mask -m "$work/google/model" "$text"
says 'is missing'
cp "$lfs" "$prefix.data-00000-of-00001"
run 3 fill-mask -m "$prefix" "$text"
says 'is a Git LFS pointer, not the data of a TensorFlow checkpoint'

# Fields that change what is computed.
mkdir "$work/fields"
cp "$cases/base-model/model.safetensors" "$cases/base-model/spiece.model" "$work/fields"
for field in '"ln_type": "preln"' '"position_embedding_type": "relative_key"' '"use_bias": false' \
  '"share_type": "ffn"' '"hidden_act": "silu"'; do
  name=${field%%:*}
  grep -vF "$name" "$cases/base-model/config.json" | sed "1s/{/{ $field,/" >"$work/fields/config.json"
  run 3 fill-mask -m "$work/fields" "$text"
  says "$(echo "$name" | tr -d '"') must be"
done
for field in '"ln_type": null' '"position_embedding_type": null' '"classifier_dropout_prob": null'; do
  name=${field%%:*}
  grep -vF "$name" "$cases/base-model/config.json" | sed "1s/{/{ $field,/" >"$work/fields/config.json"
  answer "$work/fields" | cmp -s - "$work/answer" || fail "$field is refused"
done
finish
