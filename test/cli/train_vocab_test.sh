#!/bin/sh
# train_vocab_test.sh ALBERT: other commands can use the output of `albert train-vocab`, and it refuses
# invalid input. unit_train_vocabulary checks the pieces.
. "$(dirname "$0")/cli.sh"
mkdir "$work/here" && cd "$work/here"
awk 'BEGIN { split("the sea and a ship of wind was at night in Island", w, " ")
  for (i = 0; i < 400; ++i) { line = ""
    for (n = 0; n < 7; ++n) line = line w[(i * i + n * (i % 5 + 1)) % 11 + 1] (i * n % 7) " "
    print line } }' >text

run 0 train-vocab --V 44 --text text spiece.model
[ ! -s "$work/out" ] || fail "prints on stdout"
says "spiece.model: 44 pieces from 400 of 400 sentences"
run 0 train-vocab --V 44 --quiet again <text
silent
same again spiece.model "from stdin another vocabulary"
run 0 init --H 16 --L 1 --tokenizer spiece.model --quiet model
echo "The SEA at [MASK]" | run 0 tokenize --model model
prints "[CLS] "
prints " [MASK] [SEP]"
! grep -qF '<unk>' "$work/out" || fail "a word of the text is unknown: $(cat "$work/out")"

run 2 train-vocab --V 44 --text text spiece.model
says "exists already"
run 0 train-vocab --V 40 --text text --force --log spiece.model
says "LOG(INFO)"
says "40 pieces"
says "spiece.model: replaced the vocabulary that was there"

# --- case and accents, and their settings ---
grep -q '"do_lower_case": true' tokenizer_config.json || fail "no settings beside the vocabulary"
awk '{ gsub("sea", "Sée"); print }' text >accents
pieces() { run 0 tokenize -m "$1" "Sée"; tr ' ' '\n' <"$work/out" | grep -v '[][]' | tr -d '▁\n'; }
run 0 train-vocab --V 44 --text accents plain/
[ "$(pieces plain/spiece.model)" = see ] || fail "lower case without accents: $(cat "$work/out")"
mkdir cased accented
run 0 train-vocab --V 44 --text accents --cased cased
[ "$(pieces cased)" = See ] || fail "--cased: $(cat "$work/out")"
run 0 train-vocab --V 44 --text accents --keep-accents accented/any.name
[ "$(pieces accented/any.name)" = sée ] || fail "--keep-accents: $(cat "$work/out")"
run 0 train-vocab --V 44 --text accents --keep-accents --cased both/
[ "$(pieces both)" = Sée ] || fail "both: $(cat "$work/out")"
run 0 init --H 16 --L 1 --tokenizer both --quiet both-model
[ "$(pieces both-model)" = Sée ] || fail "init loses the settings"

# --- what is not replaced ---
run 2 train-vocab --V 44 --text accents --cased accented/other.name
says "accented/tokenizer_config.json: says something else than the new vocabulary needs (--force replaces it)"
run 0 train-vocab --V 44 --text accents --keep-accents accented/other.name
run 0 train-vocab --V 44 --text accents --cased --force accented/other.name
echo '{"tokenizer_class": "T5Tokenizer"}' >accented/tokenizer_config.json
run 2 train-vocab --V 44 --text accents --cased --force accented/other.name
says "into a folder of its own"
[ "$(cat accented/tokenizer_config.json)" = '{"tokenizer_class": "T5Tokenizer"}' ] || fail "settings of others are replaced"
for target in text accents model/config.json; do
  cp "$target" before
  run 2 train-vocab --V 44 --text text --force "$target"
  same before "$target" "--force replaces $target"
done
run 2 train-vocab --V 44 --force text <text
says "is one of the input files"
run 2 train-vocab --V 5000 --text text new
says "too high"
run 2 train-vocab --text /dev/null --V 13 new
run 4 train-vocab --text nowhere new
run 4 train-vocab --V 40 --text text no/such/folder
run 0 train-vocab --help
grep -qF '0.99995' "$work/out" || fail "the coverage is not ALBERT's: $(grep -A 2 coverage "$work/out")"
[ ! -e new ] || fail "a failure left a file"
finish
