"""The convexity of a function as one part."""

from __future__ import annotations

from typing import Any

import msgspec
import sympy

from backproof.answer import SolvedPart
from backproof.kinds.shared.exact_numbers import number_of
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.convexity.worked import work
from backproof.optimisation.definedness import UndefinedError, box_of
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Convexity(Data, frozen=True, kw_only=True):
    """A function, and the open intervals of those of its variables that are not on all of R.

    A function of one number is considered where it is defined, unless an interval is stated.
    """

    function: str
    variables: list[str] = msgspec.field(default_factory=list)
    domain: dict[str, list[Any]] = msgspec.field(default_factory=dict)


DATA = Convexity
_OTHERWISE = (
    'kind = "matrix_convexity" decides by rules, of numbers as well, if their shape is "": '
    'wrt = ["x", "y"] and shapes = { x = "", y = "" }'
)


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Decide convexity; InputError if the function cannot be read or decided."""
    data = part.data_as(Convexity)
    f = function_of(part, "function", data.function, data.variables)
    unknown = next((name for name in data.domain if name not in f.names), None)
    if unknown:
        raise part.error(f"the function has no variable '{unknown}'", "domain", expected=", ".join(f.names))
    stated = [_ends(part, data.domain.get(name), name) for name in f.names]
    try:
        domain = box_of(f.value, f.symbols, stated)
    except UndefinedError as error:
        raise part.error(
            f"it is not shown that the function is defined on all of the domain, because of {error}",
            "domain" if data.domain else "function",
            expected=f'an open interval on which it is, such as domain = {{ {error.letter} = [0, "oo"] }}',
        ) from None
    try:
        return answered(part, work(f, domain))
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "the convexity of this function could not be decided",
            "function",
            expected="a quadratic, a function of one number, a sum of such, or definite principal minors",
            hint=_OTHERWISE,
        ) from None


def _ends(part: Part, given: list[Any] | None, name: str) -> tuple[Any, Any] | None:
    known = {"oo": sympy.oo, "-oo": -sympy.oo, "inf": sympy.oo, "-inf": -sympy.oo}
    if given is None:
        return None
    if len(given) != 2:
        raise part.error("this is no interval", "domain", name, expected='two ends, such as [0, "oo"]')
    a, b = (
        known[x] if isinstance(x, str) and x in known else number_of(part, x, "domain", name) for x in given
    )
    if not a < b:
        raise part.error("this interval is empty", "domain", name, expected="the lower end first")
    return a, b
