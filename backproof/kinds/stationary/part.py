"""The stationary points of a function as one part."""

from __future__ import annotations

import msgspec

from backproof.answer import SolvedPart
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.stationary.worked import work
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Stationary(Data, frozen=True, kw_only=True):
    """A function of numbers, and its variables in order if not those of its text in the alphabet's."""

    function: str
    variables: list[str] = msgspec.field(default_factory=list)


DATA = Stationary


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find and classify all stationary points; InputError if the function cannot be read or solved."""
    data = part.data_as(Stationary)
    function = function_of(part, "function", data.function, data.variables)
    if function.has_kinks:
        raise part.error(
            "the function has kinks, at which it has no gradient",
            "function",
            expected="a smooth function",
            hint='subgradients are answered by parts of kind = "subgradient"',
        )
    try:
        return answered(part, work(function))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "not all stationary points of this function could be found and classified",
            "function",
            expected="a gradient whose zeros have a closed form",
            hint='answer it in words, by a part of kind = "text"',
        ) from None
