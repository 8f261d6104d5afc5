"""`python -m benchmarks.expressions`: random expressions derived, and judged by an oracle of their own."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.expressions.judge import Outcome
from benchmarks.expressions.report import as_data, details, summary
from benchmarks.expressions.shrink import shrunk
from benchmarks.expressions.worker import outcome_at

SEED, COUNT = 20250922, 5000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign, print its table and every finding; 1 where there is a finding, else 0."""
    options = _options(arguments)
    started = time.perf_counter()
    indices = options.only or range(options.start, options.start + options.count)
    outcomes: list[tuple[int, Outcome]] = []
    for index, outcome in _outcomes([(options.seed, index) for index in indices], options.jobs):
        outcomes.append((index, outcome))
        print("".join(f"{line}\n" for line in details(index, outcome, options.seed)), end="", flush=True)
        if options.shrink:
            for kind in dict.fromkeys(finding.kind for finding in outcome.findings):
                print(f"    smallest, {kind}: {shrunk(outcome.case, kind)}", flush=True)
    print("\n".join(summary([outcome for _, outcome in outcomes])))
    print(f"{len(outcomes)} expressions, seed {options.seed}, {time.perf_counter() - started:.0f} s")
    if options.json:
        data = [as_data(index, outcome) for index, outcome in outcomes]
        Path(options.json).write_text(json.dumps(data, indent=1), encoding="utf-8")
    return int(any(outcome.findings for _, outcome in outcomes))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.expressions", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many ({COUNT})")
    parser.add_argument("--start", type=int, default=0, help="the number of the first (0)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what they are drawn from ({SEED})")
    parser.add_argument("--only", type=int, action="append", help="the expression of this number alone")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes (1)")
    parser.add_argument("--shrink", action="store_true", help="look for the smallest case of each finding")
    parser.add_argument("--json", help="a file for all outcomes")
    return parser.parse_args(arguments)


def _outcomes(chosen: Sequence[tuple[int, int]], jobs: int) -> Iterator[tuple[int, Outcome]]:
    if jobs == 1:
        yield from map(outcome_at, chosen)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(outcome_at, chosen, chunksize=10)


if __name__ == "__main__":
    sys.exit(main())
