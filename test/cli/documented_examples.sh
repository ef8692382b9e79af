#!/bin/sh
# documented_examples.sh ALBERT FILE.md...: runs every "$ COMMAND" of the ```console blocks of the
# files and compares its stdout with the lines below it. Prints the differences and exits 1.
set -eu
albert=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$albert" "$work/bin/albert"
PATH=$work/bin:$PATH

failed=0
for file in "$@"; do
  rm -rf "$work/examples"
  mkdir "$work/examples"
  awk -v folder="$work/examples" '
    /^```console$/ { inside = 1; next }
    /^```$/ { inside = 0 }
    !inside { next }
    /^\$ / { base = sprintf("%s/%03d", folder, ++count); print substr($0, 3) > (base ".sh")
             printf "" > (base ".expected"); next }
    { print > (base ".expected") }
  ' "$file"
  count=0
  for script in "$work"/examples/*.sh; do
    [ -e "$script" ] || break
    count=$((count + 1))
    base=${script%.sh}
    if ! (cd "$work/examples" && sh "$script") > "$base.got"; then
      echo "$file: failed: $(cat "$script")"
      failed=1
    elif ! diff -u "$base.expected" "$base.got"; then
      echo "$file: prints something else: $(cat "$script")"
      failed=1
    fi
  done
  if [ "$count" -eq 0 ]; then
    echo "$file: no examples"
    failed=1
  fi
done
exit "$failed"
