#!/bin/sh
# texts_test.sh ALBERT: texts in other encodings, compressed, as JSON: they are read as what they
# are, and suspicious input gives one warning.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"
inputs=$root/test/fixtures/compatibility

# reads FILE TEXT...: the records of FILE are these texts.
reads() {
  file=$1
  shift
  for text in "$@"; do printf '%s\n' "$text"; done >"$work/plain.txt"
  run 0 tokenize "$work/plain.txt"
  cp "$work/out" "$work/plain"
  run 0 tokenize "$file"
  same "$work/out" "$work/plain" "$file is read as something else"
}
# warns TEXT: stderr has it, in one line of one.
warns() {
  says "$1"
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "more is said: $(cat "$work/err")"
}

# --- encodings (fixture text-utf16) ---
iconv -f UTF-16 -t UTF-8 "$inputs/text-utf16/texts.txt" >"$work/utf8.txt"
run 0 fill-mask --json "$work/utf8.txt"
cp "$work/out" "$work/expected"
run 0 fill-mask --json -f "$inputs/text-utf16/texts.txt"
same "$work/out" "$work/expected" "UTF-16 is read as something else"
silent
run 0 fill-mask --json <"$inputs/text-utf16/texts.txt"
same "$work/out" "$work/expected" "UTF-16 on stdin is read as something else"
for encoding in UTF-16LE UTF-16BE UTF-32LE UTF-32BE; do
  iconv -f UTF-8 -t $encoding "$work/utf8.txt" >"$work/$encoding.txt"
  run 0 fill-mask --json "$work/$encoding.txt" --encoding $encoding
  same "$work/out" "$work/expected" "$encoding is read as something else"
  silent
done
run 0 tokenize "$work/UTF-16LE.txt"
warns "albert: warning: $work/UTF-16LE.txt:1: has zero bytes as UTF-16 and UTF-32 have, but no byte-order mark (--encoding utf-16le converts it)"
printf 'caf\351\nna\357ve\n' >"$work/latin1.txt"
reads "$work/latin1.txt" "caf$(printf '\357\277\275')" "na$(printf '\357\277\275')ve"
warns "albert: warning: $work/latin1.txt:1: is not UTF-8"
run 0 tokenize "$work/latin1.txt" --encoding latin1
silent
prints 'cafe'
run 0 tokenize <"$work/latin1.txt"
warns "albert: warning: stdin:1: is not UTF-8"
run 0 tokenize --quiet <"$work/latin1.txt"
silent
run 0 tokenize "$work/latin1.txt" "$work/latin1.txt"
[ "$(wc -l <"$work/err")" -eq 2 ] || fail "not one warning per file"
printf 'one\n\304\343\272\303\n' >"$work/gbk.txt"
run 0 tokenize --encoding gbk --json "$work/gbk.txt"
silent
printf 'one\n\377two\n' >"$work/gbk.txt"
run 0 tokenize --encoding gbk "$work/gbk.txt"
warns "albert: warning: $work/gbk.txt:2: has bytes that are invalid in gbk"
run 2 tokenize --encoding klingon x
says "unknown encoding 'klingon'"
says "see 'albert tokenize --help'"
run 2 tokenize --encoding gbk//IGNORE x

# --- JSON (fixtures json-lines-named-json, jsonl-blank-last-line) ---
run 0 fill-mask --json "$inputs/json-lines-named-json/test.json"
lines "$(grep -c . "$inputs/json-lines-named-json/test.json")"
silent
run 0 fill-mask --json "$inputs/jsonl-blank-last-line/t.jsonl"
lines 1
silent
printf '{"text": "a"}\n{"text": "b"}\n' >"$work/objects"
run 0 tokenize "$work/objects"
warns "$work/objects:1: looks like JSON, but lines are read as text (--input-format jsonl reads an object a line, json an array of them)"
run 0 tokenize <"$work/objects"
warns "stdin:1: looks like JSON"
run 0 tokenize '{"text": "a"}'
warns "argument:1: looks like JSON"
run 0 tokenize --input-format text "$work/objects"
silent
run 0 tokenize --input-format jsonl "$work/objects"
silent
printf '[{"text": "a", "id": 1},\n {\n"text": "b"}]\n' >"$work/array.json"

run 0 tokenize --json "$work/array.json"
lines 2
prints '{"id": 1, "tokens": '
printf 'just text\n' >"$work/text.json"
run 1 tokenize "$work/text.json"
says "$work/text.json:1: is not a JSON object (the name of the file says JSON; --input-format text reads any lines)"
run 0 tokenize --input-format text "$work/text.json"
printf '{"id": "\\ud83d", "text": "a \\ud83d [MASK]"}\n' >"$work/half.jsonl"
run 0 fill-mask --json "$work/half.jsonl"
prints '{"id": "\ud83d", "text": "a '"$(printf '\357\277\275')"' [MASK]"'
printf 'a\tb\tc\n' >"$work/three.tsv"
run 1 tokenize "$work/three.tsv"
says "$work/three.tsv:1: has 3 columns"

