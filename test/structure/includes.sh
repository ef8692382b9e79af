#!/bin/sh
# includes.sh ROOT: refuses #include lines that break the order of the modules below ROOT.
#
#   apps -> train -> tasks, convert -> model, tokenizer -> source -> config, kernels -> io -> base
#
# A module may include itself and any module of a lower rank, but not modules of the same rank. Public
# headers name only albert's own and the standard library's headers. A third-party library is named only
# where `confined` says, and nothing is said there in vain. Prints one line per offence and exits 1.
set -eu
cd "$1"

find apps lib -name '*.h' -o -name '*.cc' -o -name '*.inc' | LC_ALL=C sort | xargs awk '
BEGIN {
  rank["base"] = 0
  rank["io"] = 1
  rank["config"] = rank["kernels"] = 2
  rank["source"] = 3
  rank["model"] = rank["tokenizer"] = 4
  rank["tasks"] = rank["convert"] = 5
  rank["train"] = 6
  rank["apps"] = 7
  # Third-party include path -> the modules that may name it.
  confined["^(unsupported/)?Eigen/"] = " kernels "
  confined["^sentencepiece"] = " train "
  confined["^protozero/"] = " io tokenizer "
  confined["^utf8proc"] = " tokenizer train "
  confined["^openssl/"] = " convert "
  confined["^(zlib|lzma|zstd|iconv)\\.h"] = " io "
  confined["^CLI/"] = " apps "
}

function offence(message) {
  printf "%s:%d: %s\n", FILENAME, FNR, message
  offences++
}

# The module that holds a file; "" for the umbrella header lib/include/albert/albert.h.
function module_of(path,    parts, count) {
  count = split(path, parts, "/")
  if (parts[1] == "apps") return "apps"
  if (parts[2] != "include") return parts[2]
  return count > 4 ? parts[4] : ""
}

FNR == 1 {
  module = module_of(FILENAME)
  is_public = FILENAME ~ /^lib\/include\//
  if (module != "" && !(module in rank)) offence("unknown module \"" module "\"")
}

/^[ \t]*#[ \t]*include/ {
  quoted = $0 ~ /include[ \t]*"/
  target = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", target)
  sub(/[">].*$/, "", target)

  if (target ~ /(^|\/)\.\.\//) offence("\"" target "\" climbs out of its folder; name it from lib/")

  if (!quoted) {
    if (is_public && target !~ /^[a-z_0-9]+$/)
      offence("public header includes <" target ">; only standard headers may be seen by users")
    for (pattern in confined) {
      if (target !~ pattern) continue
      used[pattern, module] = 1
      if (index(confined[pattern], " " module " ") == 0)
        offence("<" target "> may be included only in" confined[pattern])
    }
    next
  }

  count = split(target, parts, "/")
  if (parts[1] == "albert") other = count > 2 ? parts[2] : "apps"
  else other = count > 1 ? parts[1] : module
  if (is_public && parts[1] != "albert")
    offence("public header includes private \"" target "\"")
  if (module == "apps" && parts[1] != "albert") {
    if (other in rank && other != "apps")
      offence("apps includes private \"" target "\"; only lib/include/albert is for its use")
    next
  }
  if (module == "") next
  if (!(other in rank)) offence("\"" target "\" belongs to no known module")
  else if (other != module && rank[other] >= rank[module])
    offence(module " includes \"" target "\": " other " does not lie below it")
}

END {
  for (pattern in confined) {
    count = split(confined[pattern], modules, " ")
    for (i = 1; i <= count; ++i) {
      if ((pattern, modules[i]) in used) continue
      print "test/structure/includes.sh: " modules[i] " includes nothing like " pattern " any more"
      offences++
    }
  }
  exit offences > 0
}
'
