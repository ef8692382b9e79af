#!/bin/sh
# pretrain_mpi_test.sh ALBERT MPIRUN: two processes train like one, and a killed process ends the run.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_text.sh"
. "$(dirname "$0")/mpi.sh"
cd "$work"
options="--text $text --held-out $text --tokenizer $vocabulary --seq 24 --log-seconds 0 \
  --threads 1 --evaluate-every 10 $shape"

run 0 pretrain alone $options --batch 8 --steps 30
"$2" -n 2 "$albert" pretrain together $options --batch 8 --steps 30 2>err || fail "two processes: $(tail -n 5 err)"
[ "$(grep -c 'training 30 steps' err)" -eq 1 ] || fail "not only the first process reports: $(cat err)"

# Losses of the two runs, side by side, line by line.
values() { sed 's/.*"mlm_loss":\([0-9.e-]*\),.*"sop_loss":\([0-9.e-]*\),.*/\1 \2/' "$1/metrics.jsonl"; }
values alone >a
values together >b
same_losses 33 a b # 30 steps and 3 evaluations

# A killed process ends the others, and the run resumes from its checkpoint.
"$2" -n 2 "$albert" pretrain killed $options --batch 8 --steps 1000000 --checkpoint-minutes 0 2>err &
launcher=$!
while [ ! -f killed/checkpoint.safetensors ]; do
  kill -0 $launcher || break
  sleep 0.02
done
pkill -KILL -n -f "pretrain killed --text $text" || fail "no process to kill"
got=0
wait $launcher || got=$?
[ "$got" -ne 0 ] || fail "a killed process is no failure"
! pgrep -f "pretrain killed --text $text" >/dev/null || fail "a process outlives the killed one"
run 0 pretrain killed $options --batch 8 --steps 1000000 --max-minutes 0.001 --resume
says "going on after step"

# The batch must be divisible by the number of processes.
got=0
"$2" -n 2 "$albert" pretrain odd $options --steps 1 --batch 7 2>err || got=$?
[ "$got" -ne 0 ] || fail "an odd batch is taken"
grep -q "7 examples cannot be shared by 2 processes" err || fail "an odd batch: $(cat err)"

finish
