#!/bin/sh
# names.sh ROOT: a source of apps or lib has a header of its own name and includes it before all
# others, so that every such header is compiled by itself once. Sources that implement a header of
# another name are listed in shared_headers.txt ("PATTERN HEADER"), and include that. Prints one line
# per offence and exits 1.
set -eu
cd "$1"
list=test/structure/shared_headers.txt

find apps lib -name '*.cc' | LC_ALL=C sort | xargs awk -v list="$list" '
# A shell pattern as a regular expression; * stays within a folder.
function expression(pattern) {
  gsub(/\./, "[.]", pattern)
  gsub(/\*/, "[^/]*", pattern)
  return "^" pattern "$"
}

BEGIN {
  while ((getline line < list) > 0) {
    if (line ~ /^#/ || line == "") continue
    split(line, words, " ")
    patterns[++count] = words[1]
    headers[count] = words[2]
  }
}

function finish(   i, shared) {
  if (path == "" || own) return
  for (i = 1; i <= count; ++i) {
    if (path !~ expression(patterns[i])) continue
    used[i] = 1
    shared = index(includes, "\n" headers[i] "\n")
    if (!shared) offence("does not include " headers[i] ", as " list " says")
    return
  }
  if (index(includes, "/" name "\n") || index(includes, "\n" name "\n"))
    offence("includes its own header after others")
  else offence("has no header of its name")
}

function offence(message) {
  print path ": " message
  offences++
}

FNR == 1 {
  finish()
  path = name = FILENAME
  sub(/.*\//, "", name)
  sub(/\.cc$/, ".h", name)
  includes = "\n"
  own = 0
}

/^#include/ {
  target = $2
  gsub(/["<>]/, "", target)
  if (includes == "\n" && (target == name || substr(target, length(target) - length(name)) == "/" name))
    own = 1
  includes = includes target "\n"
}

END {
  finish()
  for (i = 1; i <= count; ++i)
    if (!(i in used)) { print list ": " patterns[i] " needs no exception any more"; offences++ }
  exit offences > 0
}
' || exit 1
