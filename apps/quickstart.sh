#!/bin/sh
# sh apps/quickstart.sh ["TEXT WITH [MASK]" ...]
# Installs what is missing, builds albert, and fills the masks. Answers go to stdout, the rest to
# stderr. Uses the model named by $ALBERT_MODEL, else the small one that albert carries.
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
