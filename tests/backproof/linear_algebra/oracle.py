"""Arithmetic of matrices in fractions, for judging answers; it shares nothing with the program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

Rows = Sequence[Sequence[Any]]


def at(rows: Rows, point: Mapping[str, Fraction]) -> list[list[Fraction]]:
    """The entries as fractions, at values of their symbols."""
    return [[number(entry, point) for entry in row] for row in rows]


def number(entry: Any, point: Mapping[str, Fraction]) -> Fraction:
    text = re.sub(r"\b\d+\b", lambda digits: f"F({digits[0]})" if digits[0] else "", str(entry))
    text = re.sub(r"\*\*F\((\d+)\)", r"**\1", text)
    return Fraction(eval(text, {"F": Fraction}, dict(point)))


def product(left: Rows, right: Rows) -> list[list[Any]]:
    columns = list(zip(*right, strict=True))
    return [[sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in left]


def rank(rows: Rows) -> int:
    work, found = [list(row) for row in rows], 0
    while work := [row for row in work if any(row)]:
        pivot, *rest = work
        j = next(j for j, x in enumerate(pivot) if x)
        work = [[x - row[j] / pivot[j] * y for x, y in zip(row, pivot, strict=True)] for row in rest]
        found += 1
    return found
