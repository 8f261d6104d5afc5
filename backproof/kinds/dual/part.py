"""The Lagrangian dual of a quadratic program as one part."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from backproof.answer import SolvedPart
from backproof.kinds.shared.worked import answered, function_of, read_each
from backproof.optimisation.constrained.dual import work
from backproof.optimisation.constrained.problem import Problem
from backproof.optimisation.constraints import Constraint, constraints, in_order, linear_row
from backproof.optimisation.signs import definiteness
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Dual(Data, frozen=True, kw_only=True):
    """A convex quadratic function to minimise, and affine constraints such as "x + y >= 2"."""

    objective: str
    constraints: list[str]


DATA = Dual


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """State and solve the dual; InputError if the problem is no convex QP or has no feasible point."""
    data = part.data_as(Dual)
    names = in_order([data.objective, *data.constraints])
    f = function_of(part, "objective", data.objective, names)
    words = ("positive definite", "positive semidefinite")
    if f.has_kinks or f.hessian.free_symbols or definiteness(f.hessian).word not in words:
        raise part.error(
            "this is no quadratic function with a positive semidefinite Hessian",
            "objective",
            expected="a convex quadratic function to minimise",
            hint='the dual of a linear function is answered by parts of kind = "linear_program", and a '
            "largest value is the least one of -f",
        )
    read = read_each(part, "constraints", data.constraints, lambda text: _affine(text, names), "x + y >= 2")
    try:
        return answered(part, work(Problem("min", f, tuple(chain(*read)))))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "no single optimal point with single multipliers was found",
            "constraints",
            expected="constraints that some point satisfies, none of them twice, and a least value",
            hint='kind = "kkt" tells all optimal points, or that there is no feasible one',
        ) from None


def _affine(text: str, names: Sequence[str]) -> list[Constraint]:
    """Read affine constraints; InputError for any other."""
    found = constraints(text, names)
    for item in found:
        linear_row(item.function)
    return found
