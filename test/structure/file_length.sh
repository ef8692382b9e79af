#!/bin/sh
# file_length.sh ROOT: a file of more than 400 lines needs a reason in long_files.txt, and every
# reason there must still be needed. Prints one line per offence and exits 1.
set -eu
cd "$1"
list=test/structure/long_files.txt

find apps lib test third_party \( -name '*.h' -o -name '*.cc' -o -name '*.inc' -o -name '*.sh' \
  -o -name '*.py' -o -name '*.cmake' -o -name CMakeLists.txt \) -exec awk '
END { print FNR, FILENAME }' {} \; | LC_ALL=C sort -k 2 | awk -v list="$list" '
BEGIN {
  while ((getline line < list) > 0) {
    if (line ~ /^#/ || line == "") continue
    path = line
    sub(/:.*/, "", path)
    if (line !~ /^[^:]+: +[^ ]/) { print list ": no reason given for " path; offences++ }
    reason[path] = 1
  }
}
$1 > 400 && !($2 in reason) { print $2 ": " $1 " lines; split it, or say why not in " list; offences++ }
$1 > 400 { delete reason[$2] }
END {
  for (path in reason) { print list ": " path " needs no reason any more"; offences++ }
  exit offences > 0
}
'
