#!/bin/sh
# replace_test.sh ALBERT: what --force replaces, and what is never replaced or deleted.
. "$(dirname "$0")/cli.sh"
. "$(dirname "$0")/toy_text.sh"
fixtures=$root/test/fixtures/compatibility
base=$fixtures/base-model
mkdir "$work/here"
cd "$work/here"

digest() { "$albert" inspect "$1" --json | grep -o '"digest": "[^"]*"'; }
state() { find "$1" -type f -exec cksum {} + | sort; }
# kept PATH COMMAND...: the command is refused as wrong usage, and PATH stays as it is.
kept() {
  path=$1
  shift
  before=$(state "$path")
  run 2 "$@"
  [ "$(state "$path")" = "$before" ] || fail "albert $*: changes $path"
}

# --- convert-force-deletes-a-folder ---
cp -r "$fixtures/convert-force-deletes-a-folder/papers" .
for command in "convert --force $base" "init --H 16 --V 9 --force"; do
  # shellcheck disable=SC2086
  kept papers $command papers
  says "papers: is not replaced, because it holds more than a model: drafts/, thesis.txt"
done
kept papers convert "$base" papers

# --- a model, and folders with other content ---
run 0 convert "$base" out
silent_replacing() { ! grep -q 'replaced' "$work/err" || fail "says that it replaced something"; }
silent_replacing
cp "$base/README" out/README.md
mkdir out/1_Pooling && echo '{"pooling_mode_mean_tokens": true}' >out/1_Pooling/config.json
kept out convert "$base" out
says "exists already (--force replaces it)"
run 0 convert --force "$base" out --to torch
says "out: replaced the model that was there (1_Pooling/config.json, README.md, config.json, model.safetensors, spiece.model, tokenizer_config.json; "
[ -f out/pytorch_model.bin ] && [ ! -e out/model.safetensors ] || fail "not replaced: $(ls out)"
run 0 convert --force --quiet "$base" out
silent
for foreign in notes.txt .git/HEAD eval/scores.csv 1_Pooling/notes variables/x model.py optimizer.pt \
  checkpoint.safetensors checkpoint-500/config.json; do
  mkdir -p "out/$(dirname "$foreign")"
  echo mine >"out/$foreign"
  kept out convert --force "$base" out
  says "${foreign%%/*}"
  rm -r "${work:?}/here/out/${foreign%%/*}"
done
ln -s "$base/README" out/LICENSE
kept out convert --force "$base" out
says "LICENSE (a symbolic link)"
rm out/LICENSE
echo '{"port": 8080}' >out/config.json
kept out convert --force "$base" out
says "config.json (not the config of a model)"
run 0 convert "$base" whole
mkdir words && echo a >words/vocab.txt && echo b >words/README.md
kept words convert --force "$base" words
says "words: is not replaced, because it holds no model: README.md, vocab.txt"

# --- source and target ---
cp -r "$base" tf-source
run 0 convert "$base" tf --to tf
ln -s tf tf-link
for target in tf ./tf tf/ whole/../tf "$PWD/tf"; do
  kept tf convert --force tf "$target"
  says "is the source itself"
  kept tf convert --force tf/model.ckpt "$target"
  says "holds the source"
done
kept tf convert --force tf-link tf
says "is the source itself"
kept tf convert --force tf tf-link
kept tf convert tf tf/half
says "lies inside the source"
kept tf convert tf tf-link/half
says "lies inside the source"
mkdir outer && cp -r "$base" outer/0_Transformer
kept outer convert --force outer/0_Transformer outer
says "holds the source"
run 0 convert "$base" plain
kept plain convert --force "$base" plain --config plain/config.json
says "holds the source"
kept plain convert --force "$base" plain --tokenizer plain
kept plain init --H 16 --force --tokenizer plain plain
kept plain init --model plain --force plain
(cd tf && "$albert" convert model.ckpt ../beside --quiet) || fail "a file's folder is no source"
[ ! -e tf/half ] || fail "a refused target is there"

