#!/bin/sh
# embed_test.sh ALBERT: forms and formats of `albert embed`, and its NumPy files. What its numbers
# must be, golden_embed checks; what all record commands promise, records_test.sh.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"
sentences=$root/test/fixtures/heads/st-max-dense

# Three formats in, three out.
run 0 embed --json "It rained." "So we stayed."
lines 2
silent
cp "$work/out" "$work/expected"
printf 'It rained.\nSo we stayed.\n' | run 0 embed --json
same "$work/out" "$work/expected" "lines give other vectors"
printf '{"text": "It rained."}\n{"text": "So we stayed."}\n' |
  run 0 embed --json --input-format jsonl
same "$work/out" "$work/expected" "JSON gives other vectors"
printf '{"id": 7, "text": "It rained.", "pair": "x", "class": [1]}\n' |
  run 0 embed --json --input-format jsonl
sed 's/{"embedding"/{"id": 7, "pair": "x", "class": [1], "embedding"/; q' "$work/expected" >"$work/line"
same "$work/out" "$work/line" "the id and unread fields are lost"
run 0 embed --tsv "It rained." "So we stayed."
[ "$(awk -F '\t' 'NR == 1 { print NF }' "$work/out")" -eq 16 ] || fail "16 columns"
tr '\t' ' ' <"$work/out" | sed 's/ /, /g; s/^/{"embedding": [/; s/$/]}/' >"$work/as_json"
same "$work/as_json" "$work/expected" "TSV has other numbers"
run 0 embed "It rained."
grep -qE '^(-?[0-9]+\.[0-9]{6} ){15}-?[0-9]+\.[0-9]{6}$' "$work/out" || fail "$(cat "$work/out")"
printf 'a\tb\n' | run 1 embed
says "stdin:1: has 2 columns, not TEXT"
printf 'a\tb\n' | run 0 embed --input-format text

# The same bytes in any batch and on any number of threads.
seq 1 200 | sed 's/.*/line & is here, and & is its number/' >"$work/text"
run 0 embed --json --threads 1 "$work/text"
cp "$work/out" "$work/expected"
for options in "--threads 2" "--batch-tokens 1" "--batch-tokens 50 --threads 2"; do
  # shellcheck disable=SC2086
  run 0 embed --json $options "$work/text"
  same "$work/out" "$work/expected" "$options gives other bytes"
done
run 0 embed --json --shard 1/2 "$work/text"
sed -n 'n;p' "$work/expected" >"$work/half"
same "$work/out" "$work/half" "--shard"

# Pooling, layers, tokens.
run 0 embed --json --tokens "a b"
prints '{"tokens": ["[CLS]", "▁a", "▁b", "[SEP]"], "embeddings": [['
"$albert" embed --json --pooling cls "a b" | sed 's/.*\[//; s/\].*//' >"$work/first"
sed 's/.*"embeddings": \[\[//; s/\].*//' "$work/out" >"$work/token"
same "$work/first" "$work/token" "cls is not the vector of the first token"
run 0 embed --tsv --tokens "a b"
lines 5
[ "$(awk -F '\t' 'NR == 2 { print $1, NF }' "$work/out")" = "▁a 17" ] || fail "a line per token"
run 0 embed --tokens --layer 2 "a b"
cp "$work/out" "$work/expected"
run 0 embed --tokens --layer -1 "a b"
same "$work/out" "$work/expected" "--layer -1 is not the last"
run 0 embed --tokens --layer 0 "a b"
! cmp -s "$work/out" "$work/expected" || fail "--layer 0 is the last"
run 2 embed --layer 3 "a b"
says "there is no layer 3; the model has 2"
run 2 embed --tokens --pooling max "a b"
run 2 embed --pooling median "a b"
run 0 embed --tsv --normalize "a b"
awk '{ for (i = 1; i <= NF; ++i) sum += $i * $i } END { exit sum < 0.99999 || sum > 1.00001 }' \
  "$work/out" || fail "--normalize: the length is not 1"

