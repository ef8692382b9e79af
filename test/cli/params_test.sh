#!/bin/sh
# params_test.sh ALBERT: outputs and exit codes of `albert params`.
set -eu
albert=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
  echo "params_test: $*"
  failed=1
}

# expect CODE ARGUMENTS...: exit code; a failure prints a message on stderr and nothing on stdout.
expect() {
  code=$1
  shift
  got=0
  "$albert" params "$@" > "$work/out" 2> "$work/err" || got=$?
  [ "$got" -eq "$code" ] || fail "$*: exit code $got, not $code: $(cat "$work/err")"
  if [ "$code" -eq 0 ]; then
    [ ! -s "$work/err" ] || fail "$*: says on stderr: $(cat "$work/err")"
  else
    [ ! -s "$work/out" ] || fail "$*: prints although it fails"
    [ -s "$work/err" ] || fail "$*: fails silently"
  fi
}

# has TEXT: the last output contains it.
has() {
  grep -qF -e "$1" "$work/out" || fail "no '$1' in: $(cat "$work/out")"
}

expect 0 --E 128 --H 4096 --json
has '"total": 223158450, "encoder": 205814272, "encoder_with_pooler": 222595584'
expect 0 --preset albert-base --json
has '"parameters": {"embeddings": 3906048, "embedding_projection": 99072, "attention": 2363904, "ffn": 4723968, "pooler": 590592, "mlm_head": 128688, "sop_head": 1538}'
has '"bytes": {"f32": 47255240, "f16": 23627620, "int8": 11813810}'
has '"flops_per_token": 174784512'
expect 0 --preset bert-base --json
has '"encoder": 108490752'
expect 0 --preset albert-base --seq 512 --json
has '"flops_per_token": 188940288'

expect 0 --H 64,128 --sharing all,attention,ffn,none --json
[ "$(wc -l < "$work/out")" -eq 8 ] || fail "eight rows expected"
for sharing in all attention ffn none; do has "\"sharing\": \"$sharing\""; done
expect 0 --H 64,128 --L 2,3,4 --tsv
[ "$(wc -l < "$work/out")" -eq 7 ] || fail "a line of titles and six rows expected"
[ "$(awk -F '\t' '{ print NF }' "$work/out" | sort -u)" = 25 ] || fail "25 columns expected"
expect 0
has albert-xxlarge
has 'Sharing saves parameters, not FLOPs'
expect 0 --table paper
has 'neither: -2.1 %; no sum of its parts gives 60 M'
has 'neither: -5.3 %; no sum of its parts gives 235 M'
expect 0 --table paper --tsv
[ "$(cut -f 9 "$work/out" | sort | uniq -c | tr -s ' ' | tr '\n' ',')" = " 1 agrees, 2 no, 21 yes," ] ||
  fail "21 published numbers agree, 2 do not"

expect 2 --E 128
expect 2 --H 0
expect 2 --H 99999999999999999999
expect 2 --H 100 --A 3
expect 2 --H 64 --L 18 --G 14
expect 2 --preset albert-huge
expect 2 --tsv --json
expect 2 --table paper --H 64
expect 2 --table other
expect 2 --seq 0
expect 2 --no-such-option
expect 3 --model "$work/nowhere"
mkdir "$work/model"
expect 3 --model "$work/model"
echo '{"hidden_size": "768"}' > "$work/model/config.json"
expect 3 --model "$work/model"

got=0
"$albert" params > /dev/full 2> "$work/err" || got=$?
[ "$got" -eq 4 ] || fail "a full device: exit code $got, not 4"
"$albert" params --H 64 --V "$(seq -s , 1 9000)" --tsv | head -n 1 > "$work/out"
has flops_per_token

exit "$failed"
