"""The KKT points of a constrained problem as one part."""

from __future__ import annotations

from itertools import chain
from typing import Literal

import sympy

from backproof.answer import SolvedPart
from backproof.kinds.shared.typed.entries import Relations
from backproof.kinds.shared.worked import answered, function_of, read_each
from backproof.optimisation.constrained.problem import Problem
from backproof.optimisation.constrained.worked import work
from backproof.optimisation.constraints import constraints, in_order
from backproof.optimisation.functions import Function
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Constrained(Data, frozen=True, kw_only=True):
    """An objective, and constraints such as "x + y <= 4", "x > 0" and "x == 2*y"."""

    sense: Literal["min", "max"] = "min"
    objective: str
    constraints: Relations


DATA = Constrained


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find all KKT points; InputError if a formula cannot be read or the system not be solved."""
    data = part.data_as(Constrained)
    names = in_order([data.objective, *data.constraints])
    objective = function_of(part, "objective", data.objective, names)
    _require_smooth(part, objective, "objective")
    read = read_each(
        part,
        "constraints",
        data.constraints,
        lambda text: constraints(text, names, may_be_strict=True),
        "x + y <= 4",
    )
    for place, items in enumerate(read):
        for item in items:
            _require_smooth(part, item.function, "constraints", place)
    try:
        return answered(part, work(Problem(data.sense, objective, tuple(chain(*read)))))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "not all KKT points of this problem could be found and decided",
            "objective",
            expected="conditions whose solutions are single points in closed form",
            hint='answer it in words, by a part of kind = "text"',
        ) from None


def _require_smooth(part: Part, function: Function, *keys: str | int) -> None:
    if function.has_kinks:
        is_root = not function.value.has(sympy.Abs, sympy.Max, sympy.Min)
        raise part.error(
            "the function has kinks, at which it has no gradient",
            *keys,
            expected="a smooth function",
            hint="a norm is least where its square is: state that, as norm([x, y])**2"
            if is_root
            else 'state its pieces: abs(x) <= 1 is "x <= 1" with "-x <= 1", and the least abs(x) is the '
            'least t with "x <= t" and "-x <= t"',
        )
