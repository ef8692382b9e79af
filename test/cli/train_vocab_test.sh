#!/bin/sh
# train_vocab_test.sh ALBERT: the file that `albert train-vocab` writes serves the other commands, and
# what it refuses. Its pieces, unit_train_vocabulary checks.
. "$(dirname "$0")/cli.sh"
cd "$work"
awk 'BEGIN { split("the sea and a ship of wind was at night in Island", w, " ")
  for (i = 0; i < 400; ++i) { line = ""
    for (n = 0; n < 7; ++n) line = line w[(i * i + n * (i % 5 + 1)) % 11 + 1] (i * n % 7) " "
    print line } }' >text

run 0 train-vocab --V 44 --text text spiece.model
[ ! -s out ] || fail "prints on stdout"
says "spiece.model: 44 pieces from 400 of 400 sentences"
run 0 train-vocab --V 44 --quiet again <text
silent
same again spiece.model "from stdin another vocabulary"
run 0 init --H 16 --L 1 --tokenizer spiece.model --quiet model
echo "The SEA at [MASK]" | run 0 tokenize --model model
prints "[CLS] "
prints " [MASK] [SEP]"
! grep -qF '<unk>' out || fail "a word of the text is unknown: $(cat out)"

run 2 train-vocab --V 44 --text text spiece.model
says "exists already"
run 0 train-vocab --V 40 --text text --force --log spiece.model
says "LOG(INFO)"
says "40 pieces"
run 2 train-vocab --V 5000 --text text new
says "too high"
run 2 train-vocab --text /dev/null --V 13 new
run 4 train-vocab --text nowhere new
run 4 train-vocab --V 40 --text text no/such/folder
[ ! -e new ] || fail "a failure left a file"
finish
