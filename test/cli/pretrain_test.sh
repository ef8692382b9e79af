#!/bin/sh
# pretrain_test.sh ALBERT: files of a training run, resuming after any end, and refused input.
# unit_train checks that it learns.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_text.sh"
cd "$work"

# pretrain CODE FOLDER OPTIONS...: the usual small run.
pretrain() {
  expected=$1
  folder=$2
  shift 2
  run "$expected" pretrain "$folder" --text "$text" --tokenizer "$vocabulary" --seq 24 --batch 8 \
    --log-seconds 0 --threads 1 $shape "$@"
}

# --- the result is a model that other commands use ---
pretrain 0 first --steps 20 --held-out "$text" --evaluate-every 10
[ ! -s out ] || fail "prints on stdout"
says "training 20 steps"
says "step 20/20  MLM "
says "step 20: held-out MLM "
says "step 20: saved in first"
says "first is ready; use it with: albert fill-mask -m first"
for file in config.json model.safetensors vocab.txt checkpoint.safetensors metrics.jsonl; do
  [ -f "first/$file" ] || fail "no $file"
done
grep -c '"kind":"train"' first/metrics.jsonl | grep -qx 20 || fail "not 20 lines of training"
grep -c '"kind":"evaluate"' first/metrics.jsonl | grep -qx 2 || fail "not 2 evaluations"
run 0 fill-mask --model first "d1w1 [MASK] d1w3"
run 0 sop-score --model first "$(printf "d1w1 d1w2\td1w3 d1w4")"
pretrain 0 quiet --steps 2 --quiet
silent

# --- the end of a run, and resuming ---
pretrain 0 other --steps 20 --seed 2
! cmp -s first/model.safetensors other/model.safetensors || fail "another seed, the same weights"
pretrain 2 first --steps 20
says "resume that run"
pretrain 0 first --steps 20 --resume
says "going on after step 20 of 20"
pretrain 2 first --steps 20 --resume --seed 2
says "seed=1"

pretrain 0 whole --steps 400 --lr 0.001
for signal in KILL TERM; do
  rm -rf killed
  "$albert" pretrain killed --text "$text" --tokenizer "$vocabulary" --seq 24 --batch 8 \
    --log-seconds 0 --threads 2 $shape --steps 400 --lr 0.001 --checkpoint-minutes 0 2>err &
  process=$!
  while [ ! -f killed/checkpoint.safetensors ]; do
    kill -0 $process || break
    sleep 0.01
  done
  kill -$signal $process
  got=0
  wait $process || got=$?
  if [ $signal = TERM ]; then
    [ $got -eq 143 ] || fail "SIGTERM: exit code $got, not 143: $(tail -n 3 err)"
    grep -q "continue with: albert pretrain killed --resume" err || fail "SIGTERM: $(tail -n 3 err)"
  fi
  pretrain 0 killed --steps 400 --lr 0.001 --resume
  says "going on after step"
  same killed/model.safetensors whole/model.safetensors "SIG$signal and --resume: other weights"
  find killed -name '.*partial*' | grep -q . && [ $signal = TERM ] && fail "leaves a partial file"
done

# The folder and --resume are enough, from any folder; new options replace stored ones or are refused.
pretrain 0 alone --steps 10 --lr 0.001 --dropout 0.1 --max-minutes 1e-9 --single-pieces
says "stopped after step 1 of 10; continue with: albert pretrain alone --resume"
mkdir elsewhere
(cd elsewhere && "$albert" pretrain ../alone --resume --max-minutes 0 --quiet) || fail "--resume alone"
pretrain 0 at-once --steps 10 --lr 0.001 --dropout 0.1 --single-pieces
same alone/model.safetensors at-once/model.safetensors "--resume alone: other weights"
run 2 pretrain alone --resume --seed 7
says "seed=1, not seed=7"
run 0 pretrain alone --resume --steps 12 --max-minutes 0
says "step 12: saved in alone"
run 2 finetune alone --resume
says "is a run of albert pretrain"
# Epochs stand for steps, and can be more later.
pretrain 0 epochs --epochs 2
steps=$(sed -n 's/^training \([0-9]*\) steps$/\1/p' err)
[ "$steps" -gt 2 ] || fail "--epochs 2: $steps steps"
run 0 pretrain epochs --resume --epochs 4
says "going on after step $steps of $((2 * steps))"
run 0 pretrain epochs --resume --steps $((2 * steps + 1))
says "step $((2 * steps + 1)): saved"

