#!/bin/sh
# order-sentences.sh FILE...
#
# Puts the shuffled sentences of short documents (one sentence per line, an empty line between documents)
# in their most probable order. Each sentence is printed with the line that it had in its document, and
# each document ends with its scores, sums of ln P(in order): as it was given and as it is now.
set -eu
if [ $# -eq 0 ]; then
  echo "usage: order-sentences.sh FILE..." >&2
  exit 2
fi
work=${TMPDIR:-/tmp}/order-sentences.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

for file in "$@"; do
  # A line "score<TAB>INDEX<TAB>INDEX..." per document, then a line per pair of the given order.
  albert sop-order --truncate --quiet --tsv --file "$file" >"$work/orders"
  albert sop-score --document --truncate --quiet --tsv --file "$file" >"$work/pairs"
  awk -F '\t' -v orders="$work/orders" -v pairs="$work/pairs" '
    function show(   columns, fields, given, i) {
      if (!lines) return
      getline columns <orders
      split(columns, fields, "\t")
      while ((getline pair <pairs) > 0 && pair !~ /^mean/) given += log(pair + 0)
      for (i = 2; i <= lines + 1; ++i) printf "%4d  %s\n", fields[i] + 1, line[fields[i] + 1]
      printf "      score %.2f, as given %.2f\n\n", fields[1], given
      lines = 0
    }
    /^[ \t\r]*$/ { show(); next }
    { line[++lines] = $0 }
    END { show() }' "$file"
done
