#!/bin/sh
# bench_test.sh ALBERT: `albert bench` measures every shape, type and thread count once, with sane
# numbers. How large they are is nobody's test.
set -eu
albert=$1
model=$(cd "$(dirname "$0")/../fixtures/golden/models/tiny-groups2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "bench_test: $*"
  exit 1
}

"$albert" bench --model "$model" --batch 1,3 --seq 5,16 --threads 1,2 --dtype f32,int8 \
  --seconds 0.01 --json > "$work/rows"
[ "$(wc -l < "$work/rows")" -eq 16 ] || fail "not 16 rows: $(cat "$work/rows")"
for key in batch seq threads dtype isa tokens_per_second latency_ms median p95 gflops peak_gflops \
  peak_fraction load_ms first_answer_ms rss_mib; do
  [ "$(grep -c "\"$key\": " "$work/rows")" -eq 16 ] || fail "a row lacks $key"
done
grep -q '"batch": 3, "seq": 16, "threads": 2, "dtype": "int8"' "$work/rows" || fail "a shape is missing"
! grep -qE '(per_second|median|gflops|rss_mib)": (0|null|-)[,}]' "$work/rows" || fail "an empty figure"

"$albert" bench --model "$model" --batch 1 --seq 5 --seconds 0 > "$work/table"
[ "$(wc -l < "$work/table")" -eq 2 ] || fail "the table is not a title and a row"

code=0
"$albert" bench --model "$model" --seq 513 --seconds 0 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "too long a sequence: exit code $code"
grep -q 'longer than the model' "$work/err" || fail "says: $(cat "$work/err")"
code=0
"$albert" bench --preset albert-tiny 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "unknown preset: exit code $code"
