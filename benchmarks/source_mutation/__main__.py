"""`python -m benchmarks.source_mutation [--count N] [--seed S] [--only TEXT]`: the campaign."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.source_mutation.mutants import mutants, sample
from benchmarks.source_mutation.trial import printed, project, tried

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Try a sample of all mutants and print those that survived; 1 if there are any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--seed", type=int, default=1, help="which of the mutants")
    options.add_argument("--only", default="", help="a part of the file's path")
    given = options.parse_args()
    every = [mutant for mutant in mutants(ROOT) if given.only in mutant.file]
    chosen = sample(every, given.count, given.seed)
    verdicts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        good = project(ROOT, Path(tempfile.mkdtemp(dir=folder)))
        expected = printed(good)
        for mutant in chosen:
            outcome = tried(mutant, good, expected, Path(folder) / "mutant")
            verdicts[outcome.verdict] += 1
            print(f"{outcome.verdict:10} {mutant.file}:{mutant.what}\n          {outcome.shown}", flush=True)
    print(f"{len(every)} mutants, {len(chosen)} tried: {dict(verdicts)}")
    return 1 if verdicts["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
