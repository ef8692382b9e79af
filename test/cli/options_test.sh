#!/bin/sh
# options_test.sh ALBERT: options of all commands: no option takes more than its value, misspelled
# names get a suggestion, every command has help, older names still work.
. "$(dirname "$0")/cli.sh"
make_model
export ALBERT_MODEL="$model"
commands=$("$albert" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p; s/^  \([a-z][a-z-]*\)$/\1/p')
[ "$(echo "$commands" | wc -w)" -ge 15 ] || fail "few commands are listed: $commands"

# --- options before and after arguments (fixture option-swallows-argument) ---
run 0 init --preset albert-base "$work/preset" --seed 3 --L 1 --V 50 -q
silent
[ -s "$work/preset/model.safetensors" ] || fail "init took the folder for something else"
run 0 init --E 4 --H 64 --L 1 "$work/shape" --quiet --V 50
silent
run 0 init --E 4 --H 64 "$work/shape2" --L=1 --V 50 --quiet
run 0 params --H 64,128 --json --L 1 --sharing all,none -m "$work/shape"
lines 4
run 0 bench --seq 2,4 --batch 1 --threads 1 --dtype f32 --seconds 0 -m "$work/shape" --json
lines 2
run 2 init --E 4 --H 64 --L 1
says "folder is required"
run 2 init "$work/a" "$work/b" --H 64
says "unexpected argument '$work/b'"
says "see 'albert init --help'"

# --- the comma as a target (fixture targets-comma) ---
for targets in "--targets ," "--targets=," "--target ," "--target=,"; do
  # shellcheck disable=SC2086
  run 0 fill-mask --tsv $targets "the cat [MASK] the dog"
  lines 1
  prints ','
done
run 0 fill-mask --json --targets ',,.,?' "the cat [MASK] the dog" -q
prints '"token_str": ","'
prints '"token_str": "."'
prints '"token_str": "?"'
run 0 fill-mask --json --target , "the cat [MASK] the dog" --target . --targets '?,!' -q
[ "$(grep -o token_str "$work/out" | wc -l)" -eq 4 ] || fail "four targets are not four answers"
run 0 fill-mask --targets=, -q --json "the [MASK] dog"
lines 1
run 2 fill-mask --targets "a,,b" "[MASK]"
says "--target ,"
run 2 fill-mask --targets -q "[MASK]"
says "option '--targets' needs a value"
run 2 fill-mask --targets -- "[MASK]"
says "option '--targets' needs a value"
run 2 fill-mask "[MASK]" --model
says "option '--model' needs a value"

# --- the last of a repeated option counts ---
run 0 fill-mask -k 3 --json "[MASK]" --top-k 1 -q -q
[ "$(grep -o token_str "$work/out" | wc -l)" -eq 1 ] || fail "the last --top-k does not count"
run 0 fill-mask -k1 -m "$work/missing" -qm "$model" --dtype int8 --dtype f32 "[MASK]"
run 0 params --preset albert-base --seq 128 --seq 64 --json
prints '"sequence_length": 64'

# --- misspelled names ---
run 2 fill-mask --treads 4 "[MASK]"
says "albert: unknown option '--treads'; did you mean '--threads'?"
says "see 'albert fill-mask --help'"
run 2 fill-mask --top_k=4 "[MASK]"
says "unknown option '--top_k'; did you mean '--top-k'?"
run 2 init --sed 4
says "unknown option '--sed'; did you mean '--seed'?"
run 2 fil-mask "[MASK]"
says "albert: unknown command 'fil-mask'; did you mean 'fill-mask'?"
says "see 'albert --help'"
run 2 help fill_mask
says "did you mean 'fill-mask'?"
run 2 man no-such-command
says "unknown command 'no-such-command'"
run 2 --treads 4 fill-mask
says "unknown option '--treads' (options of a command follow its name)"
run 2 fill-mask --frobnicate "[MASK]"
says "unknown option '--frobnicate'"
! grep -q "did you mean" "$work/err" || fail "a far-fetched name is suggested"
run 2 fill-mask --top-k abc "[MASK]"
says "see 'albert fill-mask --help'"
run 2 fill-mask --input-format xml
says "xml"

# --- at most one thread per processor ---
for command in "fill-mask -k 1" "tokenize"; do
  # shellcheck disable=SC2086
  run 0 $command --threads 100000 "[MASK]"
done
run 0 bench --threads 4096 --preset albert-base --batch 1 --seq 2 --seconds 0 --json
run 0 tokenize --threads 3000000000 "[MASK]"
run 2 fill-mask --threads -1 "[MASK]"
says "--threads: '-1' is not a value that it takes"

# --- help and version everywhere ---
run 2
says "Usage: albert COMMAND"
run 0 --help
cp "$work/out" "$work/help"
run 0 help
same "$work/out" "$work/help" "help and --help differ"
run 0 -h
same "$work/out" "$work/help" "-h and --help differ"
run 0 --version
cp "$work/out" "$work/version"
run 0 -V
same "$work/out" "$work/version" "-V and --version differ"
for command in $commands; do
  run 0 "$command" --help
  cp "$work/out" "$work/help"
  prints "Usage: albert $command"
  run 0 "$command" -h
  same "$work/out" "$work/help" "$command: -h and --help differ"
  run 0 help "$command"
  same "$work/out" "$work/help" "$command: help and --help differ"
  for version in -V --version; do
    run 0 "$command" $version
    same "$work/out" "$work/version" "$command: no $version"
  done
  for width in 50 80 120; do
    COLUMNS=$width "$albert" "$command" --help >"$work/out"
    sed '/^Examples:/,$d' "$work/out" | awk -v width=$width -v command="$command" '
      { line = $0; gsub(/[\200-\277]/, "", line) }
      length(line) > width && !/^ *-?-?[^ ]*( [^ ]*)*$/ { print command ": too wide: " $0; bad = 1 }
      END { exit bad }' || fail "$command --help does not fit $width columns"
  done
done

# --- help of commands ---
for option in --help -h; do
  run 2 fil-mask $option
  says "unknown command 'fil-mask'; did you mean 'fill-mask'?"
  run 0 convert $option
  prints 'albert convert [OPTION...] SOURCE [TARGET]'
done
run 2 fill-mask -k
says "option '-k' needs a value"
says "see 'albert fill-mask --help'"

# --- older names of options ---
run 0 make-data "$work/examples" --tokenizer "$model" --text "$root/README.md" --seq 32 -q --window 1
run 0 pretrain "$work/trained" --from "$model" --data "$work/examples" --steps 1 --batch 2 \
  --seq 32 --tokens-at-once 64 -q
run 0 evaluate -m "$work/trained" --seq 32 --examples 2 "$root/README.md" -q
run 0 evaluate -m "$work/trained" --seq 32 --examples 2 --text "$root/README.md" -q
cp "$work/out" "$work/expected"
run 0 evaluate -m "$work/trained" --max-length 32 --examples 2 "$root/README.md" -q
same "$work/out" "$work/expected" "evaluate: --text and an argument differ"
run 0 inspect -m "$model" -q
run 2 inspect
says "no model is given"
finish
