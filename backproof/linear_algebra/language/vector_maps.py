"""Linear maps of vectors as people write them: (x, y) -> (x + y, 2*y) or T(x, y) = (x + y, 2*y)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.linear_algebra.language.reading import read_equations, symbols_of
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.tokens import refuse

_ARROW = r"(?:\|?->|→|↦|\\mapsto|\\to|=)"
_OF_VECTORS = re.compile(
    rf"\s*(?:[A-Za-z]\w*\s*)?[(\[](?P<names>[^()\[\]]*)[)\]]\s*{_ARROW}\s*[(\[](?P<values>.*)[)\]]\s*",
    re.DOTALL,
)
_OF_POLYNOMIALS = re.compile(rf"\s*(?:[A-Z]\w*\(\s*p\s*\)\s*=|p(?:\(\w\))?\s*{_ARROW})")


def read_vector_map(text: str) -> tuple[tuple[str, ...], Matrix] | None:
    """Return the entries' names and the matrix of a map of vectors; None for a text of another form.

    Raises InputError for values that are not linear in the names.
    """
    found = _OF_VECTORS.fullmatch(text)
    if found is None:
        return None
    names = tuple(name.strip() for name in found["names"].split(","))
    values = _separated(found["values"])
    _, rows, right = read_equations([f"{value} = 0" for value in values], names)
    if symbols := symbols_of(rows, (right,)):
        refuse(f"unknown name '{symbols[0]}'", expected=f"numbers and {', '.join(names)}")
    place = next((i for i, value in enumerate(right) if value != 0), None)
    if place is not None:
        refuse(f"'{values[place]}' is not linear: it is not 0 at 0", found.start("values") + 1)
    return names, rows


def without_argument(text: str) -> str:
    """Return the image of p in the text of a map of polynomials: p' for T(p) = p' and p -> p'."""
    found = _OF_POLYNOMIALS.match(text)
    # Blanks in front keep the columns of error messages.
    return " " * found.end() + text[found.end() :] if found else text


def _separated(values: str) -> Sequence[str]:
    """Return the entries of a list, whose commas inside of parentheses are none of its own."""
    parts, depth = [""], 0
    for letter in values:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
