#!/bin/sh
# clean-corpus.sh CORPUS [MAX_PERPLEXITY [MIN_ORDER]] >CLEAN
#
# Drops the lines of a corpus that are not sentences (markup, tables, other languages: their
# pseudo-perplexity is above MAX_PERPLEXITY, default 300), then the documents whose lines do not follow
# from each other (their mean P(in order) is below MIN_ORDER, default 0.3; 0 keeps all, also with models
# without a sentence-order head). CORPUS has one sentence per line and an empty line between documents.
# What is dropped and a summary go to stderr.
set -eu
if [ $# -lt 1 ] || [ $# -gt 3 ]; then
  echo "usage: clean-corpus.sh CORPUS [MAX_PERPLEXITY [MIN_ORDER]] >CLEAN" >&2
  exit 2
fi
corpus=$1 max_perplexity=${2:-300} min_order=${3:-0.3}
work=${TMPDIR:-/tmp}/clean-corpus.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

# Lines: column 2 of the scores is the pseudo-perplexity, and "-" for an empty line.
albert score --tsv --input-format text --file "$corpus" >"$work/scores"
paste "$work/scores" "$corpus" | awk -F '\t' -v max="$max_perplexity" -v kept="$work/kept" '
  { text = $0; sub(/^[^\t]*\t[^\t]*\t[^\t]*\t/, "", text) }
  $2 != "-" && $2 > max { printf "line %d, perplexity %.0f: %s\n", NR, $2, text; next }
  { print text >kept }' >&2
touch "$work/kept"

# Documents: their means, in order.
if awk -v min="$min_order" 'BEGIN { exit !(min > 0) }'; then
  albert sop-score --document --truncate --quiet --tsv --file "$work/kept" >"$work/order"
  awk -F '\t' '$1 == "mean" { print $2 }' "$work/order" >"$work/means"
else
  : >"$work/means"
fi
awk -v min="$min_order" -v means="$work/means" '
  !NF { if (inside && !dropped) print ""; inside = 0; next }
  !inside {
    inside = 1
    if ((getline mean <means) <= 0) mean = "-"
    dropped = mean != "-" && mean < min
    if (dropped) printf "document of P(in order) %.2f: %s ...\n", mean, $0 | "cat >&2"
  }
  !dropped' "$work/kept" >"$work/clean"
cat "$work/clean"

count() { awk 'NF { lines++; documents += !inside } { inside = NF > 0 }
               END { printf "%d lines in %d documents", lines, documents }' "$1"; }
echo "kept $(count "$work/clean") of $(count "$corpus")" >&2
