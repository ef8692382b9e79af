#!/bin/sh
# near-duplicates.sh FILE [MIN_COSINE]
#
# Prints the pairs of lines of FILE that say nearly the same: their vectors have a cosine of at least
# MIN_COSINE (default 0.99), the most similar pair first. Every line is compared with every other, which
# takes minutes from some thousand lines on. A model for sentence vectors (ALBERT_MODEL; try 0.8) finds
# paraphrases; others find lines with nearly the same words.
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: near-duplicates.sh FILE [MIN_COSINE]" >&2
  exit 2
fi
file=$1 min=${2:-0.99}
work=${TMPDIR:-/tmp}/near-duplicates.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

# A line of numbers per text; those of a vector of length 1 give the cosine by their products.
albert embed --normalize --truncate --tsv --input-format text --file "$file" >"$work/vectors"
awk -F '\t' -v min="$min" -v file="$file" '
  {
    getline text[NR] <file
    if (text[NR] ~ /^[ \t\r]*$/) next
    for (other in seen) {
      cosine = 0
      for (i = 1; i <= NF; ++i) cosine += $i * vector[other, i]
      if (cosine >= min) printf "%.4f\t%d\t%d\t%s\t%s\n", cosine, other, NR, text[other], text[NR]
    }
    seen[NR]
    for (i = 1; i <= NF; ++i) vector[NR, i] = $i
  }' "$work/vectors" | LC_ALL=C sort -t '	' -k 1,1nr -k 2,2n -k 3,3n >"$work/pairs"

awk -F '\t' '{ printf "%s  lines %d and %d\n    %s\n    %s\n", $1, $2, $3, $4, $5 }
             END { printf "%d near-duplicate pairs\n", NR }' "$work/pairs"
