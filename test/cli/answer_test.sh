#!/bin/sh
# answer_test.sh ALBERT: forms and formats of `albert answer`. What its answers must be, the test
# golden_heads checks.
. "$(dirname "$0")/cli.sh"
make_head_model answer
export ALBERT_MODEL="$model"

# Three ways to give a question, one answer.
run 0 answer --json "Who came?" "Ada came, é (late)."
lines 1
silent
grep -qE '^\{"answers": \[\{"score": [0-9.e-]+, "start": [0-9]+, "end": [0-9]+, "answer": "[^"]+"\}\]\}$' \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
cp "$work/out" "$work/expected"
printf 'Who came?\tAda came, é (late).\n' | run 0 answer --json
same "$work/out" "$work/expected" "TSV gives another answer"
printf '{"question": "Who came?", "context": "Ada came, é (late)."}\n' |
  run 0 answer --json --input-format jsonl
same "$work/out" "$work/expected" "JSONL gives another answer"
printf '{"id": 7, "q": "Who came?", "c": "Ada came, é (late).", "title": "x", "answers": 1}\n' |
  run 0 answer --json --input-format jsonl --text-key q --pair-key c
sed 's/^{/{"id": 7, "title": "x", /' "$work/expected" >"$work/with_fields"
same "$work/out" "$work/with_fields" "unread members do not go through"

# Text and TSV, several answers, offsets.
run 0 answer -k 3 "Who came?" "Ada came, é (late)."
lines 4
[ "$(grep -cE '^[01]\.[0-9]{6}	.+$' "$work/out")" -eq 3 ] || fail "text: $(cat "$work/out")"
run 0 answer -k 3 --tsv "Who came?" "Ada came, é (late)."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 12 ] || fail "TSV: $(cat "$work/out")"
run 0 answer --json -k 50 --align whitespace "Who?" "é late"
prints '"start": 3, "end": 7, "answer": "late"}'
run 0 answer --json -k 50 --align whitespace --offsets chars "Who?" "é late"
prints '"start": 2, "end": 6, "answer": "late"}'
run 0 answer --json -k 50 --align words "Who?" "late (soon)"
prints '"start": 6, "end": 10, "answer": "soon"}'
run 0 answer --json -k 50 --max-answer-length 1 --align tokens "Who?" "a b"
! grep -q '"answer": "a b"' "$work/out" || fail "longer than --max-answer-length"
run 0 answer --json -k 50 --handle-impossible "Who?" "a b"
prints '"start": 0, "end": 0, "answer": ""}'
prints ', "null_score": '
run 0 answer --json "Who?" ""
prints '{"answers": []}'

# Bad records: no context, no room for it.
printf 'Who?\tAda.\nWho?\n' | run 1 answer --json --on-error emit
says 'stdin:2: has no context'
prints '{"error": "has no context"}'
printf '{"question": "Who?"}\n' | run 1 answer --json --input-format jsonl
says 'has no context'
long=$(seq 1 60 | tr '\n' ' ')
run 0 answer --json "Who?" "$long"
prints '"windows": '
run 1 answer "$long" "$long"
says 'leaves no room for windows of 64 that overlap by 32'
run 2 answer --max-seq 1000 x y
run 2 answer --max-seq 20 --doc-stride 20 x y
run 2 answer --top-k 0 x y

# Records do not influence each other.
awk 'BEGIN { srand(7); for (i = 0; i < 60; ++i) {
  line = "{\"id\": " i ", \"question\": \"Which word" i % 7 "?\", \"context\": \"Record"
  for (n = int(rand() * (i % 9 ? 20 : 90)); n > 0; --n) line = line " word" int(rand() * 50)
  print line "\"}" } }' >"$work/in.jsonl"
independent "$work/in.jsonl" answer --json --top-k 3 --handle-impossible

# Models without the head, or with another one.
run 3 answer -m builtin x y
says 'the model has no question answering head'
make_head_model choose
run 3 answer -m "$model" x y
says 'the model has no question answering head'
finish
