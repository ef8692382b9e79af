#!/bin/sh
# finetune_mpi_test.sh ALBERT MPIRUN: two processes fine-tune like one, stop together, and resume.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_labels.sh"
. "$(dirname "$0")/mpi.sh"

# The last batch of an epoch has one example: none for a process.
labelled_colours 57 >train.tsv
options="--task classify --train train.tsv --dev train.tsv -m small --lr 0.003 --batch 8 --seed 3 \
  --max-length 32 --dropout 0.1 --threads 1"
together() { "$mpirun" -n 2 "$albert" finetune "$@" 2>err; }
mpirun=$2

run 0 finetune alone $options --epochs 4
together together $options --epochs 4 || fail "two processes: $(tail -n 5 err)"
[ "$(grep -c 'examples to train on' err)" -eq 1 ] || fail "not only the first process reports: $(cat err)"
[ "$(grep -c 'use it with' err)" -eq 1 ] || fail "not only the first process ends with a note: $(cat err)"
values() { sed 's/.*"task_loss":\([0-9.e-]*\).*/\1/' "$1/metrics.jsonl"; }
values alone >a
values together >b
same_losses 8 a b # two lines for each of 4 epochs

# Patience ends both processes.
together patient $options --epochs 1000 --patience 2 || fail "patience: $(tail -n 5 err)"

# A killed process ends the others, and the run resumes to the bytes of an undisturbed one.
"$mpirun" -n 2 "$albert" finetune killed $options --epochs 4 --checkpoint-minutes 0 2>err &
launcher=$!
while [ ! -f killed/checkpoint.safetensors ]; do
  kill -0 $launcher || break
  sleep 0.02
done
ranks=$(pgrep -P $launcher || true)
for rank in $ranks; do
  kill -KILL "$rank" || true
  break
done
wait $launcher || true
for rank in $ranks; do
  case $(ps -o stat= -p "$rank") in '' | Z*) ;; *) fail "a process outlives the killed one" ;; esac
done
together killed $options --epochs 4 --resume || [ ! -e killed/checkpoint.safetensors ] ||
  fail "--resume of two processes: $(tail -n 5 err)"
same killed/model.safetensors together/model.safetensors "a killed run of two processes: other weights"
finish
