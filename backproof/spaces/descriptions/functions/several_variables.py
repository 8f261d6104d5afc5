"""Functions of several variables: exp(x + y), exp(x)*exp(y), sin(x)*cos(y)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.reading import read_entries, read_list
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.syntax import Node, names, parse, to_text

_USUAL = frozenset({"x", "y", "z", "t"})
_IN = "coordinates in ("
_START = "span of functions of "


@dataclass(frozen=True)
class Several:
    """Functions, with their two or more variables; the text can be read again."""

    text: str
    variables: tuple[str, ...]
    functions: tuple[Node, ...]


def several_variables(data: object, declared: Sequence[str] = ()) -> Several | None:
    """Functions of the declared variables, or of more than one of x, y, z and t; None for any others."""
    nodes = letters_apart(read_entries(read_list(data, "the list of functions"), "function"), declared)
    found = frozenset[str]().union(*map(names, nodes))
    variables = tuple(declared) if len(declared) > 1 else tuple(sorted(found, key="xyzt".find))
    is_usual = len(declared) > 1 or (not declared and found <= _USUAL)
    if len(variables) < 2 or not is_usual or not found <= set(variables):
        return None
    listed = tuple(nodes)
    return Several(f"{_START}{', '.join(variables)}: {'; '.join(map(to_text, listed))}", variables, listed)


def products_of(text: str) -> list[Node]:
    """The products that the line "coordinates in (exp(x), y)" names; none for another line."""
    inner = text.removeprefix(_IN).removesuffix(")")
    return [parse(piece) for piece in cut(inner, ",")] if text.startswith(_IN) else []


def several_of(text: str) -> Several | None:
    """The functions that `several_variables` has written; None for another text."""
    if not text.startswith(_START):
        return None
    variables, _, listed = text.removeprefix(_START).partition(": ")
    return Several(text, tuple(variables.split(", ")), tuple(map(parse, listed.split("; "))))
