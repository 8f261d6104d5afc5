"""The sum and the intersection of two spaces: the dimensions that their lines state of all four spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from backproof.proofreading.formulas import split
from backproof.proofreading.linear.space import Space
from backproof.proofreading.scalars import UnreadableError, evaluate, name_of

_NAMED = re.compile(
    r"\\dim\s*(?:\(?\s*(?P<first>U)\s*(?:(?P<sign>\+|\\cap)\s*(?P<second>W)\s*)?\)?(?![A-Za-z])|(?P<alone>W)(?![A-Za-z]))"
)
_WITH_BASIS = re.compile(r"\\text\{ with the basis \}(.*)", re.DOTALL)


def dimension_stated(space: Space, statement: str) -> str:
    r"""Return what is wrong with a chain of dimensions such as \dim U + \dim W - 2 = 0."""
    found = dimensions(space)
    basis = _WITH_BASIS.search(statement)
    sides = [side.strip() for side in split(_WITH_BASIS.sub("", statement), r"=")]
    try:
        values = [evaluate(_NAMED.sub(lambda named: f" {found[_key(named)]} ", side), {}) for side in sides]
    except UnreadableError as error:
        return f"{statement} cannot be read back: {error}"
    if len(values) < 2 or any(value != values[0] for value in values):
        return f"{statement} does not hold"
    return _basis(space, basis[1], int(values[0])) if basis else ""


def dimensions(space: Space) -> dict[str, int]:
    """Return the dimensions of U, W, their sum and their intersection by ranks of the given vectors."""
    first = len(space.claim["items"][0])
    u, w = space.columns[:, :first], space.columns[:, first:]
    ranks = {"U": _rank(space, u), "W": _rank(space, w), "+": _rank(space, space.columns)}
    return ranks | {r"\cap": ranks["U"] + ranks["W"] - ranks["+"]}


def _rank(space: Space, columns: Any) -> int:
    return space.rank(columns) if columns.size else 0


def _key(named: re.Match[str]) -> str:
    return named["sign"] or named["first"] or named["alone"]


def _basis(space: Space, listed: str, dimension: int) -> str:
    """Compare the length of a basis with its dimension; those of the given vectors are independent."""
    names = [name_of(name) for name in split(listed, ",")]
    known = [space.names[name] for name in names if name in space.names]
    independent = _rank(space, np.hstack(known)) == len(known) if known else True
    return "" if len(names) == dimension and independent else f"{listed} is no basis of dimension {dimension}"


def columns_stated(space: Space, names: Sequence[str]) -> str:
    """Return what is wrong with a list of columns, such as u_1 and -w_1, of the claimed matrix."""
    matrix = space.numbers(space.claim["matrix"])
    for name, column in zip(names, matrix.T, strict=False):
        vector = space.names.get(name_of(name.removeprefix("-")))
        sign = -1 if name.startswith("-") else 1
        if vector is not None and not np.allclose(space.settled(sign * vector[:, 0]), column):
            return f"{name} is not this column of the matrix"
    return "" if len(names) == matrix.shape[1] else f"{len(names)} columns are named, not {matrix.shape[1]}"
