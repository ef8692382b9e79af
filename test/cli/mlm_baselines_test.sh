#!/bin/sh
# mlm_baselines_test.sh MLM_BASELINES ALBERT: on a deterministic text the n-gram baseline is
# always right, and the most frequent piece is right according to its frequency; the tokens are those
# that `albert evaluate` masks.
set -eu
baselines=$1
albert=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "mlm_baselines_test: $*"
  exit 1
}

# A document repeats ten words of its own, separated by `x`.
printf '%s\n' '[PAD]' '[UNK]' '[CLS]' '[SEP]' '[MASK]' x > vocab.txt
awk 'BEGIN { for (w = 0; w < 40; ++w) print "w" w >> "vocab.txt"
  for (d = 0; d < 4; ++d) { for (s = 0; s < 50; ++s) {
    for (w = 0; w < 5; ++w) printf "x w%d ", 10 * d + (5 * s + w) % 10; print "" } print "" } }' > text

"$baselines" --tokenizer . --train text --seq 64 --ngram 1 --mask-share 1 --random-share 0 text > out
number() { sed -n "s/.*\"$1\": \"*\([^,\"}]*\).*/\1/p" out; }
[ "$(number commonest)" = x ] || fail "the commonest piece: $(cat out)"
awk -v unigram="$(number unigram)" -v five="$(number five_gram)" 'BEGIN {
  exit !(unigram > 0.4 && unigram < 0.6 && five > 0.9) }' || fail "accuracies: $(cat out)"
[ "$(number shown)" = "$(number five_gram)" ] || fail "something is shown: $(cat out)"

"$albert" init --H 16 --L 1 --P 64 --tokenizer vocab.txt --quiet model
"$albert" evaluate --model model --seq 64 --ngram 1 --json text > evaluated
[ "$(sed -n 's/.*"predicted": \([0-9]*\).*/\1/p' evaluated)" = "$(number predicted)" ] ||
  fail "not the tokens of albert evaluate: $(cat evaluated out)"
