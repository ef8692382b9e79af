#!/bin/sh
# fill_mask_test.sh ALBERT: options and formats of `albert fill-mask`. golden_test.cc checks its
# numbers, records_test.sh the behavior of all record commands.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

run 0 fill-mask --json -k 3 "Paris is the [MASK] of [MASK]."
silent
lines 1
[ "$(grep -o '"score"' "$work/out" | wc -l)" -eq 6 ] || fail "three candidates for each of two masks"
prints '"sequence": "[CLS] paris is the'
run 0 fill-mask --json "Paris is the [MASK] of France."
[ "$(grep -o '"score"' "$work/out" | wc -l)" -eq 5 ] || fail "five candidates by default"
prints '{"text": "Paris is the [MASK] of France.", "predictions": [[{"score": '
prints '"sequence": "paris is the'

# Text: score, token, sequence, an empty line after the record; a column for the mask if several.
run 0 fill-mask -k 2 "The [MASK]." "A [MASK] [MASK]."
lines 8
awk 'NR == 3 || NR == 8 { exit $0 != "" } NR < 3 && !/^0\.[0-9]+  / { exit 1 }
     NR > 3 && NR < 8 && !/^[12]  0\.[0-9]+  / { exit 1 }' "$work/out" ||
  fail "text is not laid out as documented: $(cat "$work/out")"

# TSV: token and score in turn, masks one after another.
run 0 fill-mask --tsv -k 2 "The [MASK]." "A [MASK] [MASK]."
[ "$(awk -F '\t' '{ print NF }' "$work/out" | tr '\n' ' ')" = "4 8 " ] || fail "4 and 8 columns"
cut -f 1 "$work/out" >"$work/best"
run 0 fill-mask --json -k 1 "The [MASK]."
prints "\"token_str\": \"$(head -n 1 "$work/best")\""

# Targets: all of them unless -k says fewer.
run 0 fill-mask --tsv --targets ▁one,▁two,▁three,▁four,▁five,▁six,▁one "The [MASK]."
silent
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 12 ] || fail "six targets, two columns each"
run 0 fill-mask --tsv -k 2 --targets ▁one,▁two,▁three "The [MASK]."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 4 ] || fail "two of three targets"
run 2 fill-mask --targets " " "The [MASK]."
says "is no token of the model"
run 0 fill-mask --targets "☃" "The [MASK]."
says "target '☃' has characters that the model does not know; '<unk>' stands for them"

# A target is a word: the piece that begins one, or continues the one the mask is in.
run 0 fill-mask --json --targets the "To [MASK] sea."
prints '"target": "the"}'
cp "$work/out" "$work/the"
run 0 fill-mask --json --targets ▁the "To [MASK] sea."
sed 's/"▁the"}/"the"}/' "$work/out" >"$work/marked"
same "$work/marked" "$work/the" "'the' is not '▁the' where the mask begins a word"
run 0 fill-mask --json --targets ing "They were walk[MASK]."
cp "$work/out" "$work/inside"
run 0 fill-mask --json --raw-targets --targets ing "They were walk[MASK]."
same "$work/out" "$work/inside" "'ing' inside a word is not the piece 'ing'"

# Several pieces: their tokens and the sum of their log-probabilities.
run 0 fill-mask --json --targets xqzxqz,the "The [MASK]."
silent
prints '"sequence": "the xqzxqz."'
prints '"tokens": ['
prints '"logprob": -'
prints '"target": "xqzxqz"}'
run 0 fill-mask --json --raw-targets --targets xqzxqz "The [MASK]."
says "target 'xqzxqz' is "
says "stands for it"
run 0 fill-mask --raw-targets --quiet --targets xqzxqz "The [MASK]."
silent

# A record's own targets.
printf '{"text": "The [MASK].", "targets": ["sea", "ship"]}\n{"text": "The [MASK]."}\n' |
  run 0 fill-mask --json --targets wind --input-format jsonl
sed -n 1p "$work/out" | grep -q '"target": "sea"' || fail "the record's targets are not scored"
sed -n 1p "$work/out" | grep -q wind && fail "the record's targets do not replace --targets"
sed -n 2p "$work/out" | grep -q '"target": "wind"' || fail "--targets do not count without others"
printf '{"text": "The [MASK].", "targets": "sea"}\n{"text": "The [MASK].", "targets": [" "]}\n' |
  run 1 fill-mask --json --on-error emit --input-format jsonl
says "'targets' is not a list of strings"
says "stdin:2: target ' ' is no token of the model"

# Joint filling.
run 0 fill-mask --json --joint -k 3 "The [MASK] of [MASK]."
silent
[ "$(grep -o '"sequence": "the ' "$work/out" | wc -l)" -eq 3 ] || fail "three fillings"
prints '"fillings": [{"score": '
prints '"masks": [{"score": '
grep -q MASK.*MASK.*MASK "$work/out" && fail "a filling has a mask"
run 0 fill-mask --tsv --joint -k 3 "The [MASK] of [MASK]."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 9 ] || fail "two tokens and a score each"
run 0 fill-mask --joint "The [MASK] of [MASK]." "The [MASK]."
lines 12
run 0 fill-mask --joint --beam 1 -k 1 --tsv "The [MASK] of [MASK]."
lines 1

run 0 fill-mask --json "a [MASK]	b [MASK]"
prints '"text": "a [MASK]", "pair": "b [MASK]"'
# Long texts: each mask is filled in a window around it, or the text is cut.
awk 'BEGIN { for (i = 0; i < 300; ++i) printf "%s ", i % 100 == 50 ? "[MASK]" : "word"; print "" }' \
  >"$work/long"
run 0 fill-mask --json -k 1 "$work/long"
[ "$(grep -o '"token_str"' "$work/out" | wc -l)" -eq 3 ] || fail "three masks"
run 1 fill-mask --truncate "$work/long"
says "2 of 3 [MASK] lie beyond the 64 tokens that truncation keeps"
run 0 fill-mask --tsv -k 1 --window 5 "word word word [MASK] word word"
cp "$work/out" "$work/windowed"
run 0 fill-mask --tsv -k 1 "word [MASK] word"
same "$work/windowed" "$work/out" "a window of 5 tokens is not the text of 3"
run 2 fill-mask --window 65 "[MASK]"

run 2 fill-mask -k 0 "[MASK]"
run 2 fill-mask -k many "[MASK]"
finish
