#!/bin/sh
# Training speed and memory beside PyTorch on one machine: sh test/bench/compare_torch.sh [OPTIONS of
# compare_torch.py]. Needs a text to train on: $ALBERT_TEXT, a sentence a line, an empty line between
# documents (default: ../shared's held-out text). Makes a throw-away Python environment below
# build/bench; $ALBERT_BENCH_PYTHON names a Python that already has torch and transformers.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
albert=${ALBERT:-$root/build/release/albert}
work=$root/build/bench
mkdir -p "$work"
python=${ALBERT_BENCH_PYTHON:-$work/torch-venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$work/torch-venv"
  "$python" -m pip install --quiet torch transformers
fi
text=${ALBERT_TEXT:-$work/text.txt}
if [ ! -e "$text" ]; then
  xz -dc "${ALBERT_SHARED:-$root/../shared}/corpus/valid.txt.xz" >"$text"
fi
exec "$python" "$root/test/bench/compare_torch.py" "$albert" "$text" \
  "$root/test/fixtures/tokenizer/spiece.model" "$work" "$@"
