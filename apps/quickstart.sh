#!/bin/sh
# sh apps/quickstart.sh ["TEXT WITH [MASK]" ...]
# Installs what is missing, builds albert, and fills the masks. Answers go to stdout, the rest to
# stderr. Uses the model named by $ALBERT_MODEL, else a tiny random one that it makes itself.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/release
if [ $# -eq 0 ]; then set -- "Paris is the [MASK] of France."; fi

{
  sh "$root/third_party/install.sh"
  (cd "$root" && cmake --preset release --log-level=WARNING &&
    cmake --build --preset release --target albert_cli)
} >&2

if [ -z "${ALBERT_MODEL:-}" ]; then
  ALBERT_MODEL=$build/random-model
  if [ ! -d "$ALBERT_MODEL" ]; then
    "$build/albert" init --E 64 --H 128 --L 4 --seed 1 \
      --tokenizer "$root/test/fixtures/tokenizer/spiece.model" "$ALBERT_MODEL" >&2
  fi
  echo "quickstart: the model is tiny and RANDOM: expect nonsense. Set ALBERT_MODEL to the folder" \
    "of a trained ALBERT (config.json, model.safetensors, spiece.model) for real answers." >&2
  export ALBERT_MODEL
fi

exec "$build/albert" fill-mask "$@"
