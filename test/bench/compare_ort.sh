#!/bin/sh
# Compares this build with onnxruntime on one machine: sh test/bench/compare_ort.sh [OPTIONS of
# compare_ort.py]. Makes a random albert-base ($ALBERT_BENCH_PRESET: another preset) and a throw-away
# Python environment below build/bench; $ALBERT_BENCH_PYTHON names a Python that already has numpy,
# onnx and onnxruntime, $ALBERT another binary.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
albert=${ALBERT:-$root/build/release/albert}
work=$root/build/bench
preset=${ALBERT_BENCH_PRESET:-albert-base}
mkdir -p "$work"
python=${ALBERT_BENCH_PYTHON:-$work/venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$work/venv"
  "$python" -m pip install --quiet numpy onnx onnxruntime
fi
if [ ! -d "$work/$preset" ]; then
  "$albert" init --preset "$preset" --V 16000 --seed 1 \
    --tokenizer "$root/test/fixtures/tokenizer/spiece.model" "$work/$preset"
fi
exec "$python" "$root/test/bench/compare_ort.py" "$albert" "$work/$preset" "$@"
