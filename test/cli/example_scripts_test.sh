#!/bin/sh
# example_scripts_test.sh ALBERT: the scripts of docs/examples do what they say on small files.
. "$(dirname "$0")/cli.sh"
mkdir "$work/bin"
ln -s "$albert" "$work/bin/albert"
PATH=$work/bin:$PATH
scripts=$root/docs/examples
cd "$work"

# script NAME ARGUMENTS...: runs a script as run() does a command.
script() {
  name=$1
  shift
  sh "$scripts/$name.sh" "$@" >"$work/out" 2>"$work/err" ||
    fail "$name $*: exit code $?: $(head -c 500 "$work/err")"
}

for file in "$scripts"/*.sh; do
  got=0
  sh "$file" >"$work/out" 2>"$work/err" || got=$?
  [ "$got" -eq 2 ] || fail "$file without arguments: exit code $got"
  says "usage: $(basename "$file") "
done

cat >text <<'END'
The ship left the harbour early in the morning.
By noon the wind had turned to the west.
xq;; zv 99 |||| <td> lorem 7f7f7f qqj &nbsp; ## dd

He was born in London in 1843.
His father was a teacher of music.
END
sed 3d text >clean
script clean-corpus text 300 0
same "$work/out" clean "clean-corpus does not drop the markup alone"
says "kept 4 lines in 2 documents of 5 lines in 2 documents"
script clean-corpus text 300 1
lines 0
says "document of P(in order) 0."

script order-sentences text
sed -n 's/^ *\([0-9]\)  .*/\1/p' "$work/out" | sort | tr '\n' ' ' >order
[ "$(cat order)" = "1 1 2 2 3 " ] || fail "order-sentences: not the lines of the text: $(cat order)"
awk '/^ *score / { n++; if ($2 + 0 < $5 - 0.01) bad = 1 } END { exit bad || n != 2 }' "$work/out" ||
  fail "order-sentences: a worse order than the given one: $(cat "$work/out")"

cat clean - >twice <<'END'
The ship left the harbour very early in the morning.
END
script near-duplicates twice
prints "lines 1 and 6"
prints "1 near-duplicate pairs"

make_model
script compare-models "$model" builtin clean
awk '$1 == "pseudo-perplexity" { found = $2 > 10 * $3 } END { exit !found }' "$work/out" ||
  fail "compare-models: an untrained model is not worse: $(cat "$work/out")"
grep -q '^+[0-9]' "$work/out" || fail "compare-models: no sentences"

# The built-in model on the text that it is then evaluated on.
script adapt-model clean clean adapted --steps 8 --warmup 0 --lr 0.0003 --batch 4 --max-length 32
awk '/^MLM loss/ { found = $4 < $3 - 0.1 } END { exit !found }' "$work/out" ||
  fail "adapt-model: nothing learned: $(cat "$work/out")"
[ -e adapted/model.safetensors ] || fail "adapt-model: no model"
finish
