#!/bin/sh
# sh test/experiments/paper_in_miniature.sh TEXT HELD_OUT SPIECE_MODEL FOLDER: the ALBERT paper's
# ablations on a small budget, one model after the other, and a table of them (docs/paper.md). The
# same command resumes. $STEPS (1000) of 32 examples each, $THREADS; $ALBERT is
# the binary, $PYTHON a Python with numpy, scipy and safetensors.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
albert=${ALBERT:-$root/build/release/albert}
text=$1 held_out=$2 spiece=$3 folder=$4
mkdir -p "$folder"

# value KEY FILE: a number of a JSON object.
value() { sed 's/.*"'"$1"'": \([^,}]*\).*/\1/' "$2"; }

# one NAME SEED PAIRS SHAPE...: trains and evaluates a model; a row of the table.
one() {
  name=$1 seed=$2 pairs=$3
  shift 3
  run=$folder/$name-$seed
  if [ ! -e "$run.sop" ]; then
    "$albert" init --H 128 --L 4 --P 64 --initializer-range 0.05 --seed "$seed" "$@" \
      --tokenizer "$spiece" --force --quiet "$run.start"
    mkdir -p "$run"
    if [ ! -e "$folder/train.tokens" ]; then
      "$albert" pretrain "$folder/tokens" --text "$text" --from "$run.start" --seq 64 --steps 1 \
        --batch 1 --quiet
      mv "$folder/tokens/train.tokens" "$folder/"
    fi
    ln -f "$folder/train.tokens" "$run/"
    "${PYTHON:-python3}" "$root/test/experiments/word_vector_start.py" "$run.start" \
      "$folder/train.tokens"
    "$albert" pretrain "$run" --text "$text" --from "$run.start" --pairs "$pairs" --seed "$seed" \
      --seq 64 --batch 32 --steps "${STEPS:-1000}" --warmup 100 --optimizer adamw --lr 0.0007 \
      --beta2 0.98 --predict 0.2 --dtype bf16 --tokens-at-once 2048 --threads "${THREADS:-0}" \
      --log-seconds 60 --resume
    for objective in nsp sop; do
      "$albert" evaluate --model "$run" --seq 64 --pairs $objective --json --quiet "$held_out" \
        >"$run.$objective.new"
      mv "$run.$objective.new" "$run.$objective"
    done
  fi
  parameters=$("$albert" params --model "$run" --json | sed 's/.*"total": \([0-9]*\).*/\1/')
  seconds=$(tail -n 1 "$run/metrics.jsonl" | sed 's/.*"seconds":\([0-9]*\).*/\1/')
  echo "| $name | $seed | $parameters | $seconds | $(value mlm_loss "$run.sop") |" \
    "$(value mlm_accuracy "$run.sop") | $(value sop_accuracy "$run.sop") |" \
    "$(value sop_accuracy "$run.nsp") |"
}

echo "| model | seed | parameters | s | MLM loss | MLM accuracy | SOP accuracy | NSP accuracy |"
echo "|---|---|---|---|---|---|---|---|"
for E in 128 64 256; do one "E$E" 1 sop --E $E; done
for sharing in attention ffn none; do
  one "sharing-$sharing" 1 sop --E 128 --sharing $sharing
done
for pairs in nsp none; do one "pairs-$pairs" 1 $pairs --E 128; done
one E128 2 sop --E 128 # how far another seed alone takes it
