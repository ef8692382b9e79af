#!/bin/sh
# convert.sh ALBERT_BINARY [ROUNDS [FOLDER]]: converts an albert-xxlarge (900 MB of f32) between
# containers and prints, for each way, seconds (median and best of the rounds, default 5) beside
# those of cp with sync, processor seconds, and the largest private memory; first with the source in
# the page cache, then without. The ways alternate, and the disk is idle before each. FOLDER
# (default: a temporary one) needs 5 GB of room.
set -eu
albert=$(realpath "${1:?convert.sh needs the albert binary}")
rounds=${2:-5}
folder=$(mktemp -d "${3:-${TMPDIR:-/tmp}}/albert-convert-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# measure NAME COMMAND...: appends "NAME begin end processor-ticks private-KiB" to `results`. It looks
# every 20 ms, with nothing but the shell itself.
measure() {
  name=$1
  shift
  rm -rf made
  sync .
  private=0
  read -r begin _ </proc/uptime
  "$@" &
  process=$!
  ticks=0
  while {
    read -r _ _ state _ _ _ _ _ _ _ _ _ _ user system children children_system _ \
      <"/proc/$process/stat"
  } 2>/dev/null && [ "$state" != Z ]; do
    ticks=$((user + system + children + children_system))
    while read -r key value _; do
      if [ "$key" = RssAnon: ] && [ "$value" -gt "$private" ]; then private=$value; fi
    done 2>/dev/null <"/proc/$process/status" || :
    sleep 0.02
  done
  read -r end _ </proc/uptime
  wait "$process"
  echo "$name $begin $end $ticks $private" >>results
}

# Drops a folder's files from the page cache.
forget() {
  for file in "$1"/*; do
    dd of="$file" oflag=nocache conv=notrunc,fdatasync count=0 status=none
  done
}

# way NAME SOURCE COMMAND...
way() {
  name=$1
  source=$2
  shift 2
  if [ "$cache" = warm ]; then cat "$source"/* >/dev/null; else forget "$source"; fi
  measure "$name" "$@"
}

copy() {
  cp "$1" made
  sync made
}

table() {
  echo "| page cache $cache | s, median | best | best / cp | processor s | private MiB |"
  echo "|---|---|---|---|---|---|"
  sort -k 1,1 results | awk -v hz="$(getconf CLK_TCK)" '
    function finish(   i, j, t) {
      if (name == "") return
      for (i = 2; i <= n; ++i) for (j = i; j > 1 && s[j] < s[j - 1]; --j) { t = s[j]; s[j] = s[j - 1]; s[j - 1] = t }
      median[name] = n % 2 ? s[(n + 1) / 2] : (s[n / 2] + s[n / 2 + 1]) / 2
      best[name] = s[1]
      cpu[name] = ticks / n / hz
      private[name] = most / 1024
      order[++names] = name
    }
    $1 != name { finish(); name = $1; n = 0; ticks = 0; most = 0 }
    { s[++n] = $3 - $2; ticks += $4; if ($5 > most) most = $5 }
    END {
      finish()
      for (i = 1; i <= names; ++i) {
        name = order[i]
        shown = substr(name, 3)
        gsub("-", " ", shown)
        printf "| %s | %.2f | %.2f | %.2f | %.2f | %.0f |\n", shown, median[name], best[name],
          best[name] / best["1-cp-and-sync"], cpu[name], private[name]
      }
    }'
}

"$albert" init --preset albert-xxlarge --seed 1 --quiet hf
"$albert" convert --quiet --to torch hf torch
"$albert" convert --quiet --to tf hf tf
echo "whole model $(du -m hf/model.safetensors | cut -f 1) MiB, largest tensor 256 MiB"
for cache in warm cold; do
  : >results
  for _ in $(seq "$rounds"); do
    way 1-cp-and-sync hf copy hf/model.safetensors
    way 2-safetensors-to-safetensors hf "$albert" convert --quiet hf made
    way 3-safetensors-to-torch hf "$albert" convert --quiet --to torch hf made
    way 4-safetensors-to-tf hf "$albert" convert --quiet --to tf hf made
    way 5-torch-to-safetensors torch "$albert" convert --quiet torch made
    way 6-tf-to-safetensors tf "$albert" convert --quiet tf made
    way 7-safetensors-to-f16 hf "$albert" convert --quiet --dtype f16 hf made
    way 8-safetensors-to-int8 hf "$albert" convert --quiet --dtype int8 hf made
    way 9-tf-to-int8 tf "$albert" convert --quiet --dtype int8 tf made
  done
  table
done
