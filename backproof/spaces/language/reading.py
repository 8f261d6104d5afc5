"""Check the plain data of a term file or command line, and read it entry by entry."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import sympy as sp

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.result import Nested
from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, names, parse, to_text
from backproof.spaces.language.tokens import DIGITS, LONGEST, refuse

_Read = TypeVar("_Read")
_Found = TypeVar("_Found")

_MOST_LISTED = 400
_MOST_ENTRIES = 10_000
_MOST_COLUMNS = 200
_MOST_IRRATIONAL = 400
_TOO_LARGE = 10**DIGITS
_STEMS = "vuwabcdfghpqr"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_NUMBERED = re.compile(r"([A-Za-z])_?[0-9]+")


def read_entry(value: object, where: str) -> Node:
    """Read an entry: an integer, a Fraction, or text; `where` names it in error messages."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        is_number = isinstance(value, float) and math.isfinite(value)
        hint = f'write "{Fraction(repr(value))}" in place of {value!r}' if is_number else None
        shown = repr(value) if len(repr(value)) < 60 else type(value).__name__
        refuse(
            f"{where}: {shown} is not an exact entry",
            expected="an integer or a text such as '1/2'",
            hint=hint,
        )
    text = value if isinstance(value, str) else _digits(value, where)
    try:
        return parse(text)
    except InputError as error:
        raise located(error, where, text) from None


def _digits(value: int | Fraction, where: str) -> str:
    if max(abs(value.numerator), value.denominator) >= _TOO_LARGE:
        refuse(f"{where}: the number is too large", expected=f"at most {DIGITS} digits")
    return str(value)


def read_name(value: object, what: str) -> str:
    """Return a name that can be printed as a symbol; raises InputError for anything else."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        shown = repr(value) if len(repr(value)) < 60 else f"{repr(value)[:57]}..."
        refuse(f"{what}: {shown} is no name", expected="a letter, then letters, digits and _; at most 40")
    return value


def read_text(value: object, what: str) -> str:
    """Return a text of bounded length; raises InputError for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        refuse(f"{what} is no text", expected="a description such as {p in P4 : p(1) = 0}")
    return value


def located(error: InputError, where: str, text: str) -> InputError:
    """The same error with the entry's name in front of its message and the entry as its source line."""
    return InputError(*(replace(d, message=f"{where}: {d.message}", source=text) for d in error.diagnostics))


def read_list(value: object, what: str) -> Sequence[object]:
    """Return a non-empty list or tuple; raises InputError for anything else."""
    if not isinstance(value, list | tuple):
        shown = to_text(value) if isinstance(value, Node) else str(value)[:40]
        refuse(f"{what}: {shown!r} is not a list", expected="a list such as [1, -2, 2]")
    if not value:
        refuse(f"{what} is empty", expected="at least one entry")
    if len(value) > _MOST_LISTED:
        refuse(f"{what} has {len(value)} entries", expected=f"at most {_MOST_LISTED}")
    return value


def read_rows(value: object, what: str = "the matrix", row: str = "row") -> tuple[tuple[Node, ...], ...]:
    """Read rows of equal length; an InputError names the row that differs."""
    lists = [read_list(r, f"{what}: {row} {i}") for i, r in enumerate(read_list(value, what), 1)]
    rows = read_each(lists, lambda entries, i: read_entries(entries, f"{row} {i + 1}, entry"))
    for i, found in enumerate(rows, 1):
        if len(found) != len(rows[0]):
            expected = f"{len(rows[0])}, as in {row} 1"
            refuse(f"{row} {i} of {what} has length {len(found)}", expected=expected)
    if len(rows) * len(rows[0]) > _MOST_ENTRIES or len(rows) > _MOST_COLUMNS or len(rows[0]) > _MOST_COLUMNS:
        refuse(
            f"{what} is {len(rows)} by {len(rows[0])}",
            expected=f"at most {_MOST_COLUMNS} each way, {_MOST_ENTRIES} in all",
        )
    return rows


def read_each(items: Iterable[_Read], read: Callable[[_Read, int], _Found]) -> tuple[_Found, ...]:
    """Read the entries of a list, each with its index; an InputError is told at the entry's own place."""
    found = []
    for i, item in enumerate(items):
        try:
            found.append(read(item, i))
        except InputError as error:
            raise InputError(*(replace(d, entry=(i, *d.entry)) for d in error.diagnostics)) from None
    return tuple(found)


def values(rows: Iterable[Iterable[Node]]) -> Matrix:
    """The exact values of all entries; rejects functions of symbols and too many irrational entries."""
    found = read_each(rows, lambda row, _: read_each(row, lambda node, _: _value(node)))
    _check_size(found)
    return found


def read_vector(value: object, what: str) -> tuple[sp.Expr, ...]:
    """Read the exact values of a list of entries."""
    nodes = read_entries(read_list(value, what), f"{what}: entry")
    found = read_each(nodes, lambda node, _: _value(node))
    _check_size((found,))
    return found


def read_entries(entries: Sequence[object], where: str) -> tuple[Node, ...]:
    """Read the entries of a list; `where` and an entry's number name it in error messages."""
    return read_each(entries, lambda entry, i: read_entry(entry, f"{where} {i + 1}"))


def _check_size(rows: Matrix) -> None:
    size = sum(map(len, rows))
    if size > _MOST_IRRATIONAL and not all(x.is_Rational for row in rows for x in row):
        expected = f"at most {_MOST_IRRATIONAL}, or fractions alone"
        refuse(f"{size} entries that are not all fractions", expected=expected)


def _value(node: Node) -> sp.Expr:
    value = to_sympy(node)
    symbols = tuple(value.free_symbols)
    if symbols and not value.is_rational_function(*symbols):
        known = "rational expressions of symbols"
        refuse(
            f"{to_text(node)} is not rational in its symbols",
            node.column,
            known,
            "entries are numbers or symbols",
        )
    return value


def texts(tree: object) -> Nested:
    """Convert entries back to text, with the same nesting."""
    return to_text(tree) if isinstance(tree, Node) else tuple(texts(item) for item in tree)  # type: ignore[attr-defined]


def symbols_of(rows: Iterable[Iterable[Node]]) -> tuple[str, ...]:
    """The symbols that occur, in alphabetical order."""
    return tuple(sorted(frozenset().union(*(names(node) for row in rows for node in row))))


def stem(usual: str, taken: Iterable[str], avoided: str = "", others: str = _STEMS) -> str:
    """The usual letter of numbered names, or another one if a symbol is a numbered letter of that kind."""
    used = {found[1] for name in taken if (found := _NUMBERED.fullmatch(name))} | {avoided}
    return next((letter for letter in (usual, *others) if letter not in used), usual)


def transposed(rows: Iterable[Sequence[sp.Expr]]) -> Matrix:
    """The transposed matrix."""
    return tuple(zip(*rows, strict=True))


def unknown_key(key: str, known: Iterable[str]) -> InputError:
    """The error for a key of a term that names no known space."""
    return InputError(Diagnostic(f"unknown kind of space {key!r}", hint=did_you_mean(key, known)))


def unique(found: Iterable[str]) -> tuple[str, ...]:
    """The distinct names, in order of first occurrence."""
    return tuple(dict.fromkeys(found))
