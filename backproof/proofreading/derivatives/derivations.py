"""Lines of a derivation in print: each of the claim's once and in order, definitions first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.derivatives.reading import Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split


def judge(reading: Reading, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the steps, and the lines before the first, are the claimed ones in order.

    A part that prints no steps has none to be judged.
    """
    first = next((i for i, formula in enumerate(formulas) if formula.place == "step"), None)
    if first is None:
        return
    names = list(dict.fromkeys(line.partition("=")[0].strip() for line in reading.claim.get("lines", ())))
    adjoints = [name for name in names if _is_backward(reading, name)]
    # Names between the adjoints, for parts that several of them share, are no step of their own.
    forward = list(takewhile(lambda name: name not in adjoints, names))
    shared = {*names} - {*adjoints, *forward}
    lines = [formula for formula in formulas[:first] if formula.place == "line"]
    lines = [formula for formula in lines if _left(reading, formula.latex) not in shared]
    defined = lines[max(0, len(lines) - len(forward)) :]
    steps = [formula for formula in formulas if formula.place == "step"]
    for printed, wanted, what in ((defined, forward, "definitions"), (steps, adjoints, "steps")):
        found = [name for formula in printed if (name := _left(reading, formula.latex)) not in shared]
        if found != wanted:
            shown = ", ".join(name or "?" for name in found) or "nothing"
            at = (printed or steps)[0].start
            yield Fault(at, f"the {what} in print are those of {shown}, not of {', '.join(wanted)}")


def _is_backward(reading: Reading, name: str) -> bool:
    return name.endswith("_bar") or name in {f"d{reading.name}_d{wrt}" for wrt in reading.derivatives}


def _left(reading: Reading, latex: str) -> str | None:
    """Return the name that an equation begins with, None if it is no name."""
    side = split(re.split(r"\\in(?![A-Za-z])", latex)[0], "=")[0].strip()
    try:
        if derivative := reading.partial(side):
            return derivative
        node = read(side, tuple(reading.variables), tuple(reading.own))
    except (UnclearError, KeyError):
        return None
    return str(node.says) if node.kind == "name" else None
