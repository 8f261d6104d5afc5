"""Subdifferentials as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.shared.numbers.exact_numbers import vector_of
from backproof.kinds.shared.typed.entries import Entries
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.convexity.subgradients import work
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Subgradient(Data, frozen=True, kw_only=True):
    """A convex function of one number, and the points at which its subdifferential is asked for."""

    function: str
    at: Entries


DATA = Subgradient


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the subdifferentials; InputError if the function is not convex, or not of one number."""
    data = part.data_as(Subgradient)
    f = function_of(part, "function", data.function)
    if len(f.names) != 1:
        raise part.error("this is no function of one number", "function", expected="one variable")
    try:
        return answered(part, work(f, vector_of(part, data.at, "at")))
    except (UnsolvedError, ArithmeticError):
        message = "this function is not convex, has no minimiser, or could not be taken apart"
        raise part.error(message, "function") from None
