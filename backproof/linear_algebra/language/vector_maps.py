"""Linear maps of vectors as people write them: (x, y) -> (x + y, 2*y) or T(x, y) = (x + y, 2*y)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.linear_algebra.language.reading import read_equations, symbols_of
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.tokens import refuse

_ARROW = r"(?:\|?->|→|↦|\\mapsto|\\to|=)"
_ARGUMENT = r"\s*(?:[A-Za-z]\w*\s*)?[(\[]{1,2}(?P<names>[^()\[\]]*)[)\]]{1,2}"
_OF_VECTORS = re.compile(rf"{_ARGUMENT}\s*{_ARROW}\s*[(\[](?P<values>.*)[)\]]\s*", re.DOTALL)
_OF_ONE_VALUE = re.compile(rf"{_ARGUMENT.replace('*)[', '*,[^()]*)[')}\s*{_ARROW}(?P<values>.*)", re.DOTALL)
_OF_POLYNOMIALS = re.compile(
    rf"\s*(?:\(?[A-Z]\w*\s*\(?\s*p\s*\)?\s*\)?(?:\(\w\))?\s*=|p(?:\(\w\))?\s*{_ARROW})"
)
_IMAGE_ALONE = re.compile(r"\s*([(\[])[^=>→↦]*,[^=>→↦]*[)\]]\s*")


def read_vector_map(text: str) -> tuple[tuple[str, ...], Matrix] | None:
    """Return the entries' names and the matrix of a map of vectors; None for a text of another form.

    Raises InputError for values that are not linear in the names.
    """
    found = _OF_VECTORS.fullmatch(text)
    if found is None or not _closes_at_the_end(found["values"]):
        found = _OF_ONE_VALUE.fullmatch(text)
    if found is None:
        if _IMAGE_ALONE.fullmatch(text) and not re.search(r"\bp\b", text):
            hint = f"write (x, y) -> {text.strip()}, with all entries of the vector"
            refuse("the map's argument is missing", 1, "a text such as (x, y) -> (x + y, 2*y)", hint)
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


def _closes_at_the_end(inside: str) -> bool:
    """Return whether no parenthesis closes inside that was not opened there, as in x + y)/(2."""
    depth = 0
    for letter in inside:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return False
    return True


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
