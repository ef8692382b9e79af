#!/usr/bin/env python3
"""Times pretraining steps of `albert pretrain` against transformers' AlbertForPreTraining in PyTorch:
the same shape, examples per step, threads, f32 and AdamW. PyTorch gets every advantage that a user
could give it: examples of full length (no padding), logits of the masked tokens only, fused AdamW.
Runs alternate; each figure is the best of the rounds. Memory is each process's peak, less what the
same process needs with one example a step, over the other examples.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time

SHAPES = {  # name: (E, H, L, examples per step, sequence length)
    "base": (128, 768, 12, 8, 128),
    "builtin": (128, 256, 3, 32, 128),
}


def peak_mib():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def run_torch(shape, threads, batch, seconds):
    import torch
    from transformers import AlbertConfig, AlbertForPreTraining
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    embedding, hidden, layers, _, length = SHAPES[shape]
    model = AlbertForPreTraining(AlbertConfig(
        vocab_size=16000, embedding_size=embedding, hidden_size=hidden, num_hidden_layers=layers,
        num_attention_heads=hidden // 64, intermediate_size=4 * hidden,
        max_position_embeddings=length, hidden_dropout_prob=0, attention_probs_dropout_prob=0))
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    ids = torch.randint(5, 16000, (batch, length))
    types = torch.zeros_like(ids)
    rows = torch.arange(batch * length)[::7]  # one of seven is hidden
    labels, order = ids.view(-1)[rows], torch.randint(0, 2, (batch,))

    def step():
        hidden_states, pooled = model.albert(ids, token_type_ids=types, return_dict=False)[:2]
        logits = model.predictions(hidden_states.view(-1, hidden)[rows])
        loss = (torch.nn.functional.cross_entropy(logits, labels) +
                torch.nn.functional.cross_entropy(model.sop_classifier(pooled), order))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    step()
    steps, start = 0, time.perf_counter()
    while steps < 3 or time.perf_counter() - start < seconds:
        step()
        steps += 1
    speed = steps * batch * length / (time.perf_counter() - start)
    print(json.dumps({"speed": speed, "peak": peak_mib()}))


def torch_result(shape, threads, batch, seconds):
    out = subprocess.run([sys.executable, __file__, "--torch", shape, str(threads), str(batch),
                          str(seconds)], capture_output=True, text=True, check=True).stdout
    return json.loads(out.splitlines()[-1])


def albert_result(options, shape, threads, batch, seconds):
    embedding, hidden, layers, _, length = SHAPES[shape]
    out = os.path.join(options.work, "pretrain")
    shutil.rmtree(out, ignore_errors=True)
    command = [options.albert, "pretrain", out, "--text", options.text, "--tokenizer",
               options.tokenizer, "--E", embedding, "--H", hidden, "--L", layers, "--P", length,
               "--seq", length, "--short-share", 0, "--batch", batch, "--optimizer", "adamw",
               "--steps", 10**6, "--max-minutes", seconds / 60, "--threads", threads,
               "--dtype", options.dtype,
               "--log-seconds", 0, "--quiet"]
    child = subprocess.Popen(list(map(str, command)))
    peak = 0
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status") as status:
                found = re.search(r"VmHWM:\s+(\d+)", status.read())
            peak = max(peak, int(found[1])) if found else peak
        except OSError:
            pass
        time.sleep(0.01)
    if child.returncode != 0:
        sys.exit("albert pretrain failed")
    with open(os.path.join(out, "metrics.jsonl")) as metrics:
        steps = [line for line in map(json.loads, metrics) if line["kind"] == "train"]
    # As in PyTorch the first step does not count: it is the one that meets fresh memory.
    tokens = steps[-1]["tokens_seen"] - steps[0]["tokens_seen"]
    return {"speed": tokens / max(1e-9, steps[-1]["seconds"] - steps[0]["seconds"]),
            "peak": peak / 1024}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("albert", "text", "tokenizer", "work"):
        parser.add_argument(name)
    parser.add_argument("--shapes", default="base,builtin")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--dtype", default="f32", help="of albert's products; PyTorch's are f32")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    print("| shape | threads | PyTorch tokens/s | albert tokens/s | ratio "
          "| PyTorch MiB per example | albert MiB per example |\n|" + "---|" * 7)
    for shape in options.shapes.split(","):
        batch = SHAPES[shape][3]
        for threads in map(int, options.threads.split(",")):
            runs = {"torch": lambda b, s: torch_result(shape, threads, b, s),
                    "albert": lambda b, s: albert_result(options, shape, threads, b, s)}
            speed, memory = {}, {}
            for _ in range(options.rounds):
                for name, run in runs.items():
                    result = run(batch, options.seconds)
                    speed[name] = max(speed.get(name, 0), result["speed"])
                    memory[name] = result["peak"]
            for name, run in runs.items():
                memory[name] = (memory[name] - run(1, 1)["peak"]) / (batch - 1)
            print(f"| {shape} | {threads} | {speed['torch']:.0f} | {speed['albert']:.0f} "
                  f"| {speed['albert'] / speed['torch']:.2f} | {memory['torch']:.1f} "
                  f"| {memory['albert']:.1f} |", flush=True)


if sys.argv[1:2] == ["--torch"]:
    run_torch(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
else:
    main()
