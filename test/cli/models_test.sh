#!/bin/sh
# models_test.sh ALBERT: names of models and tokenizers: the Hub cache with revisions,
# sentence-transformers folders, single tokenizer files, and their names in messages.
. "$(dirname "$0")/cli.sh"
fixtures=$root/test/fixtures/compatibility
base=$fixtures/base-model
mkdir "$work/here" && cd "$work/here"
for variable in HF_HUB_CACHE HUGGINGFACE_HUB_CACHE HF_HOME XDG_CACHE_HOME TRANSFORMERS_CACHE; do
  unset $variable
done
export HOME="$work/home"
expected=$("$albert" tokenize -m "$base" "the cat")
the_cat() {
  run 0 tokenize -m "$1" "the cat"
  [ "$(cat "$work/out")" = "$expected" ] || fail "-m $1: $(cat "$work/out")"
}

# --- hub-cache-pinned-revision ---
export HF_HUB_CACHE="$fixtures/hub-cache-pinned-revision/hub"
for name in org/tiny@v1.0 org/tiny@v2.0 org/tiny@0123abcd org/tiny@4; do the_cat $name; done
run 3 tokenize -m org/tiny "the cat"
says "name one: org/tiny@v1.0, org/tiny@v2.0"
run 3 tokenize -m org/tiny@v3 "the cat"
says "there are org/tiny@v1.0, org/tiny@v2.0; or download it: hf download org/tiny --revision v3"
for command in "fill-mask -m" "sop-score -m" "bench --seconds 0.01 --batch 1 --seq 8 -m" "params -m" inspect; do
  case $command in fill-mask*) text="the [MASK]" ;; sop-score*) text="the	cat" ;; *) text= ;; esac
  # shellcheck disable=SC2086
  run 0 $command org/tiny@v1.0 ${text:+"$text"}
done
run 0 convert org/tiny@v2.0 from-cache
the_cat from-cache

# --- the list of models ---
run 0 models --tsv --quiet
[ "$(sed -n 2p "$work/out" | cut -f 1)" = builtin ] || fail "models --tsv: another name than builtin"
run 0 models --quiet
silent
lines 4
prints "builtin *"
grep -qE '^org/tiny@v1.0 +v1.0 +9,324 +1,128 +pooler, mlm, sop +/' "$work/out" || fail "$(cat "$work/out")"
run 0 models --tsv
[ "$(awk -F '\t' '{ print NF }' "$work/out" | sort -u)" = 6 ] || fail "not six columns: $(cat "$work/out")"
run 0 models --json
prints '"name": "org/tiny@v2.0", "revision": "v2.0", "commit": "4567cdef", "path": "'
prints '"default": false, "model_type": "albert", "bytes": 9324, "parameters": 1128, "heads": ["pooler", "mlm", "sop"], "labels": [], "sentence_transformers": false, "problem": null}'
ALBERT_MODEL=org/tiny@v1.0 run 0 models
prints "org/tiny@v1.0 *"
ALBERT_MODEL=$base run 0 models
prints "$base *"
ALBERT_MODEL=nowhere run 0 models
prints "problem: is missing"

# Another cache: main, no refs, other models, a pointer instead of weights, labels.
export HF_HUB_CACHE="$PWD/hub"
snapshot() {
  folder=hub/models--$1/snapshots/$2
  mkdir -p "$folder" hub/models--$1/refs
  cp "$base"/[!R]* "$folder"
}
snapshot org--usual 11 && printf '11\n' >hub/models--org--usual/refs/main
snapshot albert-base-v2 22
snapshot org--labels 33
sed -i 's/{/{ "id2label": {"0": "bad", "1": "good"},/' "$folder/config.json"
snapshot org--other 44
sed -i 's/"model_type": "albert"/"model_type": "bert"/' "$folder/config.json"
snapshot org--pointer 55
cp "$fixtures/lfs-pointer-safetensors/model.safetensors" "$folder"
mkdir -p hub/models--org--empty hub/datasets--org--data
for name in org/usual org/usual@main org/usual@1 albert-base-v2 albert/albert-base-v2; do the_cat $name; done
run 0 models
says "1 in the Hub cache is not an ALBERT"
prints "org/usual "
prints "pooler, mlm, sop (bad, good)"
prints "problem: "
! grep -q org/other "$work/out" || fail "lists what is not an ALBERT"
run 0 models --all
prints "(bert, not an ALBERT)"
mv hub elsewhere
HF_HUB_CACHE=$PWD/none TRANSFORMERS_CACHE=$PWD/elsewhere run 0 tokenize -m org/usual "the cat"
HF_HUB_CACHE=$PWD/none run 0 models
says "there is no Hub cache $PWD/none"

