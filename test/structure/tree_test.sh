#!/bin/sh
# tree.sh must accept a clean tree and name each kind of offence.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/third_party" "$tree/docs" "$tree/test/experiments"
  echo 'measured by `test/experiments/coin.py`' >"$tree/docs/page.md"
  echo 'print(0.5)' >"$tree/test/experiments/coin.py"
  printf 'Apache License\nVersion 2.0, January 2004\n' >"$tree/LICENSE"
  echo 'libx-dev header x.h' >"$tree/third_party/install.sh"
  echo '| x | libx-dev | 1 | MIT |' >"$tree/third_party/README.md"
}

# refuses TEXT: the tree as it is now is refused, and the report holds TEXT.
refuses() {
  report=$(sh "$here/tree.sh" "$tree") && report="accepted"
  case $report in
    *"$1"*) ;;
    *)
      echo "expected a report of '$1', got: $report"
      failures=$((failures + 1))
      ;;
  esac
}

fresh_tree
if ! report=$(sh "$here/tree.sh" "$tree"); then
  echo "a clean tree was refused: $report"
  failures=1
fi

echo 'All rights reserved' >"$tree/LICENSE"
refuses LICENSE
fresh_tree
echo 'liby-dev header y.h' >>"$tree/third_party/install.sh"
refuses 'no row for liby-dev'
fresh_tree
echo 'print(0.6)' >"$tree/test/experiments/dice.py"
refuses 'test/experiments/dice.py: named by no document'
fresh_tree
printf 'see %s/someone/notes\n' /home >"$tree/docs/other.md"
refuses 'docs/other.md:1:'
fresh_tree
printf -- '-----BEGIN %s KEY-----\n' PRIVATE >"$tree/docs/key"
refuses 'docs/key:1:'

exit $((failures > 0))
