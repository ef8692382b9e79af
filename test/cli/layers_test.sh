#!/bin/sh
# layers_test.sh ALBERT: forms and formats of `albert layers`. What its numbers must be,
# golden_layers checks.
. "$(dirname "$0")/cli.sh"
make_model
"$albert" init --V 16000 --E 8 --H 16 --L 3 --A 2 --P 64 --sharing none --seed 2 "$work/other" \
  >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cp "$model/spiece.model" "$work/other"
export ALBERT_MODEL="$model"

run 0 layers --json "It rained." "We stayed in."
lines 2
silent
number='[0-9.]+'
grep -qE "^\{\"model\": \"default\", \"layer\": 1, \"mean_l2\": $number, \"mean_cosine\": -?$number, \"mean_angle_degrees\": $number, \"tokens\": [0-9]+\}$" \
  "$work/out" || fail "not the documented keys: $(cat "$work/out")"
cp "$work/out" "$work/expected"
printf 'It rained.\nWe stayed in.\n' | run 0 layers --json --batch-tokens 1 --threads 1
same "$work/out" "$work/expected" "other batches give other bytes"
run 0 layers --tsv "It rained."
lines 3
[ "$(head -n 1 "$work/out")" = "model	layer	mean_l2	mean_cosine	mean_angle_degrees" ] || fail "titles"

# Several models side by side; each as it is alone.
printf 'It rained.\nWe stayed in, and read.\n' >"$work/text"
run 0 layers --tsv -m "$model" -m "$work/other" "$work/text"
lines 6
cp "$work/out" "$work/both"
run 0 layers --tsv -m "$work/other" "$work/text"
sed -n '2,$p' "$work/out" >"$work/alone"
sed -n '4,$p' "$work/both" >"$work/second"
same "$work/second" "$work/alone" "a model beside another gives other numbers"
run 0 layers -m "$model" -m "$work/other" "$work/text"
lines 4
grep -qE '^ *3 +- +- +- +[0-9.]+' "$work/out" || fail "no third row: $(cat "$work/out")"

# Long texts are windows that do not overlap: as if each was a text.
seq 1 100 | tr '\n' ' ' >"$work/long"
run 0 layers --json --window 20 "$work/long"
run 0 layers --json "$work/long"
run 0 layers --json --truncate "$work/long"
prints '"tokens": 64'
run 2 layers --window 65 "$work/long"

printf 'a\nb\tc\td\ne\n' >"$work/bad"
run 1 layers --json "$work/bad"
lines 0
run 1 layers --json --on-error emit "$work/bad"
lines 2
prints '"tokens": 6'
: | run 2 layers
says "there are no texts"
run 3 layers -m "$work/none" "a"

# The figure.
run 2 layers --plot figure.png "a"
says "figures are SVG"
echo text >"$work/thesis.svg"
run 2 layers --plot "$work/thesis.svg" "a"
says "only SVG files are replaced"
got=0
PATH=/nonexistent "$albert" layers --plot "$work/f.svg" "a" >"$work/out" 2>"$work/err" || got=$?
[ "$got" -eq 2 ] || fail "without gnuplot: exit code $got"
says "gnuplot: is not installed"
[ ! -e "$work/f.svg" ] || fail "a figure without gnuplot"
if command -v gnuplot >/dev/null; then
  run 0 layers --plot "$work/f.svg" -m "$model" -m "$work/other" "$work/text"
  lines 4
  grep -q '</svg>' "$work/f.svg" || fail "no figure"
  grep -q "$work/other" "$work/f.svg" || fail "no legend"
  run 0 layers --plot "$work/f.svg" "a" # again
else
  echo "[skipped] layers --plot: needs gnuplot"
fi
finish
