"""How the comparisons measure: programs in turns, `albert bench`, `albert pretrain` and `finetune`,
PyTorch in a process of its own, and memory."""
import json
import os
import resource
import shutil
import subprocess
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TOKENIZER = os.path.join(ROOT, "test", "fixtures", "tokenizer", "spiece.model")

PRETRAINING = {  # name: (E, H, L, examples per step, sequence length)
    "base": (128, 768, 12, 8, 128),
    "built-in": (128, 256, 3, 32, 128),
}


def alternate(programs, rounds):
    """Results of each program, by round. Every second round runs them in the opposite order, so
    that a machine that slows down or speeds up favours none."""
    results = {name: [] for name in programs}
    for turn in range(rounds):
        for name in list(programs)[::1 if turn % 2 == 0 else -1]:
            results[name].append(programs[name]())
    return results


def best(results, key="tokens_per_second"):
    """The fastest of several results."""
    return max(results, key=lambda result: result[key])


def output_of(command, text=None):
    return subprocess.run(list(map(str, command)), input=text, text=True, check=True,
                          stdout=subprocess.PIPE).stdout


def token_ids(albert, folder, path, text=None, options=()):
    """input_ids of each line of a file, or of `text` where the path is "-"."""
    records = output_of([albert, "tokenize", "--model", folder, "--json", "--input-format", "text",
                         "-f", path, *options], text)
    return [json.loads(record)["input_ids"] for record in records.splitlines()]


def shape_options(shape):
    """BATCHxSEQ as options of `albert bench`."""
    batch, length = shape.split("x")
    return ["--batch", batch, "--seq", length]


def bench(albert, folder, work, threads, dtype, seconds):
    """One row of `albert bench --json`; `work` is --batch and --seq, or --text."""
    return json.loads(output_of([albert, "bench", "--model", folder, "--json", *work, "--threads",
                                 threads, "--dtype", dtype, "--seconds", seconds]))


def torch_child(*arguments):
    """What the running script prints, as JSON in the last line, when it is called with --torch."""
    return json.loads(output_of([sys.executable, sys.argv[0], "--torch", *arguments])
                      .splitlines()[-1])


def peak_mib():
    """Of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def metrics(folder, kind):
    """The lines of one kind in metrics.jsonl."""
    with open(os.path.join(folder, "metrics.jsonl")) as lines:
        return [line for line in map(json.loads, lines) if line["kind"] == kind]


def watch(command, line="VmHWM"):
    """Runs a command to its end: (seconds, processor seconds, the highest MiB seen in a line of
    /proc/PID/status)."""
    begin = time.perf_counter()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    peak = ended = 0
    while not ended:
        try:
            with open(f"/proc/{child.pid}/status") as status:
                peak = max([peak] + [int(text.split()[1]) for text in status
                                     if text.startswith(line + ":")])
        except OSError:
            pass
        time.sleep(0.005)
        ended, code, usage = os.wait4(child.pid, os.WNOHANG)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(code)
    if child.returncode != 0:
        sys.exit(f"exit code {child.returncode}: {' '.join(map(str, command))}")
    return seconds, usage.ru_utime + usage.ru_stime, peak / 1024


def pretrain(albert, text, work, shape, threads, batch, dtype, seconds):
    """Speed and peak memory of `albert pretrain` for some seconds on a shape of PRETRAINING."""
    embedding, hidden, layers, _, length = PRETRAINING[shape]
    out = os.path.join(work, "pretrain")
    shutil.rmtree(out, ignore_errors=True)
    _, _, peak = watch([albert, "pretrain", out, "--text", text, "--tokenizer", TOKENIZER, "--E",
                        embedding, "--H", hidden, "--L", layers, "--P", length, "--seq", length,
                        "--short-share", 0, "--batch", batch, "--optimizer", "adamw", "--steps",
                        10**6, "--max-minutes", seconds / 60, "--threads", threads, "--dtype",
                        dtype, "--log-seconds", 0, "--quiet"])
    steps = metrics(out, "train")
    # The first step touches fresh memory and does not count.
    tokens = steps[-1]["tokens_seen"] - steps[0]["tokens_seen"]
    return {"tokens_per_second": tokens / max(1e-9, steps[-1]["seconds"] - steps[0]["seconds"]),
            "peak_mib": peak}
