#!/bin/sh
# sh test/experiments/builtin_model.sh TEXT HELD_OUT SPIECE_MODEL FOLDER: trains the built-in model
# (docs/builtin-model.md) in FOLDER, stage by stage; the same command again goes on. $ALBERT is the
# binary, $STATES that of pair_states, $PYTHON a Python with numpy, scipy, safetensors, torch and
# transformers, $THREADS how many.
set -eu
experiments=$(cd "$(dirname "$0")" && pwd)
albert=${ALBERT:-$experiments/../../build/release/albert}
states=${STATES:-$experiments/../../build/release/test/experiments/pair_states}
python=${PYTHON:-python3}
text=$1 held_out=$2 spiece=$3 folder=$4
mkdir -p "$folder"

# stage NAME STEP OPTIONS...: a run that ends with a checkpoint at its last step, or soon after STEP.
# It trains on $text unless the options name another one.
stage() {
  out=$folder/$1 last=$2
  shift 2
  case " $* " in *" --text "*) ;; *) set -- --text "$text" "$@" ;; esac
  [ ! -e "$out.done" ] || return 0
  mkdir -p "$out"
  [ ! -e "$folder/train.tokens" ] || ln -f "$folder/train.tokens" "$out/"
  "$albert" pretrain "$out" --held-out "$held_out" --ngram 3 --optimizer adamw \
    --evaluate-every 500 --evaluate-examples 1000 --threads "${THREADS:-0}" \
    --log-seconds 1 --resume "$@" &
  run=$!
  while kill -0 $run 2>/dev/null; do
    sleep 1
    step=$(tail -n 1 "$out/metrics.jsonl" 2>/dev/null | sed 's/.*"step":\([0-9]*\).*/\1/')
    [ "${step:-0}" -lt "$last" ] || kill -TERM $run 2>/dev/null || true
  done
  wait $run || [ $? -eq 143 ]
  touch "$out.done"
}

# A start that saves days: words, positions, heads at their neighbours.
if [ ! -e "$folder/start.done" ]; then
  "$albert" init --E 128 --H 256 --L 3 --P 128 --initializer-range 0.05 --seed 1 \
    --tokenizer "$spiece" --force "$folder/start"
  # One step, for the tokenized text that it leaves.
  "$albert" pretrain "$folder/tokens" --text "$text" --from "$folder/start" --seq 64 --steps 1 \
    --batch 1 --quiet
  mv "$folder/tokens/train.tokens" "$folder/"
  "$python" "$experiments/builtin_start.py" "$folder/start" "$folder/train.tokens"
  touch "$folder/start.done"
fi
stage one 3000 --from "$folder/start" --seq 128 --batch 32 --predict 0.2 --lr 0.001 --beta2 0.99 \
  --warmup 200 --steps 3000 --tokens-at-once 4096
stage two 824 --from "$folder/one" --seq 128 --batch 32 --predict 0.2 --lr 0.001 --beta2 0.99 \
  --warmup 200 --steps 20000 --tokens-at-once 4096 --seed 11

# Six layers of the same weights.
[ -e "$folder/six" ] || "$python" "$experiments/builtin_grow.py" "$folder/two" "$folder/six" 6 1
stage three 3100 --from "$folder/six" --seq 128 --batch 32 --lr 0.001 --beta2 0.98 --warmup 300 \
  --steps 16000 --tokens-at-once 4096 --seed 12 --dtype bf16

# Three layers of their own: as fast as three shared ones, and better by 0.15 nats within minutes.
[ -e "$folder/own" ] || "$python" "$experiments/builtin_grow.py" "$folder/three" "$folder/own" 3 3
pairs="--seq 128 --batch 64 --short-share 0.4 --predict 0.2 --beta2 0.98 --tokens-at-once 2048 --dtype bf16"
# shellcheck disable=SC2086
stage four 647 --from "$folder/own" $pairs --lr 0.0012 --warmup 200 --steps 8000 --pair-weight 3 \
  --seed 13

# Heads that look at one segment each.
if [ ! -e "$folder/order.done" ]; then
  "$albert" make-data "$folder/pairs" --tokenizer "$spiece" --text "$text" --predict 0.0001 --force
  "$albert" make-data "$folder/pairs" --dump --json --examples 40000 >"$folder/pairs.json"
  cp -r "$folder/four" "$folder/order"
  "$python" "$experiments/builtin_order.py" "$folder/order" "$folder/pairs.json" segments
  touch "$folder/order.done"
fi
# shellcheck disable=SC2086
stage five 2600 --from "$folder/order" $pairs --lr 0.0008 --warmup 100 --steps 2600 \
  --pair-weight 2 --seed 14

