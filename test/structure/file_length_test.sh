#!/bin/sh
# file_length.sh must name a long file without a reason and a reason without a long file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/apps" "$tree/lib" "$tree/test/structure" "$tree/third_party"
list=$tree/test/structure/long_files.txt
failures=0

# expects STATUS TEXT: the check's exit code, and what its report must hold.
expects() {
  status=0
  report=$(sh "$here/file_length.sh" "$tree") || status=$?
  case $status:$report in
    "$1":*"$2"*) ;;
    *)
      echo "expected exit $1 naming '$2', got exit $status: $report"
      failures=$((failures + 1))
      ;;
  esac
}

awk 'BEGIN { for (i = 0; i < 400; ++i) print "" }' >"$tree/lib/just_right.cc"
: >"$list"
expects 0 ''
awk 'BEGIN { for (i = 0; i < 401; ++i) print "" }' >"$tree/lib/long.cc"
expects 1 'lib/long.cc: 401 lines'
echo 'lib/long.cc: one table' >"$list"
expects 0 ''
echo 'lib/long.cc:' >"$list"
expects 1 'no reason given for lib/long.cc'
printf 'lib/long.cc: one table\nlib/gone.cc: once long\n' >"$list"
expects 1 'lib/gone.cc needs no reason any more'

exit $((failures > 0))
