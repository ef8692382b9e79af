#!/bin/sh
# sh test/bench/compare_finetune.sh [OPTIONS of compare_finetune.py]: speed of fine-tuning, and with
# --accuracy its result, beside PyTorch. Data: $ALBERT_TRAIN and $ALBERT_DEV, TSV of text and label
# (default: SST-2 in $ALBERT_SHARED, by default ../shared); the model: $ALBERT_MODEL, by default the
# built-in one.
set -eu
. "$(dirname "$0")/setup.sh"
use_python torch-venv torch transformers
tasks=${ALBERT_SHARED:-$root/../shared}/tasks
exec "$python" "$bench/compare_finetune.py" "$albert" "${ALBERT_TRAIN:-$tasks/sst2.train.tsv}" \
  "${ALBERT_DEV:-$tasks/sst2.dev.tsv}" "$work" "$@"
