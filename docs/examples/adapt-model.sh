#!/bin/sh
# adapt-model.sh TEXT HELD_OUT FOLDER [OPTION...]
#
# Trains the model ALBERT_MODEL (default: the built-in one) further on TEXT, into FOLDER, and shows what
# it has learned about HELD_OUT, a text of the same domain that is not in TEXT. Both have one sentence
# per line and an empty line between documents. The OPTIONs are those of `albert pretrain`, for instance
# --steps 2000 --batch 64 --lr 5e-5, and replace those below.
set -eu
if [ $# -lt 3 ]; then
  echo "usage: adapt-model.sh TEXT HELD_OUT FOLDER [OPTION...]" >&2
  exit 2
fi
text=$1 held_out=$2 folder=$3
shift 3
model=${ALBERT_MODEL:-builtin}
work=${TMPDIR:-/tmp}/adapt-model.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

# A low learning rate, and word embeddings that stay: words that TEXT lacks are not forgotten.
albert pretrain "$folder" --model "$model" --text "$text" --optimizer adamw --lr 1e-4 --warmup 20 \
  --steps 200 --batch 16 --freeze albert.embeddings. "$@" >&2

# f32, in which the model is trained, on both sides.
for side in before after; do
  [ $side = before ] || model=$folder
  albert evaluate --quiet --dtype f32 --model "$model" "$held_out" >"$work/$side"
done
printf '%-24s%12s%12s\n' "$(basename "$held_out")" "before" "after"
awk -F '   *' 'NR == FNR { before[$1] = $2; next }
  { printf "%-24s%12s%12s\n", $1, ($1 in before) ? before[$1] : "-", $2 }' \
  "$work/before" "$work/after"
echo "the model is in $folder: albert fill-mask --model $folder"
