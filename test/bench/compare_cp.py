#!/usr/bin/env python3
"""Times `albert convert` between containers beside `cp` with `sync`: an untrained albert-xxlarge (852
MiB of f32, largest tensor 256 MiB), first with the source in the page cache, then without. The ways
alternate, and the disk is idle before each. Private memory is the greatest anonymous one seen.
"""
import argparse
import os
import shutil
import statistics
import tempfile

from measure import alternate, output_of, watch
from record import Record, add_record_option

WAYS = {  # name: (source, options of `albert convert`)
    "safetensors to safetensors": ("hf", []),
    "safetensors to torch": ("hf", ["--to", "torch"]),
    "safetensors to tf": ("hf", ["--to", "tf"]),
    "torch to safetensors": ("torch", []),
    "tf to safetensors": ("tf", []),
    "safetensors to f16": ("hf", ["--dtype", "f16"]),
    "safetensors to int8": ("hf", ["--dtype", "int8"]),
    "tf to int8": ("tf", ["--dtype", "int8"]),
}


def set_page_cache(folder, warm):
    """Reads the files of a folder into the page cache, or drops them from it."""
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            if warm:
                while file.read(1 << 20):
                    pass
            else:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run_way(source, command, warm):
    shutil.rmtree("made", ignore_errors=True)
    os.sync()
    set_page_cache(source, warm)
    seconds, processor_seconds, private = watch(command, "RssAnon")
    return {"seconds": seconds, "processor_seconds": processor_seconds, "private_mib": private}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("albert")
    parser.add_argument("work", help="a folder with room for 5 GB")
    parser.add_argument("--preset", default="albert-xxlarge")
    parser.add_argument("--rounds", type=int, default=5)
    add_record_option(parser)
    options = parser.parse_args()
    albert = os.path.realpath(options.albert)
    folder = options.record and os.path.abspath(options.record)
    with tempfile.TemporaryDirectory(dir=options.work) as work, \
            Record(f"cp, {options.preset}", albert, folder) as record:
        start = os.getcwd()
        os.chdir(work)
        output_of([albert, "init", "--preset", options.preset, "--seed", 1, "--quiet", "hf"])
        for container in ("torch", "tf"):
            output_of([albert, "convert", "--quiet", "--to", container, "hf", container])
        for warm in (True, False):
            copy = ["sh", "-c", "mkdir made && cp hf/* made && sync made/*"]
            ways = {"cp and sync": lambda: run_way("hf", copy, warm)}
            ways |= {name: lambda source=source, extra=extra: run_way(
                source, [albert, "convert", "--quiet", *extra, source, "made"], warm)
                for name, (source, extra) in WAYS.items()}
            record.text()
            record.header(f"source {'in the page cache' if warm else 'on the disk'}", "s, median",
                          "to cp", "processor s", "private MiB")
            results = alternate(ways, options.rounds)
            copied = statistics.median(row["seconds"] for row in results["cp and sync"])
            for name, rows in results.items():
                for row in rows:
                    record.measured(way=name, warm=warm, **row)
                seconds = statistics.median(row["seconds"] for row in rows)
                record.row(name, f"{seconds:.2f}", f"{seconds / copied:.2f}",
                           f"{statistics.mean(row['processor_seconds'] for row in rows):.2f}",
                           f"{max(row['private_mib'] for row in rows):.0f}")
        os.chdir(start)


main()
