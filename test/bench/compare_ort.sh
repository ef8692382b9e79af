#!/bin/sh
# sh test/bench/compare_ort.sh [OPTIONS of compare_ort.py]: this build beside onnxruntime, on a random
# albert-base ($ALBERT_BENCH_PRESET: another preset).
set -eu
. "$(dirname "$0")/setup.sh"
use_python venv numpy onnx onnxruntime
use_model
exec "$python" "$bench/compare_ort.py" "$albert" "$model" "$@"
