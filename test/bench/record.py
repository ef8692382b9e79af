"""Tables of a comparison: printed, and with --record kept in test/bench/runs/DATE-CPU.

raw.jsonl has one line for each measurement, with "comparison" naming the one it belongs to;
summary.md has the machine and, for each comparison, its command and tables. A comparison that is
recorded again on the same day and processor takes the place of the earlier one.
"""
import datetime
import json
import os
import platform
import re
import sys

from measure import ROOT, output_of

RUNS = os.path.join(ROOT, "test", "bench", "runs")


def add_record_option(parser):
    parser.add_argument("--record", nargs="?", const=RUNS, metavar="FOLDER",
                        help="keep the results below this folder (default: test/bench/runs)")


def processor():
    """Name, and family and model where the system tells them."""
    about = {}
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            key, _, value = line.partition(":")
            about.setdefault(key.strip(), value.strip())
    name = re.sub(r"\((R|TM)\)| CPU| @.*", "", about.get("model name", platform.machine()))
    detail = [f"{key} {about[key]}" for key in ("cpu family", "model") if key in about]
    return name, ", ".join([name, *detail, f"{os.cpu_count()} in use"])


def tree_state():
    try:
        return output_of(["git", "-C", ROOT, "describe", "--always", "--dirty"]).strip()
    except Exception:
        return "unknown"


class Record:
    """Use as a context: what was collected is written when it ends without an error."""

    def __init__(self, comparison, albert, folder):
        self.comparison, self.albert, self.folder = comparison, albert, folder
        self.measurements, self.lines = [], []
        self.load = os.getloadavg()[0]

    def __enter__(self):
        return self

    def measured(self, **values):
        self.measurements.append({"comparison": self.comparison, **values})

    def text(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def row(self, *cells):
        self.text("| " + " | ".join(map(str, cells)) + " |")

    def header(self, *names):
        self.row(*names)
        self.text("|" + "---|" * len(names))

    def __exit__(self, failed, *_):
        if failed or not self.folder:
            return
        name, detail = processor()
        version = output_of([self.albert, "--version"]).splitlines()
        isa = re.search(r"instruction set: (\S+)", "\n".join(version))[1]
        date = datetime.date.today().isoformat()
        slug = re.sub(r"[^a-z0-9_]+", "-", f"{name} {isa}".lower())
        run = os.path.join(self.folder, f"{date}-{slug}")
        os.makedirs(run, exist_ok=True)
        self.write_raw(os.path.join(run, "raw.jsonl"))
        self.write_summary(os.path.join(run, "summary.md"),
                           f"# {date}, {name}\n\nProcessor: {detail}; {version[2]}.\n", [
            f"{version[0]}, source {tree_state()}, {version[1]}; load of the machine before: {self.load:.1f}.",
            "", "    " + " ".join([os.path.basename(sys.argv[0]), *self.shown_options()]), ""])
        print(f"recorded in {os.path.relpath(run)}", file=sys.stderr)

    @staticmethod
    def shown_options():
        """The options of the command, without the paths that precede them."""
        first = next((i for i, word in enumerate(sys.argv) if word.startswith("--")), None)
        return sys.argv[first:] if first else []

    def write_raw(self, path):
        kept = []
        if os.path.exists(path):
            with open(path) as lines:
                kept = [line for line in lines
                        if json.loads(line)["comparison"] != self.comparison]
        with open(path, "w") as out:
            out.writelines(kept)
            out.writelines(json.dumps(row) + "\n" for row in self.measurements)

    def write_summary(self, path, title, about):
        sections = []
        if os.path.exists(path):
            with open(path) as text:
                sections = ["## " + section.strip() for section in text.read().split("\n## ")[1:]]
        heading = f"## {self.comparison}\n"
        sections = [section for section in sections if not section.startswith(heading)]
        sections.append("\n".join([heading, *about, *self.lines]).strip())
        with open(path, "w") as out:
            out.write("\n\n".join([title.strip(), *sections]) + "\n")
