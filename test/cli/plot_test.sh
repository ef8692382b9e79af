#!/bin/sh
# plot_test.sh ALBERT: figures of metrics.
. "$(dirname "$0")/cli.sh"
mkdir "$work/run"
cat >"$work/run/metrics.jsonl" <<END
{"kind":"train","step":10,"mlm_loss":9.1,"mlm_accuracy":0.01,"sop_loss":null,"sop_accuracy":null}
{"kind":"evaluate","step":10,"mlm_loss":9.0,"mlm_accuracy":0.02,"sop_loss":0.69,"sop_accuracy":0.5}
{"kind":"train","step":20,"mlm_loss":8.5,"mlm_accuracy":0.03,"sop_loss":null,"sop_accuracy":null}
END
printf '{"kind":"train","st' >>"$work/run/metrics.jsonl" # a line that is being written
printf '{"kind":"train","step":1,"mlm_loss":9}\nno\n{"step":2}\n' >"$work/bad"
run 2 plot
got=0
PATH=/nonexistent "$albert" plot "$work/run" >"$work/out" 2>"$work/err" || got=$?
[ "$got" -eq 2 ] || fail "without gnuplot: exit code $got"
says "gnuplot: is not installed"
if command -v gnuplot >/dev/null; then
  run 0 plot "$work/run"
  prints '</svg>'
  prints 'SOP accuracy'
  cp "$work/out" "$work/expected"
  run 0 plot "$work/run/metrics.jsonl" -o "$work/curves.svg"
  same "$work/curves.svg" "$work/expected" "-o gives another figure"
  run 0 plot "$work/run" "$work/run/metrics.jsonl"
  prints 'metrics.jsonl, training'
  run 2 plot "$work/bad"
  says "bad:2: is not a line of metrics"
  run 4 plot "$work/none"
  : >"$work/empty"
  run 2 plot "$work/empty"
  says "has no metrics"
  run 2 plot "$work/run" -o "$work/run/metrics.jsonl"
else
  echo "[skipped] plot: needs gnuplot"
fi
finish
