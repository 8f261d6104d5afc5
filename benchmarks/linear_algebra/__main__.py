"""Random problems asked and judged: `python -m benchmarks.linear_algebra --kind K --count N`."""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from importlib import import_module
from typing import Any

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.terms.kinds import KINDS
from backproof.terms.lone import part_of
from benchmarks.linear_algebra import algebraic, complex_problems
from benchmarks.linear_algebra.judges.by_kind import JUDGES, may_refuse
from benchmarks.linear_algebra.judges.spectra import definiteness
from benchmarks.linear_algebra.judges.systems import by_cases
from benchmarks.linear_algebra.judges.values import listed
from benchmarks.linear_algebra.problems import PROBLEMS


def answered(kind: str, keys: dict[str, Any]) -> Answer:
    """The answer to a part of that kind."""
    part, term = part_of(kind, keys)
    answer: Answer = import_module(KINDS[kind].part_solver).solve(part, term).answer
    return answer


def verdict(name: str, keys: dict[str, Any]) -> str:
    """The verdict on one problem: right, refused, wrong, or a failed check."""
    kind, _ = PROBLEMS[name]
    try:
        answer = answered(kind, keys)
    except InputError as error:
        return "refused" if may_refuse(kind, keys) else f"wrongly refused: {error}"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"
    if not answer.passed:
        return "failed check"
    cases: Any = answer.claims[0].data["cases"]
    has_pairs = kind == "eigenvalues" and re.search(r"\bi\b|atan", str(answer.formulas))
    if name in complex_problems.PROBLEMS:
        is_right = complex_problems.is_right(name, keys, answer.formulas)
    elif has_pairs:
        is_right = complex_problems.is_right("turning matrices", keys, answer.formulas)
    elif name == "symbols":
        is_right = by_cases(keys, cases)
    elif cases[0]["task"].endswith("eigenvalues"):
        is_right = algebraic.is_right(keys, cases)
    elif kind == "definiteness":
        is_right = definiteness(keys, cases[0]["task"])
    else:
        is_right = JUDGES[kind](keys, {key: listed(text) for key, text in answer.formulas.items()})
    return "right" if is_right else "WRONG"


def campaign(name: str, count: int, seed: int = 1) -> tuple[Counter[str], list[dict[str, Any]], list[float]]:
    """The verdicts on random problems, the keys of those that were not right, and the seconds of each."""
    draw = random.Random(f"{seed} {name}")
    verdicts: Counter[str] = Counter()
    missed, seconds = [], []
    for _ in range(count):
        keys = PROBLEMS[name][1](draw)
        before = time.process_time()
        found = verdict(name, keys)
        seconds.append(time.process_time() - before)
        verdicts[found.partition(":")[0]] += 1
        if found not in ("right", "refused"):
            missed.append({"verdict": found, **keys})
    return verdicts, missed, seconds


def main() -> int:
    """Print the verdicts by kind; return 1 if an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=[*PROBLEMS, "all"], default="all")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    bad = 0
    for name in PROBLEMS if given.kind == "all" else [given.kind]:
        verdicts, missed, seconds = campaign(name, given.count, given.seed)
        median, most = sorted(seconds)[len(seconds) // 2], max(seconds)
        print(f"{name:22} {dict(verdicts)}, CPU {median:.3f} s median, {most:.2f} most")
        for keys in missed[:5]:
            print("   ", keys)
        bad += len(missed)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
