#!/bin/sh
# modules_test.sh NINJA BUILD MODULES...: the target albert_cli, which is all that apps/quickstart.sh
# builds, makes every file of the build that `cmake --install` installs.
set -eu
ninja=$1
build=$2
shift 2
inputs=$("$ninja" -C "$build" -t inputs albert_cli)
failed=0
for file in "$@" libalbert.a libalbert_train.a; do
  if ! echo "$inputs" | grep -qE "(^|/)$file\$"; then
    echo "modules_test: the target albert_cli does not build $file"
    failed=1
  fi
done
exit $failed
