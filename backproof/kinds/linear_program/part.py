"""A linear program as one part."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import msgspec

from backproof.answer import SolvedPart
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.constraints import Constraint, constraint, in_order, linear_row
from backproof.optimisation.linear.program import Program
from backproof.optimisation.linear.worked import work
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class LinearProgram(Data, frozen=True, kw_only=True):
    """An objective and constraints such as "x1 + x2 <= 4"; variables are at least 0 but for the free ones."""

    sense: Literal["max", "min"]
    objective: str
    constraints: list[str]
    free: list[str] = msgspec.field(default_factory=list)


DATA = LinearProgram


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Solve the program; InputError at the text that is not linear."""
    data = part.data_as(LinearProgram)
    names = in_order([data.objective, *data.constraints])
    unknown = [place for place, name in enumerate(data.free) if name not in names]
    if unknown:
        raise part.error("this variable does not occur", "free", unknown[0], expected=", ".join(names))
    objective = function_of(part, "objective", data.objective, names)
    with part.locating("objective"):
        costs, _ = linear_row(objective)
    read = []
    for place, text in enumerate(data.constraints):
        with part.locating("constraints", place):
            found = constraint(text, names)
            read.append((found, linear_row(found.function)))
    kept = [(item, row) for item, row in read if not _is_sign(row)]
    program = Program(
        sense=data.sense,
        names=names,
        costs=_fractions(part, "objective", costs),
        rows=tuple(_fractions(part, "constraints", [_turn(item) * x for x in row[0]]) for item, row in kept),
        signs=tuple(item.sign for item, _ in kept),
        right=_fractions(part, "constraints", [-_turn(item) * row[1] for item, row in kept]),
        free=tuple(name in data.free for name in names),
    )
    return answered(part, work(program))


def _turn(item: Constraint) -> int:
    """Return the factor that turns the constraint's function back to the side that it was typed on."""
    return -1 if item.sign == ">=" else 1


def _is_sign(row: tuple[list[Any], Any]) -> bool:
    """Return whether a constraint only says that a variable is at least 0."""
    slopes, constant = row
    others = [x for x in slopes if x]
    return constant == 0 and len(others) == 1 and bool(others[0] < 0)


def _fractions(part: Part, key: str, values: list[Any]) -> tuple[Fraction, ...]:
    if not all(value.is_Rational for value in values):
        raise part.error("a number in it is not rational", key, expected="fractions")
    return tuple(Fraction(int(value.p), int(value.q)) for value in values)
