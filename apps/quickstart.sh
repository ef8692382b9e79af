#!/bin/sh
# sh apps/quickstart.sh ["TEXT WITH [MASK]" ...]
# Installs dependencies, builds albert, and fills the masks. Answers go to stdout, all other output to
# stderr. Uses the model of $ALBERT_MODEL, otherwise the built-in one.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/release
if [ $# -eq 0 ]; then set -- "The album was [MASK] in 1998."; fi

{
  sh "$root/third_party/install.sh"
  (cd "$root" && cmake --preset release --log-level=WARNING &&
    cmake --build --preset release --target albert_cli)
} >&2

exec "$build/albert" fill-mask "$@"