# The trained length is remembered, and evaluate uses it.
grep -q '"trained_length": 24' first/config.json || fail "no trained length"
run 0 evaluate -m first --text "$text" --json
says "up to 24 tokens, as in the model's training"
mv out trained
run 0 evaluate -q -m first --text "$text" --json --max-length 24
silent
same out trained "evaluate does not use the trained length"
run 0 pretrain tiny --preset tiny --text "$text" --tokenizer "$vocabulary" --max-length 24 --steps 1
grep -q '"hidden_size": 128' tiny/config.json || fail "--preset tiny: another shape"

# --- other models, other losses ---
run 0 pretrain deeper --text "$text" --from first --L 4 --seq 24 --batch 4 --steps 2
grep -q '"num_hidden_layers": 4' deeper/config.json || fail "--L does not change a shared model"
run 0 pretrain own --text "$text" --from first --seq 24 --batch 4 --steps 2
cmp -s first/vocab.txt own/vocab.txt || fail "--from: its tokenizer is not used"
for pairs in sop nsp none; do
  pretrain 0 "pairs-$pairs" --steps 3 --pairs $pairs --held-out "$text" --optimizer adamw
done
grep -q '"sop_loss":null' pairs-none/metrics.jsonl || fail "--pairs none has a loss of pairs"
pretrain 0 dropping --steps 3 --dropout 0.1 --attention-dropout 0.1
pretrain 0 rounded --steps 20 --dtype bf16 --decay-power 0
! cmp -s first/model.safetensors rounded/model.safetensors || fail "bf16, the weights of f32"
pretrain 0 rounded-half --steps 10 --dtype bf16 --decay-power 0
pretrain 0 rounded-half --steps 20 --dtype bf16 --decay-power 0 --resume
same rounded/model.safetensors rounded-half/model.safetensors "bf16 and --resume: other weights"
pretrain 2 rounded --steps 20 --dtype f32 --resume
says "dtype=bf16"
pretrain 0 weighed --steps 3 --pair-weight 0
pretrain 0 frozen --steps 3 --freeze albert.encoder. --freeze predictions.
pretrain 2 frozen --steps 5 --freeze albert.encoder. --resume
says "frozen=albert.encoder. predictions."
pretrain 0 quirks --steps 3 --google-quirks --single-pieces --ngram 1 --sharing ffn

# --- refused before the start ---
refused() {
  code=$1
  message=$2
  shift 2
  run "$code" pretrain none "$@"
  says "$message"
  [ ! -e none/checkpoint.safetensors ] || fail "$*: leaves a checkpoint"
}
refused 2 "missing options: --text or --data; --tokenizer or --model; --H, --preset or --model; --steps or --epochs"
refused 2 "missing options: --steps or --epochs" --text "$text" --tokenizer "$vocabulary" $shape
refused 2 "'none' has no checkpoint to resume from" --resume
refused 2 "excludes" --text "$text" --tokenizer "$vocabulary" $shape --steps 1 --epochs 1
refused 2 "no tensor's name starts with 'encoder'" --text "$text" --tokenizer "$vocabulary" $shape \
  --seq 24 --steps 1 --freeze encoder
refused 2 "128 tokens" --text "$text" --tokenizer "$vocabulary" $shape --steps 1
refused 4 "no-text" --text no-text --tokenizer "$vocabulary" $shape --seq 24 --steps 1
refused 3 "no-tokenizer" --text "$text" --tokenizer no-tokenizer $shape --steps 1
refused 3 "word embeddings" --text "$text" --from first --steps 1 --seq 24 \
  --tokenizer "$root/test/fixtures/tokenizer/spiece.model"
printf 'one sentence only\n' >short.txt
refused 2 "two sentences" --text short.txt --tokenizer "$vocabulary" $shape --seq 24 --steps 1
: >empty.txt
refused 2 "empty.txt" --text empty.txt --tokenizer "$vocabulary" $shape --seq 24 --steps 1
printf 'no checkpoint' >first/checkpoint.safetensors
pretrain 3 first --steps 20 --resume
says "checkpoint.safetensors"

# --- a full disk loses no checkpoint ---
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=400k none small 2>/dev/null; then
  trap 'umount "$work/small"; rm -rf "$work"' EXIT
  pretrain 0 small/model --steps 4
  cp small/model/checkpoint.safetensors kept
  dd if=/dev/zero of=small/filler bs=1k count=400 2>/dev/null || true
  pretrain 4 small/model --steps 8 --resume
  says "small/model"
  same small/model/checkpoint.safetensors kept "a full disk changes the checkpoint"
  rm small/filler
  pretrain 0 small/model --steps 8 --resume
else
  echo "[skipped] a full disk: only root can make one"
fi

finish
