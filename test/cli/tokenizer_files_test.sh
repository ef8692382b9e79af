#!/bin/sh
# tokenizer_files_test.sh ALBERT: folders with added tokens, padded embeddings, another tokenizer's
# class or vocabulary, in every command that reads them.
. "$(dirname "$0")/cli.sh"
fixtures=$root/test/fixtures/compatibility

# Case 2: tokenizer.json alone, in every command; carried and written by convert.
json=$fixtures/tokenizer-json-only
run 0 tokenize --ids -m "$json" 'The cat, (the dog) [MASK]!'
prints '2 7 5 6 30 14 1 9 1 11 5 6 9 13 19 33 1 4 9 1 3'
run 0 tokenize --ids -m "$json/tokenizer.json" 'the cat'
run 0 fill-mask --tsv -k 2 -m "$json" 'the [MASK]'
run 0 sop-score --tsv -m "$json" 'the cat	a dog'
run 0 init "$work/of-json" --E 4 --H 8 --L 1 --A 2 --P 32 --tokenizer "$json"
run 0 tokenize --ids -m "$work/of-json" 'the cat'
run 0 pretrain "$work/trained-json" --from "$json" --text "$fixtures/padded-embeddings/text.txt" \
  --steps 1 --batch 2 --seq 16 --quiet
run 0 tokenize --ids -m "$work/trained-json" 'the cat'
run 0 convert "$json" "$work/of-json-only"
cmp -s "$json/tokenizer.json" "$work/of-json-only/tokenizer.json" || fail 'tokenizer.json carried'
run 0 convert --tokenizer-json "$fixtures/added-tokens" "$work/with-json"
says 'spiece.model, tokenizer_config.json, added_tokens.json, tokenizer.json'
for file in spiece.model tokenizer.json added_tokens.json; do
  [ -f "$work/with-json/$file" ] || fail "--tokenizer-json: no $file"
done
grep -q '"tokenizer_class": "AlbertTokenizer"' "$work/with-json/tokenizer_config.json" ||
  fail '--tokenizer-json states the class'
run 0 tokenize --ids -m "$work/with-json/tokenizer.json" 'the <ent> saw a gizmo'
run 0 tokenize --ids -m "$work/with-json" 'the <ent> saw a gizmo'
prints '2 7 5 6 42 16 40 28 17 43 3'
rm "$work/with-json/spiece.model" "$work/with-json/added_tokens.json"
run 0 tokenize --ids -m "$work/with-json" 'the <ent> saw a gizmo'
prints '2 7 5 6 42 16 40 28 17 43 3'
mkdir "$work/unknown"
echo '{"version": "1.0", "normalizer": {"type": "Foo"}, "added_tokens": [], "model": {}}' \
  > "$work/unknown/tokenizer.json"
run 3 tokenize -m "$work/unknown" the
says "normalizer 'Foo' is not supported"

# Case 3: tokens added in fine-tuning.
run 0 tokenize --ids -m "$fixtures/added-tokens" 'the <ent> saw a gizmo'
prints '2 7 5 6 42 16 40 28 17 43 3'
run 0 tokenize --decode -m "$fixtures/added-tokens" '42 43'
prints '<ent> gizmo'
run 0 fill-mask --json -k 44 -m "$fixtures/added-tokens" 'the [MASK]'
prints '"token": 42, "token_str": "<ent>", "sequence": "the"'
prints '"token": 43, "token_str": "gizmo", "sequence": "the gizmo"'
run 0 fill-mask --tsv -m "$fixtures/added-tokens" --targets '<ent>,gizmo' 'the [MASK]'
silent
prints '<ent>'
prints 'gizmo'
"$albert" convert "$fixtures/added-tokens" "$work/converted" 2> /dev/null
run 0 tokenize --ids -m "$work/converted" 'a gizmo'
prints '2 17 43 3'
printf '%s\n' 'the <ent> saw a gizmo and the cat' 'the dog ran to the gizmo' > "$work/text"
run 0 pretrain "$work/trained" --from "$fixtures/added-tokens" --text "$work/text" --steps 1 \
  --batch 2 --seq 16 --quiet
