#!/bin/sh
# sh apps/builtin/recipe/pretrain.sh TRAIN_TEXT VALID_TEXT FOLDER: trains a model like the built-in
# one with `albert pretrain` alone, on CPUs. The shape, the vocabulary, the two lengths, the fractions of
# masked tokens and the pairs in both orders are those of the GPU run (README.md in this folder); the
# optimizer is AdamW instead of Muon, so the rate differs. 9,696 steps of 65,536 tokens take days on
# many cores; $STEPS sets a smaller number.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
albert=${ALBERT:-$root/build/release/albert}
text=$1 held_out=$2 folder=$3
steps=${STEPS:-9696}
short=$((steps * 35 / 100)) # the share of the run on short text

"$albert" pretrain "$folder/short" --text "$text" --held-out "$held_out" \
  --tokenizer "$root/apps/builtin/spiece.model" --E 128 --H 512 --L 12 --groups 2 \
  --max-length 128 --batch 512 --predict 0.2 --both-orders --optimizer adamw --beta2 0.98 --lr 0.001 \
  --final-lr 0.001 --warmup $((steps / 50)) --steps "$short" --dtype bf16 --resume
"$albert" pretrain "$folder/model" --text "$text" --held-out "$held_out" --model "$folder/short" \
  --max-length 512 --batch 128 --predict 0.15 --both-orders --optimizer adamw --beta2 0.98 --lr 0.001 \
  --final-lr 0 --warmup 100 --steps $((steps - short)) --dtype bf16 --resume
"$albert" convert --dtype int8 "$folder/model" "$folder/int8"
