"""`python -m benchmarks.spaces --kind matrices`: spaces of known dimension, and what is said of them."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import get_context

from benchmarks.spaces import described, functions, matrices, over_fields, parameters, polynomials, solutions
from benchmarks.spaces.case import Case
from benchmarks.spaces.judge import Outcome, judge

KINDS: dict[str, Callable[[int, int], Iterator[Case]]] = {
    "described": described.cases,
    "fields": over_fields.cases,
    "functions": functions.cases,
    "matrices": matrices.cases,
    "parameters": parameters.cases,
    "polynomials": polynomials.cases,
    "solutions": solutions.cases,
}
COUNT, SEED = 1000, 20260118
LONGEST = 5.0
VERDICTS = ("right", "open", "refused", "right but failed", "wrong", "says two things", "crashed")
ALLOWED = {"right", "open"}


def report(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """The verdicts by family, and every case that is not right."""
    yield f"{'family':28}" + "".join(f"{verdict:>18}" for verdict in VERDICTS)
    counted = Counter((o.case.family, o.verdict) for o in outcomes)
    for family in dict.fromkeys(o.case.family for o in outcomes):
        yield f"{family:28}" + "".join(f"{counted[family, verdict]:18}" for verdict in VERDICTS)
    for outcome in outcomes:
        if outcome.verdict != "right" or outcome.seconds > LONGEST:
            shown = f"{outcome.case.text} ({outcome.case.expected}), said: {outcome.said}"
            yield f"{outcome.verdict} in {outcome.seconds:.1f} s: {shown}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the cases of one kind; return 1 if one is wrong, refused, crashed or failed by its own check."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spaces", description=__doc__)
    parser.add_argument("--kind", choices=sorted(KINDS), required=True)
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many ({COUNT})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"where chance starts ({SEED})")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    listed = list(KINDS[options.kind](options.count, options.seed))
    with get_context("spawn").Pool(options.processes) as pool:
        outcomes = list(pool.imap(judge, listed, chunksize=4))
    print("\n".join(report(outcomes)))
    slowest = max((outcome.seconds for outcome in outcomes), default=0.0)
    print(f"{len(outcomes)} spaces, seed {options.seed}, slowest {slowest:.1f} s")
    return int(any(outcome.verdict not in ALLOWED for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