run 0 tokenize --ids -m "$work/trained" 'a gizmo'
prints '2 17 43 3'
run 0 init "$work/fresh" --E 4 --H 8 --L 1 --A 2 --P 32 --tokenizer "$fixtures/added-tokens"
grep -q '"vocab_size": 44' "$work/fresh/config.json" || fail 'V follows the added tokens'

# Case 12: rows after the vocabulary are accepted in training and never answers.
run 0 pretrain "$work/padded" --from "$fixtures/padded-embeddings" \
  --text "$fixtures/padded-embeddings/text.txt" --steps 2 --batch 2 --seq 16 --quiet
for model in "$fixtures/padded-embeddings" "$work/padded"; do
  run 0 fill-mask --tsv -k 100 -m "$model" 'the [MASK]'
  [ "$(tr '\t' '\n' < "$work/out" | wc -l)" -eq 84 ] || fail "$model: not its 42 tokens"
done

# A vocabulary with more pieces than the model has rows.
cp -r "$fixtures/base-model" "$work/more"
echo '{"<ent>": 42}' > "$work/more/added_tokens.json"
run 3 fill-mask -m "$work/more" 'the [MASK]'
says 'the tokenizer has 43 pieces, the model only 42 word embeddings'
run 3 pretrain "$work/none" --from "$work/more" --text "$work/text" --steps 1 --batch 2 --seq 16
says 'the tokenizer has 43 pieces, the model only 42 word embeddings'

# Case 29: a blank last line of vocab.txt.
run 0 fill-mask --tsv -k 1 -m "$fixtures/vocab-blank-last-line" '今天[MASK]'

# Case 4: another tokenizer's class.
run 3 tokenize -m "$fixtures/tokenizer-class-ignored" 今天
says "tokenizer_class 'BertJapaneseTokenizer' is not supported"
says '--tokenizer-class'
run 0 tokenize -m "$fixtures/tokenizer-class-ignored" --tokenizer-class bert 今天
prints '[CLS] 今 天 [SEP]'
for command in fill-mask sop-score evaluate; do
  cp -r "$fixtures/base-model" "$work/$command"
  echo '{"tokenizer_class": "T5Tokenizer"}' > "$work/$command/tokenizer_config.json"
  run 3 $command -m "$work/$command" "$work/text"
  says "tokenizer_class 'T5Tokenizer' is not supported"
done
run 0 fill-mask -m "$work/fill-mask" --tokenizer-class albert --tsv 'the [MASK]'
run 3 init "$work/t5" --E 4 --H 8 --L 1 --A 2 --tokenizer "$work/fill-mask"
says "tokenizer_class 'T5Tokenizer' is not supported"
run 0 init "$work/t5" --E 4 --H 8 --L 1 --A 2 --tokenizer "$work/fill-mask" \
  --tokenizer-class albert
run 0 tokenize -m "$work/t5" 'the cat'
run 3 make-data "$work/data" --tokenizer "$work/fill-mask" --text "$work/text"
says "tokenizer_class 'T5Tokenizer' is not supported"
run 3 pretrain "$work/none" --from "$work/fill-mask" --text "$work/text" --steps 1
says "tokenizer_class 'T5Tokenizer' is not supported"

# Unknown components are not ignored.
sed '1s/{/{ "casing": "lower",/' "$root/test/fixtures/compatibility/tokenizer-json-only/tokenizer.json" \
  >"$work/tokenizer.json"
run 3 tokenize -m "$work/tokenizer.json" the
says "the component 'casing' is not supported"

# Case 37: sentencepiece's .vocab instead of the model.
mkdir "$work/vocab"
printf '<unk>\t0\n<s>\t0\n</s>\t0\n▁the\t-3.2\n' > "$work/vocab/vocab.txt"
run 3 tokenize -m "$work/vocab" the
says 'the .model file beside it'
says 'the list of pieces that sentencepiece writes'

finish
