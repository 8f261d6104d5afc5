"""Formulas in lines of text: as many side by side as an estimate of their widths allows, columns as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from backproof.answer import Latex

_COLUMN = re.compile(r"\\begin\{pmatrix\}((?:(?!\\begin\{pmatrix\})[^&])*?)\\end\{pmatrix\}")
_MATRIX = re.compile(r"\\begin\{pmatrix\}((?:(?!\\begin\{pmatrix\}).)*?)\\end\{pmatrix\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_POSITION = re.compile(r"[{}^_\s]")
_ROOM = 30


def packed(formulas: Iterable[str], room: float = _ROOM) -> list[Latex]:
    """Return formulas in lines, each with as many next to each other as have room (in em) by an estimate."""
    lines: list[list[str]] = []
    for formula in formulas:
        if lines and _width(r"\quad ".join([*lines[-1], formula])) <= room:
            lines[-1].append(formula)
        else:
            lines.append([formula])
    return [Latex(r",\quad ".join(line)) for line in lines]


def _width(formula: str) -> float:
    """Estimate the width of a formula in em: half of one for a sign, a matrix by its widest columns."""
    matrices = [found[1] for found in _MATRIX.finditer(formula)]
    return sum(map(_width_of_matrix, matrices)) + len(_signs(_MATRIX.sub("", formula))) / 2


def _width_of_matrix(rows: str) -> float:
    columns = zip_longest(*(row.split("&") for row in rows.split(r"\\")), fillvalue="")
    return 1 + sum(1 + max(len(_signs(entry)) for entry in column) / 2 for column in columns)


def _signs(formula: str) -> str:
    """Return a formula with a letter for each command, without braces and signs of position."""
    return _POSITION.sub("", _COMMAND.sub("x", formula))


def with_columns_in_a_line(formula: str) -> Latex:
    """Return a formula of these matrices for a line of text, with each column as a transposed row."""
    return Latex(_COLUMN.sub(_transposed, formula))


def _transposed(found: re.Match[str]) -> str:
    entries = found[1].replace(r" \\ ", " & ")
    return rf"\begin{{pmatrix}}{entries}\end{{pmatrix}}^{{\top}}" if entries != found[1] else found[0]
