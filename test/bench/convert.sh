#!/bin/sh
# convert.sh ALBERT_BINARY [FOLDER]: converts an albert-xxlarge (900 MB of f32) between containers
# and prints, for each way, its time beside that of cp with sync, and its peak memory. FOLDER
# (default: a temporary one) needs 4 GB of room. The page cache is warm.
set -eu
albert=$(realpath "${1:?convert.sh needs the albert binary}")
folder=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/albert-convert-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# now: seconds since some time, with fractions.
now() { cut -d ' ' -f 1 /proc/uptime; }

# measure NAME COMMAND...: wall and processor seconds, and the largest private (anonymous) and total
# resident memory; medians are the reader's business.
measure() {
  name=$1
  shift
  rm -rf made
  begin=$(now)
  "$@" &
  process=$!
  anonymous=0
  total=0
  ticks=0
  while { status=$(cat "/proc/$process/status") && stat=$(cat "/proc/$process/stat"); } 2>/dev/null; do
    case $status in *zombie*) break ;; esac
    value=$(echo "$status" | awk '/^RssAnon:/ { print $2 }')
    [ "${value:-0}" -gt "$anonymous" ] && anonymous=$value
    value=$(echo "$status" | awk '/^VmHWM:/ { print $2 }')
    [ "${value:-0}" -gt "$total" ] && total=$value
    ticks=$(echo "$stat" | awk '{ print $14 + $15 + $16 + $17 }')
    sleep 0.05
  done
  wait "$process"
  end=$(now)
  echo "$name $begin $end $ticks $(getconf CLK_TCK) $anonymous $total" |
    awk '{ printf "| %s | %.1f | %.1f | %.0f | %.0f |\n", $1, $3 - $2, $4 / $5, $6 / 1024, $7 / 1024 }'
}

copy() { cp "$1" "$2" && sync "$2"; }

"$albert" init --preset albert-xxlarge --seed 1 --quiet hf
"$albert" convert --quiet --to torch hf torch
"$albert" convert --quiet --to tf hf tf
echo "whole model $(du -m hf/model.safetensors | cut -f 1) MiB, largest tensor 256 MiB"
echo "| | s | processor s | private MiB | resident MiB |"
echo "|---|---|---|---|---|"
for round in 1 2 3; do
  measure cp-and-sync copy hf/model.safetensors made
  measure safetensors-to-safetensors "$albert" convert --quiet hf made
  measure safetensors-to-torch "$albert" convert --quiet --to torch hf made
  measure safetensors-to-tf "$albert" convert --quiet --to tf hf made
  measure torch-to-safetensors "$albert" convert --quiet torch made
  measure tf-to-safetensors "$albert" convert --quiet tf made
  measure safetensors-to-f16 "$albert" convert --quiet --dtype f16 hf made
  measure safetensors-to-int8 "$albert" convert --quiet --dtype int8 hf made
done
