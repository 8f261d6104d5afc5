"""The convexity of a formula in vectors and matrices as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.kinds.shared.declared import Declared, declared_as
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.rules import by_rules
from backproof.kinds.shared.worked import answered
from backproof.optimisation.disciplined.node import UndecidedError
from backproof.terms.term import Part, Term

# Of two matrices with such a property, the points between them have it, too.
_CONVEX = frozenset(
    (
        *("symmetric", "skew-symmetric", "diagonal", "positive", "nonnegative"),
        *("positive definite", "positive semidefinite"),
    )
)


class MatrixConvexity(Declared, frozen=True, kw_only=True):
    """A formula with one value, the variables in which it may be convex, and declarations."""

    definition: str
    wrt: list[str]
    shapes: dict[str, str]


DATA = MatrixConvexity


def solve(part: Part, term: Term) -> SolvedPart:
    """Decide convexity; InputError if the formula cannot be read or decided."""
    data = declared_as(part, MatrixConvexity)
    with part.locating("definition"):
        stated = parse(data.definition, data.shapes, data.properties, functions=functions_of(term))
    if not stated.is_scalar:
        raise part.error("this is no number", "definition", expected="a formula with one value")
    used = {variable.name: variable for variable in variables(stated)}
    for place, name in enumerate(data.wrt):
        if name not in used:
            raise part.error(f"the formula has no variable '{name}'", "wrt", place, expected=", ".join(used))
        if unfit := used[name].properties - _CONVEX:
            message = f"what is {min(unfit)} is no convex set"
            raise part.error(message, "properties", name, expected=", ".join(sorted(_CONVEX)))
    if not data.wrt:
        raise part.error("there is no variable", "wrt", expected="a list such as " + str(list(used)[:1]))
    try:
        worked = by_rules(stated, data.wrt, data.shapes, data.properties, term)
    except UndecidedError as error:
        raise part.error(
            f"no rule tells whether {error.part} is convex or concave",
            "definition",
            hint='declare properties, such as P = "positive semidefinite", or write it by norms and sums',
        ) from None
    return answered(part, worked)
