"""`python -m benchmarks.fuzz [--minutes M] [--draws N] [--seed S] [--only NUMBER]`: the campaign."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.fuzz.draws import Draw, drawn
from benchmarks.fuzz.trial import Bench, Outcome

_SHOWN = 1500


def main() -> int:
    """Build draw after draw, and print those that the program did not take as it must; 1 if there are any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--draws", type=int, help="so many, however long they take")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int, help="the draw of this number, with all that it prints")
    given = options.parse_args()
    os.environ.pop("CI", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder).resolve())
        if given.only is not None:
            draw = drawn(given.seed, given.only)
            outcome = bench.tried(draw)
            print(outcome.printed, *outcome.faults, sep="\n")
            return 1 if outcome.faults else 0
        numbers = itertools.count() if given.draws is None else range(given.draws)
        until = time.monotonic() + 60 * given.minutes if given.draws is None else None
        return _summary(_campaign(bench, given.seed, numbers, until))


def _campaign(
    bench: Bench, seed: int, numbers: Iterable[int], until: float | None
) -> Iterator[tuple[Draw, Outcome]]:
    for number in numbers:
        if until is not None and time.monotonic() > until:
            return
        draw = drawn(seed, number)
        outcome = bench.tried(draw)
        if outcome.faults:
            print(f"{number}, a {draw.kind}: {'; '.join(outcome.faults)}", flush=True)
            print("".join(f"    {line}\n" for line in outcome.printed[-_SHOWN:].splitlines()), flush=True)
        yield draw, outcome


def _summary(tried: Iterable[tuple[Draw, Outcome]]) -> int:
    kinds: Counter[str] = Counter()
    codes: Counter[int] = Counter()
    slowest, faulty = 0.0, 0
    for draw, outcome in tried:
        kinds[draw.kind] += 1
        codes[outcome.exit_code] += 1
        slowest = max(slowest, outcome.seconds)
        faulty += bool(outcome.faults)
    print(f"{kinds.total()} draws: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}")
    print(f"exit codes: {', '.join(f'{code} in {count}' for code, count in sorted(codes.items()))}")
    print(f"slowest: {slowest:.1f} s of the processor; taken wrongly: {faulty}")
    return 1 if faulty or not kinds else 0


if __name__ == "__main__":
    sys.exit(main())
