#!/bin/sh
# tag_test.sh ALBERT: forms and formats of `albert tag`. What its entities must be, the test
# golden_heads checks.
. "$(dirname "$0")/cli.sh"
make_head_model tag:O,B-PER,I-PER
export ALBERT_MODEL="$model"

# Every token, or the groups of a strategy; offsets in bytes or characters.
run 0 tag --json --ignore-labels '' "Ada, é met."
lines 1
silent
grep -qE '^\{"entities": \[(\{"entity": "(O|[BI]-PER)", "score": [0-9.]+, "index": [0-9]+, "word": "[^"]+", "start": [0-9]+, "end": [0-9]+, "text": "[^"]*"\}(, )?)+\]\}$' \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
prints '"end": 12, "text": "."}'
run 0 tag --json --ignore-labels '' --offsets chars "Ada, é met."
prints '"end": 11, "text": "."}'
for strategy in simple first average max; do
  run 0 tag --json --ignore-labels '' --aggregation $strategy "Hello world."
  grep -qE '^\{"entities": \[(\{"entity_group": "(O|PER)", "score": [0-9.]+, "word": "[^"]*", "start": [0-9]+, "end": [0-9]+, "text": "[^"]*"\}(, )?)+\]\}$' \
    "$work/out" || fail "$strategy: $(cat "$work/out")"
done
run 0 tag --json --ignore-labels O,B-PER,I-PER "Hello world."
prints '{"entities": []}'
run 0 tag --json ""
prints '{"entities": []}'
run 2 tag --aggregation most x

# Text and TSV; members that are not read go through.
run 0 tag --ignore-labels '' "Hello."
[ "$(grep -cE '^0\.[0-9]{6}  (O|[BI]-PER)( +(Hello|\.))?$' "$work/out")" -ge 3 ] ||
  fail "text: $(cat "$work/out")"
[ -z "$(tail -n 1 "$work/out")" ] || fail "no empty line after a record"
run 0 tag --ignore-labels '' --aggregation first --tsv "Ada"
grep -qE '^(O|PER)	0\.[0-9]+	0	3	Ada$' "$work/out" || fail "TSV: $(cat "$work/out")"
printf '{"id": "a", "entities": 7, "body": "Ada", "year": 1843}\n' |
  run 0 tag --json --input-format jsonl --text-key body
prints '{"id": "a", "year": 1843, "entities": ['
printf 'one\ttwo\n' | run 1 tag
says 'stdin:1: has 2 columns, not TEXT'
run 2 tag --pair-key b x

# Long texts: windows, or the beginning.
long=$(seq 1 60 | tr '\n' ' ')
run 0 tag --json "$long"
prints '"windows": '
run 0 tag --json --ignore-labels '' --window 20 --stride 5 "$long"
[ "$(tr '{' '\n' <"$work/out" | sed -n 's/.*"index": \([0-9]*\).*/\1/p' | sort -n | uniq -d | wc -l)" -eq 0 ] ||
  fail "a token has two labels"
run 0 tag --json --truncate "$long"
prints '"truncated": '

# Records do not influence each other.
awk 'BEGIN { srand(5); for (i = 0; i < 60; ++i) {
  line = "{\"id\": " i ", \"text\": \"Record"
  for (n = int(rand() * (i % 9 ? 20 : 90)); n > 0; --n) line = line " word" int(rand() * 50)
  print line "\"}" } }' >"$work/in.jsonl"
independent "$work/in.jsonl" tag --json
independent "$work/in.jsonl" tag --json --aggregation average --window 30

# Models without the head, or with another one.
run 3 tag -m builtin x
says 'the model has no token classification head'
make_head_model choose
run 3 tag -m "$model" x
says 'is not a model for token classification (its config says AlbertForMultipleChoice)'
finish
