#!/bin/sh
# weak_symbols_test.sh COMPILER: weak_symbols.sh must accept marked weak symbols, name unmarked
# ones, and not be content with nothing to look at.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
objects=$tree/albert_kernels_avx2.dir
mkdir "$objects"
failures=0

compile() { "$1" -x c++ -O0 -c - -o "$objects/$2"; }
fail() {
  echo "$1"
  failures=$((failures + 1))
}

echo 'namespace avx2 { inline int f(int x) { return x; } }
      namespace Eigen_avx2 { template <class T> T g(T x) { return x; } }
      int strong(int x) { return avx2::f(x) + Eigen_avx2::g(x); }' | compile "$1" marked.o
sh "$here/weak_symbols.sh" "$objects/marked.o" || fail "marked weak symbols were refused"

echo 'namespace avx512 { inline int f(int x) { return x; } }
      int other(int x) { return avx512::f(x); }' | compile "$1" unmarked.o
if report=$(sh "$here/weak_symbols.sh" "$objects/marked.o" "$objects/unmarked.o"); then
  fail "an unmarked weak symbol was accepted"
fi
case $report in
  *unmarked.o:*6avx512*) ;;
  *) fail "the unmarked weak symbol was not named: $report" ;;
esac

if sh "$here/weak_symbols.sh" 2>/dev/null; then fail "no kernel object at all was accepted"; fi

exit $((failures > 0))
