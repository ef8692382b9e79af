#!/bin/sh
# make_data_test.sh ALBERT: the command `albert make-data`. unit_train checks the contents of examples.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_text.sh"
cd "$work"


run 0 make-data --tokenizer vocab.txt --seq 18 --epochs 3 --threads 1 --text text.txt one
[ ! -s out ] || fail "prints on stdout"
says "examples of"
says "from 36 sentences in 6 documents"
run 0 make-data --tokenizer vocab.txt --seq 18 --epochs 3 --threads 3 --quiet three <text.txt
silent
same one three "other threads, from stdin, other bytes"
run 0 make-data --tokenizer vocab.txt --seq 18 --epochs 3 --seed 2 --text text.txt other
! cmp -s one other || fail "another seed, the same bytes"

# The output in braces and in JSON is the same.
run 0 make-data --dump one --tokenizer vocab.txt
grep -qE '^example 0: [0-9]+ tokens, [0-9]+ to predict, (in order|swapped)$' out || fail "$(head -n 1 out)"
grep -qE '^\[CLS\] .* \[SEP\]$' out || fail "no first segment: $(head -n 3 out)"
grep -qF '[MASK]{d' out || fail "nothing is hidden"
hidden=$(grep -o '{[^}]*}' out | wc -l)
examples=$(grep -c '^example' out)
run 0 make-data --dump one --json --tokenizer vocab.txt
lines "$examples"
shown=$(sed 's/.*"masked_ids": \[\([^]]*\)\].*/\1/' out | tr ',' '\n' | wc -l)
[ "$shown" -eq "$hidden" ] || fail "$shown tokens to predict in JSON, $hidden in text"
grep -qE '^\{"tokens": \["\[CLS\]", .*"input_ids": \[2, .*"token_type_ids": \[0, .*, 1\], "masked_positions": \[[0-9, ]+\], "masked_ids": \[[0-9, ]+\], "sentence_order_label": [01]\}$' out ||
  fail "not the documented keys: $(head -n 1 out)"
run 0 make-data --dump one --examples 2
[ "$(grep -c '^example' out)" -eq 2 ] || fail "--examples 2"
prints "4{"

# Without masking and swapped segments the examples are the text.
run 0 make-data --tokenizer vocab.txt --seq 18 --pairs none --short-share 0 --mask-share 0 \
  --random-share 0 --quiet --text text.txt plain
run 0 make-data --dump plain --tokenizer vocab.txt
sed -n 's/{[^}]*}//g; /^example/d; p' out | tr -s ' \n' '\n\n' | grep '^d' | sort >found
tr -s ' \n' '\n\n' <text.txt | grep '^d' | sort >expected
same found expected "words are lost or doubled"

# Training on a file works like training on text, and a run can be resumed with it.
train() {
  code=$1
  shift
  # shellcheck disable=SC2086
  run "$code" pretrain "$@" --tokenizer vocab.txt --batch 8 --seq 18 --threads 1 \
    --lr 0.001 --final-lr 0.001 $shape
}
train 0 whole --data one --steps 60 --held-out text.txt
says "step 60: held-out MLM"
train 0 parts --data one --steps 30
train 0 parts --data one --steps 60 --resume
says "going on after step 30 of 60"
cmp -s whole/model.safetensors parts/model.safetensors || fail "going on gives other weights"
[ ! -e whole/train.tokens ] || fail "a text is tokenized in vain"
train 2 parts --data other --steps 90 --resume
train 2 new-model --steps 10
says "--data"
train 2 new-model --data one --text text.txt --steps 10
train 4 new-model --data nowhere --steps 10
sed 's/^d0w0$/d9w9/' vocab.txt >changed.txt
run 3 pretrain new-model --data one --steps 10 --tokenizer changed.txt --seq 18 $shape
says "another tokenizer"
run 2 pretrain new-model --data one --steps 10 --tokenizer vocab.txt --E 8 --H 16 --L 2 --A 2 --P 8 --seq 8
says "do not fit the model's 8 positions"
# A changed bit in the middle of the file is detected when its example is read.
size=$(wc -c <one)
{ head -c $((size / 2)) one; printf '\377'; tail -c $((size - size / 2 - 1)) one; } >damaged
train 3 new-model --data damaged --steps 10
says "damaged: example"

# One line a paragraph.
printf 'D0w0 ends. Then D0w1. Last D0w2! And\n\nD1w0. D1w1. D1w2.\n' >paragraphs
run 0 make-data --tokenizer vocab.txt --split --text paragraphs split
says "from 7 sentences in 2 documents"
run 2 make-data --tokenizer vocab.txt --text paragraphs unsplit
says "no document of the text has two sentences"

run 2 make-data --tokenizer vocab.txt --text text.txt one
says "exists already"
run 0 make-data --tokenizer vocab.txt --force --quiet --text text.txt one
run 2 make-data --text text.txt new
says "no tokenizer is given"
run 3 make-data --tokenizer nowhere --text text.txt new
run 4 make-data --tokenizer vocab.txt --text nowhere new
run 4 make-data --tokenizer vocab.txt --text text.txt no/such/folder
run 2 make-data --tokenizer vocab.txt --text text.txt --mask-share 0.9 --random-share 0.2 new
[ ! -e new ] || fail "a failure left a file"
run 2 make-data --json --tokenizer vocab.txt --text text.txt new

sed '$d' vocab.txt >fewer.txt
run 3 make-data --dump one --tokenizer fewer.txt
says "another tokenizer"
run 3 make-data --dump vocab.txt
run 4 make-data --dump nowhere
head -c 300 one >cut
run 3 make-data --dump cut
! find . -name '.*.partial-*' | grep . || fail "leaves something behind"
finish
