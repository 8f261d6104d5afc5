"""Exact numbers of a part: integers, decimals, and texts such as "1/2" or "sqrt(2)"; vectors and matrices."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.language.typed_matrices import one_list, with_fractions
from backproof.spaces.language.magnitudes import refuse_huge
from backproof.spaces.language.symbolic import number
from backproof.terms.term import Part


def number_of(part: Part, value: Any, *keys: str | int) -> Any:
    """Return a number in sympy; InputError at its place if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise part.error("this is no number", *keys, expected='a number, or a text such as "1/2"')
    with part.locating(*keys):
        try:
            found = number(with_fractions(value) if isinstance(value, str) else str(Fraction(str(value))))
        except ValueError:
            raise InputError(Diagnostic(f"{value} is no number", expected="a finite number")) from None
        if found.free_symbols:
            raise InputError(Diagnostic(f"{value} is no number", expected="digits, roots and the like"))
        refuse_huge(found)
    return found


def vector_of(part: Part, value: Any, *keys: str | int, size: int = 0) -> tuple[Any, ...]:
    """Return a vector, of the size if that is given; InputError at its place if it is none."""
    items = one_list(value) if isinstance(value, list) else [value]
    if size and len(items) != size:
        raise part.error(f"there are {len(items)} numbers here", *keys, expected=f"{size} numbers")
    if not isinstance(value, list):
        return (number_of(part, value, *keys),)
    return tuple(number_of(part, item, *keys, place) for place, item in enumerate(items))


def matrix_of(part: Part, value: Any, *keys: str | int, symmetric: bool = False) -> Any:
    """Return a matrix of sympy; InputError at its place if its rows do not fit, or it is not symmetric."""
    from sympy import Matrix

    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, list) and row for row in rows) or len({len(r) for r in rows}) > 1:
        raise part.error("this is no matrix", *keys, expected="rows of one length, such as [[2, 1], [1, 3]]")
    found = Matrix(
        [[number_of(part, item, *keys, i, j) for j, item in enumerate(row)] for i, row in enumerate(rows)]
    )
    if symmetric and not found.is_symmetric():
        raise part.error("this matrix is not symmetric", *keys, expected="a symmetric matrix")
    return found
