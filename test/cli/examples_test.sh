#!/bin/sh
# examples_test.sh ALBERT: every command has examples at the end of its help, and they run.
. "$(dirname "$0")/cli.sh"

mkdir "$work/bin" "$work/examples"
ln -s "$albert" "$work/bin/albert"
PATH=$work/bin:$PATH
cd "$work/examples"

# The files in the examples.
cp "$root/test/fixtures/tokenizer/spiece.model" .
albert init -q --E 32 --H 64 --L 2 --P 128 --tokenizer spiece.model model
albert convert -q --to tf model albert_base
for head in sentiment=classify:negative,positive nli=classify:3 choice=choose ner=tag:O,B-PER,I-PER \
  squad=answer squad2=answer; do
  albert init -q --E 32 --H 64 --L 2 --P 128 --tokenizer spiece.model --head ${head#*=} ${head%=*}
done
cp -r "$root/test/fixtures/heads/st-max-dense" sentences
cat "$root"/docs/*.md | tr -cd '[:alnum:] ,.\n' | grep '[a-z] [a-z]' | cut -c 1-100 | head -n 2000 >book.txt
head -n 20 book.txt >held-out.txt
gzip -c book.txt >book.txt.gz
printf 'Paris is in France.\nThe sea is blue.\n' >texts.txt
printf '{"text": "Paris is in [MASK]."}\n' | gzip -c >texts.jsonl.gz
printf 'a fine film\tgood\na dull film\tbad\n' | tee dev.tsv >train.tsv
printf 'Paris\tB-LOC\nsleeps\tO\n\n' | tee dev.conll >train.conll
echo '{"entities": []}' >tags.jsonl
echo '{"text": "I did not like it.", "stars": 1}' >reviews.jsonl
echo '{"text": "The sea is blue."}' >texts.jsonl
echo '{"sentences": ["He slept.", "He woke."]}' >documents.jsonl
head -n 3 book.txt >shuffled.txt
echo '{"prompt": "Who came?", "choices": ["He.", "She."]}' >questions.jsonl
echo '{"question": "Who came?", "context": "Ada came."}' >squad.jsonl

for command in $(albert --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
  albert "$command" --help | sed '1,/^Examples:/d' | sed -n 's/^    //p' >commands
  [ "$(wc -l <commands)" -ge 2 ] || fail "$command --help ends with less than two examples"
  while IFS= read -r line; do
    case $line in
      *train-vocab*) [ -e "$(dirname "$albert")/libalbert_sentencepiece.so" ] || continue ;;
      *--plot*.svg* | "albert plot"*) command -v gnuplot >/dev/null || continue ;;
    esac
    sh -c "$line" >"$work/out" 2>"$work/err" </dev/null ||
      fail "exit code $?: $line: $(head -c 300 "$work/err")"
  done <commands
done
finish
