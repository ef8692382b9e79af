#!/bin/sh
# weak_symbols_test.sh COMPILER: weak_symbols.sh must accept marked weak symbols, name unmarked
# ones, and fail without objects.
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

# refuses OBJECT TEXT: the check fails, naming the object and the text.
refuses() {
  report=$(sh "$here/weak_symbols.sh" "$objects/marked.o" "$objects/$1") && report="accepted"
  case $report in
    *"$1: "*"$2"*) ;;
    *) fail "expected a report of '$2' in $1, got: $report" ;;
  esac
}

echo 'namespace avx512 { inline int f(int x) { return x; } }
      int other(int x) { return avx512::f(x); }' | compile "$1" unmarked.o
refuses unmarked.o 6avx512

echo 'int other(int); int value = other(1);' | compile "$1" initializer.o
refuses initializer.o 'static initializer'

if sh "$here/weak_symbols.sh" 2>/dev/null; then fail "no kernel object at all was accepted"; fi

exit $((failures > 0))
