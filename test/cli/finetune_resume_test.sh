#!/bin/sh
# finetune_resume_test.sh ALBERT: a fine-tuning run that is interrupted anywhere goes on to the same
# bytes, with the options of its checkpoint; contradictions are refused.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_labels.sh"

labelled_colours 160 >all.tsv
head -n 120 all.tsv >train.tsv
tail -n 40 all.tsv >dev.tsv
options="--task classify --train train.tsv --dev dev.tsv -m small --lr 0.01 --batch 8 --seed 3 \
  --max-length 32 --dropout 0.1 --patience 4 --epochs 12"

# same_result FOLDER: it is that of the undisturbed run, and nothing but a model.
same_result() {
  same "$1/model.safetensors" whole/model.safetensors "$1: other weights"
  same "$1/config.json" whole/config.json "$1: another config"
  [ ! -e "$1/checkpoint.safetensors" ] || fail "$1: a finished run keeps its checkpoint"
  for folder in "$1" whole; do sed 's/"tokens_per_second".*//' "$folder/metrics.jsonl" >"$folder.metrics"; done
  same "$1.metrics" whole.metrics "$1: other metrics"
  find . -maxdepth 2 -name '.*partial*' | grep -q . && fail "$1: leaves a partial file"
  return 0
}
# killed SIGNAL FOLDER DELAY OPTIONS...: a run that gets the signal so long after its first checkpoint.
killed() {
  signal=$1
  folder=$2
  delay=$3
  shift 3
  rm -rf "$folder"
  "$albert" finetune "$folder" $options --checkpoint-minutes 0 "$@" 2>err &
  process=$!
  while [ ! -f "$folder/checkpoint.safetensors" ]; do
    kill -0 $process || break
    sleep 0.01
  done
  sleep $delay
  kill -$signal $process
  got=0
  wait $process || got=$?
}

run 0 finetune whole -q $options
# SIGKILL within an epoch or after one; options come from the checkpoint, from any folder.
mkdir elsewhere
for delay in 0 0.1 0.3; do
  killed KILL killed $delay --threads 2
  [ "$got" -eq 137 ] || [ "$got" -eq 0 ] || fail "SIGKILL: exit code $got"
  [ -e killed/checkpoint.safetensors ] || continue
  (cd elsewhere && "$albert" finetune ../killed --resume --threads 1 2>../err) || fail "$(cat err)"
  says "going on after step"
  same_result killed
done
# SIGTERM saves the step; once an epoch has ended also its model.
killed TERM stopped 0.1
[ "$got" -eq 143 ] || fail "SIGTERM: exit code $got"
says "continue with: albert finetune stopped --resume"
run 2 finetune stopped $options
says "holds the checkpoint of another run"
# Contradictions are named; nothing is lost.
cp stopped/checkpoint.safetensors kept
for change in "--seed 4|seed=3, not seed=4" "--batch 4|batch=8, not batch=4" "--lr 1|lr=0.01, not lr=1" \
  "--epochs 3|epochs=12, not epochs=3" "--labels red,green,blue|labels=blue green red, not labels=red" \
  "--dropout 0|dropout=0.1 0.1, not dropout=0 0" "--max-length 16|max_length=32, not max_length=16" \
  "--dtype bf16|dtype=f32, not dtype=bf16" "--train dev.tsv|train=" "--dev train.tsv|dev=" \
  "--model builtin|config=" "--freeze albert.embeddings|frozen=, not frozen=albert.embeddings"; do
  run 2 finetune stopped --resume ${change%|*}
  says "the checkpoint was made with ${change#*|}"
done
same stopped/checkpoint.safetensors kept "a refused run changes the checkpoint"
run 2 pretrain stopped --resume
says "is a run of albert finetune"
run 0 finetune stopped --resume -q $options
same_result stopped
run 2 finetune stopped --resume $options
says "exists already"

