#!/bin/sh
# convert.sh ALBERT_BINARY [FOLDER]: converts an albert-xxlarge (900 MB of f32) between containers
# and prints, for each way, its time beside that of cp with sync, and its peak memory. FOLDER (default: a
# temporary one) needs 3 GB of room; the page cache is warm.
set -eu
albert=$(realpath "${1:?convert.sh needs the albert binary}")
folder=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/albert-convert-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# now: seconds since some time, with fractions.
now() { cut -d ' ' -f 1 /proc/uptime; }

# measure NAME COMMAND...: seconds, and the largest private (anonymous) and total resident memory.
measure() {
  name=$1
  shift
  begin=$(now)
  "$@" &
  process=$!
  anonymous=0
  total=0
  while kill -0 "$process" 2>/dev/null; do
    while read -r key value _; do
      case $key in
        RssAnon:) [ "$value" -gt "$anonymous" ] && anonymous=$value ;;
        VmHWM:) [ "$value" -gt "$total" ] && total=$value ;;
      esac
    done <"/proc/$process/status" 2>/dev/null || true
    sleep 0.02
  done
  wait "$process"
  end=$(now)
  echo "$name $begin $end $anonymous $total" |
    awk '{ printf "| %-28s | %6.2f | %7.0f | %7.0f |\n", $1, $3 - $2, $4 / 1024, $5 / 1024 }'
}

copy() { cp "$1" "$2" && sync "$2"; }

"$albert" init --preset albert-xxlarge --seed 1 --quiet hf
echo "largest tensor: 256 MiB, whole model: $(du -m hf/model.safetensors | cut -f 1) MiB"
echo "| conversion                   |      s | private | resident (MiB) |"
echo "|---|---|---|---|"
for round in 1 2 3; do
  measure cp copy hf/model.safetensors copy.safetensors
  rm copy.safetensors
  measure safetensors-to-tf "$albert" convert --quiet --force --to tf hf tf
  measure tf-to-safetensors "$albert" convert --quiet --force tf back
  measure safetensors-to-safetensors "$albert" convert --quiet --force hf back
  measure safetensors-to-torch "$albert" convert --quiet --force --to torch hf tf
  measure torch-to-safetensors "$albert" convert --quiet --force tf back
  measure safetensors-to-f16 "$albert" convert --quiet --force --dtype f16 hf back
  measure safetensors-to-int8 "$albert" convert --quiet --force --dtype int8 hf back
done
