#!/bin/sh
# sh docs/regenerate.sh ALBERT [ROOT]: writes docs/man and docs/completions below ROOT (default: this
# source tree) from the description of the command line. Run it after changing an option.
set -eu
albert=$1
root=${2:-$(cd "$(dirname "$0")/.." && pwd)}
mkdir -p "$root/docs/man" "$root/docs/completions"
rm -f "$root"/docs/man/*.1
"$albert" man >"$root/docs/man/albert.1"
for command in $("$albert" man | sed -n '/^\.SH COMMANDS/,/^\.SH OPTIONS/s/^\\fB\(.*\)\\fR$/\1/p' |
  tr -d '\\'); do
  "$albert" man "$command" >"$root/docs/man/albert-$command.1"
done
"$albert" completions bash >"$root/docs/completions/albert.bash"
"$albert" completions zsh >"$root/docs/completions/_albert"
"$albert" completions fish >"$root/docs/completions/albert.fish"
