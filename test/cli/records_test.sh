#!/bin/sh
# records_test.sh ALBERT: all record commands: one answer per record, in order, independent of other
# records; bad records, unusual bytes, broken outputs and exit codes.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"

# --- order, and independence of threads, batches and other records ---
awk 'BEGIN {
  srand(7)
  for (i = 0; i < 300; ++i) {
    line = "record " i
    for (n = int(rand() * 20); n > 0; --n) line = line " word" int(rand() * 50)
    print line " is [MASK] ." (i % 3 ? "" : "\tand [MASK] too")
  }
}' >"$work/in"
run 0 fill-mask --json -f "$work/in" --threads 1
lines 300
silent
cp "$work/out" "$work/reference"
sed 's/.*"text": "record \([0-9]*\) .*/\1/' "$work/reference" >"$work/numbers"
seq 0 299 >"$work/expected"
same "$work/numbers" "$work/expected" "answers are out of order"
for threads in 1 2 5; do
  for batch in 1 50 100000; do
    run 0 fill-mask --json --threads $threads --batch-tokens $batch <"$work/in"
    same "$work/out" "$work/reference" "threads $threads, batch $batch change an answer"
  done
done
run 0 fill-mask --json <<EOF
$(sort "$work/in")
EOF
sort "$work/out" >"$work/sorted"
sort "$work/reference" >"$work/expected"
same "$work/sorted" "$work/expected" "the order of the records changes an answer"
: >"$work/single"
head -n 10 "$work/in" >"$work/few"
while IFS= read -r line; do
  "$albert" fill-mask --json --file - <<EOF >>"$work/single"
$line
EOF
done <"$work/few"
head -n 10 "$work/reference" >"$work/expected"
same "$work/single" "$work/expected" "a record alone is answered differently"

# --- shards ---
for shard in 0 1 2; do
  "$albert" fill-mask --json --shard $shard/3 <"$work/in" >"$work/shard$shard"
done
paste -d '\n' "$work/shard0" "$work/shard1" "$work/shard2" >"$work/merged"
same "$work/merged" "$work/reference" "the shards do not make up the whole"
seq 0 2 | xargs -P 2 -I '{}' sh -c '"$1" fill-mask --json --shard {}/3 -f "$2" >"$3/parallel{}"' \
  sh "$albert" "$work/in" "$work"
cat "$work"/parallel? >"$work/merged"
cat "$work"/shard? >"$work/expected"
same "$work/merged" "$work/expected" "shards run by xargs differ"

# --- sources and line ends ---
run 0 fill-mask --json "[MASK]" -f "$work/few"
lines 11
prints '"text": "[MASK]"'
run 0 fill-mask --json "$work/few" - <"$work/few"
lines 20
sed 's/$/\r/' "$work/few" | head -c -2 >"$work/crlf"
run 0 fill-mask --json "$work/crlf"
head -n 10 "$work/reference" >"$work/expected"
same "$work/out" "$work/expected" "CRLF or a missing last line end change an answer"
printf '' | run 0 fill-mask --json
lines 0
silent
run 0 fill-mask --json --input-format jsonl <<'EOF'
{"text": "a [MASK]", "pair": "b [MASK]", "id": {"x": 1.50}}
{"id": "two", "text": "[MASK]\n\u0000"}
EOF
lines 2
prints '{"id": {"x": 1.50}, "text": "a [MASK]", "pair": "b [MASK]", "predictions": [[{"score": '
prints '{"id": "two", "text": "[MASK]\n\u0000"'

# --- bad records ---
printf 'a [MASK]\nnothing\nb [MASK]\n' >"$work/bad"
run 1 fill-mask --json "$work/bad"
lines 1
says "$work/bad:2: has no [MASK]"
run 1 fill-mask --json --on-error emit <"$work/bad"
lines 3
prints '{"error": "has no [MASK]"}'
says "stdin:2: has no [MASK]"
run 1 fill-mask --tsv --on-error emit <"$work/bad"
lines 3
[ -z "$(sed -n 2p "$work/out")" ] || fail "an error is not an empty line of TSV"
printf '\n\n' | run 1 fill-mask --json --on-error emit
lines 2
says "stdin:2: has no [MASK]"
run 1 fill-mask "a [MASK]" "b"
says "argument:2: has no [MASK]"
printf '{"id": 7, "text": 1}\nnonsense\n' |
  run 1 fill-mask --json --on-error emit --input-format jsonl
prints '{"id": 7, "error": "'\''text'\'' is not a string"}'
prints '{"error": "is not a JSON object"}'
printf 'a\tb\tc\n' | run 1 fill-mask
says 'stdin:1: has 3 columns'

