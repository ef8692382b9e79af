#!/bin/sh
# compare-models.sh MODEL MODEL TEXT
#
# Compares two models on the same text (one sentence per line, an empty line between documents): the
# accuracy of their pretraining tasks, the pseudo-perplexity of the sentences, how far each layer moves
# the hidden states, and the sentences about which they differ most.
set -eu
if [ $# -ne 3 ]; then
  echo "usage: compare-models.sh MODEL MODEL TEXT" >&2
  exit 2
fi
first=$1 second=$2 text=$3
work=${TMPDIR:-/tmp}/compare-models.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

awk 'NF' "$text" >"$work/lines"
number=1
for model in "$first" "$second"; do
  albert evaluate --quiet --model "$model" "$text" >"$work/evaluate$number"
  albert score --tsv --input-format text --model "$model" --file "$work/lines" >"$work/score$number"
  number=2
done

# evaluate prints a name, at least two spaces and a value per line; both models have the same lines
# unless one of them has no sentence-order head.
printf '%-28s%14s%14s\n' "" "first" "second"
awk -F '   *' 'NR == FNR { value[$1] = $2; next }
  { printf "%-28s%14s%14s\n", $1, ($1 in value) ? value[$1] : "-", $2 }' \
  "$work/evaluate1" "$work/evaluate2"

# Per token and per sentence: models of different vocabularies are compared by the latter.
awk -F '\t' 'NR == FNR { first += $1; n1 += $3; next } { second += $1; n2 += $3 }
  END { printf "%-28s%14.2f%14.2f\n", "pseudo-perplexity", exp(-first / n1), exp(-second / n2)
        printf "%-28s%14.1f%14.1f\n", "ln p of a sentence, mean", first / FNR, second / FNR }' \
  "$work/score1" "$work/score2"

echo
echo "Hidden states before and after each layer:"
albert layers --truncate --input-format text --model "$first" --model "$second" --file "$work/lines"

echo
echo "Sentences by the difference of ln p (second - first), largest first:"
paste "$work/score1" "$work/score2" "$work/lines" |
  awk -F '\t' '{ printf "%+.1f\t%s\n", $4 - $1, $7 }' |
  awk '{ print ($1 < 0 ? -$1 : $1) "\t" $0 }' | LC_ALL=C sort -k 1,1nr | cut -f 2- | head -n 5
