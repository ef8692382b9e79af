#!/bin/sh
# The commands of the GPU run that made the built-in model:
#   sh run.sh calibrate          compiles, and tries optimizers for 18 seconds each
#   sh run.sh main SECONDS       trains from the best of them; ends after SECONDS (592 then)
# Reads carry/ in this folder (made by prepare.py); $OUT gets model.safetensors.part??, config.json and
# log.jsonl. Needs PyTorch with CUDA.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONUNBUFFERED=1 OUT="${OUT:-/tmp/out}"
mode=$1
seconds=${2:-570}
case $mode in
  calibrate)
    python3 -W ignore "$here/train.py" --carry "$here/carry" --calibrate 18 --total-seconds 165 \
      --settings muon:0.01:0.001,muon:0.02:0.002,muon:0.01:0.003,adamw:0.001
    ;;
  main)
    python3 -W ignore "$here/train.py" --carry "$here/carry" --total-seconds "$seconds" \
      --optimizer muon:0.01:0.002
    ;;
esac
