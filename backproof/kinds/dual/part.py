"""The Lagrangian dual of a quadratic program as one part."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Literal

from backproof.answer import SolvedPart
from backproof.kinds.shared.typed.entries import Relations
from backproof.kinds.shared.worked import answered, function_of, read_each
from backproof.optimisation.constrained.dual import work
from backproof.optimisation.constrained.problem import Problem, is_quadratic_convex
from backproof.optimisation.constraints import Constraint, constraints, in_order, linear_row
from backproof.optimisation.functions import Function
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Dual(Data, frozen=True, kw_only=True):
    """A convex quadratic function to minimise, or a concave one to maximise, and constraints."""

    sense: Literal["min", "max"] = "min"
    objective: str
    constraints: Relations


DATA = Dual


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """State and solve the dual; InputError if the problem is not convex and quadratic."""
    data = part.data_as(Dual)
    names = in_order([data.objective, *data.constraints])
    f = function_of(part, "objective", data.objective, names)
    read = read_each(part, "constraints", data.constraints, lambda text: _convex(text, names), "x + y >= 2")
    problem = Problem(data.sense, f, tuple(chain(*read)))
    bent = any(not _is_affine(g) for g in problem.inequalities)
    is_bowl = is_quadratic_convex(problem.f) and not (_is_affine(f) and not bent)
    if not is_bowl and not (problem.f.hessian.free_symbols and problem.is_affine and problem.is_convex):
        sign, shape = ("positive", "convex") if data.sense == "min" else ("negative", "concave")
        raise part.error(
            f"this is no quadratic function with a {sign} semidefinite Hessian",
            "objective",
            expected=f"a {shape} quadratic function, or, with affine constraints, a sum of {shape} functions "
            "of one variable each",
            hint='kind = "linear_program" answers a linear function with linear constraints by its dual; a '
            'largest value is asked for by sense = "max"',
        )
    try:
        return answered(part, work(problem))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "no single optimal point with single multipliers was found",
            "constraints",
            expected="constraints that some point satisfies, none of them twice, and a least value",
            hint='kind = "kkt" tells all optimal points, or that there is no feasible one',
        ) from None


def _convex(text: str, names: Sequence[str]) -> list[Constraint]:
    """Read constraints that are affine, or inequalities g <= 0 of convex quadratic functions g."""
    found = constraints(text, names)
    for item in found:
        if item.is_equation or not is_quadratic_convex(item.function):
            linear_row(item.function)
    return found


def _is_affine(f: Function) -> bool:
    return not any(slope.free_symbols for slope in f.gradient)
