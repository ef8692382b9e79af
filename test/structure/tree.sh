#!/bin/sh
# tree.sh ROOT: checks forbidden and required content of the source tree. Prints one line per offence
# and exits 1.
set -eu
cd "$1"
status=0

offence() {
  echo "$1"
  status=1
}

# Paths of the project's own text and data, without build folders.
files() { find . \( -path './build*' -o -path './.*' -o -path ./local \) -prune -o -type f -print; }

grep -q 'Apache License' LICENSE && grep -q 'Version 2.0, January 2004' LICENSE ||
  offence "LICENSE: not the text of the Apache License 2.0"

# Every library that install.sh installs has its row (version, license) in the table.
for package in $(awk '$2 == "header" { print $1 }' third_party/install.sh); do
  grep -q "^|.*| $package |" third_party/README.md ||
    offence "third_party/README.md: no row for $package"
done

# An experiment is kept for the figures that a document quotes and names it for.
for path in $(find test/experiments -type f ! -name CMakeLists.txt ! -path '*/__pycache__/*'); do
  grep -qF "$(basename "${path%.*}")" docs/*.md ||
    offence "$path: named by no document of docs/"
done

# Vocabularies of others (reference data that must not be distributed).
foreign='
5ab355dd9883c3e19dede52a5a751f69fd432a6ba68fe1ac5c27dfdb5ce316d5
fefb02b667a6c5c2fe27602d28e5fb3428f66ab89c7d6f388e7c8d44a02d0336
45bbac6b341c319adc98a532532882e91a9cefc0329aa57bac9ae761c27b291c'
for file in $(files | grep -E '\.model$|vocab\.txt$' || true); do
  sum=$(sha256sum "$file" | cut -d ' ' -f 1)
  case $foreign in
    *"$sum"*) offence "$file: a vocabulary that is not ours to spread" ;;
  esac
done

# Folders of one machine, and secrets. ($1: what it is, $2: extended regular expression)
refuse_text() {
  found=$(files | tr '\n' '\0' | xargs -0 grep -InE -- "$2" | cut -c 1-160 || true)
  [ -z "$found" ] || offence "$1:
$found"
}
refuse_text "path of one machine" '(^|[^A-Za-z0-9_.}/*~-])/(home|root|Users|opt|work[a-z]*|mnt|tmp/[a-z]+)/'
refuse_text "secret" 'BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|hf_[A-Za-z0-9]{34}'

exit $status
