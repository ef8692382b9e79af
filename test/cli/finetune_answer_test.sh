#!/bin/sh
# finetune_answer_test.sh ALBERT: `albert finetune --task answer` on questions that a tiny model learns,
# in SQuAD's JSON and JSON lines, with windows; its result in answer and evaluate; bad files.
. "$(dirname "$0")/cli.sh"
cd "$work"
"$albert" init -q --E 16 --H 32 --L 1 --A 2 --P 64 --seed 1 --initializer-range 0.1 --tokenizer builtin small
small="-m small --lr 0.01 --batch 8 --epochs 4 --seed 3"

# The colour is the answer; every fifth ship has none. squad FIRST LAST: questions of these numbers.
squad() {
  awk -v first="$1" -v last="$2" 'BEGIN { srand(2); split("red green blue", colour, " ")
    printf "{\"version\": \"v2.0\", \"data\": [{\"title\": \"Ships\", \"paragraphs\": ["
    for (i = 0; i <= last; ++i) {
      c = colour[int(rand() * 3) + 1]
      text = "The"
      for (n = int(rand() * 5); n > 0; --n) text = text " old"
      start = length(text) + 1
      none = i % 5 == 4
      text = text (none ? "" : " " c) " ship"
      if (i < first) continue
      printf "%s{\"context\": \"%s\", \"qas\": [{\"id\": \"%d\", \"question\": \"Which colour?\", ", (i > first ? ", " : ""), text, i
      if (none) printf "\"is_impossible\": true, \"answers\": []}]}"
      else printf "\"answers\": [{\"text\": \"%s\", \"answer_start\": %d}]}]}", c, start
    }
    print "]}]}" }'
}
squad 0 159 >train.json
squad 160 199 >dev.json
run 0 finetune reader --task answer --train train.json --dev dev.json $small
says '160 examples to train on, 40 to evaluate on'
says 'starts at random: qa_outputs.weight'
says 'use it with: albert answer -m reader'
grep -q 'labels' err && fail "names labels"
tail -n 1 reader/metrics.jsonl | grep -q '"f1":1.0,"exact_match":1.0' || fail "not learned: $(tail -n 1 reader/metrics.jsonl)"
grep -q AlbertForQuestionAnswering reader/config.json || fail "no architecture"
run 0 answer -m reader "Which colour?" "The old old green ship"
[ "$(cut -f 2 out | head -n 1)" = green ] || fail "answers $(cat out)"
run 0 evaluate --task answer -m reader --data dev.json
prints 'exact match 1.0000'

# The same as JSON lines, with any number of threads.
tr '{' '\n' <train.json | awk -F '"' '/^"context"/ { context = $4 }
  /^"id"/ { if (/is_impossible/) print "{\"question\": \"Which colour?\", \"context\": \"" context "\", \"answers\": {\"text\": [], \"answer_start\": []}}" }
  /^"text"/ { gsub(/[^0-9]/, "", $7)
    print "{\"question\": \"Which colour?\", \"context\": \"" context "\", \"answers\": {\"text\": [\"" $4 "\"], \"answer_start\": [" $7 "]}}" }' >train.jsonl
[ "$(wc -l <train.jsonl)" -eq 160 ] || fail "$(wc -l <train.jsonl) lines"
run 0 finetune lines -q --task answer --train train.jsonl --dev dev.json $small --threads 1
silent
same lines/model.safetensors reader/model.safetensors "JSON lines and one thread give other weights"

# Windows.
run 0 finetune windows -q --task answer --train train.json --dev dev.json $small --max-length 10 --doc-stride 2
! cmp -s windows/model.safetensors reader/model.safetensors || fail "--max-length changes nothing"
grep '"evaluate"' windows/metrics.jsonl | sed 's/.*"exact_match":\([0-9.]*\)/\1 &/' | sort -g | tail -n 1 >last
best=$(number exact_match last)
run 0 evaluate --task answer -m windows --data dev.json --window 10 --stride 2 --json
[ "$(number exact_match)" = "$best" ] || fail "training with windows had $best: $(cat out)"
near "$(number loss)" "$(number task_loss last)" || fail "another loss than in training, $(cat last): $(cat out)"
awk -v b="$best" 'BEGIN { exit !(b > 0.9) }' || fail "not learned in windows: $best"

# Bad files are named with the place, before training.
refused() {
  printf '%s' "$1" >bad.json
  run 3 finetune none --task answer --train bad.json --dev dev.json $small
  says "$2"
}
refused '{"data": [' 'bad.json:1: is not valid JSON'
refused '{"data": [{"paragraphs": [{"qas": []}]}]}' "bad.json: data[0].paragraphs[0]: 'context' is missing"
refused '{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q"}]}]}]}' \
  "bad.json: data[0].paragraphs[0].qas[0]: 'answers' is missing"
refused '{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q", "answers": [{"text": "c", "answer_start": 7}]}]}]}]}' \
  "bad.json: none of its answers is where 'answer_start' says"
sed 's/"answer_start": \([0-9]*\)/"answer_start": 1/2' train.json >some.json
run 0 finetune some --task answer --train some.json --dev dev.json $small --epochs 1
says "1 answers are not where 'answer_start' says, the first at some.json: data[0].paragraphs[1].qas[0]"
run 3 finetune none --task answer --train train.json --dev dev.json $small --max-length 7 --doc-stride 2
says 'train.json: data[0].paragraphs[0].qas[0]: has '
run 2 finetune none --task answer --train train.json --dev dev.json $small --max-length 100
says "do not fit the model's 64 positions"
[ ! -e none ] || fail "a refused run leaves a folder"
finish
