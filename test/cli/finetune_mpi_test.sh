#!/bin/sh
# finetune_mpi_test.sh ALBERT MPIRUN: two processes fine-tune like one, stop together, and resume.
. "$(dirname "$0")/cli.sh"
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
"$albert" init -q --E 16 --H 32 --L 1 --A 2 --P 64 --seed 1 --initializer-range 0.1 --tokenizer builtin small

# The label is a word of the text. The last batch of an epoch has one example: none for a process.
awk 'BEGIN { srand(2); split("red green blue", colour, " ")
  for (i = 0; i < 57; ++i) {
    c = int(rand() * 3) + 1
    line = "the"
    for (n = int(rand() * 5); n > 0; --n) line = line " old"
    print line " " colour[c] " ship\t" colour[c]
  } }' >train.tsv
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
[ "$(wc -l <a)" -eq 8 ] || fail "not two lines for each of 4 epochs: $(cat a)"
paste a b | awk '
  function apart(x, y) { return (x > y ? x - y : y - x) / y > 1e-4 }
  apart($1, $2) { print "line " NR ": " $0; bad = 1 }
  END { exit bad }' || fail "the losses of one process and of two differ"

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
