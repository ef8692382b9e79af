#!/bin/sh
# sh test/bench/compare_lines.sh [OPTIONS of compare_lines.py]: embed, classify and score on lines beside
# onnxruntime and, with --torch, sentence-transformers and transformers, on a random albert-base
# ($ALBERT_BENCH_PRESET: another preset). Lines are those of $ALBERT_TEXT (default: the held-out text
# of $ALBERT_SHARED, by default ../shared), without empty ones.
set -eu
. "$(dirname "$0")/setup.sh"
case " $* " in
  *" --torch "*) use_peers ;;
  *) use_python venv numpy onnx onnxruntime ;;
esac
use_model --head classify:3
use_tokenizer_json
classifier=$model
use_model
use_tokenizer_json
text=$work/lines.txt
if [ -n "${ALBERT_TEXT:-}" ]; then
  cat "$ALBERT_TEXT"
else
  xz -dc "${ALBERT_SHARED:-$root/../shared}/corpus/valid.txt.xz"
fi | grep -v '^$' | cut -c 1-1500 | awk 'NR <= 2000' >"$text"
exec "$python" "$bench/compare_lines.py" "$albert" "$model" "$classifier" "$text" "$work" "$@"
