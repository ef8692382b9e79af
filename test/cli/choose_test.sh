#!/bin/sh
# choose_test.sh ALBERT: forms and formats of `albert choose`. What its numbers must be, the test
# golden_heads checks.
. "$(dirname "$0")/cli.sh"
make_head_model choose
export ALBERT_MODEL="$model"

# Arguments, columns and a JSON list are the same question.
run 0 choose --json "It rained." "We got wet." "We flew." "Nothing."
lines 1
silent
grep -qE '^\{"choice": [012], "probabilities": \[[0-9.e-]+, [0-9.e-]+, [0-9.e-]+\], "logits": \[[-0-9.e]+, [-0-9.e]+, [-0-9.e]+\]\}$' \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
cp "$work/out" "$work/expected"
printf 'It rained.\tWe got wet.\tWe flew.\tNothing.\n' | run 0 choose --json
same "$work/out" "$work/expected" "TSV gives another answer"
echo '{"prompt": "It rained.", "choices": ["We got wet.", "We flew.", "Nothing."]}' |
  run 0 choose --json --input-format jsonl
same "$work/out" "$work/expected" "JSON gives another answer"
echo '{"id": 1, "label": 2, "ctx": "It rained.", "endings": ["We got wet.", "We flew.", "Nothing."]}' |
  run 0 choose --json --input-format jsonl --text-key ctx --list-key endings
sed 's/"id": 1, "label": 2, //' "$work/out" >"$work/got"
same "$work/got" "$work/expected" "other keys give another answer"
choice=$(sed 's/.*"choice": \(.\).*/\1/' "$work/expected")
run 0 choose "It rained." "We got wet." "We flew." "Nothing."
[ "$(cut -f 1,3 "$work/out")" = "$choice	It rained." ] || fail "text: $(cat "$work/out")"
run 0 choose --tsv "It rained." "We got wet." "We flew."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 3 ] || fail "three columns: $(cat "$work/out")"

# Questions without two choices, with choices that are too long, or that are no texts.
long=$(seq 1 60 | tr '\n' ' ')
{
  echo '{"prompt": "a", "choices": ["b"]}'
  echo '{"prompt": "a", "choices": []}'
  echo '{"prompt": "a"}'
  echo '{"prompt": "a", "choices": ["b", 1]}'
  echo "{\"prompt\": \"a\", \"choices\": [\"b\", \"$long\"]}"
  echo '{"prompt": "a", "choices": ["b", "c"]}'
} >"$work/bad.jsonl"
run 1 choose --json --on-error emit "$work/bad.jsonl"
lines 6
says 'bad.jsonl:1: has one choice; two or more are needed'
says 'bad.jsonl:2: has no choices; two or more are needed'
says "bad.jsonl:3: 'choices' is missing"
says "bad.jsonl:4: 'choices' is not a list of strings"
says 'bad.jsonl:5: choice 1 has '
run 1 choose --json --on-error emit --truncate "$work/bad.jsonl"
prints '"truncated": '

awk 'BEGIN { srand(5); for (i = 0; i < 40; ++i) {
  line = "{\"id\": " i ", \"prompt\": \"record " int(rand() * 50) "\", \"choices\": [\"none\""
  for (n = int(rand() * 5) + 1; n > 0; --n) line = line ", \"word" int(rand() * 50) " and so on\""
  print line "]}" } }' >"$work/in.jsonl"
independent "$work/in.jsonl" choose --json
make_head_model classify:3
run 3 choose -m "$model" a b c
says 'is not a model for multiple choice'
finish
