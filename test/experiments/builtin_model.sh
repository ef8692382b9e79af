#!/bin/sh
# sh test/experiments/builtin_model.sh TEXT HELD_OUT SPIECE_MODEL FOLDER: trains the built-in model
# (docs/builtin-model.md) in FOLDER/model; the same command again goes on. $ALBERT is the binary,
# $PYTHON a Python with numpy, scipy and safetensors, $THREADS how many.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
albert=${ALBERT:-$root/build/release/albert}
text=$1 held_out=$2 spiece=$3 folder=$4
mkdir -p "$folder/model"

if [ ! -e "$folder/start/model.safetensors" ]; then
  "$albert" init --E 128 --H 256 --L 3 --P 128 --initializer-range 0.05 --seed 1 \
    --tokenizer "$spiece" "$folder/start-fresh"
  # One step, for the tokenized text that it leaves.
  "$albert" pretrain "$folder/tokens" --text "$text" --from "$folder/start-fresh" --seq 64 \
    --steps 1 --batch 1 --quiet
  mv "$folder/tokens/train.tokens" "$folder/model/"
  "${PYTHON:-python3}" "$root/test/experiments/builtin_start.py" "$folder/start-fresh" \
    "$folder/model/train.tokens"
  mv "$folder/start-fresh" "$folder/start"
fi
exec "$albert" pretrain "$folder/model" --text "$text" --held-out "$held_out" \
  --from "$folder/start" --seq 128 --batch 32 --ngram 3 --predict 0.2 --optimizer adamw --lr 0.001 \
  --beta2 0.99 --warmup 200 --steps 3000 --evaluate-every 250 --evaluate-examples 1000 \
  --threads "${THREADS:-0}" --tokens-at-once 4096 --resume
