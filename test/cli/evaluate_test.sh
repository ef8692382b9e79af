#!/bin/sh
# evaluate_test.sh ALBERT: figures of `albert evaluate` that do not depend on a model, identical output
# for any threads and batches, and refused input.
. "$(dirname "$0")/cli.sh"
make_model
text=$work/text
awk 'BEGIN { for (d = 0; d < 20; ++d) { for (s = 0; s < 9; ++s)
  print "Sentence " s " of document " d " tells of the weather, the sea and " d * s " ships."
  print "" } }' >"$text"

evaluate() {
  code=$1
  shift
  run "$code" evaluate --seq 48 --model "$model" "$@"
}
# The number of masked tokens of an example is rounded.
hidden() { near "$(number predicted)" "$(awk "BEGIN { print $1 * $(number tokens) }")" "$(number pairs)"; }

evaluate 0 --json "$text"
lines 1
silent
cp "$work/out" "$work/expected"
for key in mlm_accuracy mlm_loss mlm_perplexity predicted sop_accuracy sop_loss \
  sop_calibration_error tokens pairs; do
  [ -n "$(number "$key")" ] || fail "no $key: $(cat "$work/out")"
done
# An untrained model gives equal probability to all tokens and both orders.
near "$(number mlm_loss)" 9.68 0.1 || fail "MLM loss of a model of 16000 pieces"
near "$(number sop_loss)" 0.6931 0.01 || fail "SOP loss of an untrained model"
hidden 0.15 || fail "not 15 % of the tokens are predicted"
binned=$(grep -o '"count": [0-9]*' "$work/out" | awk '{ n += $2 } END { print n }')
[ "$binned" -eq "$(number pairs)" ] || fail "$binned pairs are in the bins"

for options in "--threads 1" "--threads 3 --batch-tokens 100"; do
  # shellcheck disable=SC2086
  evaluate 0 --json $options "$text"
  same "$work/out" "$work/expected" "$options gives other figures"
done
evaluate 0 --json <"$text"
same "$work/out" "$work/expected" "stdin gives other figures"
evaluate 0 --json --seed 2 "$text"
! cmp -s "$work/out" "$work/expected" || fail "another seed gives the same figures"
evaluate 0 --json --examples 7 "$text"
prints '"pairs": 7,'
evaluate 0 --json --predict 0.3 "$text"
hidden 0.3 || fail "--predict is lost"
evaluate 0 --json --pairs none "$text"
prints '"sop_accuracy": null, "sop_loss": null, "sop_calibration_error": null'
evaluate 0 "$text"
lines 9
prints "MLM perplexity"
prints "SOP calibration error"

run 0 evaluate --model "$model" --seq 64 "$text"
cp "$work/out" "$work/longest"
run 0 evaluate --model "$model" "$text"
same "$work/out" "$work/longest" "the model's 64 positions are not the usual length"
run 2 evaluate --model "$model" --seq 65 "$text"
says "65 tokens do not fit the model's 64 positions"
evaluate 2 --predict 1.1 "$text"
echo "One sentence alone." >"$work/alone"
evaluate 2 "$work/alone"
says "no document of the text has two sentences"
evaluate 2 </dev/null
says "has no sentences"
evaluate 4 "$work/nowhere"
says "nowhere"
sed '/^$/d' "$text" >"$work/one"
evaluate 2 --google-quirks "$work/one"
says "one document"

# Equal to the evaluation during training, except for rounding.
. "$(dirname "$0")/toy_text.sh"
# shellcheck disable=SC2086
run 0 pretrain "$work/trained" --text "$text" --held-out "$text" \
  --tokenizer "$vocabulary" --seq 24 --batch 8 --steps 40 --lr 0.01 --threads 1 --quiet $shape
run 0 evaluate --model "$work/trained" --seq 24 --json "$text"
for key in mlm_accuracy mlm_loss sop_accuracy sop_loss; do
  said=$(tail -n 1 "$work/trained/metrics.jsonl" | sed -n "s/.*\"$key\":\([^,}]*\).*/\1/p")
  near "$(number $key)" "$said" 1e-4 || fail "$key is $(number $key), training said $said"
done
finish
