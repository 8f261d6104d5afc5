"""`python -m benchmarks.broken_templates [--count N] [--seed S] [--term T] [--kinds NAME ...]`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.broken_templates.mutations import KINDS, drawn
from benchmarks.broken_templates.trial import Bench, Outcome, cut

# A mistake that changes nothing, or nothing but the page, is drawn again; so many times as it may be.
_PATIENCE = 4


def main() -> int:
    """Break templates, and print what was told wrongly; 1 if fewer than 95 in 100 lines are right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=20, help="broken templates of each kind")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--term", default="2025-fall", help="the term whose templates are broken")
    options.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder).resolve(), given.term)
        outcomes = list(_campaign(bench, given.kinds, given.count, given.seed))
    return _summary(outcomes, given.kinds)


def _campaign(bench: Bench, kinds: list[str], count: int, seed: int) -> Iterator[Outcome]:
    used = bench.used()
    for kind in kinds:
        chance = random.Random(f"{seed} {kind}")
        noticed = 0
        for _ in range(count * _PATIENCE):
            file = chance.choice(sorted(used))
            mistake = drawn(kind, file, bench.text(file), used[file], chance)
            if mistake is None:
                continue
            outcome = bench.tried(mistake)
            noticed += outcome.is_noticed
            _report(outcome)
            yield outcome
            if noticed == count:
                break


def _report(outcome: Outcome) -> None:
    """Print a mistake that was told wrongly or not at all."""
    words = [
        "" if outcome.is_noticed else "unnoticed",
        "" if outcome.is_at_its_line else "another line",
        "" if outcome.is_told_once else "not once",
        "" if outcome.is_at_its_column else "another column",
        "" if outcome.exit_code == 2 else f"exit {outcome.exit_code}",
    ]
    wrong = words[:1] if words[0] else [word for word in words if word]
    if wrong:
        mistake = outcome.mistake
        print(f"{', '.join(wrong)}: {mistake.kind}: {mistake.file}:{mistake.what}", flush=True)
        for fault in (outcome.faults or ())[:4]:
            print(f"    {str(fault)[:300]}", flush=True)


def _summary(outcomes: list[Outcome], kinds: list[str]) -> int:
    rows = [(kind, cut(outcomes, kind)) for kind in kinds]
    every = [outcome for _, found in rows for outcome in found]
    for kind, found in (*rows, ("all", every)):
        line, column, once, code = (
            sum(getattr(outcome, name) for outcome in found)
            for name in ("is_at_its_line", "is_at_its_column", "is_told_once", "is_misuse")
        )
        print(
            f"{kind:12} {len(found):4} broken: line {line}, column {column}, once {once}, exit code 2 {code}"
        )
    print(f"{sum(not outcome.is_noticed for outcome in outcomes)} mistakes that TeX and Jinja accept")
    right = sum(outcome.is_at_its_line and outcome.is_told_once for outcome in every)
    return 0 if every and right >= 0.95 * len(every) else 1


if __name__ == "__main__":
    sys.exit(main())
