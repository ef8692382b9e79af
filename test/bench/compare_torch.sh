#!/bin/sh
# sh test/bench/compare_torch.sh [OPTIONS of compare_torch.py]: training speed and memory beside
# PyTorch. Needs a text to train on: $ALBERT_TEXT, a sentence a line, an empty line between documents
# (default: the held-out text of $ALBERT_SHARED, by default ../shared).
set -eu
. "$(dirname "$0")/setup.sh"
use_python torch-venv torch transformers
text=${ALBERT_TEXT:-$work/text.txt}
if [ ! -e "$text" ]; then
  xz -dc "${ALBERT_SHARED:-$root/../shared}/corpus/valid.txt.xz" >"$text"
fi
exec "$python" "$bench/compare_torch.py" "$albert" "$text" "$work" "$@"
