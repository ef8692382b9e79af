#!/bin/sh
# bench_test.sh ALBERT: `albert bench` measures every shape, type and thread count once, with sane
# numbers. Their size is not tested.
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
for key in batch seq threads dtype isa bf16_gain tokens_per_second latency_ms median p95 gflops peak_gflops \
  peak_fraction load_ms first_answer_ms rss_mib; do
  [ "$(grep -c "\"$key\": " "$work/rows")" -eq 16 ] || fail "a row lacks $key"
done
grep -q '"batch": 3, "seq": 16.0, "threads": 2, "dtype": "int8"' "$work/rows" || fail "a shape is missing"
! grep -qE '(per_second|median|gflops|rss_mib)": (0|null|-)[,}]' "$work/rows" || fail "an empty figure"

"$albert" bench --model "$model" --batch 1 --seq 5 --seconds 0 > "$work/table"
[ "$(wc -l < "$work/table")" -eq 2 ] || fail "the table is not a title and a row"

printf 'one line of words\n\nand another\n' > "$work/text"
cp -r "$model" "$work/model"
[ -f "$work/model/spiece.model" ] || cp "$model"/../../../tokenizer/spiece.model "$work/model/"
"$albert" bench --model "$work/model" --text "$work/text" --seconds 0 --json > "$work/rows"
grep -q '"batch": 2, "seq": [0-9]*[.][0-9], "threads"' "$work/rows" || fail "--text: not two lines: $(cat "$work/rows")"
code=0
"$albert" bench --model "$work/model" --text "$work/none" --seconds 0 2> "$work/err" || code=$?
[ "$code" -eq 4 ] || fail "--text without a file: exit code $code"

code=0
"$albert" bench --model "$model" --seq 513 --seconds 0 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "too long a sequence: exit code $code"
grep -q 'longer than the model' "$work/err" || fail "says: $(cat "$work/err")"
code=0
"$albert" bench --preset albert-tiny 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "unknown preset: exit code $code"

# Accuracy: f32 agrees with itself exactly; int8 differs, but not by much.
"$albert" init --preset albert-base --V 16000 --E 16 --H 64 --A 4 --L 2 --seed 3 --quiet \
  --tokenizer "$(dirname "$0")/../fixtures/tokenizer/spiece.model" "$work/tiny" 2> /dev/null
cat > "$work/text" << 'END'
The cat sat on the mat and looked at the rain.
It would not go outside that day.
In the evening the sun came out at last.

A second document begins here.
It has only two lines of its own.
END
"$albert" bench --model "$work/tiny" --accuracy "$work/text" --dtype f32,int8 --json > "$work/rows"
[ "$(wc -l < "$work/rows")" -eq 2 ] || fail "accuracy: not 2 rows: $(cat "$work/rows")"
grep -q '"dtype": "f32".*"top1_agreement": 1.*"mean_score_difference": 0[,.].*"pairs": 3, "sop_agreement": 1.*"max_sop_difference": 0[,.}]' \
  "$work/rows" || fail "f32 does not agree with itself: $(cat "$work/rows")"
grep -q '"dtype": "int8".*"masks": [1-9]' "$work/rows" || fail "int8 has no masks"
! grep -q '"dtype": "int8".*"max_sop_difference": 0[,}]' "$work/rows" || fail "int8 is exactly f32"
"$albert" bench --model "$work/tiny" --accuracy "$work/text" --dtype bf16 > "$work/table"
[ "$(wc -l < "$work/table")" -eq 2 ] || fail "accuracy: the table is not a title and a row"
code=0
echo alone > "$work/text"
"$albert" bench --model "$work/tiny" --accuracy "$work/text" --dtype int8 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "a text without pairs: exit code $code"

# `auto` is the same in every process, also beside a neighbour that keeps every processor busy.
for _ in $(seq "$(getconf _NPROCESSORS_ONLN)"); do
  sh -c 'while :; do :; done' &
  busy="${busy:-} $!"
done
trap 'kill $busy; rm -rf "$work"' EXIT
for _ in $(seq 100); do "$albert" --version; done | sed -n 's/^\(instruction set\|dtype auto\): \([^ ]*\).*/\2/p' |
  paste -d " " - - | sort | uniq -c > "$work/choices"
[ "$(wc -l < "$work/choices")" -eq 1 ] || fail "not one choice: $(cat "$work/choices")"
grep -q '^ *100 ' "$work/choices" || fail "not a hundred choices: $(cat "$work/choices")"
"$albert" bench --model "$model" --batch 1 --seq 5 --seconds 0 --dtype auto 2> "$work/note" > /dev/null
grep -q "^albert: auto: \(bf16\|f32\) on " "$work/note" || fail "no choice: $(cat "$work/note")"
