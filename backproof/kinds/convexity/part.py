"""The convexity of a function as one part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sympy

from backproof.answer import SolvedPart
from backproof.calculus.language.parsing import parse
from backproof.kinds.shared.numbers.exact_numbers import number_of
from backproof.kinds.shared.rules import by_rules
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation.convexity.worked import work
from backproof.optimisation.definedness import Ends, UndefinedError, box_of
from backproof.optimisation.disciplined.decision import NEITHER
from backproof.optimisation.disciplined.node import UndecidedError
from backproof.optimisation.functions import Function
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Worked
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
_DECIDED = ("convex", "concave", "strictly concave", "not concave")


def solve(part: Part, term: Term) -> SolvedPart:
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
        if not data.domain and (worked := _by_rules(f, (), term)):
            return answered(part, worked)
        raise part.error(
            f"it is not shown that the function is defined on all of the domain, because of {error}",
            "domain" if data.domain else "function",
            expected=f'an open interval on which it is, such as domain = {{ {error.letter} = [0, "oo"] }}',
        ) from None
    try:
        worked = work(f, domain)
    except (UnsolvedError, ArithmeticError):
        worked = None
    if worked is None or not any(row.word in _DECIDED for row in worked.results):
        is_natural = all(ends is None for ends in stated)
        worked = _by_rules(f, () if is_natural and len(f.names) == 1 else domain, term) or worked
    if worked is None:
        raise part.error(
            "the convexity of this function could not be decided",
            "function",
            expected="a quadratic, a function of one number, a sum of such, or parts with a rule each",
            hint='answer it in words, by a part of kind = "text"',
        )
    return answered(part, worked)


def _by_rules(f: Function, domain: Sequence[Ends], term: Term) -> Worked | None:
    """Decide by rules for the parts of the function, or by segments; None if none of these does.

    Without a domain, the function is considered where its parts are defined, if the rules find that.
    """
    # Segments that refute are searched for on the whole line or half-line, and might leave another interval.
    if not set(domain) <= {(-sympy.oo, sympy.oo), (0, sympy.oo)}:
        return None
    properties = {name: "positive" for name, ends in zip(f.names, domain, strict=False) if ends[0] == 0}
    shapes = dict.fromkeys(f.names, "")
    try:
        found = by_rules(parse(f.text, shapes, properties), f.names, shapes, properties, term)
    except UndecidedError:
        return None
    return found if domain or found.task["curvature"] != NEITHER else None


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
