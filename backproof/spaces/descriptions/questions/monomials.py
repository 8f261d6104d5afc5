"""Spaces of polynomials in several variables, by the monomials that span them."""

from __future__ import annotations

import re
from itertools import combinations_with_replacement

from backproof.spaces.language.tokens import refuse

_MOST = 100
_LETTERS = r"([a-z](?:\s*(?:,|and)\s*[a-z])+)"
_DEGREE = r"of\s+(?:total\s+)?degree\s+(?:(at\s+most|up\s+to|<=|\u2264)\s+)?(\d+)"
_HEAD = r"(?:(?:all|the|real)\s+)*(homogeneous\s+)?polynomials\s+"
_PATTERNS = (
    re.compile(rf"{_HEAD}(?:in\s+(?P<letters>{_LETTERS})\s+){_DEGREE}"),
    re.compile(rf"{_HEAD}{_DEGREE}\s+in\s+(?P<letters>{_LETTERS})"),
)
_SHORT = re.compile(
    r"P_?\{?(?P<degree>\d+)\}?\s*[(\[]\s*(?P<first>[a-z](?:\s*,\s*[a-z])+)\s*[)\]]"
    r"|R\s*\[\s*(?P<second>[a-z](?:\s*,\s*[a-z])+)\s*\]\s*_\s*\{?(?:<=|\u2264|\\leq?)?\s*(?P<capped>\d+)\}?"
)


def with_monomials(text: str) -> str:
    """Return the span of the monomials in place of a space of polynomials in several variables.

    >>> with_monomials("polynomials in x, y of degree at most 2")
    'span{1, x, y, x**2, x*y, y**2}'
    >>> with_monomials("homogeneous polynomials of degree 2 in x and y")
    'span{x**2, x*y, y**2}'
    """
    if found := _SHORT.fullmatch(text):
        return _span(found["first"] or found["second"], int(found["degree"] or found["capped"]), False)
    for pattern in _PATTERNS:
        if (found := pattern.fullmatch(text)) and (is_homogeneous := bool(found[1])) | bool(_capped(text)):
            return _span(found["letters"], int(_degree(text)), is_homogeneous)
    return text


def _capped(text: str) -> bool:
    return bool(re.search(r"at\s+most|up\s+to|<=|\u2264", text))


def _degree(text: str) -> str:
    found = re.search(r"\d+", text)
    return found[0] if found else "0"


def _span(letters: str, degree: int, is_homogeneous: bool) -> str:
    """The span of the monomials of a degree, or of all up to it."""
    variables = re.findall(r"\b[a-z]\b", letters)
    if len(set(variables)) != len(variables):
        refuse(f"{letters} names a variable twice")
    degrees = [degree] if is_homogeneous else range(degree + 1)
    chosen = [m for d in degrees for m in combinations_with_replacement(variables, d)]
    if len(chosen) > _MOST:
        refuse(f"{len(chosen)} monomials", expected=f"at most {_MOST}")
    return f"span{{{', '.join(map(_monomial, chosen))}}}"


def _monomial(factors: tuple[str, ...]) -> str:
    powers = [(name, factors.count(name)) for name in dict.fromkeys(factors)]
    return "*".join(name if count == 1 else f"{name}**{count}" for name, count in powers) or "1"