# --- any bytes ---
printf 'a \377\300\200 [MASK]\n\000[MASK]\000\n\355\240\200[MASK]\r\n[MASK]\001\033\n' >"$work/odd"
run 0 fill-mask --json <"$work/odd"
lines 4
prints '"text": "\u0000[MASK]\u0000"'
iconv -f UTF-8 -t UTF-8 "$work/out" >"$work/valid" || fail "invalid UTF-8 in JSON"
head -c 200000 /dev/urandom >"$work/random"
echo >>"$work/random"  # ends the last line, or makes one
run 1 fill-mask --json --on-error emit "$work/random"
lines "$(wc -l <"$work/random")"

# --- long records ---
awk 'BEGIN { for (i = 0; i < 1000000; ++i) printf "ten bytes "; print "[MASK]" }' >"$work/long"
run 0 fill-mask --json "$work/long" "$work/few"
lines 11
run 1 sop-score --json --on-error emit "$(head -c 1000 "$work/long")" "b"
says "argument:1: has "
says "more than the model's 64 positions"
run 1 fill-mask --truncate "$work/long"
says "1 of 1 [MASK] lie beyond the 64 tokens that truncation keeps"
run 0 fill-mask --truncate --json "[MASK] $(head -c 1000 "$work/long")"
prints '"truncated": '
awk 'BEGIN { for (i = 0; i < 5000; ++i) printf "[MASK]"; print "" }' >"$work/masks"
run 0 fill-mask --tsv -k 1 "$work/masks"
[ "$(awk -F '\t' '{ print NF }' "$work/out")" -eq 10000 ] || fail "5000 masks are not filled"

# --- broken outputs ---
got=0
"$albert" fill-mask --json "$work/in" >/dev/full 2>"$work/err" || got=$?
[ "$got" -eq 4 ] || fail "a full device exits $got"
says "No space left on device"
got=0
"$albert" --help >/dev/full 2>"$work/err" || got=$?
[ "$got" -eq 4 ] || fail "--help to a full device exits $got"
{
  got=0
  "$albert" fill-mask --json "$work/in" "$work/in" "$work/in" 2>"$work/err" || got=$?
  echo "$got" >"$work/status"
} | head -n 1 >"$work/out"
lines 1
silent
[ "$(cat "$work/status")" -eq 0 ] || fail "a closed pipe exits $(cat "$work/status")"
got=0
"$albert" fill-mask --json "[MASK]" >&- 2>"$work/err" || got=$?
[ "$got" -eq 4 ] || fail "a closed stdout exits $got"

# --- answers come when the input pauses ---
mkfifo "$work/to" "$work/from"
timeout 60 "$albert" fill-mask --tsv <"$work/to" >"$work/from" &
exec 3>"$work/to" 4<"$work/from"
for word in one two; do
  echo "$word [MASK]" >&3
  IFS= read -r answer <&4 || fail "no answer while the input is open"
  [ -n "$answer" ] || fail "an empty answer"
done
exec 3>&- 4<&-
wait || fail "the interactive run failed"

# --- exit codes ---
run 2
run 2 fill-mask --no-such-option
says 'no-such-option'
run 2 fill-mask --shard 3/3 x
run 2 fill-mask --json --tsv x
run 2 no-such-command
run 4 fill-mask -f "$work/missing"
says "$work/missing: cannot open: No such file or directory"
run 3 fill-mask -m "$work/missing" "[MASK]"
says "$work/missing: is missing"
run 0 --help
prints 'fill-mask'
run 0 fill-mask --help
prints '--batch-tokens'
(
  unset ALBERT_MODEL
  run 0 fill-mask -k 1 "a [MASK]"
  cp "$work/out" "$work/unnamed"
  run 0 fill-mask -k 1 -m builtin "a [MASK]"
  same "$work/out" "$work/unnamed" "without a name it is another model than the built-in one"

  # Its answers: README's example in every format, int8 by default, and a clear pair.
  run 0 fill-mask -k 1 "The album was [MASK] in 1998."
  prints "released  the album was released in 1998."
  cp "$work/out" "$work/unnamed"
  run 0 fill-mask -k 1 --dtype int8 "The album was [MASK] in 1998."
  same "$work/out" "$work/unnamed" "the built-in model does not run in int8"
  for dtype in f32 bf16 bf16x3 auto; do
    run 0 fill-mask -k 1 --dtype $dtype "The album was [MASK] in 1998."
    prints "released"
  done
  exit "$failed"
) || failed=1
finish
