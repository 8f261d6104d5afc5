"""A class of 200 against bare passes of TeX, in core-seconds of this machine.

    python -m benchmarks.classroom [--term example-class] [--students 200] [--workers 2] [--audience solution]

A bare pass is TeX alone over the loaded format, on one document. What a copy costs is the processor
time of all processes, their start included, divided by the number of copies. Memory is the largest of any
process. The class is made in a temporary copy of the homework.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from statistics import median

from backproof.classroom.copying import make
from backproof.classroom.order import Audience, Order
from backproof.classroom.roster import Student
from backproof.classroom.session import Outcome, Session, order_of
from backproof.homework import Homework

ROOT = Path(__file__).parents[2]
SOURCES = ("solutions", "figures", "templates")
_REPEATS = 7
_AUDIENCES: dict[str, tuple[Audience, ...]] = {
    "sheet": ("sheet",),
    "solution": ("solution",),
    "both": ("sheet", "solution"),
}


def main() -> None:
    """Measure, print, and write the JSON."""
    options = parse()
    students = [Student(f"s{number:05d}", f"Student {number}") for number in range(options.students)]
    with tempfile.TemporaryDirectory(prefix="backproof-class-") as name:
        homework = copied(Path(name))
        term = homework.load(options.term)
        audiences = _AUDIENCES[options.audience]
        order = order_of(homework, term, engine="embedded", audiences=audiences, pages=False)
        before = processor()
        session = Session(homework, term, order, students, options.workers)
        outcome = session.run(lambda _: nullcontext(), quiet=False)
        cost = sum(processor()) - sum(before)
        whose = (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
        worker, parent = (resource.getrusage(who).ru_maxrss for who in whose)
        found = figures(outcome, cost, warm(order, students[0]), (worker, parent))
    print(json.dumps(found, indent=2))
    if outcome.failed:
        sys.exit("\n".join(f"{student.id}: {message}" for student, message in outcome.failed))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom")
    parser.add_argument("--term", default="example-class")
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--audience", choices=list(_AUDIENCES), default="solution")
    return parser.parse_args()


def copied(folder: Path) -> Homework:
    """The homework of this repository in another folder, where nothing is cached."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Homework.of(folder, solutions="solutions", figures="figures")


def processor() -> tuple[float, float]:
    """The processor time of this process, and of all processes that it has started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, others = (one.ru_utime + one.ru_stime for one in used)
    return own, others


def warm(order: Order, student: Student) -> tuple[float, float]:
    """The processor time of a copy that was made before, in Python, and of TeX alone for each audience.

    Nothing is left to compute of it: its only processes are one pass of TeX for each audience.
    """
    make(order, student)
    python, tex = list[float](), list[float]()
    for _ in range(_REPEATS):
        before = processor()
        assert not make(order, student).faults
        after = processor()
        python.append(after[0] - before[0])
        tex.append(after[1] - before[1])
    return median(python), median(tex) / len(order.audiences)


def figures(
    outcome: Outcome, cost: float, alone: tuple[float, float], peak: tuple[int, int]
) -> dict[str, float]:
    """Figures to report: seconds, ratios to a bare pass, and megabytes."""
    python, bare = alone
    each = cost / max(1, outcome.done)
    return {
        "copies": outcome.done,
        "core-seconds a copy": round(each, 3),
        "core-seconds of a bare pass": round(bare, 3),
        "copy over bare pass": round(each / bare, 2),
        "Python of a copy made before, over bare pass": round(python / bare, 2),
        "largest worker, MB": round(peak[0] / 1024),
        "parent, MB": round(peak[1] / 1024),
    }


if __name__ == "__main__":
    main()
