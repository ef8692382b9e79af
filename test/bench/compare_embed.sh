#!/bin/sh
# sh test/bench/compare_embed.sh [OPTIONS of compare_embed.py]: vectors of 2,000 lines beside
# onnxruntime and, with --sentence-transformers, that library, on a random albert-base
# ($ALBERT_BENCH_PRESET: another preset). Lines are those of $ALBERT_TEXT (default: the held-out text
# of $ALBERT_SHARED, by default ../shared), without empty ones.
set -eu
. "$(dirname "$0")/setup.sh"
case " $* " in
  *" --sentence-transformers "*) use_python embed-venv numpy onnx onnxruntime torch sentence-transformers ;;
  *) use_python venv numpy onnx onnxruntime ;;
esac
use_model
if [ ! -e "$model/tokenizer.json" ]; then
  "$albert" convert "$model" --tokenizer-json "$work/with-tokenizer-json"
  mv "$work/with-tokenizer-json/tokenizer.json" "$model"
  rm -r "$work/with-tokenizer-json"
fi
text=$work/lines.txt
if [ -n "${ALBERT_TEXT:-}" ]; then
  cat "$ALBERT_TEXT"
else
  xz -dc "${ALBERT_SHARED:-$root/../shared}/corpus/valid.txt.xz"
fi | grep -v '^$' | cut -c 1-1500 | awk 'NR <= 2000' >"$text"
exec "$python" "$bench/compare_embed.py" "$albert" "$model" "$text" "$work" "$@"