# --- targets that are not folders ---
echo mine >letter
kept letter convert --force "$base" letter
says "letter: is a file, not a folder"
ln -s plain link
ln -s nowhere dangling
mkfifo pipe
for target in link dangling link/; do
  kept plain convert --force "$base" $target
  says "is a symbolic link to"
done
run 2 convert --force "$base" pipe
says "pipe: is not a folder"
for target in . .. plain/.. /; do
  kept plain convert --force "$base" $target
done

# --- a Hub cache belongs to other programs ---
repository=hub/models--org--tiny
mkdir -p $repository/blobs $repository/snapshots/0123abcd
for file in config.json model.safetensors; do
  cp "$base/$file" "$repository/blobs/$file.hash"
  ln -s "../../blobs/$file.hash" "$repository/snapshots/0123abcd/$file"
done
for target in blobs snapshots/0123abcd snapshots/new snapshots; do
  kept hub convert --force "$base" $repository/$target
  says "lies in a Hub cache"
done
HF_HUB_CACHE=$PWD/hub run 0 convert org/tiny from-cache
kept hub convert --force $repository/snapshots/0123abcd hub/models--org--tiny

mkdir -p linked/models--org--file/snapshots/1 linked/models--org--folder/snapshots
ln -s "$PWD/plain/model.safetensors" linked/models--org--file/snapshots/1/
HF_HUB_CACHE=$PWD/linked kept plain convert --force "$base" plain
says "plain: is where the Hub cache keeps files of org/file"
rm -r linked/models--org--file
ln -s "$PWD/plain" linked/models--org--folder/snapshots/1
HF_HUB_CACHE=$PWD/linked kept plain convert --force "$base" plain
says "plain: is where the Hub cache keeps files of org/folder"

# --- single files ---
run 0 make-data --tokenizer "$vocabulary" --seq 18 --text "$text" examples
kept . make-data --tokenizer "$vocabulary" --seq 18 --text "$text" examples
says "exists already"
run 0 make-data --tokenizer "$vocabulary" --seq 18 --text "$text" examples --force
says "examples: replaced the examples that were there"
for target in letter "$text" "$vocabulary" link pipe plain plain/ whole/model.safetensors /dev/null; do
  kept . make-data --tokenizer "$vocabulary" --seq 18 --text "$text" --force "$target"
done
says "/dev/null: is not a regular file"
kept . make-data --tokenizer "$vocabulary" --seq 18 --text "$text" --text examples --force examples
says "is one of the input files"
kept . make-data --tokenizer "$vocabulary" --force --seq 18 examples <examples

# --- the folder of a training run ---
train() {
  expected=$1
  shift
  run "$expected" pretrain "$@" --text "$text" --seq 24 --batch 8 --threads 1 --steps 2
}
cp -r plain before
train 2 plain --tokenizer "$vocabulary" $shape
says "plain: holds a model"
train 2 plain --from plain
says "plain: is the model to start from"
diff -r plain before || fail "pretrain changes a model folder"
for name in config.json vocab.txt metrics.jsonl train.tokens; do
  mkdir mine && echo mine >mine/$name
  train 2 mine --tokenizer "$vocabulary" $shape
  [ "$(cat mine/$name)" = mine ] || fail "pretrain replaces $name"
  rm -r mine
done
mkdir mine && echo mine >mine/notes
train 0 mine --tokenizer "$vocabulary" $shape
[ "$(cat mine/notes)" = mine ] || fail "pretrain deletes a file beside"
rm mine/checkpoint.safetensors
train 2 mine --tokenizer "$vocabulary" $shape
says "mine: holds a model"
rm mine/model.safetensors # as a run leaves it that ended before its first checkpoint
train 0 mine --tokenizer "$vocabulary" $shape
! find . -name '.*.partial-*' -o -name '.*.replaced-*' | grep . || fail "leaves something behind"

finish
