#!/bin/sh
# Runs includes.sh on one small tree per rule: it must name the offending line, and accept a tree
# without offences.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# A tree without offences.
fresh_tree() {
  rm -rf "${tree:?}/apps" "${tree:?}/lib"
  mkdir -p "$tree/apps/common" "$tree/lib/include/albert/base" "$tree/lib/include/albert/model" \
    "$tree/lib/io" "$tree/lib/kernels" "$tree/lib/tokenizer" "$tree/lib/model" "$tree/lib/convert" \
    "$tree/lib/train"
  echo '#include <cstdint>' >"$tree/lib/include/albert/base/error.h"
  echo '#include "albert/base/error.h"' >"$tree/lib/include/albert/model/albert_model.h"
  printf '#include <nlohmann/json.hpp>\n#include <protozero/pbf_reader.hpp>\n#include <zlib.h>\n' \
    >"$tree/lib/io/safetensors.cc"
  echo '#include <Eigen/Core>' >"$tree/lib/kernels/linear.cc"
  printf '#include "linear.h"\n#include "kernels/table.h"\n' >"$tree/lib/model/encoder.cc"
  printf '#include <protozero/pbf_reader.hpp>\n#include <utf8proc.h>\n' >"$tree/lib/tokenizer/spiece.cc"
  echo '#include <openssl/evp.h>' >"$tree/lib/convert/checksum.cc"
  printf '#include "model/encoder.h"\n#include <sentencepiece_trainer.h>\n#include <utf8proc.h>\n' \
    >"$tree/lib/train/step.cc"
  printf '#include <CLI/App.hpp>\n#include "common/x.h"\n#include "albert/model/albert_model.h"\n' \
    >"$tree/apps/main.cc"
}

# refuses FILE INCLUDE: with that include in that file, the check names the file and line.
refuses() {
  fresh_tree
  echo "#include $2" >"$tree/$1"
  if report=$(sh "$here/includes.sh" "$tree") || ! echo "$report" | grep -q "^$1:1: "; then
    echo "not refused: $1 with #include $2 (reported: '$report')"
    failures=$((failures + 1))
  fi
}

fresh_tree
if ! report=$(sh "$here/includes.sh" "$tree"); then
  echo "a tree that keeps the rules was refused: $report"
  failures=1
fi

refuses lib/io/up.cc '"albert/model/albert_model.h"'          # upwards, public
refuses lib/io/up.cc '"kernels/table.h"'                      # upwards, private
refuses lib/kernels/side.cc '"config/x.h"'                    # same rank
refuses lib/include/albert/model/side.h '"albert/tokenizer/tokenizer.h"'
refuses lib/model/up.cc '"train/step.h"'                      # inference never knows training
refuses lib/model/up.cc '"apps/commands.h"'
refuses lib/model/up.cc '"../io/json.h"'
refuses lib/model/odd.cc '"nowhere/x.h"'
refuses lib/model/all.cc '"albert/albert.h"'                  # the umbrella is for users
refuses lib/model/encoder.cc '<Eigen/Dense>'
refuses lib/model/encoder.cc '<sentencepiece_processor.h>'
refuses lib/io/options.cc '<CLI/App.hpp>'
refuses lib/model/hash.cc '<openssl/evp.h>'
refuses lib/model/proto.cc '<protozero/pbf_reader.hpp>'
refuses lib/include/albert/base/bad.h '<Eigen/Core>'
refuses lib/include/albert/base/bad.h '<nlohmann/json.hpp>'
refuses lib/include/albert/base/bad.h '"base/private.h"'
refuses apps/fill_mask.cc '"model/encoder.h"'
refuses apps/fill_mask.cc '  <Eigen/Core>'

fresh_tree
rm "$tree/lib/convert/checksum.cc"
if report=$(sh "$here/includes.sh" "$tree") || ! echo "$report" | grep -q 'convert includes nothing like ^openssl/'; then
  echo "a rule that nothing needs was kept (reported: '$report')"
  failures=$((failures + 1))
fi

fresh_tree
mkdir "$tree/lib/extra"
echo '#include <vector>' >"$tree/lib/extra/x.cc"
if sh "$here/includes.sh" "$tree" >/dev/null; then
  echo "a module without a rank was accepted"
  failures=$((failures + 1))
fi

exit $((failures > 0))
