#!/usr/bin/env python3
"""Times two builds of albert in turns: `albert bench`, and with --text pretraining on that text.

Each figure is the speed of NEW over that of BASE: the median of the rounds, then the least and the
greatest, which tell noise from a difference.
"""
import argparse
import os
import statistics
import tempfile

from measure import PRETRAINING, alternate, bench, pretrain, shape_options
from record import Record, add_record_option


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="the binary to compare with")
    parser.add_argument("new", help="the binary to measure")
    parser.add_argument("folder", help="a model folder")
    parser.add_argument("--name", default="base", help="what BASE is called in the table's title")
    parser.add_argument("--shapes", default="1x16,1x128,8x128")
    parser.add_argument("--dtypes", default="f32,bf16,int8")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--text", help="also compare pretraining, in f32 and bf16, 4 s a round")
    add_record_option(parser)
    options = parser.parse_args()
    binaries = {"base": options.base, "new": options.new}

    with Record(f"albert and {options.name}, {os.path.basename(os.path.realpath(options.folder))}",
                options.new, options.record) as record, tempfile.TemporaryDirectory() as work_folder:
        def compare(work, threads, dtype, run):
            results = alternate({name: lambda binary=binary: run(binary)
                                 for name, binary in binaries.items()}, options.rounds)
            for name, rows in results.items():
                for row in rows:
                    record.measured(program=name, work=work,
                                    **{"threads": threads, "dtype": dtype, **row})
            speeds = [[row["tokens_per_second"] for row in results[name]] for name in binaries]
            ratios = [new / base for base, new in zip(*speeds)]
            record.row(work, threads, dtype, f"{statistics.median(ratios):.3f}",
                       f"{min(ratios):.3f}", f"{max(ratios):.3f}")

        record.header("work", "threads", "dtype", "new / base", "least", "greatest")
        for threads in map(int, options.threads.split(",")):
            for shape in options.shapes.split(","):
                for dtype in options.dtypes.split(","):
                    compare(shape, threads, dtype, lambda binary: bench(
                        binary, options.folder, shape_options(shape), threads, dtype,
                        options.seconds))
            for shape in PRETRAINING if options.text else []:
                for dtype in ("f32", "bf16"):
                    compare(f"pretrain {shape}", threads, dtype, lambda binary: pretrain(
                        binary, options.text, work_folder, shape, threads,
                        PRETRAINING[shape][3], dtype, 4))


main()
