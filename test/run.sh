#!/bin/sh
# Installs dependencies, builds, and runs the whole test suite.
#
#   sh test/run.sh                        the suite, as users build albert (build/release)
#   sh test/run.sh --clang                the suite, built by clang
#   sh test/run.sh --asan                 the suite under the address and undefined-behaviour sanitizers
#   sh test/run.sh --tsan                 the suite under the thread sanitizer
#   sh test/run.sh --isa baseline,avx2    the suite again with each of these instruction sets
#   sh test/run.sh --interop              also against torch, transformers and TensorFlow, which it installs
#                                         under build/ ($ALBERT_INTEROP_PYTHON: a Python that has them)
#
# Ends with the checks that were skipped because ../shared (or $ALBERT_SHARED) is missing, and the line
# "N passed, N failed, N skipped": tests that passed and failed, and checks that were skipped.
# Exit codes: 0 no failures, 1 failures, 2 wrong usage.
set -eu
cd "$(dirname "$0")/.."

preset=release
sets=
interop=OFF
while [ $# -gt 0 ]; do
  case $1 in
    --clang) preset=clang ;;
    --asan) preset=asan-ubsan ;;
    --tsan) preset=tsan ;;
    --interop) interop=ON ;;
    --isa)
      shift
      sets=$(echo "${1:?--isa needs a list of instruction sets}" | tr ',' ' ')
      ;;
    *)
      echo "run.sh: unknown option '$1' (known: --clang, --asan, --tsan, --isa LIST, --interop)" >&2
      exit 2
      ;;
  esac
  shift
done

sh third_party/install.sh --mpi
if [ "$preset" = clang ]; then sh third_party/install.sh --clang; fi
cmake --preset "$preset" --log-level=WARNING -DALBERT_TEST_INTEROP="$interop"
cmake --build --preset "$preset"

build=build/$preset
passed=0
failed=0
skipped=$(mktemp)
trap 'rm -f "$skipped"' EXIT

# run_suite [EXCLUDED_LABELS]: runs ctest and adds its results to the counts.
run_suite() {
  results=$PWD/$build/tests.xml
  rm -f "$results"
  ctest --preset "$preset" --no-tests=error --parallel "$(nproc)" --output-junit "$results" \
    ${1:+--label-exclude "$1"} || true
  # <testsuite tests="12" failures="1" disabled="0" skipped="0" ...>: one attribute a line.
  count() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$results" | head -n 1; }
  failed=$((failed + $(count failures)))
  passed=$((passed + $(count tests) - $(count failures) - $(count skipped)))
  grep '^\[skipped\]' "$build/Testing/Temporary/LastTest.log" >>"$skipped" || true
}

run_suite
for set in $sets; do
  echo
  echo "Again with ALBERT_ISA=$set:"
  export ALBERT_ISA="$set"
  run_suite "structure|package|interop"
done

echo
sort -u "$skipped"
echo "$passed passed, $failed failed, $(sort -u "$skipped" | wc -l) skipped"
[ "$failed" -eq 0 ]
