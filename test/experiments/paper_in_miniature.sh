#!/bin/sh
# sh test/experiments/paper_in_miniature.sh TEXT HELD_OUT SPIECE_MODEL FOLDER: the ALBERT paper's
# ablations on a small budget, one model after the other, and a table of them (docs/paper.md). The
# same command again goes on. $STEPS (600) of 16 examples each, $SEEDS ("1"), $THREADS; $ALBERT is
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
    "$albert" init --H 256 --L 3 --P 128 --initializer-range 0.05 --seed "$seed" "$@" \
      --tokenizer "$spiece" --force --quiet "$run.start"
    mkdir -p "$run"
    if [ ! -e "$folder/train.tokens" ]; then
      "$albert" pretrain "$folder/tokens" --text "$text" --from "$run.start" --seq 64 --steps 1 \
        --batch 1 --quiet
      mv "$folder/tokens/train.tokens" "$folder/"
    fi
    ln -f "$folder/train.tokens" "$run/"
    "${PYTHON:-python3}" "$root/test/experiments/builtin_start.py" "$run.start" \
      "$folder/train.tokens"
    "$albert" pretrain "$run" --text "$text" --from "$run.start" --pairs "$pairs" --seed "$seed" \
      --seq 128 --batch 16 --steps "${STEPS:-600}" --warmup 100 --optimizer adamw --lr 0.001 \
      --beta2 0.99 --predict 0.2 --threads "${THREADS:-0}" --log-seconds 60 --resume
    for objective in nsp sop; do
      "$albert" evaluate --model "$run" --pairs $objective --json --quiet "$held_out" \
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
for seed in ${SEEDS:-1}; do
  for E in 64 128 256; do one "E$E" "$seed" sop --E $E; done
  for sharing in attention ffn none; do one "sharing-$sharing" "$seed" sop --E 128 --sharing $sharing; done
  for pairs in nsp none; do one "pairs-$pairs" "$seed" $pairs --E 128; done
done
