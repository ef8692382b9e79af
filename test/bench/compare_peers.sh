#!/bin/sh
# sh test/bench/compare_peers.sh [OPTIONS of compare_peers.py]: this build beside onnxruntime, OpenVINO
# and PyTorch, on a random albert-base ($ALBERT_BENCH_PRESET: another preset). --peers onnxruntime
# needs no other package.
set -eu
. "$(dirname "$0")/setup.sh"
case " $* " in
  *" --peers onnxruntime "*) use_python venv numpy onnx onnxruntime ;;
  *) use_peers ;;
esac
use_model
use_tokenizer_json
exec "$python" "$bench/compare_peers.py" "$albert" "$model" "$@"
