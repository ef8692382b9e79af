#!/bin/sh
# run.sh ALBERT_BINARY: albert against transformers, sentence-transformers, torch, Lightning,
# safetensors and TensorFlow themselves.
#
# The packages of requirements.txt go into a virtual environment under build/, made on the first run
# (some GB and minutes) and kept; remove build/interop-venv to recreate it.
# $ALBERT_INTEROP_PYTHON names a Python that already has them.
# Exit codes: 0 all agree, 1 a difference, 77 the packages are not available (ctest: skipped).
set -eu
binary=$(realpath "${1:?run.sh needs the albert binary}")
cd "$(dirname "$0")"

skip() {
  echo "[skipped] interop: $1"
  exit 77
}

environment=$(cd ../.. && pwd)/build/interop-venv
python=${ALBERT_INTEROP_PYTHON:-$environment/bin/python}
if [ -z "${ALBERT_INTEROP_PYTHON:-}" ] && ! cmp -s requirements.txt "$environment/installed.txt"; then
  echo "interop: installing the packages of requirements.txt into $environment"
  rm -rf "$environment"
  python3 -m venv "$environment" || skip "python3 cannot make a virtual environment (python3-venv)"
  "$python" -m pip install --quiet --disable-pip-version-check --retries 2 -r requirements.txt ||
    skip "the Python packages cannot be had here"
  cp requirements.txt "$environment/installed.txt"
fi
"$python" -c 'import lightning, numpy, safetensors, sentence_transformers, torch, transformers' ||
  skip "$python has not the packages of test/interop/requirements.txt"

export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= TRANSFORMERS_VERBOSITY=error
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TQDM_DISABLE=1
exec "$python" -W ignore interop.py "$binary"
