#!/bin/sh
# init_test.sh ALBERT: the output folders, refused input and exit codes of `albert init`.
set -eu
albert=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

fail() {
  echo "init_test: $*"
  failed=1
}

# expect CODE ARGUMENTS...: exit code; empty stdout, and no files after a failure.
expect() {
  code=$1
  shift
  got=0
  "$albert" init "$@" > out 2> err || got=$?
  [ "$got" -eq "$code" ] || fail "$*: exit code $got, not $code: $(cat err)"
  [ ! -s out ] || fail "$*: prints on stdout"
  ! find . -name '.*.partial-*' | grep . || fail "$*: leaves something behind"
}

# field FILE NAME: the number in a field of a config.
field() {
  sed -n "s/^ *\"$2\": \([0-9.e-]*\),*$/\1/p" "$1"
}

small="--E 8 --H 16 --L 3 --A 2 --I 24 --V 40 --P 10"

expect 0 $small --seed 1 first
grep -q 'random parameters' err || fail "says nothing about what it made"
expect 0 $small --seed 1 --quiet again
[ ! -s err ] || fail "--quiet: $(cat err)"
expect 0 $small --seed 2 other
cmp -s first/model.safetensors again/model.safetensors || fail "the same seed, other weights"
! cmp -s first/model.safetensors other/model.safetensors || fail "another seed, the same weights"
[ "$(field first/config.json intermediate_size)" = 24 ] || fail "--I is lost"

for sharing in all attention ffn none; do
  expect 0 $small --sharing "$sharing" --dtype f16 "model-$sharing"
  total=$("$albert" params --model "model-$sharing" --json | sed 's/.*"total": \([0-9]*\).*/\1/')
  stored=$(tail -c "$((total * 2))" "model-$sharing/model.safetensors" | wc -c)
  header=$(($(wc -c < "model-$sharing/model.safetensors") - total * 2))
  [ "$stored" -eq "$((total * 2))" ] && [ "$header" -lt 10000 ] && [ "$header" -gt 1000 ] ||
    fail "$sharing: $total parameters, but a header of $header bytes"
done

expect 0 --preset albert-base --V 5 --P 5 --L 2 --hidden-act gelu --initializer-range 0.5 preset
[ "$(field preset/config.json hidden_size)" = 768 ] || fail "the preset's H is lost"
[ "$(field preset/config.json initializer_range)" = 0.5 ] || fail "--initializer-range is lost"
grep -q '"hidden_act": "gelu"' preset/config.json || fail "--hidden-act is lost"

printf '%s\n' '[PAD]' '[UNK]' '[MASK]' '[SEP]' '[CLS]' word > vocab.txt
expect 0 --H 16 --tokenizer vocab.txt words
cmp -s vocab.txt words/vocab.txt || fail "the vocabulary is not copied"
[ "$(field words/config.json vocab_size)" = 6 ] || fail "V does not follow from the tokenizer"
[ "$(field words/config.json bos_token_id)" = 4 ] || fail "the [CLS] id does not follow from it"
expect 0 --H 16 --V 8 --tokenizer words wider
[ "$(field wider/config.json vocab_size)" = 8 ] || fail "--V does not win"
expect 2 --H 16 --V 5 --tokenizer words narrower
expect 3 --H 16 --tokenizer nowhere missing
mkdir no-tokenizer
expect 3 --H 16 --tokenizer no-tokenizer missing

before=$(cat first/config.json)
expect 2 $small first
[ "$(cat first/config.json)" = "$before" ] || fail "a refused folder has changed"
expect 0 --H 32 --V 7 --force first
[ "$(field first/config.json hidden_size)" = 32 ] || fail "--force does not replace"
mkdir empty precious
echo keep > precious/letter
expect 0 $small empty
expect 2 $small --force precious
[ "$(cat precious/letter)" = keep ] || fail "--force replaced what is no model"
expect 2 $small --force vocab.txt

expect 2 missing
expect 2 --H 16,32 missing
expect 2 --H 16 --A 3 missing
expect 2 --preset bert-base missing
expect 2 --H 16 --hidden-act swish missing
expect 2 --H 16 --dtype int8 missing
expect 2 --H 16 --seed -1 missing
expect 2 $small
expect 4 $small no/such/folder
for name in missing narrower no; do
  [ ! -e "$name" ] || fail "$name exists after a failure"
done

exit "$failed"
