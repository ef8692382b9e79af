#!/bin/sh
# sh test/lint.sh [FILE.cc ...]: clang-format on every source file, and clang-tidy (.clang-tidy) on
# the given ones; default the library and what the commands share. Needs build/release (sh
# test/run.sh makes it). Left out of the default for their price, minutes each way: the commands
# themselves (CLI11's headers) and the kernels (Eigen's, once for each instruction set); the preset
# `tidy` checks every file. Exit codes: 0 clean, 1 something to mend.
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
