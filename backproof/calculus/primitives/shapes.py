"""Shapes, and their description in words."""

from __future__ import annotations

Size = str | int
Shape = tuple[Size, Size]
SCALAR: Shape = (1, 1)
TRANSPOSE_LEFT = "transpose the left with .T"


def ones_text(shape: Shape) -> str:
    """Return `ones(d)` or `ones(m, n)`."""
    return f"ones({shape[0]})" if shape[1] == 1 else f"ones({shape[0]}, {shape[1]})"


def shape_text(shape: Shape) -> str:
    """Return a shape as it is declared: "" for a number, "d" for a column, "p,d" for a matrix."""
    rows, columns = shape
    return "" if shape == SCALAR else f"{rows}" if columns == 1 else f"{rows},{columns}"


def describe_shape(shape: Shape) -> str:
    """Describe a shape in words: a scalar, a column vector of length d, a p×d matrix."""
    rows, columns = shape
    if shape == SCALAR:
        return "a scalar"
    if columns == 1:
        return f"a column vector of length {rows}"
    return f"a row of length {columns}" if rows == 1 else f"a {rows}×{columns} matrix"


def _spread_hint(left: Shape, right: Shape) -> str | None:
    """Suggest the product with ones that repeats a column or a row to the shape of a matrix."""
    for vector, other in ((left, right), (right, left)):
        if vector[1] == 1 and vector[0] == other[0] == other[1]:
            return (
                f"only numbers and rows are spread: repeat the column with @ ones(1, {other[1]}), or write .T"
            )
        if vector[1] == 1 and vector[0] == other[0]:
            return f"only numbers and rows are spread: repeat the column with @ ones(1, {other[1]})"
        if vector[0] == 1 and vector[1] == other[1]:
            return (
                f"only a number is spread over all entries: repeat the row with {ones_text((other[0], 1))} @"
            )
        if vector[1] == 1 and vector[0] == other[1]:
            return "only numbers and rows are spread: transpose the column with .T"
    return "only numbers and rows are spread" if 1 in left or 1 in right else None


def shape_hint(symbol: str, left: Shape, right: Shape) -> str | None:  # noqa: PLR0911 (one per case)
    """Suggest a correction for two operands whose shapes do not fit."""
    if symbol == "*" and left[1] == right[0]:
        return "matrices are multiplied with @"
    if symbol in "+-*/" and left == (right[1], right[0]):
        return "transpose one of them with .T"
    if symbol in "+-*/":
        return _spread_hint(left, right)
    if symbol == "@":
        if SCALAR in (left, right):
            return "a scalar multiplies with *"
        if left[0] == right[0]:
            return TRANSPOSE_LEFT
        if left[1] == right[1]:
            return "transpose the right with .T"
        if left == right:
            return "entries are multiplied with *"
    return None
