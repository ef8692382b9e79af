#!/bin/sh
# sh test/bench/compare_cp.sh [OPTIONS of compare_cp.py]: conversions of an albert-xxlarge beside cp and
# sync, below $TMPDIR, which needs room for 5 GB.
set -eu
. "$(dirname "$0")/setup.sh"
exec python3 "$bench/compare_cp.py" "$albert" "${TMPDIR:-/tmp}" "$@"
