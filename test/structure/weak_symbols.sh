#!/bin/sh
# weak_symbols.sh OBJECT...: refuses code of one instruction set that could run under another.
#
# The objects of albert_kernels_SET and albert_train_kernels_SET are compiled for one instruction
# set. A weak symbol in them (an inline function, a template) that is not marked with the set's
# name could be merged by the linker with the same function of another object: the program would
# then run, say, AVX-512 code on a machine without it. Each weak symbol of such an object must
# therefore live in a namespace named SET or Eigen_SET. Static initializers are refused, because
# they would run on every machine.
# Prints one line per offence and exits 1; 2 when no kernel object is given.
set -eu

kernels=0
status=0
for object in "$@"; do
  case $object in
    *kernels_*.dir/*) ;;
    *) continue ;;
  esac
  kernels=$((kernels + 1))
  name=${object#*kernels_}
  name=${name%%.dir/*}
  # In a mangled name a namespace appears as its length and its name. nm's letters: V, W weak
  # definitions, u a unique one.
  nm --defined-only "$object" | awk -v object="$object" -v set="$name" '
    BEGIN {
      own = length(set) set
      eigen = length("Eigen_" set) "Eigen_" set
    }
    $2 ~ /^[VWu]$/ && index($3, own) == 0 && index($3, eigen) == 0 {
      print object ": weak symbol " $3 " is not marked with " set
      offences++
    }
    $3 ~ /^_GLOBAL__sub_I_/ {
      print object ": static initializer " $3
      offences++
    }
    END { exit offences > 0 }
  ' || status=1
done

if [ "$kernels" -eq 0 ]; then
  echo "weak_symbols.sh: no object of a target ..kernels_SET among the $# given" >&2
  exit 2
fi
exit $status