# --- compressed texts ---
compressed=
for tool in gzip xz zstd; do
  command -v $tool >/dev/null || continue
  compressed="$compressed $tool"
  $tool -c <"$work/utf8.txt" >"$work/$tool"
  cat "$work/$tool" "$work/$tool" >"$work/$tool.twice"
  cat "$work/expected" "$work/expected" >"$work/expected.twice"
  run 0 fill-mask --json -f "$work/$tool"
  same "$work/out" "$work/expected" "$tool: is read as something else"
  run 0 fill-mask --json <"$work/$tool.twice"
  same "$work/out" "$work/expected.twice" "$tool: two members are read as something else"
  silent
  head -c $(($(wc -c <"$work/$tool") - 5)) "$work/$tool" >"$work/cut"
  run 4 fill-mask --json "$work/cut"
  says "$work/cut: is truncated: its "
  cat "$work/$tool" "$work/utf8.txt" >"$work/more"
  run 4 fill-mask --json "$work/more"
  says "$work/more: its "
done
[ -n "$compressed" ] || echo "texts_test.sh: skipped compressed texts: no gzip, xz or zstd here"
cp "$work/gzip" "$work/t.txt.gz" 2>/dev/null || :
if [ -s "$work/t.txt.gz" ]; then
  gzip -c "$work/objects" >"$work/objects.jsonl.gz"
  reads "$work/objects.jsonl.gz" a b
  # Answers come while the input pauses, whatever it is made of.
  mkfifo "$work/to" "$work/from"
  timeout 60 "$albert" fill-mask --tsv <"$work/to" >"$work/from" &
  exec 3>"$work/to" 4<"$work/from"
  for word in one two; do
    echo "$word [MASK]" | gzip -c >&3
    IFS= read -r answer <&4 || fail "no answer while the input is open"
    [ -n "$answer" ] || fail "an empty answer"
  done
  exec 3>&- 4<&-
  wait || fail "the interactive run failed"
fi
# --- training text ---
head -n 40 "$root/docs/cli.md" >"$work/book.txt"
iconv -f UTF-8 -t UTF-16 "$work/book.txt" >"$work/book.utf16"
gzip -c "$work/book.txt" >"$work/book.gz"
iconv -f UTF-8 -t UTF-16LE "$work/book.txt" >"$work/book.utf16le"
run 0 evaluate -m "$model" --max-length 32 --json --text "$work/book.txt"
cp "$work/out" "$work/evaluated"
run 0 make-data --tokenizer "$model" --max-length 32 --text "$work/book.txt" "$work/examples" -q
for kind in utf16 gz utf16le; do
  encoding=
  [ $kind != utf16le ] || encoding="--encoding utf-16le"
  # shellcheck disable=SC2086
  run 0 evaluate -m "$model" --max-length 32 --json --text "$work/book.$kind" $encoding
  same "$work/out" "$work/evaluated" "evaluate reads $kind as something else"
  # shellcheck disable=SC2086
  run 0 make-data --tokenizer "$model" --max-length 32 "$work/examples.$kind" -q $encoding \
    --text - <"$work/book.$kind"
  same "$work/examples.$kind" "$work/examples" "make-data reads $kind as something else"
done
run 0 pretrain "$work/trained" -m "$model" --text "$work/book.gz" --held-out "$work/book.utf16" \
  --max-length 32 --steps 1 --batch 2 -q
silent
run 0 evaluate -m "$model" --max-length 32 - <"$work/latin1.txt"
says "albert: warning: stdin:1: is not UTF-8"
printf '[{"text": "the [MASK]"},\n {"text": "a [MASK]"}]\n' >"$work/array.txt"
run 0 tokenize -m "$model" "$work/array.txt"
says "array.txt:1: looks like JSON"
cp "$work/array.txt" "$work/array.jsonl"
run 1 tokenize -m "$model" "$work/array.jsonl"
says "array.jsonl:1: is a JSON array, not an object (--input-format json reads arrays of objects)"
printf '[MASK] stands here\n[{] too\n' | run 0 tokenize -m "$model"
silent
for name in UPPER.JSONL UPPER.JSONL.GZ; do
  echo '{"text": "the", "id": 7}' >"$work/$name"
  run 0 tokenize -m "$model" --json "$work/$name"
  prints '"id": 7'
done
head -c 100 "$work/book.gz" | run 4 evaluate -m "$model" -
says "stdin: is truncated: its gzip data does not end"
printf '{"text": "one"}\n{"text": "two"}\n' | run 0 evaluate -m "$model" --max-length 32 --text -
says "warning: stdin:1: looks like JSON, but lines are read as text (give the text alone"
printf 'PK\003\004 and more\n' >"$work/zip"
run 4 tokenize "$work/zip"
says "$work/zip: is a zip archive, not a text"
finish
