#!/bin/sh
# sop_order_test.sh ALBERT: forms and formats of `albert sop-order`. Unit tests check its search.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

# Four ways to give a document, one answer.
printf 'It rained.\nWe stayed in.\nThe sun\tcame out.\n' >"$work/lines"
run 0 sop-order --json "$work/lines"
lines 1
silent
cp "$work/out" "$work/expected"
grep -qE '^\{"order": \[[012], [012], [012]\], "score": -[0-9.]+\}$' "$work/out" ||
  fail "not the documented keys: $(cat "$work/out")"
run 0 sop-order --json "It rained." "We stayed in." "The sun	came out."
same "$work/out" "$work/expected" "arguments give another answer"
printf '{"sentences": ["It rained.", "We stayed in.", "The sun\\tcame out."]}\n' >"$work/json"
run 0 sop-order --json --input-format jsonl "$work/json"
same "$work/out" "$work/expected" "JSONL gives another answer"
printf 'It rained.\tWe stayed in.\tThe sun came out.\n' | run 0 sop-order --json --input-format tsv
same "$work/out" "$work/expected" "TSV gives another answer"

# Text gives the lines in their order, TSV the score and the order.
sed 's/.*\[\(.*\)\].*/\1/; s/, /\n/g' "$work/expected" >"$work/order"
while read -r index; do sed -n "$((index + 1))p" "$work/lines"; done <"$work/order" >"$work/sorted"
echo >>"$work/sorted"
run 0 sop-order "$work/lines"
same "$work/out" "$work/sorted" "text is not the lines in their order"
run 0 sop-order --tsv "$work/lines"
cut -f 2- "$work/out" | tr '\t' '\n' >"$work/columns"
same "$work/columns" "$work/order" "TSV has another order"

# The score is the sum of ln p of adjacent lines, which sop-score --document gives as well.
run 0 sop-score --document --tsv "$work/sorted"
awk -F '\t' 'NR == FNR { split($0, s, "\"score\": "); expected = s[2] + 0; next }
     $1 != "mean" { sum += log($1) }
     END { d = sum - expected; exit d > 1e-4 || d < -1e-4 }' "$work/expected" "$work/out" ||
  fail "the score is not that of the adjacent lines"

# Documents end with a blank line or their file; --matrix has the pairs.
printf '\n\none\ntwo\n\n \nalone\n\nthree\nfour\nfive' >"$work/documents"
run 0 sop-order --json --matrix "$work/documents" "$work/lines"
lines 4
silent
sed -n 2p "$work/out" | grep -qxF '{"order": [0], "score": 0.0, "p_in_order": [[null]]}' ||
  fail "a document of one line: $(sed -n 2p "$work/out")"
sed -n 1p "$work/out" | grep -qE '"p_in_order": \[\[null, 0\.[0-9]+\], \[0\.[0-9]+, null\]\]' ||
  fail "the matrix: $(sed -n 1p "$work/out")"
cp "$work/out" "$work/reference"
for options in "--threads 1" "--batch-tokens 1" "--threads 2 --batch-tokens 100000"; do
  # shellcheck disable=SC2086 # several options
  run 0 sop-order --json --matrix $options "$work/documents" "$work/lines"
  same "$work/out" "$work/reference" "$options changes an order"
done
for shard in 0 1; do
  "$albert" sop-order --json --matrix --shard $shard/2 "$work/documents" "$work/lines" >"$work/s$shard"
done
paste -d '\n' "$work/s0" "$work/s1" >"$work/merged"
same "$work/merged" "$work/reference" "the shards do not make up the whole"

printf '{"id": 7, "sentences": ["a b", "c"], "n": 1.0}\n{"id": 8, "sentences": []}\n{"id": 9}\n' |
  run 1 sop-order --json --on-error emit --input-format jsonl
lines 3
prints '{"id": 7, "n": 1.0, "order": ['
prints '{"id": 8, "order": [], "score": 0.0}'
prints '{"id": 9, "error": "'\''sentences'\'' is missing"}'
printf '' | run 0 sop-order
lines 0

# More than 10 lines are searched with a beam.
seq 1 14 | sed 's/^/line number /' >"$work/many"
run 0 sop-order --json "$work/many"
sed 's/.*"order": \[\(.*\)\].*/\1/; s/, /\n/g' "$work/out" | sort -n >"$work/got"
seq 0 13 >"$work/wanted"
same "$work/got" "$work/wanted" "an order of 14 lines is no permutation"
run 0 sop-order --json --beam 1 "$work/many"
run 2 sop-order --beam 0 "$work/many"

# Long lines.
awk 'BEGIN { for (i = 0; i < 100; ++i) printf "word "; print ""; print "b" }' >"$work/long"
run 1 sop-order "$work/long"
says "$work/long:1: sentences 1 and 2: the pair has "
run 0 sop-order --json --truncate "$work/long"
prints '"truncated": '
finish
