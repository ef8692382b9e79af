#!/bin/sh
# classify_test.sh ALBERT: forms and formats of `albert classify`. What its numbers must be, the test
# golden_heads checks.
. "$(dirname "$0")/cli.sh"
make_head_model classify:bad,fair,good
export ALBERT_MODEL="$model"

# All labels, best first; their scores add up to 1.
run 0 classify --json --logits "It rained."
lines 1
silent
grep -qE '^\{"predictions": \[(\{"label": "(bad|fair|good)", "score": [0-9.e-]+\}(, )?){3}\], "logits": \[[-0-9.e]+, [-0-9.e]+, [-0-9.e]+\]\}$' \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
grep -o '"score": [0-9.e-]*' "$work/out" | awk '{ sum += $2; if (NR > 1 && $2 > last) exit 1; last = $2 }
  END { exit sum < 0.99999 || sum > 1.00001 }' || fail "no falling probabilities: $(cat "$work/out")"
run 0 classify --json --top-k 1 "It rained."
[ "$(grep -o '"label"' "$work/out" | wc -l)" -eq 1 ] || fail "--top-k 1: $(cat "$work/out")"
run 0 classify --json --threshold 1.1 "It rained."
prints '{"predictions": []}'
run 0 classify --json --function none --logits "It rained."
first=$(sed 's/.*"logits": \[\([^],]*\).*/\1/' "$work/out")
prints "{\"label\": \"bad\", \"score\": $first}"

# Text, TSV; pairs as columns and as members; fields that are not read go through.
run 0 classify "It rained."
grep -qE '^(bad|fair|good)	0\.[0-9]{6}	It rained\.$' "$work/out" || fail "text: $(cat "$work/out")"
run 0 classify --tsv "It rained."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 6 ] || fail "six columns: $(cat "$work/out")"
printf 'A man sleeps.\tHe is awake.\n' | run 0 classify --json
cp "$work/out" "$work/pair"
printf '{"text": "A man sleeps.", "pair": "He is awake."}\n' | run 0 classify --json --input-format jsonl
same "$work/out" "$work/pair" "JSON gives another answer than TSV"
printf '{"id": 3, "premise": "A man sleeps.", "hypothesis": "He is awake.", "label": 1, "logits": 2}\n' |
  run 0 classify --json --input-format jsonl --text-key premise --pair-key hypothesis --logits
prints '{"id": 3, "label": 1, "predictions": [{"label": '

# Several labels that may hold: those above 0.5; one number.
make_head_model classify:a,b,c multi
export ALBERT_MODEL="$model"
sed 's/"hidden_act"/"problem_type": "multi_label_classification", "hidden_act"/' \
  "$model/config.json" >"$work/config"
cp "$work/config" "$model/config.json"
run 0 classify --json "It rained."
expected=$(tr '{' '\n' <"$work/out" | sed -n 's/^"label": "\(.\)", "score": \([0-9.]*\).*/\2 \1/p' |
  awk '$1 >= 0.5 { list = list (list == "" ? "" : ",") $2 } END { print list == "" ? "-" : list }')
run 0 classify "It rained."
[ "$(cut -f 1 "$work/out")" = "$expected" ] || fail "$(cat "$work/out"), not $expected"
run 0 classify --top-k 3 "It rained."
[ "$(cut -f 2 "$work/out" | tr ',' '\n' | wc -l)" -eq 3 ] || fail "--top-k 3: $(cat "$work/out")"
make_head_model classify:1 number
export ALBERT_MODEL="$model"
run 0 classify --function none "It rained."
grep -qE '^LABEL_0	-?[0-9.]+	It rained\.$' "$work/out" || fail "a number: $(cat "$work/out")"

# Long texts: windows, whose logits are averaged, or the beginning.
export ALBERT_MODEL="$work/model-classify"
long=$(seq 1 60 | tr '\n' ' ')
run 0 classify --json --logits "$long"
prints '"windows": '
run 0 classify --json --logits --truncate "$long"
prints '"truncated": '
run 0 classify --json --window 10 --stride 2 "$long"
run 2 classify --window 1000 x
says "windows of 1000 tokens do not fit the model's 64 positions"
run 2 classify --window 10 --stride 10 x
run 1 classify --window 10 --stride 8 "$long"
says 'special tokens leave no room for windows of 10 that overlap by 8'

# Records do not influence each other.
awk 'BEGIN { srand(3); for (i = 0; i < 60; ++i) {
  line = "{\"id\": " i ", \"text\": \"record"
  for (n = int(rand() * (i % 9 ? 20 : 90)); n > 0; --n) line = line " word" int(rand() * 50)
  print line "\"" (i % 3 ? "" : ", \"pair\": \"and more\"") "}" } }' >"$work/in.jsonl"
independent "$work/in.jsonl" classify --json --logits

# Models without a classifier, or with another head.
run 3 classify -m builtin x
says 'the model has no sequence classification head'
make_head_model choose
run 3 classify -m "$model" x
says 'is not a model for sequence classification (its config says AlbertForMultipleChoice)'
finish
