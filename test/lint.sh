#!/bin/sh
# sh test/lint.sh [FILE.cc ...]: clang-format on every source file, and clang-tidy (.clang-tidy) on
# the given ones; default: the library and apps/common. Needs build/release (made by sh test/run.sh).
# The default excludes the commands (CLI11's headers) and the kernels (Eigen's, once per instruction
# set), which take minutes; the preset `tidy` checks every file. Exit codes: 0 clean, 1 findings.
set -eu
cd "$(dirname "$0")/.."
sh third_party/install.sh --lint

status=0
find apps lib test \( -name '*.h' -o -name '*.cc' -o -name '*.inc' \) -print0 |
  xargs -0 clang-format --dry-run --Werror || status=1

if [ $# -eq 0 ]; then set -- $(find lib apps/common -name '*.cc' ! -path '*/isa/*'); fi
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" clang-tidy -p build/release --quiet 2>/dev/null ||
  status=1
exit $status
