#!/bin/sh
# evaluate_task_test.sh ALBERT: `albert evaluate --task` agrees with the training that made a model and
# with the commands that use it, whose answers it also evaluates, and refuses what does not fit.
. "$(dirname "$0")/cli.sh"
cd "$work"
"$albert" init -q --E 16 --H 32 --L 1 --A 2 --P 64 --seed 1 --initializer-range 0.1 --tokenizer builtin small
small="-q -m small --lr 0.01 --batch 8 --epochs 2 --max-length 32"
# measures FILE: the measures, rounded, without the loss and details.
measures() {
  sed -E 's/, "(labels|strict)".*//' "$1" | tr -d ' {}' | tr ',' '\n' |
    grep -E '^"(accuracy|[a-z_]*f1|matthews|pearson|spearman|mse|precision|recall|exact_match)":' |
    awk -F : '{ printf "%s %.4f\n", $1, $2 }' | sort
}
# agrees TASK FOLDER DATA: evaluate gives the measures and the loss that an epoch of the training had.
agrees() {
  run 0 evaluate --task "$1" -m "$2" --data "$3" --json
  silent
  lines 1
  cp out model.json
  measures model.json >got
  epoch=2
  while sed -n "${epoch}p" "$2/metrics.jsonl" >line && [ -s line ]; do
    measures line >expected
    ! { cmp -s got expected && near "$(number loss model.json)" "$(number task_loss line)"; } || return 0
    epoch=$((epoch + 2))
  done
  fail "evaluate --task $1 differs from training: $(cat got model.json)"
}
# same_from FILE TASK DATA: the answers in FILE have the measures of model.json.
same_from() {
  run 0 evaluate --task "$2" --data "$3" --predictions "$1" --json
  silent
  measures out >got
  measures model.json >expected
  same got expected "evaluate --task $2 of answers differs from that of their model"
}

awk 'BEGIN { srand(2); split("red green blue", colour, " ")
  for (i = 0; i < 60; ++i) {
    c = int(rand() * 3) + 1
    print "the old " colour[int(rand() * 3) + 1] " ship\t" colour[c] "\t" colour[c]
  } }' >pairs.tsv
run 0 finetune colours $small --task classify --train pairs.tsv --dev pairs.tsv
agrees classify colours pairs.tsv
prints '"labels": ["blue", "green", "red"], "confusion_matrix": [['
prints '"examples": 60'
cut -f 1,2 pairs.tsv | "$albert" classify -m colours --json >answers.jsonl
same_from answers.jsonl classify pairs.tsv
near "$(number loss out)" "$(number loss model.json)" ||
  fail "the loss of answers is $(number loss out), that of the model $(number loss model.json)"
run 0 evaluate --task classify -m colours --data pairs.tsv
prints 'label \ predicted  blue  green  red'
for options in "--threads 1" "--threads 3 --batch-tokens 50"; do
  # shellcheck disable=SC2086
  run 0 evaluate --task classify -m colours --data pairs.tsv --json $options
  same out model.json "$options gives other measures"
done
# Other names of the outputs, a header.
sed 's/blue$/0/; s/green$/1/; s/red$/2/; 1i text\tpair\tlabel' pairs.tsv >numbers.tsv
run 0 evaluate --task classify -m colours --data numbers.tsv --header --labels 0,1,2 --json
[ "$(number accuracy out)" = "$(number accuracy model.json)" ] || fail "--labels: $(cat out)"
cut -f 1,2 pairs.tsv | "$albert" classify -m colours --top-k 1 --json >best.jsonl
run 0 evaluate --task classify --data pairs.tsv --predictions best.jsonl --json
prints '"loss": null'

cut -f 1,3 pairs.tsv | awk -F '\t' '{ print $1 "\t" $2 (NR % 2 ? ",odd" : "") }' >sets.tsv
run 0 finetune sets $small --task multi-label --train sets.tsv --dev sets.tsv
agrees multi-label sets sets.tsv
cut -f 1 sets.tsv | "$albert" classify -m sets --json >answers.jsonl
same_from answers.jsonl multi-label sets.tsv
run 0 evaluate --task multi-label --data sets.tsv --predictions answers.jsonl
prints 'label  precision  recall'

