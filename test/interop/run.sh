#!/bin/sh
# run.sh ALBERT_BINARY: albert against transformers, torch, safetensors and TensorFlow themselves.
#
# The packages go into a virtual environment under build/, made on the first run (some GB and
# minutes). $ALBERT_INTEROP_PYTHON names a Python that has them already.
# Exit codes: 0 all agree, 1 something does not, 77 the packages cannot be had (ctest: skipped).
set -eu
binary=$(realpath "${1:?run.sh needs the albert binary}")
cd "$(dirname "$0")"

python=${ALBERT_INTEROP_PYTHON:-}
if [ -z "$python" ]; then
  environment=$PWD/../../build/interop-venv
  python=$environment/bin/python
  if ! [ -e "$environment/complete" ]; then
    echo "interop: installing transformers, torch, safetensors and tensorflow into $environment"
    { python3 -m venv "$environment" &&
      "$python" -m pip install --quiet numpy torch transformers safetensors sentencepiece \
        protobuf tensorflow-cpu && touch "$environment/complete"; } || {
      echo "[skipped] interop: the Python packages cannot be installed here"
      exit 77
    }
  fi
fi

export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= TRANSFORMERS_VERBOSITY=error HF_HUB_OFFLINE=1
exec "$python" -W ignore interop.py "$binary"
