"""`python -m benchmarks.spaces --kind functions`: spaces of known dimension, and what is said of them."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension
from benchmarks.spaces import functions
from benchmarks.spaces.case import Case

KINDS: dict[str, Callable[[int, int], Iterator[Case]]] = {"functions": functions.cases}
COUNT, SEED = 1000, 20260118
LONGEST = 5.0
VERDICTS = ("right", "open", "refused", "right but failed", "wrong", "crashed")
ALLOWED = {"right", "open"}


@dataclass(frozen=True)
class Outcome:
    """What was said of a space, and in how many seconds of processor time."""

    case: Case
    verdict: str
    said: str
    seconds: float


def judge(case: Case) -> Outcome:
    """Ask for the dimension and hold it against the known one; bounds that exclude it are wrong."""
    started = time.process_time()
    try:
        found = dimension(case.part)
    except InputError as error:
        return Outcome(case, "refused", error.diagnostics[0].message, time.process_time() - started)
    except Exception as error:  # whatever it is, it is counted
        return Outcome(case, "crashed", f"{type(error).__name__}: {error}", time.process_time() - started)
    seconds = time.process_time() - started
    said = "; ".join((found.answer.text, *found.notes[:2]))
    if not found.at_least <= case.expected <= found.at_most:
        return Outcome(case, "wrong", said, seconds)
    if found.dimension is None:
        return Outcome(case, "open" if found.is_open else "right but failed", said, seconds)
    return Outcome(case, "right" if found.passed else "right but failed", said, seconds)


def report(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """Verdicts by family, and all that is not right."""
    yield f"{'family':28}" + "".join(f"{verdict:>18}" for verdict in VERDICTS)
    counted = Counter((o.case.family, o.verdict) for o in outcomes)
    for family in dict.fromkeys(o.case.family for o in outcomes):
        yield f"{family:28}" + "".join(f"{counted[family, verdict]:18}" for verdict in VERDICTS)
    for outcome in outcomes:
        if outcome.verdict != "right" or outcome.seconds > LONGEST:
            shown = f"{outcome.case.text} ({outcome.case.expected}), said: {outcome.said}"
            yield f"{outcome.verdict} in {outcome.seconds:.1f} s: {shown}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the cases of one kind; 1 where one is wrong, refused, crashed or failed by its own check."""
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
