#!/bin/sh
# sh test/bench/compare_commits.sh [BASE] [OPTIONS of compare_commits.py]: this source tree, as it is
# now, beside the commit BASE (default: HEAD~1; HEAD for what is not committed yet) on this machine.
# BASE is built in a throw-away worktree; its binary stays in build/bench/commits for the next time.
set -eu
. "$(dirname "$0")/setup.sh"
base=HEAD~1
case ${1-} in
  -h | --help) exec python3 "$bench/compare_commits.py" --help ;;
  '' | -*) ;;
  *)
    base=$1
    shift
    ;;
esac
commit=$(git -C "$root" rev-parse --short --verify "$base^{commit}")
before=$work/commits/$commit/albert
if [ ! -x "$before" ]; then
  tree=$work/base
  remove_tree() { if [ -e "$tree" ]; then git -C "$root" worktree remove --force "$tree"; fi; }
  remove_tree # of an interrupted run
  trap remove_tree EXIT
  trap 'exit 130' INT TERM
  git -C "$root" worktree add --quiet --force --detach "$tree" "$commit"
  cmake -S "$tree" -B "$tree/build" -G Ninja --log-level=WARNING -DALBERT_BUILD_TESTS=OFF >"$work/base.log"
  cmake --build "$tree/build" --target albert_cli >>"$work/base.log"
  mkdir -p "$(dirname "$before")"
  mv "$tree"/build/albert "$before"
fi
(cd "$root" && cmake --preset release --log-level=WARNING && cmake --build --preset release --target albert_cli) \
  >"$work/new.log"
use_model
python3 "$bench/compare_commits.py" "$before" "$albert" "$model" --name "$commit" "$@"
