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

# Targets: all of them unless -k says fewer, and a word of several tokens with a warning.
run 0 fill-mask --tsv --targets ▁one,▁two,▁three,▁four,▁five,▁six,▁one "The [MASK]."
silent
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 12 ] || fail "six targets, two columns each"
run 0 fill-mask --tsv -k 2 --targets ▁one,▁two,▁three "The [MASK]."
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 4 ] || fail "two of three targets"
run 0 fill-mask --targets xqzxqz "The [MASK]."
says "target 'xqzxqz' is "
says "stands for it"
run 0 fill-mask --quiet --targets xqzxqz "The [MASK]."
silent
run 2 fill-mask --targets " " "The [MASK]."
says "is no token of the model"

run 0 fill-mask --json "a [MASK]	b [MASK]"
prints '"text": "a [MASK]", "pair": "b [MASK]"'
run 2 fill-mask -k 0 "[MASK]"
run 2 fill-mask -k many "[MASK]"
finish
