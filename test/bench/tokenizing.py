"""Tokenizing a text: `albert tokenize` beside Hugging Face's tokenizers (the same threads) and
sentencepiece's spm_encode (one thread), each a whole process that writes nothing but ids."""
import os
import shutil
import subprocess
import sys
import time

from measure import TOKENIZER, alternate

HUGGING_FACE = """
import sys
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
with open(sys.argv[2]) as file:
    lines = file.read().splitlines()
with open(sys.argv[3], "w") as out:
    for first in range(0, len(lines), 10000):
        for one in tokenizer.encode_batch_fast(lines[first:first + 10000]):
            out.write(" ".join(map(str, one.ids)) + "\\n")
"""
REPEATED = 25


def timed(command, environment):
    begin = time.perf_counter()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, **environment})
    return time.perf_counter() - begin


def compare_tokenizing(options, record):
    text = os.path.join(options.folder, "repeated.txt")
    with open(options.text) as lines, open(text, "w") as out:
        out.write(lines.read() * REPEATED)
    megabytes = os.path.getsize(text) / 1e6
    record.text()
    record.header("threads", "tokenizer", "MB/s", "albert is … times as fast")
    for threads in map(int, options.threads.split(",")):
        tokenizer = os.path.join(options.folder, "tokenizer.json")
        programs = {"albert": ([options.albert, "tokenize", "--model", options.folder, "--ids",
                                "--input-format", "text", "--threads", threads, "-f", text], {})}
        if os.path.exists(tokenizer):
            programs["Hugging Face tokenizers"] = (
                [sys.executable, "-c", HUGGING_FACE, tokenizer, text, os.devnull],
                {"RAYON_NUM_THREADS": str(threads), "TOKENIZERS_PARALLELISM": "true"})
        if threads == 1 and shutil.which("spm_encode"):
            programs["spm_encode"] = (["spm_encode", f"--model={TOKENIZER}", "--output_format=id",
                                       f"--input={text}", f"--output={os.devnull}"], {})
        results = alternate({name: lambda program=program: timed(*program)
                             for name, program in programs.items()}, options.rounds)
        for name, seconds in results.items():
            record.measured(program=name, threads=threads, seconds=seconds, megabytes=megabytes)
            record.row(threads, name, f"{megabytes / min(seconds):.1f}",
                       f"{min(seconds) / min(results['albert']):.2f}")
