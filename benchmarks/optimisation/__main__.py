"""`python -m benchmarks.optimisation --kind kkt --count 500`: random parts, judged by other libraries."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backproof.diagnostic import InputError
from benchmarks.optimisation.ask import answers, doubts, rows
from benchmarks.optimisation.cases import KINDS, Case, cases

COUNT, SEED = 500, 20261127
ALLOWED = {"right", "refused"}


@dataclass(frozen=True)
class Outcome:
    """A verdict, its ground, and the processor time of the answer."""

    verdict: str
    ground: str
    seconds: float


def judge(case: Case) -> Outcome:
    """Answer a case and judge the answer; one that is refused is not wrong."""
    start = time.process_time()
    try:
        (found,) = answers(case.part)
    except InputError as error:
        return Outcome("refused", error.diagnostics[0].message, time.process_time() - start)
    except Exception as error:
        return Outcome("crashed", f"{type(error).__name__}: {error}", time.process_time() - start)
    seconds = time.process_time() - start
    with np.errstate(all="ignore"):
        wrong = case.wrong(rows(found))
        said = doubts(found)
    if wrong:
        return Outcome("wrong" if not said else "wrong, and doubted", wrong, seconds)
    return Outcome("right but doubted" if said else "right", "; ".join(said), seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the cases of one kind; return 1 if one is wrong, doubted or crashed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.optimisation", description=__doc__)
    parser.add_argument("--kind", choices=sorted(KINDS), required=True)
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many ({COUNT})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"where chance starts ({SEED})")
    options = parser.parse_args(arguments)
    found = []
    for case in cases(options.kind, options.count, options.seed):
        outcome = judge(case)
        found.append(outcome)
        if outcome.verdict != "right":
            print(f"{outcome.verdict}: {case.part}: {outcome.ground}", flush=True)
    counted = Counter(outcome.verdict for outcome in found)
    times = sorted(outcome.seconds for outcome in found)
    print(", ".join(f"{count} {verdict}" for verdict, count in counted.most_common()))
    middle, most = times[len(times) // 2], times[-1]
    print(f"{len(found)} parts, seed {options.seed}, median {middle:.2f} s, most {most:.2f} s")
    return int(any(outcome.verdict not in ALLOWED for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
