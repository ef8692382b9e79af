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
same() { cmp -s "$1" "$2" || fail "$3: $(diff "$1" "$2" | head -n 5 | cut -c 1-300)"; }
