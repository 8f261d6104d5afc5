"""Split the text of a description at commas, colons and equals signs that no bracket encloses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_DEFINED = re.compile(r"\s*[A-Z](?:\w|\([^()]*\)|_\{[^{}]*\})?\s*:?=\s*(?=\\?\{|span|ker|im\b)")
_FOLLOWED = re.compile(
    r"\{(.*)\}\s*(?:,|\bwhere\b|\bwith\b|\bfor\b)\s*([A-Za-z]\s*=\s*(?:\[|\(|\\begin).*)", re.DOTALL
)
_OPENING, _CLOSING = "([{", ")]}"
_NAME = re.compile(r"[A-Za-z](?:_?\{?\d+\}?)?")
_MARKS = (r"\\mid(?![A-Za-z])", r"\bsuch that\b", r"\bs\.t\.", r"\bwith\b", r"\bwhere\b", r"\bsatisfying\b")


def bare(text: str) -> str:
    """A text without a name in front, dollar signs, and brackets around all of it."""
    shown = (
        _DEFINED.sub("", text.replace("$", "").replace(r"\{", "{").replace(r"\}", "}")).strip().rstrip(".")
    )
    if found := _FOLLOWED.fullmatch(shown):
        return f"{found[1]}, {found[2]}"
    while (
        len(shown) > 1
        and shown[0] in "{("
        and closing_place(shown) == len(shown) - 1
        and not _is_tuple(shown)
    ):
        shown = shown[1:-1].strip()
    return shown


def closing_place(text: str) -> int:
    """The place of the bracket that closes the first one; -1 if there is none."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0:
            return place
    return -1


def _is_tuple(text: str) -> bool:
    return text[0] == "(" and len(cut(text[1:-1], ",")) > 1 and not re.search(r"[:=]|->|\u21a6", text)


def cut(text: str, marks: str) -> list[str]:
    """The pieces between marks outside of all brackets."""
    depth, found, start = 0, [], 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0 and character in marks:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]


def builder_of(text: str) -> tuple[str, str]:
    """The head and the conditions of a set: before and after the first colon, bar, or "such that"."""
    places = [(found.start(), found.end()) for mark in _MARKS for found in re.finditer(mark, text)]
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0 and character in ":|;":
            places.append((place, place + 1))
            break
    outside = [pair for pair in places if text[: pair[0]].count("(") == text[: pair[0]].count(")")]
    if not outside:
        return (text, "") if "=" not in text else ("", text)
    start, end = min(outside)
    return text[:start].strip(), text[end:].strip()


def items_of(text: str, among: re.Pattern[str] | None = None) -> Iterator[str]:
    """The conditions of a list, separated by commas, semicolons or "and".

    With `among`, only items that fit the pattern stand alone; the others remain one text.
    """
    pieces = [part.strip() for piece in cut(text, ",;") for part in re.split(r"\band\b|\u2227", piece)]
    pieces = [piece for piece in pieces if piece]
    if among is None:
        yield from pieces
        return
    lets = [piece for piece in pieces if among.fullmatch(piece)]
    yield ", ".join(piece for piece in pieces if piece not in lets)
    yield from lets


def equations_of(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each equation of a chain a = b = c, with its two sides."""
    sides = [side.strip() for side in re.split(r"==|=", text)]
    if sides[-1] == "0" and len(sides) > 2:
        yield from ((f"{side} = 0", (side, "0")) for side in sides[:-1])
        return
    for left, right in pairwise(sides):
        yield f"{left} = {right}", (left, right)


def tuple_of(text: str) -> Sequence[str] | None:
    """The names in a tuple such as (x, y, z); None if it is none."""
    shown = text.strip()
    if not shown or shown[0] not in "([" or closing_place(shown) != len(shown) - 1:
        return None
    names = [name.strip().replace("_", "").strip("{}") for name in cut(shown[1:-1], ",")]
    is_one = all(_NAME.fullmatch(name) for name in names) and len(set(names)) == len(names)
    return names if is_one else None


def is_matrix(text: str) -> bool:
    """Return whether a text is a matrix written out, or a formula of such."""
    return text.strip().startswith("[")
