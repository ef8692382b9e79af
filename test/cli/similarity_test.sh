#!/bin/sh
# similarity_test.sh ALBERT: pairs and queries of `albert similarity`. What vectors must be,
# golden_embed checks; what all record commands promise, records_test.sh.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

# Three ways to give a pair, one answer.
run 0 similarity --json "It rained." "We stayed in."
lines 1
silent
cp "$work/out" "$work/expected"
grep -qE '^\{"similarity": -?0\.[0-9]+\}$' "$work/out" || fail "$(cat "$work/out")"
printf 'It rained.\tWe stayed in.\n' | run 0 similarity --json
same "$work/out" "$work/expected" "TSV gives another answer"
printf '{"text": "It rained.", "pair": "We stayed in."}\n' |
  run 0 similarity --json --input-format jsonl
same "$work/out" "$work/expected" "JSON gives another answer"
run 0 similarity "It rained." "We stayed in."
grep -qE '^-?0\.[0-9]{6}	It rained\.	We stayed in\.$' "$work/out" || fail "$(cat "$work/out")"
run 0 similarity --tsv "It rained." "It rained."
[ "$(cat "$work/out")" = 1 ] || fail "a text is not like itself: $(cat "$work/out")"
printf 'a\tb\nalone\nc\td\n' | run 1 similarity --json --on-error emit
lines 3
says 'stdin:2: has no second segment'

# It is the cosine of embed's vectors.
"$albert" embed --tsv "It rained." "We stayed in." | awk '
  { for (i = 1; i <= NF; ++i) { v[NR, i] = $i; norm[NR] += $i * $i } n = NF }
  END { for (i = 1; i <= n; ++i) dot += v[1, i] * v[2, i]
        printf "%.6f\n", dot / sqrt(norm[1] * norm[2]) }' >"$work/cosine"
"$albert" similarity "It rained." "We stayed in." | cut -f 1 >"$work/got"
same "$work/got" "$work/cosine" "not the cosine"
run 0 similarity --tsv --pooling cls --layer 1 "It rained." "We stayed in."

# A query ranks the lines.
seq 1 50 | sed 's/.*/line & of fifty/' >"$work/text"
run 0 similarity --tsv --query "line 7 of fifty" --top-k 50 "$work/text"
lines 50
head -n 1 "$work/out" | grep -q '^1	6	line 7 of fifty$' || fail "$(head -n 1 "$work/out")"
sort -s -t '	' -k 1,1gr "$work/out" | cut -f 1 >"$work/sorted"
cut -f 1 "$work/out" >"$work/got"
same "$work/got" "$work/sorted" "not best first"
head -n 3 "$work/out" >"$work/expected"
for options in "--threads 1" "--batch-tokens 1" "--batch-tokens 60"; do
  # shellcheck disable=SC2086
  run 0 similarity --tsv --query "line 7 of fifty" --top-k 3 $options "$work/text"
  same "$work/out" "$work/expected" "$options gives other bytes"
done
run 0 similarity --query "line 7 of fifty" "$work/text"
lines 10
run 0 similarity --json --query "line 7 of fifty" -k 1 --shard 1/2 "$work/text"
printf '{"id": "x", "text": "b", "class": 1}\n' |
  run 0 similarity --json --query "a" --input-format jsonl
grep -qE '^\{"id": "x", "class": 1, "text": "b", "similarity": [-0-9.e]+, "index": 0\}$' \
  "$work/out" || fail "$(cat "$work/out")"
printf 'a\nb\tc\nd\n' | run 1 similarity --json --query "a" --on-error emit
lines 2
says "stdin:2: has 2 columns"
prints '"index": 2'
printf 'a\nb\tc\nd\n' | run 1 similarity --query "a"
lines 0
seq 1 100 | tr '\n' ' ' >"$work/long"
run 2 similarity --query "$(cat "$work/long")" "a"
says "--query: has"
run 2 similarity --top-k 2 "a" "b"
finish
