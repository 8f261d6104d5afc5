"""Descriptions with a matrix or an element written out, as those by conditions that they stand for."""

from __future__ import annotations

import re

from backproof.spaces.descriptions.parameters import PARAMETERS
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.descriptions.words import coefficient

_MATRIX = r"(\[\s*\[.*?\]\s*\])"
_KERNEL_SET = re.compile(
    rf"\{{?\s*([a-z])\s*[:|]\s*([A-Z])\s*\*?\s*\1\s*=\s*0\s*\}}?\s*(?:,|where|with|for)\s*\2\s*=\s*{_MATRIX}",
    re.DOTALL,
)
_NAMED_MATRIX = re.compile(
    r"((?:the\s+)?(?:ker(?:nel)?|nul(?:l(?:\s*space|ity)?)?|rank|col|row|(?:column|row) space|im(?:age)?)"
    r"(?:\s+of)?)"
    rf"\s*\(?\s*([A-Z])\s*\)?\s*(?:,|for|where|with|if)\s*\2\s*=\s*{_MATRIX}",
    re.IGNORECASE | re.DOTALL,
)
_COMMUTING = re.compile(
    r"(?:(?:all|the|\d\s*(?:x|\u00d7|by)\s*\d)\s+)*(?:matrices\s+)?"
    rf"(?:(?:that|which)\s+commut(?:e|es)\s+with|commuting\s+with|commutant\s+of|centrali[sz]er\s+of)\s+{_MATRIX}",
    re.DOTALL,
)
_DEGREE_FIRST = re.compile(
    r"(\{\s*)([a-z])\s*([:|])\s*deg(?:ree)?\s*\(?\s*(?:of\s+)?\2\s*\)?\s*"
    r"(?:<=|\u2264|\\leq?|at most)\s*(\d+)\s*(?:,|;|and)?\s*"
)
_WRITTEN_OUT = re.compile(r"\{\s*(?:[A-Z]\s*=\s*|[a-z]\([a-z]\)\s*=\s*)?([^:|]+?)\s*[:|]\s*(.+)\}", re.DOTALL)
_GENERIC = re.compile(r"\{\s*(\[\s*\[[^A-Z:|{}]*\]\s*\]|\([^A-Z:|{}()]*\))\s*\}")
_PARAMETERS = re.compile(PARAMETERS)
_LETTER = re.compile(r"(?<![A-Za-z])[a-z](?:_?\d+)?(?![A-Za-z0-9(])")
_IN_POLYNOMIALS = re.compile(r"\s+(?:in|\u2208)\s+P_?\{?\d+\}?$")
_TERM = re.compile(r"([a-z](?:_?\d+)?)?\s*\*?\s*(x(?:\s*(?:\^|\*\*)\s*\{?(\d+)\}?)?)?")


def rephrased(text: str) -> str:
    """Return the description in set notation; any other text as it is.

    >>> rephrased("matrices commuting with [[1, 2], [2, 1]]")
    '{X in M_2 : X*C = C*X}, C = [[1, 2], [2, 1]]'
    >>> rephrased("{[[a, b], [c, d]] : a + d = 0}")
    '{A in M_{2x2} : a11 + a22 = 0}'
    >>> rephrased("{ax^2 + bx + c : a + b = 0}")
    "{p in P_2 : (p''(0)/2) + (p'(0)) = 0}"
    """
    if found := _KERNEL_SET.fullmatch(text):
        return f"ker {found[3]}"
    if found := _NAMED_MATRIX.fullmatch(text):
        return f"{found[1]} {found[3]}"
    if found := _COMMUTING.fullmatch(text):
        size = len(cut(found[1].strip()[1:-1], ","))
        return f"{{X in M_{size} : X*C = C*X}}, C = {found[1]}"
    if found := _GENERIC.fullmatch(text):
        letters = sorted(set(re.findall(r"[a-z]", found[1])))
        return f"{{{found[1]} : {', '.join(letters)} in R}}" if letters else text
    shown = _DEGREE_FIRST.sub(r"\1\2 in P_\4 \3 ", text)
    found = _WRITTEN_OUT.fullmatch(shown)
    if found is None:
        return shown
    return _by_coordinates(shown, _IN_POLYNOMIALS.sub("", found[1].strip()), found[2].strip())


def _by_coordinates(text: str, element: str, conditions: str) -> str:
    """Return conditions on letters of a matrix or a polynomial as conditions on its coordinates."""
    places = _places_in_matrix(element) if element.startswith("[") else _places_in_polynomial(element)
    if not places or _PARAMETERS.fullmatch(conditions):
        return text
    letters, space, further = places
    said = _LETTER.sub(lambda f: letters.get(f[0].replace("_", ""), f[0]), conditions)
    return f"{{{space} : {', '.join([*further, said])}}}"


_Places = tuple[dict[str, str], str, list[str]]


def _places_in_matrix(element: str) -> _Places | None:
    """The coordinates that single letters of a matrix stand for."""
    rows = [[x.strip() for x in cut(row.strip()[1:-1], ",")] for row in cut(element[1:-1], ",")]
    entries = [x for row in rows for x in row]
    is_plain = all(re.fullmatch(r"[a-z]", x) for x in entries) and len(set(entries)) == len(entries)
    if not is_plain or len({len(row) for row in rows}) != 1:
        return None
    names = {x: f"a{i}{j}" for i, row in enumerate(rows, 1) for j, x in enumerate(row, 1)}
    return names, f"A in M_{{{len(rows)}x{len(rows[0])}}}", []


def _places_in_polynomial(element: str) -> _Places | None:
    """The coefficients that single letters of a polynomial in x stand for, as derivatives at 0."""
    found = [_TERM.fullmatch(term.strip()) for term in cut(element, "+")]
    terms = [term for term in found if term and term[1] and term[1] != "x"]
    powers = [(int(term[3] or 1) if term[2] else 0) for term in terms]
    letters = [term[1].replace("_", "") for term in terms]
    if len(terms) != len(found) or len(set(powers)) != len(powers) or len(set(letters)) != len(letters):
        return None
    if max(powers) == 0:
        return None
    names = {letter: f"({coefficient('p', power)})" for letter, power in zip(letters, powers, strict=True)}
    missing = [f"{coefficient('p', power)} = 0" for power in range(max(powers)) if power not in powers]
    return names, f"p in P_{max(powers)}", missing
