#!/bin/sh
# manual_test.sh ALBERT: the committed manual pages and completions are up to date, every command has
# its document, row and test, and the bash completion works.
. "$(dirname "$0")/cli.sh"

sh "$root/docs/regenerate.sh" "$albert" "$work/now"
for folder in docs/man docs/completions; do
  diff -r "$root/$folder" "$work/now/$folder" ||
    fail "$folder is out of date; run: sh docs/regenerate.sh $albert"
done

for page in "$work"/now/docs/man/*.1; do
  if command -v groff >/dev/null; then
    groff -K utf8 -man -Tutf8 -ww -z "$page" 2>"$work/err" && [ ! -s "$work/err" ] ||
      fail "$(basename "$page"): $(head -n 3 "$work/err")"
  fi
done
run 2 man no-such-command

for page in "$root"/docs/man/albert-*.1; do
  command=${page##*/albert-}
  command=${command%.1}
  case $command in completions | help | man) continue ;; esac
  [ -f "$root/docs/$command.md" ] || fail "there is no docs/$command.md"
  grep -qF "[\`albert $command\`](docs/$command.md)" "$root/README.md" || fail "README has no row of $command"
  [ -f "$root/test/cli/$(echo "$command" | tr - _)_test.sh" ] || fail "$command has no test in test/cli"
done

run 0 --version
prints "albert "
prints "instruction set: "
prints "CLI11 "

# completed WORDS...: bash's completions of the last word.
completed() {
  bash -c '. "$1/docs/completions/albert.bash"; shift
           COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _albert; echo "${COMPREPLY[*]}"' \
    bash "$root" "$@"
}
offers() {
  expected=$1
  shift
  got=$(completed "$@")
  [ "$got" = "$expected" ] || fail "bash completes '$*' to '$got', not '$expected'"
}
if command -v bash >/dev/null; then
  offers fill-mask albert fill
  offers "--top-k --targets --target --text-key --tsv --tokenizer-class --truncate --threads" albert fill-mask --t
  offers "stop emit" albert fill-mask --on-error ""
  offers "zsh" albert completions z
  offers "" albert fill-mask text
fi
finish
