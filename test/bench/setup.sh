# Sourced by the comparisons: the binary, a folder for what they need (build/bench), and functions
# that make it. $ALBERT names another binary, $ALBERT_BENCH_PYTHON a Python that has the packages.
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=$root/test/bench
albert=${ALBERT:-$root/build/release/albert}
work=$root/build/bench
mkdir -p "$work"

# use_python NAME PACKAGE...: sets $python, with these packages in an environment of their own.
use_python() {
  python=${ALBERT_BENCH_PYTHON:-$work/$1/bin/python}
  environment=$work/$1
  shift
  if [ ! -x "$python" ]; then
    python3 -m venv "$environment"
    "$python" -m pip install --quiet "$@"
  fi
}

# use_peers: sets $python, with all programs that comparisons run beside this one.
use_peers() {
  use_python peers-venv numpy onnx onnxruntime openvino nncf torch transformers sentence-transformers
}

# use_model [OPTION of init...]: sets $model, a random albert-base or the preset that
# $ALBERT_BENCH_PRESET names.
use_model() {
  preset=${ALBERT_BENCH_PRESET:-albert-base}
  model=$work/$preset$(printf '%s' "$*" | tr -c 'a-z0-9' -)
  if [ ! -d "$model" ]; then
    "$albert" init --preset "$preset" --V 16000 --seed 1 "$@" \
      --tokenizer "$root/test/fixtures/tokenizer/spiece.model" "$model"
  fi
}

# use_tokenizer_json: writes the model's tokenizer.json, which other programs read.
use_tokenizer_json() {
  if [ ! -e "$model/tokenizer.json" ]; then
    "$albert" convert "$model" --tokenizer-json "$work/with-tokenizer-json"
    mv "$work/with-tokenizer-json/tokenizer.json" "$model"
    rm -r "$work/with-tokenizer-json"
  fi
}
