#!/bin/sh
# convert_test.sh ALBERT: outputs and exit codes of `albert convert` and `albert inspect`.
set -eu
albert=$1
fixtures=$(cd "$(dirname "$0")/../fixtures" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
  echo "convert_test: $*"
  failed=1
}

# expect CODE ARGUMENTS...: the command's exit code; a failure prints a message on stderr.
expect() {
  code=$1
  shift
  got=0
  "$albert" "$@" >"$work/out" 2>"$work/err" || got=$?
  [ "$got" -eq "$code" ] || fail "$*: exit code $got, not $code: $(cat "$work/err")"
  [ "$code" -eq 0 ] || [ -s "$work/err" ] || fail "$*: fails silently"
}
prints() { grep -qF -e "$1" "$work/out" || fail "no '$1' in: $(cat "$work/out")"; }
says() { grep -qF -e "$1" "$work/err" || fail "no '$1' in: $(cat "$work/err")"; }
silent() { [ ! -s "$work/$1" ] || fail "unexpected on $1: $(cat "$work/$1")"; }

# digest SOURCE: the fingerprint of its weights.
digest() { "$albert" inspect "$1" --json | grep -o '"digest": "[^"]*"'; }

# One model from seven producers: one digest, before and after converting.
reference=$(digest "$fixtures/convert/transformers")
for source in transformers_sharded safetensors torch_zip torch_legacy tensorflow tensorflow_hub \
  tensorflow/model.ckpt-best; do
  [ "$(digest "$fixtures/convert/$source")" = "$reference" ] || fail "$source: another digest"
  for container in safetensors torch tf; do
    expect 0 convert "$fixtures/convert/$source" "$work/model" --to $container --force --verify
    prints 'largest difference 0 '
    says '80 tensors'
    [ "$(digest "$work/model")" = "$reference" ] || fail "$source as $container: another digest"
  done
done

# Targets.
expect 0 convert "$fixtures/convert/tensorflow" "$work/new" --quiet
silent out
silent err
ls -a "$work" | grep -q partial && fail "a partial folder is left"
expect 2 convert "$fixtures/convert/tensorflow" "$work/new"
says '--force'
expect 2 convert "$fixtures/convert/tensorflow"
expect 2 convert "$fixtures/convert/tensorflow" "$work/x" --dtype f8
expect 2 convert "$fixtures/convert/tensorflow" "$work/x" --dtype int8 --to torch
expect 4 convert "$fixtures/convert/tensorflow" "$work/no/such/folder"

# The plan.
expect 0 convert "$fixtures/convert/tensorflow" --dry-run
prints 'bert/pooler/dense/kernel'
prints 'transposed'
prints 'skipped: optimizer slot'
expect 0 convert "$fixtures/convert/tensorflow" --dry-run --json --quiet
prints '"use": "skipped"'
silent err

# dtypes; int8 is read by every command.
for dtype in f16 bf16 int8; do
  expect 0 convert "$fixtures/convert/transformers" "$work/$dtype" --dtype $dtype --verify
  prints 'largest difference'
done
expect 0 inspect "$work/int8"
prints 'i8'
prints 'scale'

# Invalid and damaged sources.
expect 3 convert "$work/nowhere/at/all" "$work/x"
says 'is missing'
mkdir "$work/empty"
expect 3 convert "$work/empty" "$work/x"
says 'holds no model weights'
cp -r "$fixtures/convert/transformers" "$work/wrong"
sed -i 's/"intermediate_size": 12/"intermediate_size": 13/' "$work/wrong/config.json"
expect 3 convert "$work/wrong" "$work/x"
says '[12, 8], but the config asks for [13, 8]'
expect 0 inspect "$work/wrong"
prints 'none: not a whole model'
head -c 9000 "$fixtures/convert/transformers/model.safetensors" >"$work/wrong/model.safetensors"
expect 3 convert "$work/wrong" "$work/x"
says 'model.safetensors'
expect 3 inspect "$work/wrong"
cp "$fixtures/convert/transformers/model.safetensors" "$work/wrong/"
rm "$work/wrong/config.json"
expect 3 convert "$work/wrong" "$work/x"
says '--config'
[ ! -e "$work/x" ] || fail "a failed conversion left a target"

# inspect.
expect 0 inspect "$fixtures/convert/transformers_classifier" --stats
prints 'classifier.weight'
prints 'MEAN'
expect 0 inspect "$fixtures/convert/transformers_bare"
prints 'pooler'
prints 'not there'
got=0
"$albert" inspect "$fixtures/convert/transformers" >/dev/full 2>"$work/err" || got=$?
[ "$got" -eq 4 ] || fail "a full disk: exit code $got, not 4"

exit $failed
