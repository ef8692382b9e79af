#!/bin/sh
# names_test.sh: names.sh must accept a source that includes its own header first and one that is
# listed, and name each kind of offence.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/apps" "$tree/lib/io/torch" "$tree/test/structure"
list=$tree/test/structure/shared_headers.txt
failures=0

# expects STATUS TEXT: the check's exit code, and what its report must hold.
expects() {
  status=0
  report=$(sh "$here/names.sh" "$tree") || status=$?
  case $status:$report in
    "$1":*"$2"*) ;;
    *)
      echo "expected exit $1 naming '$2', got exit $status: $report"
      failures=$((failures + 1))
      ;;
  esac
}

: >"$list"
printf '#include "io/zip.h"\n#include <string>\n' >"$tree/lib/io/zip.cc"
printf '#include "albert/io/torch/state.h"\n' >"$tree/lib/io/torch/state.cc"
expects 0 ''
printf '#include <string>\n#include "io/zip.h"\n' >"$tree/lib/io/zip.cc"
expects 1 'lib/io/zip.cc: includes its own header after others'
printf '#include "io/gzip.h"\n' >"$tree/lib/io/zip.cc"
expects 1 'lib/io/zip.cc: has no header of its name'
echo 'lib/io/z*.cc io/gzip.h' >"$list"
expects 0 ''
echo 'lib/io/z*.cc io/archive.h' >"$list"
expects 1 'lib/io/zip.cc: does not include io/archive.h'
printf 'lib/io/z*.cc io/gzip.h\nlib/*.cc io/gzip.h\n' >"$list"
expects 1 'lib/*.cc needs no exception any more'

exit $((failures > 0))
