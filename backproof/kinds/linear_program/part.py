"""A linear program as one part."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

import msgspec

from backproof.answer import SolvedPart
from backproof.diagnostic import Diagnostic, InputError
from backproof.kinds.shared.typed.entries import Relations
from backproof.kinds.shared.worked import answered, function_of, read_each
from backproof.optimisation.constraints import Constraint, constraints, in_order, linear_row
from backproof.optimisation.linear.program import Program
from backproof.optimisation.linear.worked import work
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class LinearProgram(Data, frozen=True, kw_only=True):
    """An objective and constraints such as "x1 + x2 <= 4"; variables are at least 0 but for the free ones."""

    sense: Literal["max", "min"]
    objective: str
    constraints: Relations
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
        costs, constant = linear_row(objective)
    if constant != 0:
        raise part.error(
            f"the constant {constant} in it changes no solution",
            "objective",
            expected="numbers times variables",
            hint="leave it out, and add it to the optimal value",
        )
    stated = read_each(
        part, "constraints", data.constraints, lambda text: _with_rows(text, names), "x + y <= 4"
    )
    read = list(chain(*stated))
    signs = [_is_sign(item, row, names, data.free) for item, row in read]
    # Where there is nothing else, the signs are constraints with multipliers of their own.
    kept = [pair for pair, is_sign in zip(read, signs, strict=True) if not is_sign] or read
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


def _with_rows(text: str, names: Sequence[str]) -> list[tuple[Constraint, tuple[list[Any], Any]]]:
    """Read affine constraints with their coefficients and constants; InputError for any other."""
    found = [(item, linear_row(item.function)) for item in constraints(text, names)]
    if not all(any(slopes) for _, (slopes, _) in found):
        expected = 'a text such as "x + y <= 4"'
        raise InputError(Diagnostic("no variable is left in it", expected=expected))
    return found


def _turn(item: Constraint) -> int:
    """Return the factor that turns the constraint's function back to the side that it was typed on."""
    return -1 if item.sign == ">=" else 1


def _is_sign(item: Constraint, row: tuple[list[Any], Any], names: Sequence[str], free: Sequence[str]) -> bool:
    """Return whether a constraint only says that a variable is at least 0, which is not a free one."""
    slopes, constant = row
    others = [(x, name) for x, name in zip(slopes, names, strict=True) if x]
    if item.is_equation or constant != 0 or len(others) != 1:
        return False
    ((slope, name),) = others
    return bool(slope < 0) and name not in free


def _fractions(part: Part, key: str, values: list[Any]) -> tuple[Fraction, ...]:
    if not all(value.is_Rational for value in values):
        raise part.error("a number in it is not rational", key, expected="fractions")
    return tuple(Fraction(int(value.p), int(value.q)) for value in values)
