#!/bin/sh
# finetune_test.sh ALBERT: `albert finetune` on tasks that a tiny model learns, its results in the
# commands that use them, and its refusals.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_labels.sh"
small="-m small --lr 0.01 --batch 8 --seed 3 --max-length 32"

labelled_colours 240 >all.tsv
head -n 200 all.tsv >train.tsv
tail -n 40 all.tsv >dev.tsv
run 0 finetune colours --task classify --train train.tsv --dev dev.tsv $small --epochs 5
says '200 examples to train on, 40 to evaluate on; 3 labels: blue, green, red'
says 'starts at random: classifier.weight'
says 'use it with: albert classify -m colours'
[ "$(wc -l <colours/metrics.jsonl)" -eq 10 ] || fail "two lines of metrics per epoch"
tail -n 1 colours/metrics.jsonl | grep -q '"accuracy":1.0' ||
  fail "not learned: $(tail -n 1 colours/metrics.jsonl)"
run 0 classify -m colours "the old green ship"
[ "$(cut -f 1 out)" = green ] || fail "the result says $(cat out)"

# Any number of threads gives the same weights; another seed does not.
run 0 finetune again -q --task classify --train train.tsv --dev dev.tsv $small --epochs 5 --threads 1
silent
same colours/model.safetensors again/model.safetensors "one thread gives other weights"
run 0 finetune other -q --task classify --train train.tsv --dev dev.tsv -m small --epochs 1 --seed 4 --max-length 32
cmp -s colours/model.safetensors other/model.safetensors && fail "the seed changes nothing"
run 0 finetune usual -q --task classify --train dev.tsv --dev dev.tsv $small
[ "$(grep -c '"kind":"evaluate"' usual/metrics.jsonl)" -eq 20 ] || fail "few texts are not trained on more often"
run 2 finetune colours -q --task classify --train train.tsv --dev dev.tsv $small --epochs 1
says 'exists already'
cp -r colours replaced
run 0 finetune replaced --force -q --task classify --train train.tsv --dev dev.tsv $small --epochs 1
! cmp -s colours/model.safetensors replaced/model.safetensors || fail "--force replaces nothing"

# A model with the same labels keeps its head; frozen tensors keep their bytes.
run 0 finetune further --task classify --train train.tsv --dev dev.tsv -m colours --lr 0.0001 \
  --epochs 1 --max-length 32 --freeze albert.encoder --freeze albert.embeddings
grep -q 'starts at random' err && fail "the head of the model is thrown away"
run 0 classify -m further "the old blue ship"
[ "$(cut -f 1 out)" = blue ] || fail "further training forgets: $(cat out)"

# JSON lines, numbers, label sets, choices, tags.
awk -F '\t' '{ print "{\"text\": \"" $1 "\", \"label\": \"" $2 "\"}" }' train.tsv >train.jsonl
run 0 finetune from-json -q --task classify --train train.jsonl --dev dev.tsv $small --epochs 5
same from-json/model.safetensors colours/model.safetensors "JSON lines give other weights"
awk -F '\t' '{ print $1 "\t" length($2) }' train.tsv >numbers.tsv
run 0 finetune numbers --task regress --train numbers.tsv --dev numbers.tsv $small --epochs 20
grep -o '"pearson":[0-9.]*' numbers/metrics.jsonl | tail -n 1 |
  awk -F : '{ exit $2 < 0.9 }' || fail "lengths are not learned: $(tail -n 1 numbers/metrics.jsonl)"
run 0 classify -m numbers --json "the red ship"
prints '{"predictions": [{"label": "LABEL_0", "score": '
awk -F '\t' '{ print $1 "\t" $2 ($1 ~ /old/ ? ",old" : "") }' train.tsv >sets.tsv
run 0 finetune sets --task multi-label --train sets.tsv --dev sets.tsv $small --epochs 20
grep -q '"problem_type": "multi_label_classification"' sets/config.json || fail "no problem_type"
run 0 classify -m sets "the old old red ship"
[ "$(cut -f 1 out | tr ',' '\n' | sort | tr '\n' ' ')" = "old red " ] || fail "sets: $(cat out)"
awk -F '\t' '{ print "the colour is\t" (NR % 2 ? "red\tblue\t0" : "blue\tred\t1") }' train.tsv >choices.tsv
run 0 finetune chooser --task choose --train choices.tsv --dev choices.tsv $small --epochs 3
run 0 choose -m chooser "the colour is" blue red
[ "$(cut -f 1 out)" -eq 1 ] || fail "choose: $(cat out)"
awk -F '\t' '{ n = split($1, w, " ")
  for (i = 1; i <= n; ++i) print w[i] "\t" (w[i] == "ship" ? "I-THING" : w[i] == $2 ? "B-THING" : "O")
  print "" }' train.tsv >train.conll
run 0 finetune tagger --task tag --train train.conll --dev train.conll $small --epochs 5
says 'O, B-THING, I-THING'
tail -n 1 tagger/metrics.jsonl | grep -q '"f1":1.0' || fail "tags: $(tail -n 1 tagger/metrics.jsonl)"

# Bad examples are named before training.
printf 'a\tred\nb\n' >bad.tsv
run 3 finetune none --task classify --train bad.tsv --dev dev.tsv $small
says 'bad.tsv:2: has no label'
printf 'a\tb\tc\td\n' >bad.tsv
run 3 finetune none --task classify --train bad.tsv --dev dev.tsv $small
says 'bad.tsv:1: has 4 columns'
printf 'a\tpurple\n' >bad.tsv
run 3 finetune none --task classify --train train.tsv --dev bad.tsv $small
says "bad.tsv:1: has the label 'purple', which is none of blue, green, red"
printf 'a\tten\n' >bad.tsv
run 3 finetune none --task regress --train bad.tsv --dev dev.tsv $small
says "bad.tsv:1: its label 'ten' is not a number"
printf 'p\tq\tr\t2\n' >bad.tsv
run 3 finetune none --task choose --train bad.tsv --dev dev.tsv $small
says 'bad.tsv:1: its label is not the number of a choice, from 0 to 1'
printf 'word\n' >bad.conll
run 3 finetune none --task tag --train bad.conll --dev train.conll $small
says 'bad.conll:1: is not a word and its tag'
for line in '[1]' '{"label": 1}' '{"text": 1, "label": 1}' '{"text": "a"}' '{"text": "a", "label": []}'; do
  printf '%s\n' "$line" >bad.jsonl
  run 3 finetune none --task classify --train bad.jsonl --dev dev.tsv $small
  says 'bad.jsonl:1: '
done
: >bad.tsv
run 3 finetune none --task classify --train bad.tsv --dev dev.tsv $small
says 'bad.tsv: has no examples'
printf 'a\tred\n' >bad.tsv
run 3 finetune none --task classify --train bad.tsv --dev dev.tsv $small
says 'bad.tsv: has 1 different labels'
run 2 finetune none --task classify --train train.tsv --dev dev.tsv $small --max-length 100
says "do not fit the model's 64 positions"
[ ! -e none ] || fail "a refused run leaves a folder"

run 2 finetune none --train train.tsv $small
says 'missing options: --task; --dev'
run 2 finetune none --resume
says "missing options: --task; --train; --dev ('none' has no checkpoint to resume from)"
finish
