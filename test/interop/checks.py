"""What all checks use: the report, the albert command, and the comparison of models."""
import subprocess

import transformers

import producers

TOLERANCE = 1e-5


class Report:
    def __init__(self):
        self.failed = 0

    def check(self, what, difference, tolerance=TOLERANCE):
        good = difference <= tolerance
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {difference:.2g}", flush=True)

    def check_equal(self, what, ours, theirs):
        """Two lists of answers; the number of unequal ones must be 0."""
        assert len(ours) == len(theirs), (what, len(ours), len(theirs))
        self.check(f"{what}, {len(ours)} texts", sum(a != b for a, b in zip(ours, theirs)), 0)


def albert(binary, *arguments, stdin=None):
    run = subprocess.run([binary, *map(str, arguments)], input=stdin, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"albert {' '.join(map(str, arguments))}: {run.returncode}\n{run.stderr}")
    return run.stdout


def difference(one, other):
    """Largest difference between two models' outputs, by name."""
    assert one.keys() == other.keys(), (one.keys(), other.keys())
    mask = producers.batch()["attention_mask"].bool()
    worst = 0.0
    for name, values in one.items():
        gap = (values - other[name]).abs()
        if gap.shape[:2] == mask.shape:
            gap = gap[mask]
        worst = max(worst, gap.max().item())
    return worst


def load_with_transformers(folder, kind):
    model, info = getattr(transformers, kind).from_pretrained(folder, output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not info[what], (folder, what, info[what])
    return model.eval()
