"""Descriptions and formulas of matrices typed after options that have plain lists as well."""

from __future__ import annotations

import re

import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.described.values import Formulas, matrix_of
from backproof.spaces.descriptions.ambient import MATRICES, Ambient
from backproof.spaces.descriptions.functions.equations import read_equation
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.printing import rows_text
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse

_MAP = re.compile(r"->|\u21a6|\\mapsto|\bon\s+[A-Z]|\bd\s*/\s*d[a-z]\b")
_SAID = re.compile(r"\bin\b|\u2208|\\in\b|:|\bwith\b|\bwhere\b|matrices|polynomials|squares")
_ARITHMETIC = re.compile(r"\]\s*\]\s*(?:[-+*/@^]|\.T|\()|[-+*/@)]\s*\[\s*\[|\]\s*\]\s*\[")
_EQUATIONS = re.compile(r"(?=.*=)[^\[\]:|{}<>']+")
_NAMES = re.compile(r"[A-Za-z](?:_?\d+)?")
_BY_MATRIX = ("null_space", "column_space", "row_space")
_PAIRS = {"sum": "+", "intersection": "&"}


def as_typed(kind: str, text: str) -> dict[str, object] | None:
    """The part that a text stands for if it is a description or a formula; None for a plain list."""
    if kind in _PAIRS:
        return _pair(kind, text)
    return _by_matrix(kind, text) if kind in _BY_MATRIX else _described(kind, text)


def _by_matrix(kind: str, text: str) -> dict[str, object] | None:
    if kind == "null_space" and _EQUATIONS.fullmatch(text):
        return {"homogeneous_system": [side.strip() for side in cut(text, ",;")]}
    if kind != "row_space" and _MAP.search(text):
        return {"space": f"{'ker' if kind == 'null_space' else 'im'}({text})"}
    return {kind: _matrix(text)} if _ARITHMETIC.search(text) else None


def _described(kind: str, text: str) -> dict[str, object] | None:
    if kind in ("homogeneous_system", "span", "functions") and "=" in text and read_equation(text):
        return {"space": text}
    if kind in ("polynomials", "matrices", "span", "homogeneous_system") and _SAID.search(text):
        try:
            read_described(text)
        except InputError:
            return None
        return {"space": text}
    return None


def _matrix(text: str) -> list[list[str]]:
    """The entries of a formula such as [[1, 2], [3, 4]] - 5*I."""
    node = parse_formula(text, ())
    size = _rows_in(node)
    value = Formulas(Ambient(MATRICES, (size, size)), {}).value(node)
    if not isinstance(value, sp.MatrixBase):
        refuse(f"{text} is no matrix", 1, "a matrix, or a formula of such")
    return [list(row) for row in rows_text(matrix_of(value.applyfunc(sp.expand)))]


def _rows_in(node: Node) -> int:
    """The number of rows of the first matrix that is written out."""
    if node.kind == "list":
        return len(node.children)
    return max(map(_rows_in, node.children), default=0)


def _pair(kind: str, text: str) -> dict[str, object] | None:
    """Two sides by equations, separated by a semicolon, or two lists of polynomials or matrices."""
    sides = [side.strip() for side in cut(text, ";")]
    if len(sides) == 2 and any("=" in side for side in sides) and "{" not in text:
        names = sorted({name for side in sides for name in _NAMES.findall(side)}, key=_by_number)
        shown = (_solutions(side, names) if "=" in side else _span(side) for side in sides)
        return {"space": f" {_PAIRS[kind]} ".join(shown)}
    if "{" in text:
        joined = f" {_PAIRS[kind]} ".join(sides if len(sides) == 2 else [p.strip() for p in cut(text, ",")])
        return {"space": joined}
    lists = [piece.strip() for piece in cut(text, ",;")]
    depths = {_depth(piece) for piece in lists}
    if len(lists) == 2 and depths in ({1}, {3}):
        return {"space": f" {_PAIRS[kind]} ".join(map(_span, lists))}
    return None


def _by_number(name: str) -> tuple[str, int]:
    return name[0], int("".join(filter(str.isdigit, name)) or 0)


def _solutions(side: str, names: list[str]) -> str:
    return f"{{({', '.join(names)}) : {side}}}"


def _span(side: str) -> str:
    """The span of a list in brackets."""
    return f"span{{{side[1:-1] if side.startswith('[') else side}}}"


def _depth(text: str) -> int:
    """Count the brackets that open in front."""
    opening = re.match(r"[\[(\s]*", text)
    return sum(character in "[(" for character in opening[0]) if opening else 0
