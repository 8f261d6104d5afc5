"""Cases of answers about matrices in print: the headings, and what stands under each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.linear.cases import holds
from backproof.proofreading.linear.space import printed_names
from backproof.proofreading.scalars import UnreadableError

_CHAIN = re.compile(r"^(.+?) (<|\\le) (.+?) (<|\\le) (.+)$")
# The samples of each case, as `matrices.Scope`.
Scopes = Sequence[Sequence[Any]]


def by_heading(scopes: Scopes, formulas: Sequence[Formula]) -> Iterator[tuple[Scopes, list[Formula]]]:
    """Yield all cases with the formulas before the first heading, and those of each heading with its own.

    Where no formula is marked as a heading, each one in the text is that is the condition of a case.
    """
    marks = "case" if any(formula.place == "case" for formula in formulas) else "text"
    holding, passage = scopes, list[Formula]()
    for formula in formulas:
        opened = cases_of(scopes, formula.latex) if formula.place == marks and len(scopes) > 1 else []
        if opened:
            yield holding, passage
            holding, passage = opened, []
        passage.append(formula)
    yield holding, passage


def wrong_headings(scopes: Scopes, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each heading that is no case, and unless all cases are there if one is."""
    headings = [formula for formula in formulas if formula.place == "case"]
    found = {id(of_case) for heading in headings for of_case in cases_of(scopes, heading.latex)}
    for heading in headings:
        if not cases_of(scopes, heading.latex):
            yield Fault(heading.start, f"{heading.latex} is no case of the answer")
    for of_case in scopes:
        if headings and of_case[0].case["condition"] and id(of_case) not in found:
            yield Fault(headings[0].start, f"the case {of_case[0].case['condition']} is left out")


def where(scopes: Scopes, holding: Scopes) -> str:
    """Return the words for the cases in which a statement ought to hold; "" if there is one alone."""
    conditions = {of_case[0].case["condition"]: None for of_case in holding}
    if len({of_case[0].case["condition"] for of_case in scopes}) < 2:
        return ""
    return " in each case" if len(conditions) > 1 else f" in the case {next(iter(conditions))}"


def cases_of(scopes: Scopes, condition: str) -> list[Sequence[Any]]:
    """Return the answers under the only claimed condition whose samples satisfy a printed one."""
    if not condition:
        are_free = len(scopes) == 1 or not any(of_case[0].case["condition"] for of_case in scopes)
        return list(scopes) if are_free else []
    condition = _CHAIN.sub(r"\1 \2 \3, \3 \4 \5", condition)
    holding = []
    for of_case in scopes:
        points = [printed_names(scope.symbols) for scope in of_case]
        try:
            if all(holds(condition, point) for point in points):
                holding.append(of_case)
        except UnreadableError:
            continue
    return holding if len({of_case[0].case["condition"] for of_case in holding}) == 1 else []
