#!/bin/sh
# Installs the dependencies from the distribution's packages (Debian 12 and derivatives).
#
#   sh third_party/install.sh           dependencies of build, programs and tests
#   sh third_party/install.sh --mpi     Open MPI as well, for training on several processes
#   sh third_party/install.sh --lint    clang-format and clang-tidy as well
#   sh third_party/install.sh --clang   clang with libFuzzer as well
#
# Each requirement is checked first; if nothing is missing, the system is not changed and root is not
# needed. Exit codes: 0 all present, 1 something is missing, 2 wrong usage.
set -eu

# package            its test: a command, or a header that the compiler finds
build='
build-essential      command c++
cmake                command cmake
ninja-build          command ninja
libcli11-dev         header CLI/App.hpp
libeigen3-dev        header Eigen/Core
libfmt-dev           header fmt/format.h
liblzma-dev          header lzma.h
nlohmann-json3-dev   header nlohmann/json.hpp
libsentencepiece-dev header sentencepiece_processor.h
libssl-dev           header openssl/evp.h
libutf8proc-dev      header utf8proc.h
libprotozero-dev     header protozero/pbf_reader.hpp
libzstd-dev          header zstd.h
zlib1g-dev           header zlib.h
doctest-dev          header doctest/doctest.h'
mpi='
libopenmpi-dev       command mpicxx
openmpi-bin          command mpirun'
lint='
clang-format         command clang-format
clang-tidy           command clang-tidy'
clang='
clang                command clang++'

wanted=$build
for option in "$@"; do
  case $option in
    --mpi) wanted=$wanted$mpi ;;
    --lint) wanted=$wanted$lint ;;
    --clang) wanted=$wanted$clang ;;
    *)
      echo "install.sh: unknown option '$option' (known: --mpi, --lint, --clang)" >&2
      exit 2
      ;;
  esac
done

has_header() {
  echo "#include <$1>" | c++ -std=c++20 -I/usr/include/eigen3 -x c++ -E - >/dev/null 2>&1
}

# Prints the missing packages of $wanted.
missing_packages() {
  echo "$wanted" | while read -r package kind what; do
    case $kind in
      command) command -v "$what" >/dev/null || echo "$package" ;;
      header) has_header "$what" || echo "$package" ;;
    esac
  done
}

missing=$(missing_packages | tr '\n' ' ')
if [ -z "$missing" ]; then exit 0; fi

if ! command -v apt-get >/dev/null; then
  echo "install.sh: missing here: $missing" >&2
  echo "install.sh: these are Debian package names, and this system has no apt-get; install" \
    "what they hold in your system's way (third_party/README.md lists versions) and try again" >&2
  exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install.sh: run this as root, then try again: apt-get install $missing" >&2
    exit 1
  fi
  as_root=sudo
fi

echo "install.sh: installing $missing" >&2
# Package names have no spaces: the list is split on purpose.
# shellcheck disable=SC2086
{
  $as_root apt-get -q -o DPkg::Lock::Timeout=120 update
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=120 install $missing
} </dev/null >&2

missing=$(missing_packages | tr '\n' ' ')
if [ -n "$missing" ]; then
  echo "install.sh: still missing after installing: $missing" >&2
  exit 1
fi
