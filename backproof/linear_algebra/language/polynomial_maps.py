"""Linear maps of polynomials as people write them: 2*p' + p(1)*x, diff(p, x) or p.subs(x, 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backproof.spaces.language.tokens import refuse

_PIECE = re.compile(
    r"\bdiff\(\s*p\s*,\s*(?P<by>\w+)\s*(?:,\s*(?P<order>\d))?\s*\)|\bp\.diff\(\s*(?P<also>\w+)\s*(?:,\s*(?P<times>\d))?\s*\)"
    r"|\bp(?P<primes>'+)|\bp\.subs\(\s*\w+\s*,(?P<at>[^()]*(?:\([^()]*\)[^()]*)*)\)"
    r"|\bp\((?P<point>[^()]*(?:\([^()]*\)[^()]*)*)\)|\bp\b(?!\w)"
)
_MOST_DERIVATIVES = 9
_WORD = re.compile(r"[A-Za-z]\w*")
_OF_MAPS = frozenset(("p", "diff", "subs", "sqrt", "pi", "e", "exp", "log", "sin", "cos"))


@dataclass(frozen=True)
class PolynomialMap:
    """A map's text with p0 for p, p1 for p', and q1, q2 and so on for p at other arguments.

    `derivatives` are the orders that occur, `arguments` the texts of the arguments by name.
    """

    text: str
    derivatives: tuple[int, ...]
    arguments: Mapping[str, str]


def read_map(text: str, variable: str) -> PolynomialMap:
    """Read a linear map of polynomials p in a variable."""
    derivatives: dict[int, None] = {}
    arguments: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        inside = found["at"] or found["point"]
        if inside is not None and inside.strip() != variable:
            name = f"q{len(arguments) + 1}"
            arguments[name] = inside.strip()
            return name
        by = found["by"] or found["also"]
        order = int(found["order"] or found["times"] or 1) if by else len(found["primes"] or "")
        if by and by != variable:
            refuse(f"p is differentiated by {by}", found.start() + 1, f"by {variable}")
        if order > _MOST_DERIVATIVES:
            refuse(f"a derivative of order {order}", found.start() + 1, f"at most {_MOST_DERIVATIVES}")
        derivatives[order] = None
        return f"p{order}"

    plain = _PIECE.sub(named, text)
    if not derivatives and not arguments:
        refuse("p does not occur in the map", 1, "a text such as 2*p' + p(1)*x")
    known = {variable, *arguments, *(f"p{order}" for order in derivatives)}
    for word in _WORD.finditer(text):
        if word[0] not in known | _OF_MAPS and not _PIECE.search(word[0]):
            refuse(f"unknown name '{word[0]}'", word.start() + 1, f"numbers, p and {variable}")
    return PolynomialMap(plain, tuple(derivatives), arguments)
