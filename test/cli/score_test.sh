#!/bin/sh
# score_test.sh ALBERT: options and formats of `albert score`. test/golden checks its numbers.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

# The keys of JSON; fields of the input go through.
printf '{"id": 7, "text": "The  cat. unhappily", "n": 1.50}\n' |
  run 0 score --json --input-format jsonl
silent
lines 1
prints '{"id": 7, "n": 1.50, "text": "The  cat. unhappily", "pll": -'
prints '"pseudo_perplexity": '
prints '"tokens": [{"token": "▁the", "start": 0, "end": 3, "logprob": -'
prints '"words": [{"word": "The", "start": 0, "end": 3, "logprob": -'
prints '{"word": "cat.", "start": 5, "end": 9, "logprob": -'
prints '{"word": "unhappily", "start": 10, "end": 19, "logprob": -'
printf '{"sentence": "a", "text": 5}\n' | run 0 score --json --input-format jsonl --text-key sentence
prints '{"text": 5, "sentence": "a", "pll": -'
run 0 score --json "é ü"
prints '{"word": "ü", "start": 3, "end": 5, '
run 0 score --json --offsets chars "é ü"
prints '{"word": "ü", "start": 2, "end": 3, '

# Text and TSV; the empty text has no perplexity.
run 0 score "the cat" ""
lines 2
awk -F '\t' 'NR == 1 { exit !($1 < 0 && $2 > 1 && $3 == "the cat") }
     NR == 2 { exit $0 != "0.0000\t-\t" }' "$work/out" || fail "text: $(cat "$work/out")"
run 0 score --tsv "the cat" ""
awk -F '\t' 'NR == 1 { exit !($1 < 0 && $2 > 1 && $3 == 2) } NR == 2 { exit $3 != 0 }' "$work/out" ||
  fail "TSV: $(cat "$work/out")"
run 0 score --json ""
prints '{"text": "", "pll": 0.0, "pseudo_perplexity": null, "tokens": [], "words": []}'
printf 'a\tb\n' | run 1 score
says 'stdin:1: has 2 columns, not TEXT (--input-format text keeps tabs)'
printf 'a\tb\n' | run 0 score --input-format text
lines 1

# The same record gives the same bytes in any company.
awk 'BEGIN { srand(3)
  for (i = 0; i < 40; ++i) {
    line = "record"
    for (n = int(rand() * 12); n > 0; --n) line = line " unword" int(rand() * 50)
    print line
  } }' >"$work/in"
for method in original within-word-l2r; do
  run 0 score --json --method $method --threads 1 "$work/in"
  cp "$work/out" "$work/$method"
  run 0 score --json --method $method --threads 2 --batch-tokens 40 "$work/in"
  same "$work/out" "$work/$method" "threads and batches change a score"
  sort "$work/in" >"$work/sorted"
  run 0 score --json --method $method "$work/sorted"
  sort "$work/out" >"$work/a"
  sort "$work/$method" >"$work/b"
  same "$work/a" "$work/b" "the order of records changes a score"
  for shard in 0 1; do
    "$albert" score --json --method $method --shard $shard/2 "$work/in" >"$work/shard$shard"
  done
  paste -d '\n' "$work/shard0" "$work/shard1" >"$work/merged"
  same "$work/merged" "$work/$method" "the shards do not make up the whole"
done
cmp -s "$work/original" "$work/within-word-l2r" && fail "both methods give the same scores"
run 0 score --tsv --method within-word-l2r "the cat"
cp "$work/out" "$work/a"
run 0 score --tsv "the cat"
same "$work/out" "$work/a" "words of one token differ between the methods"

# Long texts: a window around each token, or cut.
awk 'BEGIN { for (i = 0; i < 200; ++i) printf "word "; print "end" }' >"$work/long"
run 0 score --tsv "$work/long"
[ "$(cut -f 3 "$work/out")" -eq 201 ] || fail "a token of a long text has no score"
run 0 score --json --truncate "$work/long"
prints '"truncated": 139'
[ "$(grep -o '"word": ' "$work/out" | wc -l)" -eq 62 ] || fail "62 words are left"
run 0 score --tsv --truncate --window 5 "$work/long"
cp "$work/out" "$work/a"
run 0 score --tsv "word word word"
same "$work/out" "$work/a" "a window of 5 tokens is not the text of 3"
run 2 score --window 65 "a"
says "windows of 65 tokens do not fit the model's 64 positions"
run 2 score --window 2 "a"
run 2 score --method both "a"

# A model without the head.
"$albert" init --V 16000 --E 8 --H 16 --L 1 --A 2 --P 64 --head classify:2 "$work/headless" \
  >"$work/log" 2>&1 || fail "$(cat "$work/log")"
cp "$model/spiece.model" "$work/headless/"
run 3 score -m "$work/headless" "a"
finish
