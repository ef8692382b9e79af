#!/usr/bin/env python3
"""Times pretraining steps of `albert pretrain` against transformers' AlbertForPreTraining in PyTorch:
the same shape, examples per step, threads, f32 and AdamW. PyTorch gets every advantage that a user
could give it: examples of full length (no padding), logits of the masked tokens only, fused AdamW.
Runs alternate; each figure is the best of the rounds. Memory is each process's peak, less what the
same process needs with one example a step, over the other examples.
"""
import argparse
import json
import sys
import time

from measure import PRETRAINING, alternate, best, peak_mib, pretrain, torch_child
from record import Record, add_record_option


def run_torch(shape, threads, batch, seconds):
    import torch
    from transformers import AlbertConfig, AlbertForPreTraining
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    embedding, hidden, layers, _, length = PRETRAINING[shape]
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
    print(json.dumps({"tokens_per_second": speed, "peak_mib": peak_mib(),
                      "torch": torch.__version__}))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("albert", "text", "work"):
        parser.add_argument(name)
    parser.add_argument("--shapes", default=",".join(PRETRAINING))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--dtype", default="f32", help="of albert's products; PyTorch's are f32")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    add_record_option(parser)
    options = parser.parse_args()
    title = f"PyTorch, pretraining with products in {options.dtype}"
    with Record(title, options.albert, options.record) as record:
        record.header("shape", "threads", "PyTorch tokens/s", "albert tokens/s", "ratio",
                      "PyTorch MiB per example", "albert MiB per example")
        for shape in options.shapes.split(","):
            batch = PRETRAINING[shape][3]
            for threads in map(int, options.threads.split(",")):
                runs = {"torch": lambda b, s: torch_child(shape, threads, b, s),
                        "albert": lambda b, s: pretrain(options.albert, options.text, options.work,
                                                        shape, threads, b, options.dtype, s)}
                results = alternate({name: lambda run=run: run(batch, options.seconds)
                                     for name, run in runs.items()}, options.rounds)
                speed, memory = {}, {}
                for name, run in runs.items():
                    for row in results[name]:
                        record.measured(program=name, shape=shape, threads=threads, **row)
                    speed[name] = best(results[name])["tokens_per_second"]
                    memory[name] = ((results[name][-1]["peak_mib"] - run(1, 1)["peak_mib"]) /
                                    (batch - 1))
                record.row(shape, threads, f"{speed['torch']:.0f}", f"{speed['albert']:.0f}",
                           f"{speed['albert'] / speed['torch']:.2f}", f"{memory['torch']:.1f}",
                           f"{memory['albert']:.1f}")


if sys.argv[1:2] == ["--torch"]:
    run_torch(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
else:
    main()
