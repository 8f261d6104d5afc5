"""The KKT points of a constrained problem as one part."""

from __future__ import annotations

from typing import Literal

from backproof.answer import SolvedPart
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.constrained.problem import Problem
from backproof.optimisation.constrained.worked import work
from backproof.optimisation.constraints import constraint, in_order
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Constrained(Data, frozen=True, kw_only=True):
    """An objective, and constraints such as "x + y <= 4" and "x == 2*y"."""

    sense: Literal["min", "max"] = "min"
    objective: str
    constraints: list[str]


DATA = Constrained


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find all KKT points; InputError if a formula cannot be read or the system not be solved."""
    data = part.data_as(Constrained)
    if not data.constraints:
        raise part.error("there is no constraint", "constraints", expected='a list such as ["x <= 1"]')
    names = in_order([data.objective, *data.constraints])
    objective = function_of(part, "objective", data.objective, names)
    read = []
    for place, text in enumerate(data.constraints):
        with part.locating("constraints", place):
            read.append(constraint(text, names))
    try:
        return answered(part, work(Problem(data.sense, objective, tuple(read))))
    except UnsolvedError:
        raise part.error(
            "not all KKT points of this problem could be found and decided",
            "objective",
            expected="conditions whose solutions are single points in closed form",
            hint='answer it in words, by a part of kind = "text"',
        ) from None
