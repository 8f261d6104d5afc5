"""The convexity of a set as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.shared.typed.entries import Relations
from backproof.kinds.shared.worked import answered, read_each
from backproof.optimisation.constraints import in_order, relations
from backproof.optimisation.sets.conditions import Condition, box, condition
from backproof.optimisation.sets.worked import work
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class ConvexSet(Data, frozen=True, kw_only=True):
    """The conditions on the points of a set, such as "x**2 + y**2 <= 4" and "x + y == 1"."""

    conditions: Relations


DATA = ConvexSet


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Decide convexity; InputError if a condition cannot be read, or the set not be decided."""
    data = part.data_as(ConvexSet)
    names = in_order(data.conditions)
    if data.conditions and not names:
        raise part.error("there is no variable", "conditions", expected='conditions such as "x*y >= 1"')

    def conditions(text: str) -> list[Condition]:
        return [condition(one, names) for one in relations(text)]

    stated = read_each(part, "conditions", data.conditions, conditions, "x*y >= 1")
    read = [item for items in stated for item in items]
    bounds = box(read, read[0].function.symbols)
    if any(low > high for low, high in bounds):
        raise part.error("this set is empty", "conditions", expected="conditions that some point satisfies")
    try:
        return answered(part, work(read))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "neither a proof that this set is convex nor a segment that leaves it was found",
            "conditions",
            expected="affine equations, convex functions that are at most 0, or a set that is not convex",
            hint="write x**2 <= y*z with y >= 0 and z >= 0 as conditions, and a norm as a square",
        ) from None
