"""Pieces of a formula in words, and how they are joined to phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backproof.web.speech.vocabulary import OPERATORS

Kind = Literal["operand", "number", "name", "function", "operator"]


@dataclass(frozen=True)
class Said:
    """A piece of a formula in words: `is_simple` without an operator, `spaced` with space before it."""

    words: str
    kind: Kind
    is_simple: bool = True
    spaced: bool = False


def subscript(words: str) -> str:
    """Return what is said of a subscript."""
    spread = re.sub(r"\s*times\s*", " ", words)
    return f"sub {spread}"


def table(rows: Sequence[Sequence[str]], name: str) -> str:
    """Return the rows of a matrix, the entries of a column, or cases."""
    width = max((len(row) for row in rows), default=0)
    if name.startswith("cases"):
        return "cases: " + "; ".join(" ".join(row) for row in rows) + ", end of cases,"
    if not name.startswith(("array", "matrix", "pmatrix", "bmatrix", "vmatrix", "smallmatrix", "Bmatrix")):
        return ", ".join(" ".join(filter(None, row)) for row in rows)
    if width == 1:
        entries = ", ".join(row[0] for row in rows)
        return f"the column {entries}, end of column," if len(rows) > 1 else entries
    if len(rows) == 1:
        return f"the row {', '.join(rows[0])}, end of row,"
    listed = "; ".join(f"row {i}: {', '.join(row)}" for i, row in enumerate(rows, start=1))
    return f"the {len(rows)} by {width} matrix, {listed}, end of matrix,"


def is_simple(words: str) -> bool:
    """Return whether words need no bracket: a name or a number, with what is written above and beside it."""
    inner = f" {words.strip()} "
    joints = {f" {word} " for word in OPERATORS.values() if word and not word.startswith(",")}
    return "," not in inner and not any(joint in inner for joint in joints)


def quantity(words: str) -> str:
    """Return words with their beginning and end told, unless they need no bracket."""
    is_closed = words.startswith("the ") and words.endswith(",") and words.count(", end of") == 1
    return words if is_closed or is_simple(words) else f"the quantity {words}, end of quantity,"


def together(pieces: Sequence[Said]) -> str:
    """Join the pieces: products are said, a name right before parentheses is a function."""
    said, before = "", None
    for piece in pieces:
        words, is_bracketed = piece.words, piece.words.startswith("(") and ")" in piece.words
        if is_bracketed:
            inner, rest = _unbracketed(words)
            words = f"{quantity(inner)} {rest}".strip()
        if before is not None and "operator" not in (before.kind, piece.kind) and before.kind != "function":
            calls = is_bracketed and before.kind == "name" and not piece.spaced
            beside = before.kind == "number" and piece.kind in ("name", "function")
            said += " of" if calls else "" if beside else " times"
        said = f"{said} {words}" if said else words
        before = piece
    return said.strip()


def _unbracketed(words: str) -> tuple[str, str]:
    """Return what is in the parentheses that words begin with, and what follows these."""
    depth = 0
    for place, character in enumerate(words):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return words[1:place], words[place + 1 :]
    return words[1:], ""
