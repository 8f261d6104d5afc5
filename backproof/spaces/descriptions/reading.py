"""Read the description of a space: {p in P4 : p(1) = 0}, ker(p -> p' on P3), symmetric 3x3 matrices."""

from __future__ import annotations

import re
from dataclasses import replace

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.descriptions.ambient import VECTORS, Ambient, ambient_over, read_ambient
from backproof.spaces.descriptions.assembling import Draft, described
from backproof.spaces.descriptions.description import CONDITIONS, Described
from backproof.spaces.descriptions.maps import read_map
from backproof.spaces.descriptions.of_vectors import read_complement, read_eigenspace
from backproof.spaces.descriptions.splitting import bare, builder_of, items_of, tuple_of

_IN = re.compile(r"(.+?)\s*(?:\bin\b|\u2208|\\in\b)\s*(.+)", re.DOTALL)
_OF_CLASS = re.compile(
    r"(?:(?:all|the|real)\s+)*([a-z][a-z\s-]+?)\s+(?:matrices|polynomials|functions)\s+(?:in|\u2208|\\in|of|from)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_ALL_OF = re.compile(r"(?:(?:all|the|real)\s+)*(?:polynomials|matrices|vectors|functions)\s+in\s+(?=[A-Z])")
_FILLERS = frozenset(
    ["the", "all", "any", "every", "space", "subspace", "vector", "linear", "of", "set", "real"]
)
_UNKNOWN = re.compile(r"[A-Za-z](?:_?\d)?")
_KNOWN = (
    "{p in P4 : p(1) = 0}, {A in M2 : A.T = A}, {(x, y, z) in R^3 : x + y = z}, ker(p -> p' on P3), "
    "im(A -> A + A.T on M2), eigenspace of [[2, 1], [1, 2]] for 3"
)


def read_described(text: str) -> Described:
    """Read a description; InputError says what is not understood, and which kinds there are."""
    plain = bare(text)
    for read in (read_map, read_eigenspace, read_complement, _read_conditions):
        if (found := read(text, plain)) is not None:
            return found
    shown = f"{text.strip()[:60]!r} is no description of a space"
    raise InputError(Diagnostic(shown, column=1, expected=f"such as {_KNOWN}"))


def _read_conditions(text: str, plain: str) -> Described | None:
    """Elements of a space by conditions, in set-builder notation or after a colon."""
    head, tail = builder_of(plain)
    items = list(items_of(tail))
    place = next((i for i, item in enumerate(items) if not head and _IN.fullmatch(item)), None)
    head = items.pop(place) if place is not None else head
    unknown, ambient, prefix = _subject(head)
    if ambient is None:
        return None
    return described(Draft(text, CONDITIONS, unknown, ambient, [*prefix, *items]))


def _subject(head: str) -> tuple[str, Ambient | None, list[str]]:
    """The unknown, the space that it lies in, and the properties that the head states in words."""
    head = _ALL_OF.sub("", head)
    unknown, space = "", head
    if (found := _OF_CLASS.fullmatch(head)) and (ambient := read_ambient(found[2].strip())) is not None:
        return "", ambient, [found[1]]
    if found := _IN.fullmatch(head):
        unknown, space = found[1].strip(), found[2].strip()
        if "=" in unknown:
            return "", read_ambient(space), [unknown]
        if not _UNKNOWN.fullmatch(unknown) and tuple_of(unknown) is None:
            return "", None, []
    elif (entries := tuple_of(head)) is not None:
        return head, Ambient(VECTORS, (len(entries),)), []
    words, ambient = _worded(space)
    return unknown, ambient, words


def _worded(space: str) -> tuple[list[str], Ambient | None]:
    """The ambient space, with properties in front: symmetric 3x3 matrices, magic squares of size 3."""
    ambient, words = read_ambient(space), list[str]()
    if squares := re.fullmatch(
        r"(?:(\d)\s*(?:x|\u00d7|by)\s*\d\s+)?((?:semi-?)?magic squares?)(?: of size (\d))?", space
    ):
        return [squares[2]], read_ambient(f"M{squares[1] or squares[3] or 3}")
    parts = space.split()
    while ambient is None and len(parts) > 1:
        words.append(parts.pop(0))
        ambient = read_ambient(" ".join(parts))
    named = [word for word in words if word.lower() not in _FILLERS]
    return ([" ".join(named)] if named and ambient else []), ambient


def stated_over(asked: Described, scalars: str) -> Described:
    """Return the description with its space over a field ("" if none is stated); InputError for two."""
    return replace(asked, ambient=ambient_over(asked.ambient, scalars, "the field is"))
