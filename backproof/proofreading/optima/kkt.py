"""Solutions of the KKT conditions in print: each point with its multipliers, in one tuple."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.optima import worked

# Cases are stated without their solutions if these are roots that only an index tells apart.
_ROOT = re.compile("[Rr]oot")


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each doubtful line or result, and for each solution that is printed nowhere."""
    yield from worked.judge(claim, formulas)
    if any(_ROOT.search(str(row["value"])) for row in claim["results"]):
        return
    others = [formula for formula in formulas if formula.place in ("line", "text")]
    printed = [split(text, "=") for formula in others for text in statements(formula.latex)]
    for left, values in _solutions(claim):
        stated = [sides[1] for sides in printed if len(sides) == 2 and worked.plain(sides[0]) == left]
        value = values if len(values) > 1 else values[0]
        if not any(worked.agrees_in_numbers(right, value, claim) for right in stated):
            at = others[0].start if others else 0
            yield Fault(at, f"the solution {left} = ({', '.join(values)}) is left out")


def _solutions(claim: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the names and the values of each point with its multipliers."""
    rows, point, multipliers = claim["results"], ", ".join(claim["variables"]), set(claim["symbols"])
    for at, row in enumerate(rows):
        if row["key"] != point:
            continue
        whole = [row]
        for further in rows[at + 1 :]:
            if not set(further["key"].split(", ")) <= multipliers:
                break
            whole.append(further)
        values = [value for item in whole for value in item["value"]]
        if len(values) == len(claim["variables"]) + len(multipliers):
            names = ",".join(worked.plain(item["left"]).removeprefix("(").removesuffix(")") for item in whole)
            yield f"({names})" if len(values) > 1 else names, values
