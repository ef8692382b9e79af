#!/bin/sh
# sop_score_test.sh ALBERT: forms and formats of `albert sop-score`. What its numbers must be,
# golden_test.cc checks; what all record commands promise, records_test.sh.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

# Three ways to give a pair, one answer.
run 0 sop-score --json "It rained." "We stayed in."
lines 1
silent
cp "$work/out" "$work/expected"
grep -qE '^\{"p_in_order": 0\.[0-9]+, "p_swapped": 0\.[0-9]+, "logits": \[[-0-9.e]+, [-0-9.e]+\]\}$' \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
printf 'It rained.\tWe stayed in.\n' | run 0 sop-score --json
same "$work/out" "$work/expected" "TSV gives another answer"
printf '{"text": "It rained.", "pair": "We stayed in."}\n' |
  run 0 sop-score --json --input-format jsonl
same "$work/out" "$work/expected" "JSONL gives another answer"

run 0 sop-score "It rained." "We stayed in." "a	b"
lines 2
grep -qE '^0\.[0-9]{6}	It rained\.	We stayed in\.$' "$work/out" || fail "$(cat "$work/out")"
run 0 sop-score --tsv "a" "b"
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 4 ] || fail "four columns"
printf 'a\tb\nalone\nc\td\n' | run 1 sop-score --json --on-error emit
lines 3
says 'stdin:2: has no second segment'
prints '{"error": "has no second segment"}'
run 1 sop-score "alone"

# Documents: a pair per line but the first, and a mean.
printf 'one\ntwo\nthree\n\n\nalone\n\nfour\nfive' >"$work/documents"
run 0 sop-score --document --json "$work/documents"
lines 6
silent
sed -n 's/.*"mean_p_in_order": //p' "$work/out" >"$work/means"
[ "$(sed -n 2p "$work/means")" = 'null}' ] || fail "a document of one line has a mean"
awk -F '"p_in_order": ' '/^\{"line": [23],/ { split($2, p, ","); sum += p[1] }
     /"line": 3, "pairs": 2/ { split($0, m, "mean_p_in_order\": "); d = m[2] - sum / 2
                               exit d > 1e-6 || d < -1e-6 }' "$work/out" ||
  fail "the mean is not that of its pairs: $(cat "$work/out")"
printf 'one\ttwo\ntwo\tthree\nfour\tfive\n' | run 0 sop-score --json
sed 's/^{//' "$work/out" >"$work/expected"
"$albert" sop-score --document --json "$work/documents" |
  sed -n 's/^{"line": [0-9]*, "p/"p/p' >"$work/pairs"
same "$work/pairs" "$work/expected" "a document's pairs differ from the same pairs alone"
run 0 sop-score --document "$work/documents"
[ "$(grep -c 'mean of [0-9]* pairs' "$work/out")" -eq 3 ] || fail "three means"
run 0 sop-score --document --tsv --shard 2/3 "$work/documents"
lines 2
finish
