#!/usr/bin/env python3
"""One run of a graph in a process of its own: what compare_peers.py times from start to answer, and
whose peak memory it reads. Usage: ort_once.py GRAPH THREADS BATCH LENGTH [RUNS]"""
import sys

import numpy as np

from engines import session

graph, threads, batch, length = sys.argv[1], *map(int, sys.argv[2:5])
runner = session(graph, threads)
feed = {"input_ids": (np.arange(batch * length).reshape(batch, length) * 7919) % 16000,
        "token_type_ids": np.zeros((batch, length), np.int64)}
for _ in range(int(sys.argv[5]) if len(sys.argv) > 5 else 1):
    print(runner.run(None, feed)[1][0])
