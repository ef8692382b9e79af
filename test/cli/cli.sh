# Sourced by the tests of this folder, with the path of the albert binary as $1.
# Defines $albert, an empty folder $work, $model (a tiny untrained model), and the checks below;
# a test ends with `finish`.
set -eu
albert=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
root=$(cd "$(dirname "$0")/../.." && pwd)
unset ALBERT_MODEL

fail() {
  echo "$(basename "$0"): $*"
  failed=1
}

finish() { exit "$failed"; }

make_model() {
  model=$work/model
  "$albert" init --V 16000 --E 8 --H 16 --L 2 --A 2 --P 64 --seed 1 "$model" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
  cp "$root/test/fixtures/tokenizer/spiece.model" "$model/"
}

# make_head_model HEAD [NAME]: $model is a random model with this --head, in $work/model-NAME (by
# default the head without its labels).
make_head_model() {
  model=$work/model-${2:-${1%%:*}}
  "$albert" init -q --E 8 --H 16 --L 2 --A 2 --P 64 --seed 1 --initializer-range 0.5 --head "$1" \
    --tokenizer builtin "$model"
}

# independent FILE ARGUMENTS...: the records of FILE get the same bytes with any number of threads, in
# any batch, order and shard. (Records have answers of one line.)
independent() {
  input=$1
  shift
  run 0 "$@" --threads 1 -f "$input"
  cp "$work/out" "$work/reference"
  for threads in 1 3; do
    for batch in 1 40 100000; do
      run 0 "$@" --threads $threads --batch-tokens $batch -f "$input"
      same "$work/out" "$work/reference" "$1: threads $threads, batch $batch change an answer"
    done
  done
  sort -r "$input" >"$work/reversed"
  run 0 "$@" --input-format jsonl -f "$work/reversed"
  sort "$work/out" >"$work/got"
  sort "$work/reference" >"$work/expected"
  same "$work/got" "$work/expected" "$1: the order of the records changes an answer"
  for shard in 0 1; do "$albert" "$@" --shard $shard/2 -f "$input"; done | sort >"$work/got"
  same "$work/got" "$work/expected" "$1: a shard changes an answer"
}

# run CODE ARGUMENTS...: runs albert on our stdin; stdout goes to $work/out, stderr to $work/err.
run() {
  code=$1
  shift
  got=0
  "$albert" "$@" >"$work/out" 2>"$work/err" || got=$?
  [ "$got" -eq "$code" ] || fail "albert $*: exit code $got, not $code: $(head -c 500 "$work/err")"
}

# prints TEXT: stdout contains it. says TEXT: stderr contains it. silent: stderr is empty.
prints() { grep -qF -e "$1" "$work/out" || fail "no '$1' in stdout: $(head -c 500 "$work/out")"; }
says() { grep -qF -e "$1" "$work/err" || fail "no '$1' in stderr: $(head -c 500 "$work/err")"; }
silent() { [ ! -s "$work/err" ] || fail "says on stderr: $(head -c 500 "$work/err")"; }
lines() {
  [ "$(wc -l <"$work/out")" -eq "$1" ] || fail "$(wc -l <"$work/out") lines of output, not $1"
}

# number KEY [FILE]: a member of the JSON object in FILE (stdout). near A B [D]: they differ by D at most
# (1e-5).
number() { sed -n "s/.*\"$1\": \{0,1\}\([^,}]*\).*/\1/p" "${2:-$work/out}"; }
near() {
  awk -v a="$1" -v b="$2" -v d="${3:-1e-5}" 'BEGIN { exit !(a != "" && a - b <= d && b - a <= d) }'
}

same() { cmp -s "$1" "$2" || fail "$3: $(diff "$1" "$2" | head -n 5 | cut -c 1-300)"; }
