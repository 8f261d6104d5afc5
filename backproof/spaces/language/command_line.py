"""Read a command line as the part of a term file that it corresponds to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.language.absent import absent
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.spelling.notation import plain_notation
from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, Tree, names, parse_items
from backproof.spaces.language.tokens import refuse

_BRACES = re.compile(r"\s*(?:span\s*)?\{([^{}:]*)\}\s*")
_FLAT = ("polynomials", "functions")


def read_part(
    kind: str, text: str, domain: str | None = None, variables: str | None = None, name: str | None = None
) -> dict[str, object]:
    """Return the part for `dimension`, inferring the kind for `span`; InputError gives the column."""
    options: dict[str, object] = {"domain": domain, "name": name}
    options["variables"] = tuple(v.strip() for v in variables.split(",")) if variables else None
    chosen = {key: value for key, value in options.items() if value is not None}
    with shown_in(text):
        if kind == "space":
            return {kind: text, **chosen}
        if kind == "homogeneous_system":
            return {kind: _system(text), **chosen}
        items = parse_items(_without_braces(plain_notation(text)))
        found, data = _kind(kind, items, domain, options["variables"] or ())  # type: ignore[arg-type]
        return {found: data, **chosen}


@contextmanager
def shown_in(text: str) -> Iterator[None]:
    """Add this text as the source line to errors that have a column but no source."""
    try:
        yield
    except InputError as error:
        raise InputError(
            *(replace(d, source=d.source or (text if d.column else None)) for d in error.diagnostics)
        ) from None


@contextmanager
def told_if_absent(kind: str, text: str, variables: str | None = None) -> Iterator[None]:
    """Re-raise errors for kinds of space that are not supported with a message that says so."""
    try:
        yield
    except InputError as error:
        raise absent(kind, text, error, variables) from None


def _system(text: str) -> object:
    if text.strip().startswith("["):
        return _unwrapped(parse_items(text))
    return [part.strip() for part in text.split(",")]


def _without_braces(text: str) -> str:
    """Return the contents of {...} or span{...}, padded so that columns keep their numbers."""
    found = _BRACES.fullmatch(text)
    return f"{' ' * found.start(1)}{found[1]}" if found else text


def _kind(
    kind: str, items: Sequence[Tree], domain: str | None, variables: tuple[str, ...]
) -> tuple[str, object]:
    if not items:
        refuse(f"--{kind.replace('_', '-')} is empty", 1, "at least one entry")
    if kind in _FLAT:
        return kind, list(items)
    if kind in ("sum", "intersection", "matrices"):
        return kind, [list(item) if isinstance(item, tuple) else item for item in items]
    if kind != "span":
        return kind, _unwrapped(items)
    return _kind_of_span(items, domain, variables)


def _kind_of_span(
    items: Sequence[Tree], domain: str | None, variables: tuple[str, ...]
) -> tuple[str, object]:
    """Distinguish vectors, matrices, polynomials and functions by their brackets and entries."""
    depths = {_depth(item) for item in _unwrapped(items)}
    if len(depths) > 1:
        refuse("lists and single entries are mixed", 1, "vectors in brackets, or functions without")
    if depths == {2}:
        return "matrices", _unwrapped(items)
    if depths == {1}:
        return "span", _unwrapped(items)
    nodes = list(letters_apart([item for item in items if isinstance(item, Node)], variables))
    if domain is None and all(_is_polynomial(node, variables) for node in nodes):
        return "polynomials", nodes
    return "functions", nodes


def _unwrapped(items: Sequence[Tree]) -> list[Tree]:
    """Return the items, without an extra pair of brackets around all of them."""
    if len(items) == 1 and isinstance(items[0], tuple) and any(isinstance(item, tuple) for item in items[0]):
        return list(items[0])
    return list(items)


def _depth(item: Tree) -> int:
    if isinstance(item, Node):
        return 0
    return 1 + max((_depth(part) for part in item), default=0)


def _is_polynomial(node: Node, variables: Sequence[str]) -> bool:
    symbols = [sp.Symbol(name, real=True) for name in variables or names(node)]
    return bool(sp.cancel(to_sympy(node)).is_polynomial(*symbols)) if symbols else True
