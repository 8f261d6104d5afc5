"""`python -m benchmarks.mutation`: plant wrong answers, count those that the checks let through."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.mutation import consistent, derivations, dimensions, formulas, scripts, tables
from benchmarks.mutation.campaign import Mutant, Outcome, judge

SEED = 20250922
PLANTED = 600
_ROOMS = (formulas, dimensions, consistent, derivations, tables, scripts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign and print its tables; 1 where a wrong answer survives, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every mutant; without it, a sample of each kind")
    parser.add_argument("--count", type=int, default=PLANTED, help=f"how many to sample ({PLANTED})")
    parser.add_argument(
        "--equivalent", action="store_true", help="list the equivalent ones with their proofs"
    )
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    mutants = [mutant for room in _ROOMS for mutant in room.planted()]
    chosen = mutants if options.all else sample(mutants, options.count)
    outcomes = [judge(mutant) for mutant in chosen]
    print("\n".join(report(outcomes, listed=options.equivalent)))
    seconds = time.perf_counter() - started
    print(f"{len(chosen)} of {len(mutants)} wrong answers planted, seed {SEED}, {seconds:.0f} s")
    return int(any(outcome.verdict == "survived" for outcome in outcomes))


def sample(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """So many mutants, drawn in turn from each kind of each room, so that none is left out."""
    draw = random.Random(SEED)
    kinds: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault((mutant.room, mutant.kind), []).append(mutant)
    for group in kinds.values():
        draw.shuffle(group)
    chosen: list[Mutant] = []
    while len(chosen) < min(count, len(mutants)):
        chosen += [group.pop() for group in kinds.values() if group]
    return chosen[:count] if count < len(mutants) else chosen


def report(outcomes: Sequence[Outcome], *, listed: bool = False) -> Iterable[str]:
    """Mutants by kind, kills by check, and every survivor in full."""
    verdicts = ("killed", "equivalent", "survived")
    yield f"{'room':12}{'kind':30}{'planted':>8}" + "".join(f"{verdict:>12}" for verdict in verdicts)
    kinds = Counter((o.mutant.room, o.mutant.kind, o.verdict) for o in outcomes)
    for room, kind in dict.fromkeys((o.mutant.room, o.mutant.kind) for o in outcomes):
        counts = [kinds[room, kind, verdict] for verdict in verdicts]
        yield f"{room:12}{kind:30}{sum(counts):8}" + "".join(f"{count:12}" for count in counts)
    totals = [sum(o.verdict == verdict for o in outcomes) for verdict in verdicts]
    yield f"{'':12}{'all':30}{len(outcomes):8}" + "".join(f"{count:12}" for count in totals)
    yield ""
    yield f"{'check':44}{'kills':>8}{'alone':>8}"
    kills = Counter(killer for o in outcomes for killer in o.killers)
    alone = Counter(o.killers[0] for o in outcomes if len(o.killers) == 1)
    yield from (f"{check:44}{count:8}{alone[check]:8}" for check, count in kills.most_common())
    yield ""
    for o in outcomes:
        if o.verdict == "survived" or (listed and o.verdict == "equivalent"):
            yield f"{o.verdict}: {o.mutant.kind} in {o.mutant.of}: {o.mutant.says}" + f" ({o.proof})" * bool(
                o.proof
            )


if __name__ == "__main__":
    sys.exit(main())
