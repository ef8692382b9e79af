#!/bin/sh
# every_command.sh ALBERT: runs each command once, on small input, with only the files of this binary
# and its prefix. A command that is not run here is a failure.
set -eu
albert=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset ALBERT_MODEL LD_LIBRARY_PATH
failed=0

awk 'BEGIN { for (d = 0; d < 6; ++d) { for (s = 0; s < 6; ++s) {
  print "the sea and ship " d " was at night in " s " of the wind" }
  print "" } }' >text
model=small
small="--E 8 --H 16 --L 1 --A 2 --P 32"

# In the order of their inputs.
try() {
  case $1 in
    train-vocab) "$albert" train-vocab --V 36 --text text spiece.model ;;
    init) "$albert" init $small --tokenizer spiece.model $model ;;
    make-data) "$albert" make-data --tokenizer spiece.model --seq 24 --text text examples ;;
    pretrain)
      "$albert" pretrain trained --data examples --tokenizer spiece.model $small --seq 24 \
        --batch 4 --steps 1
      ;;
    finetune)
      awk '{ print $0 "\t" NR % 2 }' text | grep sea >labelled.tsv
      "$albert" finetune -m trained --task classify --train labelled.tsv --dev labelled.tsv \
        --epochs 1 --max-length 24 tuned
      ;;
    convert) "$albert" convert trained tf --to tf ;;
    inspect) "$albert" inspect tf ;;
    fill-mask) "$albert" fill-mask -m trained "the [MASK]" ;;
    similarity) "$albert" similarity -m trained "the sea" "the ship" ;;
    layers) "$albert" layers -m trained "the sea" ;;
    plot) ! command -v gnuplot >/dev/null || "$albert" plot trained ;;
    embed) "$albert" embed -m trained "the sea" ;;
    score) "$albert" score -m trained "the sea" ;;
    sop-order) "$albert" sop-order -m trained "the sea" "the ship" ;;
    sop-score) "$albert" sop-score -m trained "the sea" "the ship" ;;
    classify)
      "$albert" init -q $small --tokenizer spiece.model --head classify:3 classifier &&
        "$albert" classify -m classifier "the sea"
      ;;
    tag)
      "$albert" init -q $small --tokenizer spiece.model --head tag:O,B-PER tagger &&
        "$albert" tag -m tagger "the sea"
      ;;
    answer)
      "$albert" init -q $small --tokenizer spiece.model --head answer reader &&
        "$albert" answer -m reader "the sea" "was at night"
      ;;
    choose)
      "$albert" init -q $small --tokenizer spiece.model --head choose chooser &&
        "$albert" choose -m chooser "the sea" "was at night" "and ship"
      ;;
    tokenize) "$albert" tokenize -m trained "the sea" ;;
    evaluate)
      "$albert" evaluate -m trained text --seq 24 &&
        "$albert" evaluate -m tuned --task classify --data labelled.tsv
      ;;
    bench) "$albert" bench --model trained --batch 1 --seq 8 --seconds 0.01 ;;
    params) "$albert" params --H 64 ;;
    models) "$albert" models ;;
    help) "$albert" help ;;
    man) "$albert" man ;;
    completions) "$albert" completions bash ;;
    *) return 99 ;;
  esac
}

commands=$("$albert" man | sed -n '/^\.SH COMMANDS/,/^\.SH OPTIONS/s/^\\fB\(.*\)\\fR$/\1/p' | tr -d '\\')
first="train-vocab init make-data pretrain convert"
for command in $first $(echo "$commands" | grep -vxE "$(echo "$first" | tr ' ' '|')"); do
  got=0
  try "$command" >out 2>err || got=$?
  if [ "$got" -eq 99 ]; then
    echo "every_command: '$command' is not tried"
    failed=1
  elif [ "$got" -ne 0 ]; then
    echo "every_command: '$command': exit code $got: $(head -c 500 err)"
    failed=1
  fi
done
exit $failed