awk -F '\t' '{ print "the " $2 " ship\t" length($3) + NR % 7 / 10 }' pairs.tsv >numbers.tsv
run 0 finetune numbers $small --epochs 40 --task regress --train numbers.tsv --dev numbers.tsv
agrees regress numbers numbers.tsv
cut -f 1 numbers.tsv | "$albert" classify -m numbers --json >answers.jsonl
same_from answers.jsonl regress numbers.tsv
run 3 evaluate --task regress -m colours --data numbers.tsv
says "3 outputs"

awk -F '\t' '{ n = split($1, w, " ")
  for (i = 1; i <= n; ++i) print w[i] "\t" (w[i] == "ship" ? "I-THING" : w[i] == $2 ? "B-COLOUR" : "O")
  print "" }' pairs.tsv >words.conll
run 0 finetune tagger $small --task tag --train words.conll --dev words.conll
agrees tag tagger words.conll
prints '"strict": {"precision": '
cut -f 1 pairs.tsv >texts
"$albert" tag -m tagger --json -f texts >answers.jsonl
same_from answers.jsonl tag words.conll
prints '"loss": null'
run 0 evaluate --task tag -m tagger --data words.conll
prints 'loss '
"$albert" tag -m tagger --json --offsets chars --ignore-labels '' --window 6 --stride 2 -f texts >answers.jsonl
run 0 evaluate --task tag -m tagger --window 6 --stride 2 --data words.conll --json
cp out model.json
same_from answers.jsonl tag words.conll
run 0 evaluate --task tag --data words.conll --predictions answers.jsonl
prints 'entity       precision'
prints 'all, strict'

awk -F '\t' '{ print $1 "\t" (NR % 2 ? "red\tblue\t0" : "blue\tred\t1") }' pairs.tsv >choices.tsv
run 0 finetune chooser $small --task choose --train choices.tsv --dev choices.tsv
agrees choose chooser choices.tsv
cut -f 1-3 choices.tsv | "$albert" choose -m chooser --json >answers.jsonl
same_from answers.jsonl choose choices.tsv

make_head_model answer
printf '%s' '{"data": [{"paragraphs": [{"context": "We went out. He came in.", "qas": [
  {"question": "Who came in?", "id": 1, "answers": [{"text": "He", "answer_start": 13}]},
  {"question": "Who left?", "id": 2, "answers": [{"text": "We", "answer_start": 0}, {"text": "went out", "answer_start": 3}]}
  ]}]}]}' >squad.json
run 0 evaluate --task answer -m "$model" --data squad.json --json
prints '"exact_match": '
cp out model.json
printf 'Who came in?\tWe went out. He came in.\nWho left?\tWe went out. He came in.\n' |
  "$albert" answer -m "$model" --json >answers.jsonl
same_from answers.jsonl answer squad.json
printf '{"answers": [{"answer": "he."}]}\n{"answers": [{"answer": "went out"}]}\n' >answers.jsonl
run 3 evaluate --task answer --data squad.json --predictions answers.jsonl
says "answers.jsonl:1: its answer 'he.' is not in the context of squad.json: data[0].paragraphs[0].qas[0]"
printf '{"answers": [{"answer": "He"}]}\n{"answers": [{"answer": "went out"}]}\n' >answers.jsonl
run 0 evaluate --task answer --data squad.json --predictions answers.jsonl
prints 'exact match 1.0000'

# What does not fit.
run 2 evaluate --task classify
says '--task requires --data'
run 2 evaluate --data pairs.tsv
says '--data requires --task'
run 2 evaluate --task classify --data pairs.tsv --examples 3
says '--examples excludes --task'
run 2 evaluate --task classify --data pairs.tsv --predictions best.jsonl -m colours
says 'excludes'
run 3 evaluate --task tag -m colours --data words.conll
says 'token classification'
printf 'a\tpurple\n' >bad.tsv
run 3 evaluate --task classify -m colours --data bad.tsv
says "bad.tsv:1: has the label 'purple', which is none of blue, green, red"
head -n 59 best.jsonl >few.jsonl
run 3 evaluate --task classify --data pairs.tsv --predictions few.jsonl
says 'few.jsonl: has 59 answers, but pairs.tsv has 60 examples'
finish
