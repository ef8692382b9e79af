#!/bin/sh
# tokenize_test.sh ALBERT: records in and out of `albert tokenize`, in every form, good and bad.
set -eu
albert=$1
fixtures=$(cd "$(dirname "$0")/../fixtures" && pwd)
ALBERT_MODEL=$fixtures/tokenizer
export ALBERT_MODEL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# expects WHAT EXIT EXPECTED_STDOUT COMMAND...: stdin is $work/in.
expects() {
  what=$1 want=$2 expected=$3
  shift 3
  code=0
  "$albert" tokenize "$@" < "$work/in" > "$work/out" 2> "$work/err" || code=$?
  printf '%s' "$expected" > "$work/expected"
  if [ "$code" -ne "$want" ] || ! cmp -s "$work/expected" "$work/out"; then
    echo "$what: exit code $code, not $want, or not the expected output:"
    diff "$work/expected" "$work/out" || true
    cat "$work/err"
    failures=$((failures + 1))
  fi
}

# complains TEXT: the last command's stderr contains it.
complains() {
  if ! grep -qF "$1" "$work/err"; then
    echo "stderr lacks '$1': $(cat "$work/err")"
    failures=$((failures + 1))
  fi
}

: > "$work/in"
expects 'no records' 0 ''
expects 'arguments' 0 '[CLS] ▁a [SEP]
[CLS] ▁the [MASK] [SEP]
' A 'the [MASK]'

printf 'the men\tare here\n\nno line end' > "$work/in"
expects 'pairs, an empty line, no line end' 0 '2 8 262 3 42 273 3
2 3
2 93 447 260 3
' --ids
expects 'truncation' 0 '[CLS] ▁the [SEP] ▁are [SEP]
[CLS] [SEP]
[CLS] ▁no ▁line ▁end [SEP]
' --max-length 5
expects 'text keeps tabs' 0 '▁the ▁men ▁are ▁here

▁no ▁line ▁end
' --input-format text --no-special
expects 'a shard' 0 '
' --shard 1/3 --no-special

printf '{"text": "the", "pair": "men", "id": 1.50}\n{"txt": 1, "id": "b"}\n' > "$work/in"
expects 'JSON lines, a bad one' 1 '{"id": 1.50, "tokens": ["▁the", "▁men"], "input_ids": [8, 262], "token_type_ids": [0, 1], "special_tokens_mask": [0, 0], "offset_mapping": [[0, 3], [0, 3]]}
{"id": "b", "txt": 1, "error": "'\''text'\'' is missing"}
' --json --input-format jsonl --no-special --on-error emit
complains "stdin:2: 'text' is missing"

printf '2 8,262\n[8, 262]\n{"id": [7], "input_ids": [8]}\n\n' > "$work/in"
expects 'ids to text' 0 '[CLS] the men
the men
the

' --decode
expects 'ids to JSON' 0 '{"text": "the men"}
{"text": "the men"}
{"id": [7], "text": "the"}
{"text": ""}
' --decode --json --no-special
for line in '8 x' '8.5' '[8' '["8"]' '{"ids": [8]}' '[3000000000]' '99999999999' '[[8]]'; do
  printf '%s\n8\n' "$line" > "$work/in"
  expects "no ids: $line" 1 '
the
' --decode --on-error emit
  complains 'stdin:1: is not a list of token ids'
done
printf '8 16000\n' > "$work/in"
expects 'an id too large' 1 '' --decode
complains 'stdin:1: token id 16000 is not in the vocabulary (0 to 15999)'

printf 'a\0b \377\376 \302\255\n' > "$work/in"
expects 'any bytes' 0 '▁a <unk> b ▁ <unk>
' --no-special

head -c 3000000 /dev/zero | tr '\0' 'x' > "$work/in"
"$albert" tokenize --ids < "$work/in" > "$work/long"
[ "$(wc -l < "$work/long")" -eq 1 ] || { echo 'a long line'; failures=$((failures + 1)); }

: > "$work/in"
expects 'too short a length' 2 '' --max-length 2 x
expects 'no such model' 3 '' --model "$work/none" x
mkdir "$work/empty"
expects 'no tokenizer' 3 '' --model "$work/empty" x
complains 'spiece.model, vocab.txt or tokenizer.json is missing'
head -c 1000 "$fixtures/tokenizer/spiece.model" > "$work/empty/spiece.model"
expects 'a damaged tokenizer' 3 '' --model "$work/empty" x
complains "$work/empty/spiece.model"
if [ -w /dev/full ]; then
  code=0
  "$albert" tokenize x > /dev/full 2> "$work/err" || code=$?
  [ "$code" -eq 4 ] || { echo "full disk: exit code $code"; failures=$((failures + 1)); }
fi

# The same answers for any number of threads; a closed pipe is not an error.
i=0
while [ $i -lt 2000 ]; do
  echo "line $i, 1,$i and [MASK] é"
  i=$((i + 1))
done > "$work/many"
"$albert" tokenize --json --threads 1 -f "$work/many" > "$work/one"
"$albert" tokenize --json --threads 4 -f "$work/many" > "$work/four"
cmp "$work/one" "$work/four" || failures=$((failures + 1))
[ "$(wc -l < "$work/one")" -eq 2000 ] || { echo 'lines are missing'; failures=$((failures + 1)); }
{ "$albert" tokenize --json -f "$work/many" 2> "$work/err"; echo $? > "$work/code"; } | head -n 1 > "$work/first"
[ "$(cat "$work/code")" -eq 0 ] || { echo 'closed pipe: not 0'; failures=$((failures + 1)); }
[ ! -s "$work/err" ] || { cat "$work/err"; failures=$((failures + 1)); }

exit $((failures > 0))