# --- sentence-transformers ---
mkdir -p sentences/0_Transformer sentences/1_Pooling sentences/2_Dense sentences/3_Normalize
cp "$base"/[!R]* sentences/0_Transformer
echo '{"max_seq_length": 16}' >sentences/0_Transformer/sentence_bert_config.json
echo '{"pooling_mode_mean_tokens": true}' >sentences/1_Pooling/config.json
echo '{"in_features": 8}' >sentences/2_Dense/config.json
cp "$base/model.safetensors" sentences/2_Dense
echo '{"prompts": {}}' >sentences/config_sentence_transformers.json
module() { printf '{"idx": %s, "name": "%s", "path": "%s", "type": "sentence_transformers.models.%s"}' "$1" "$1" "$2" "$3"; }
echo "[$(module 0 0_Transformer Transformer), $(module 1 1_Pooling Pooling), $(module 2 2_Dense Dense), $(module 3 3_Normalize Normalize)]" >sentences/modules.json
the_cat sentences
the_cat sentences/0_Transformer
"$albert" fill-mask -m "$base" "the [MASK]" >answers
run 0 fill-mask -m sentences "the [MASK]"
same answers "$work/out" "a sentence-transformers folder answers otherwise"
run 0 inspect sentences
prints "0_Transformer/model.safetensors"
run 0 params -m sentences
for container in safetensors torch; do
  run 0 convert sentences "flat-$container" --to $container
  the_cat "flat-$container"
  for file in config_sentence_transformers.json sentence_bert_config.json 1_Pooling/config.json \
    2_Dense/config.json 2_Dense/model.safetensors; do
    [ -f "flat-$container/$file" ] || fail "convert leaves $file behind"
  done
  [ -d "flat-$container/3_Normalize" ] || fail "convert leaves 3_Normalize behind"
  tr -d ' \n' <"flat-$container/modules.json" | grep -q '"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"' ||
    fail "modules.json: $(cat "flat-$container/modules.json")"
done
run 0 convert --force flat-torch flat-safetensors # as a folder with the model at the top
[ -f flat-safetensors/2_Dense/model.safetensors ] || fail "the parts of a flat folder are lost"
rm sentences/modules.json
the_cat sentences

# --- a tokenizer alone ---
cp "$base/spiece.model" any.name
the_cat any.name
printf '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n' >vocab.txt
run 0 tokenize -m vocab.txt "The cat"
prints "[CLS] the cat [SEP]"
printf 'the cat\nthe cat sat\n\nthe cat\nthe\n' >text
for tokenizer in any.name builtin "$base" sentences; do
  run 0 make-data --tokenizer "$tokenizer" --text text --force --max-length 32 examples
  run 0 init --H 16 --L 1 --force --tokenizer "$tokenizer" small
  run 0 convert "$base" --force --tokenizer "$tokenizer" converted
  [ -f converted/spiece.model ] || fail "convert --tokenizer $tokenizer"
done

# --- names in messages ---
for name in ./x /no/such/model model.safetensors out/model.safetensors plain ../a/b/c; do
  run 3 tokenize -m "$name" "the cat"
  says "$name: is missing"
  ! grep -q 'hf download' "$work/err" || fail "-m $name: a file is offered for download"
done
for name in org/absent albert-large-v2; do
  run 3 tokenize -m $name "the cat"
  says "hf download"
done
run 0 inspect builtin
prints "builtin/model.safetensors"
run 2 convert builtin out --to tf --dtype int8
run 3 pretrain out --model "$base" --text text --steps 1 --tokenizer builtin
says "builtin"
printf '' | run 2 evaluate
says "stdin: "
printf '' | run 2 train-vocab out.model
says "stdin: "
! grep -rqE 'albert-[A-Za-z0-9]{6}/' "$work/out" "$work/err" || fail "names a scratch path: $(cat "$work/err")"
finish