# Long texts: refused, or cut by the folder or as asked.
seq 1 100 | tr '\n' ' ' >"$work/long"
run 1 embed "$work/long"
says "more than the model's 64 positions; shorten or truncate it"
run 0 embed --json --truncate "$work/long"
prints '{"truncated": '
run 0 embed --json --max-length 8 "$work/long"
run 2 embed --max-length 100 "$work/long"
says "100 tokens are more than the model's 64 positions"
run 0 embed --json -m "$sentences" "$work/long"
prints '{"truncated": '
run 0 embed --json -m "$sentences" "A cat."
[ "$(tr ',' '\n' <"$work/out" | wc -l)" -eq 24 ] || fail "Dense is not applied"
run 0 embed --json -m "$sentences" --pooling mean "A cat."
[ "$(tr ',' '\n' <"$work/out" | wc -l)" -eq 40 ] || fail "--pooling does not replace the modules"
run 0 embed --json --pooling pooler "A cat."
run 3 embed -m "$sentences/1_Pooling" "A cat."

# NumPy files: header and rows after any end.
npy=$work/v.npy
shape() { # ROWS: of $npy, whose rows have 16 numbers
  head -c 127 "$npy" | tail -c +11 | grep -q "'shape': ($1, 16), } *$" ||
    fail "not $1 rows: $(head -c 128 "$npy" | tail -c +11)"
  [ "$(wc -c <"$npy")" -ge $((128 + 64 * $1)) ] || fail "$npy lacks rows"
}
run 0 embed --npy "$npy" "$work/text"
lines 0
shape 200
od -An -v -tf4 -w64 -j 128 "$npy" >"$work/rows"
[ "$(wc -l <"$work/rows")" -eq 200 ] || fail "200 rows"
"$albert" embed --tsv "$work/text" |
  paste - "$work/rows" | awk '{ for (i = 1; i <= 16; ++i) { d = $i - $(i + 16)
     if (d > 1e-6 || d < -1e-6) bad = 1 } } END { exit bad }' || fail "the file has other numbers"
run 0 embed --npy "$npy" --json "a" "b"
lines 2
shape 2
run 0 embed --npy "$npy" --tokens "a" "b c"
shape 7
: | run 0 embed --npy "$npy"
shape 0
printf 'a\nb\tc\nd\n' >"$work/bad"
run 1 embed --npy "$npy" "$work/bad"
shape 1
run 1 embed --npy "$npy" --on-error emit "$work/bad"
lines 0
says "has 2 columns"
shape 3
[ "$(od -An -v -tf4 -w64 -j 192 -N 64 "$npy" | grep -o nan | wc -l)" -eq 16 ] || fail "no row of NaN"
run 1 embed --npy "$npy" --on-error emit --json "$work/bad"
lines 3
gzip -c "$work/text" | head -c 400 >"$work/cut.gz"
run 4 embed --npy "$npy" "$work/cut.gz"
[ "$(wc -c <"$npy")" -gt 128 ] || fail "no rows of a damaged input"
seq 1 20000 | "$albert" embed --npy "$npy" --json -q 2>"$work/err" | head -n 1 >"$work/out"
lines 1
rows=$(head -c 127 "$npy" | tail -c +11 | sed "s/.*'shape': (\([0-9]*\), 16).*/\1/")
[ "$rows" -ge 1 ] || fail "a closed pipe leaves no rows"
shape "$rows"
mkfifo "$work/pipe"
"$albert" embed --npy "$npy" -q <"$work/pipe" &
process=$!
exec 3>"$work/pipe"
printf 'a\nb\n' >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do # the rows come although the input has not ended
  sleep 0.2
  [ "$(wc -c <"$npy")" -lt 256 ] || break
done
kill -9 "$process"
{ wait "$process" || true; } 2>"$work/err"
exec 3>&-
shape 2
echo "chapter one" >"$work/thesis"
run 2 embed --npy "$work/thesis" "a"
says "only NumPy files are replaced"
run 4 embed --npy "$work/none/v.npy" "a"
run 2 embed --npy /dev/full "a"
finish
