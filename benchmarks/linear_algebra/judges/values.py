"""Values of answers: numbers of 60 digits, floats and rational matrices, from their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint
import mpmath as mp
import numpy as np

mp.mp.dps = 60
Keys = Mapping[str, Any]
Found = Mapping[str, Any]
TINY = mp.mpf(10) ** -40


def value(text: Any, at: Mapping[str, Fraction] | None = None) -> mp.mpf:
    """A number of the answer in 60 digits."""
    words = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"M('\1')", str(text))
    words = re.sub(r"\*\*M\('(\d+)'\)", r"**\1", words)
    names = {name: mp.mpf(x.numerator) / x.denominator for name, x in (at or {}).items()}
    return eval(words, {"M": mp.mpf, "sqrt": mp.sqrt, **names})


def array(item: Any, at: Mapping[str, Fraction] | None = None) -> Any:
    """A matrix of 60 digits; a vector is a column."""
    rows = item if isinstance(item, list) else [item]
    return mp.matrix([[value(x, at) for x in (row if isinstance(row, list) else [row])] for row in rows])


def floats(item: Any) -> Any:
    """A matrix of floats."""
    found = array(item)
    return np.array([[float(found[i, j]) for j in range(found.cols)] for i in range(found.rows)])


def exact(rows: Any) -> flint.fmpq_mat:
    """A rational matrix in FLINT's type; a vector is a column."""
    lists = [row if isinstance(row, list) else [row] for row in rows]
    numbers = [[Fraction(str(x)) for x in row] for row in lists]
    return flint.fmpq_mat([[flint.fmpq(x.numerator, x.denominator) for x in row] for row in numbers])


def rank(rows: flint.fmpq_mat) -> int:
    """The rank, by FLINT."""
    return int(rows.rref()[1])


def beside(*parts: flint.fmpq_mat) -> flint.fmpq_mat:
    """Matrices side by side."""
    lists = [part.tolist() for part in parts]
    return flint.fmpq_mat([[x for rows in lists for x in rows[i]] for i in range(parts[0].nrows())])


def is_zero(rows: flint.fmpq_mat) -> bool:
    """Return whether all entries are 0."""
    return all(x == 0 for row in rows.tolist() for x in row)


def near(a: Any, b: Any) -> bool:
    """Return whether two matrices of 60 digits are equal, but for rounding."""
    return (a.rows, a.cols) == (b.rows, b.cols) and all(
        abs(a[i, j] - b[i, j]) < TINY * (1 + abs(b[i, j])) for i in range(a.rows) for j in range(a.cols)
    )


def listed(text: str) -> Any:
    """A text of an answer as a nested list of texts."""
    return _nested(text) if text.startswith("[") else text


def _nested(text: str) -> list[Any]:
    inside, depth, found, begun = text[1:-1], 0, [], 0
    for at, character in enumerate(f"{inside},"):
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0 and inside[begun:at].strip():
            found.append(listed(inside[begun:at].strip()))
            begun = at + 1
    return found