# 512 positions, and a long run on masked words; order begins to be learned on the way.
[ -e "$folder/long" ] ||
  "$python" "$experiments/builtin_positions.py" "$folder/five" "$folder/long" 512
words="--predict 0.2 --beta2 0.98 --tokens-at-once 2048 --dtype bf16"
# shellcheck disable=SC2086
stage six 3400 --from "$folder/long" $words --seq 256 --short-share 0.3 --batch 64 --lr 0.0008 \
  --final-lr 0.0003 --warmup 100 --steps 3400 --pair-weight 0.3 --seed 31

# Order, first where it is easiest to tell: at the beginnings of documents. Then everywhere.
[ -e "$folder/beginnings.txt" ] ||
  awk -v words=90 -f "$experiments/beginnings.awk" "$text" >"$folder/beginnings.txt"
# shellcheck disable=SC2086
stage seven 400 --text "$folder/beginnings.txt" --from "$folder/six" $words --seq 128 --batch 64 \
  --lr 0.0003 --final-lr 0.0003 --warmup 50 --steps 400 --pair-weight 2 --seed 41
# shellcheck disable=SC2086
stage eight 560 --from "$folder/seven" $words --seq 512 --short-share 0.2 --batch 32 \
  --lr 0.0004 --warmup 50 --steps 2000 --seed 42

# fit_pooler MODEL PAIRS: to so many pairs of 512 tokens.
fit_pooler() {
  "$albert" make-data "$folder/pairs" --tokenizer "$spiece" --text "$text" --seq 512 \
    --predict 0.0001 --force
  "$states" "$1" "$folder/pairs" "$2" >"$folder/states"
  "$python" "$experiments/builtin_pooler.py" "$1" "$folder/states"
}

# A head that looks at what B begins with, and a pooler worth training for.
if [ ! -e "$folder/pooled.done" ]; then
  "$albert" make-data "$folder/pairs" --tokenizer "$spiece" --text "$folder/beginnings.txt" \
    --predict 0.0001 --force
  "$albert" make-data "$folder/pairs" --dump --json --examples 1000 >"$folder/pairs.json"
  cp -r "$folder/eight" "$folder/pooled"
  "$python" "$experiments/builtin_order.py" "$folder/pooled" "$folder/pairs.json" middle
  fit_pooler "$folder/pooled" 43700
  touch "$folder/pooled.done"
fi
# shellcheck disable=SC2086
stage nine 560 --from "$folder/pooled" $words --seq 512 --short-share 0.1 --batch 64 --lr 0.00025 \
  --warmup 20 --steps 560 --pair-weight 0.5 --seed 46
if [ ! -e "$folder/fitted.done" ]; then
  cp -r "$folder/nine" "$folder/fitted"
  fit_pooler "$folder/fitted" 62000
  touch "$folder/fitted.done"
fi
[ -e "$folder/young" ] || "$albert" convert "$folder/fitted" "$folder/young" --dtype f16

# [CLS] gathers the ends of both segments, and the first layer compares them. Then all is trained on
# but what that hangs on: places in embeddings, and where the heads of the first layer look. (When
# this ran, the steps were first to be 1750, then 1580, and so the rate fell more slowly at first.)
if [ ! -e "$folder/compared.done" ]; then
  "$albert" make-data "$folder/pairs" --tokenizer "$spiece" --text "$text" --seq 512 --epochs 2 \
    --seed 202 --force
  "$albert" make-data --dump "$folder/pairs" --json >"$folder/pairs.json"
  "$python" "$experiments/builtin_places.py" "$folder/young" "$folder/compared" "$folder/pairs.json"
  # glibc gives large blocks back at once, which costs torch most of its time here.
  MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=16000000000 \
    "$python" "$experiments/builtin_compare.py" "$folder/compared" "$folder/pairs.json"
  touch "$folder/compared.done"
fi
# shellcheck disable=SC2086
stage ten 1500 --from "$folder/compared" --predict 0.2 --beta2 0.99 --tokens-at-once 2048 \
  --dtype bf16 --seq 512 --both-orders --short-share 0.2 --batch 64 --lr 0.0003 --warmup 50 \
  --steps 1500 --pair-weight 0.5 --seed 61 --freeze albert.embeddings. \
  --freeze albert.encoder.embedding_hidden_mapping_in. \
  --freeze albert.encoder.albert_layer_groups.0.albert_layers.0.attention.
"$albert" convert "$folder/ten" "$folder/builtin" --dtype f16