# A stopped run leaves the best model so far; --force replaces a model only when the new one is there.
"$albert" finetune best -q $options --epochs 1000000 --patience 0 &
process=$!
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; [ ! -f best/checkpoint.safetensors ] || break; done
sleep 1
kill -TERM $process
got=0
wait $process || got=$?
[ "$got" -eq 143 ] || fail "SIGTERM: exit code $got"
run 0 classify -m best "the old green ship"
[ -f best/checkpoint.safetensors ] || fail "a stopped run has no checkpoint"
cp -r whole replaced
"$albert" finetune replaced --force -q $options --epochs 100000 --patience 0 --checkpoint-minutes 0 &
process=$!
while [ ! -f replaced/checkpoint.safetensors ]; do sleep 0.01; done
kill -KILL $process
wait $process || true
same replaced/model.safetensors whole/model.safetensors "--force: a killed run changes the old model"
run 0 finetune replaced --force -q $options
same_result replaced
run 2 finetune small --force -q $options
says "is the source itself"
cp all.tsv best/notes.txt
run 2 finetune best --resume
says "holds more than a model: notes.txt"

# A run whose first checkpoint was not complete starts again.
mkdir early
: >early/.checkpoint.safetensors.partial-999999999-0
run 0 finetune early -q --resume $options
same_result early

# --layer-decay: 1 changes nothing, another value does; 0 leaves everything below the head.
run 0 finetune plain -q $options --epochs 1 --layer-decay 1
run 0 finetune decayed -q $options --epochs 1 --layer-decay 0.5
! cmp -s plain/model.safetensors decayed/model.safetensors || fail "--layer-decay changes nothing"
run 0 finetune head -q $options --epochs 1 --layer-decay 0
for folder in small head; do
  run 0 inspect --stats --json $folder
  grep -o '"name": "albert\.e[^}]*' out >$folder.tensors
done
same small.tensors head.tensors "--layer-decay 0 trains the encoder"

# --average-decay: 0 keeps the weights of the last step, others their average.
run 0 finetune last -q $options --epochs 1 --average-decay 0
! cmp -s plain/model.safetensors last/model.safetensors || fail "--average-decay changes nothing"

# Other seeds give other weights, frozen tensors stay, and a tiny set is learned by heart.
run 0 finetune frozen -q $options --epochs 1 --freeze albert.embeddings --freeze albert.encoder
for folder in small frozen; do
  run 0 inspect --stats --json $folder
  grep -o '"name": "albert\.e[^}]*' out >$folder.tensors
done
same small.tensors frozen.tensors "frozen tensors change"
run 0 finetune frozen-1 -q $options --epochs 1 --freeze albert.embeddings --freeze albert.encoder --layer-decay 1
same frozen/model.safetensors frozen-1/model.safetensors "--layer-decay 1 changes weights"
run 0 finetune seeded -q $options --epochs 1 --seed 4
! cmp -s frozen/model.safetensors seeded/model.safetensors || fail "another seed, the same weights"
head -n 6 train.tsv >tiny.tsv
run 0 finetune tiny -q -m small --task classify --train tiny.tsv --dev tiny.tsv --max-length 16 --lr 0.01 --epochs 40
tail -n 1 tiny/metrics.jsonl | grep -q '"accuracy":1.0' || fail "six examples are not learned"

# A full disk loses no checkpoint.
mkdir disk
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=12m none disk 2>/dev/null; then
  trap 'umount "$work/disk"; rm -rf "$work"' EXIT
  killed TERM disk/run 0.1
  cp disk/run/checkpoint.safetensors kept
  dd if=/dev/zero of=disk/filler bs=1k count=12000 2>/dev/null || true
  run 4 finetune disk/run --resume
  says "disk/run"
  same disk/run/checkpoint.safetensors kept "a full disk changes the checkpoint"
  rm disk/filler
  run 0 finetune disk/run --resume -q
  same_result disk/run
else
  echo "[skipped] a full disk: only root can make one"
fi
finish
