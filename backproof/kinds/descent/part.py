"""Steps of a descent method, a Newton direction, or step sizes, as one part."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from backproof.answer import SolvedPart
from backproof.kinds.shared.numbers.exact_numbers import number_of, vector_of
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.descent.methods import NEWTON, NoStepError
from backproof.optimisation.descent.worked import work_direction, work_sizes, work_steps
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Descent(Data, frozen=True, kw_only=True):
    """A function, where to start, the method with its step size (a number, or exact), and what to ask.

    For step sizes, the function is quadratic, and no start is needed.
    """

    function: str
    variables: list[str] = msgspec.field(default_factory=list)
    ask: Literal["steps", "direction", "step sizes"] = "steps"
    method: Literal["gradient descent", "heavy ball", "Nesterov", "Newton"] = "gradient descent"
    start: Any = None
    size: Any = None
    momentum: Any = 0
    count: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1


DATA = Descent


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Take the steps or find the sizes; InputError at the key that does not fit."""
    data = part.data_as(Descent)
    f = function_of(part, "function", data.function, data.variables)
    try:
        if data.ask == "step sizes":
            return answered(part, work_sizes(f))
        if data.start is None:
            raise part.error("there is no start", expected=f"start = a list of {len(f.names)} numbers")
        start = vector_of(part, data.start, "start", size=len(f.names))
        if data.ask == "direction":
            return answered(part, work_direction(f, start))
        if data.size is None and data.method != NEWTON:
            raise part.error("there is no step size", expected='size = a number, or size = "exact"')
        size = None if data.size in (None, "exact") else number_of(part, data.size, "size")
        momentum = number_of(part, data.momentum, "momentum")
        return answered(part, work_steps(f, data.method, start, data.count, size, momentum))
    except NoStepError as reason:
        raise part.error(f"this cannot be answered: {reason}", "function") from None
