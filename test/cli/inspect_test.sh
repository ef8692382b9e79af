#!/bin/sh
# inspect_test.sh ALBERT: what `albert inspect` says of a model, in both formats and of its tensors, and
# how it refuses what is not one.
. "$(dirname "$0")/cli.sh"
make_model

# tensor NAME REST: a row of the table.
tensor() { grep -q "^$1$2" "$work/out" || fail "no row '$1$2': $(grep -F "$1" "$work/out")"; }

run 0 inspect "$model"
prints "container   safetensors"
prints "sizes       E 8  H 16  L 2  A 2"
prints "heads       pooler, mlm, sop"
tensor albert.embeddings.word_embeddings.weight " *f32 *\[16000, 8\] *mapped"
cp "$work/out" "$work/text"
run 0 inspect --json "$model"
[ "$(wc -l <"$work/out")" -eq 1 ] || fail "JSON of more than one line"
prints '"heads": ["pooler", "mlm", "sop"]'
digest=$(sed -n 's/^digest *sha256 //p' "$work/text")
[ ${#digest} -eq 64 ] || fail "no digest: $(cat "$work/text")"
prints "$digest"
run 0 inspect "$model/model.safetensors"
prints "sha256 $digest"

# LayerNorm weights of a new model are ones.
run 0 inspect --stats "$model"
tensor albert.embeddings.LayerNorm.weight " *f32 *\[8\] *1 *1 *1 "

run 3 inspect "$work/nothing"
says "nothing"
echo text >"$work/text.txt"
run 3 inspect "$work/text.txt"
says "text.txt: is a text file, not a file of weights"
head -c 100 "$model/model.safetensors" >"$work/cut.safetensors"
run 3 inspect "$work/cut.safetensors"
says "cut.safetensors"
finish
