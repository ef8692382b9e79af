#!/bin/sh
# record_test.sh PYTHON ALBERT: compare_commits.py, with one binary in both places, measures every
# shape; --record keeps each measurement and the table, and a second time replaces them.
set -eu
python=$1
albert=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "record_test: $*"
  exit 1
}

export PYTHONDONTWRITEBYTECODE=1
compare() {
  "$python" "$here/compare_commits.py" "$albert" "$albert" \
    "$here/../fixtures/golden/models/tiny-groups2" --shapes 1x5,2x9 --dtypes f32 --threads 1 \
    --rounds 1 --seconds 0 --record "$work" "$@" >"$work/table" 2>"$work/err" || fail "$(cat "$work/err")"
}
compare
compare --name other
compare
[ "$(wc -l <"$work/table")" -eq 4 ] || fail "not a title and two rows: $(cat "$work/table")"
[ "$(ls -d "$work"/*-*-*-* | wc -l)" -eq 1 ] || fail "not one folder DATE-CPU: $(ls "$work")"
cd "$work"/*-*-*-*
[ "$(wc -l <raw.jsonl)" -eq 8 ] || fail "not 2 tables of 4 measurements: $(cat raw.jsonl)"
[ "$(grep -c '^## albert and ' summary.md)" -eq 2 ] || fail "not two comparisons: $(cat summary.md)"
[ "$(grep -c '^| [12]x[59] |' summary.md)" -eq 4 ] || fail "not two tables: $(cat summary.md)"
grep -q "^Processor: .*instruction set: " summary.md || fail "no processor: $(cat summary.md)"
