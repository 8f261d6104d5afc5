"""Operations on arrays of different shapes, as NumPy and MATLAB spread them over rows and columns.

A row is repeated in every row of a matrix, a column in every column. In NumPy a vector without a second axis
is a row there, so a column is spread only if the text makes it one: by `x[:, None]`, by `keepdims`, or as a
sum of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backproof.calculus.language.expression import (
    Add,
    Divide,
    MatMul,
    Multiply,
    Ones,
    Reduce,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.cursor import Cursor
from backproof.calculus.language.syntax.vectorised import of_vectorised
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.spelling.token import Token

Make = Callable[..., Expression]
_ENTRYWISE: dict[Make, Make] = {
    arithmetic.plus: Add,
    arithmetic.minus: Subtract,
    Multiply: Multiply,
    Divide: Divide,
    arithmetic.divided: Divide,
}


class Spreading(Cursor):
    """The axes that the text gives to vectors, and operations that spread them.

    A node is marked by its identity, since equal nodes may have been written with different axes.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self._columns: dict[int, Expression] = {}
        self._outer: dict[int, Expression] = {}
        self._without_axis: dict[int, Expression] = {}
        self._of_matrices: dict[int, tuple[Expression, str]] = {}

    def build(self, token: Token, make: Callable[..., Expression], *parts: object) -> Expression:
        """Construct the node; the total of a matrix may not stand where MATLAB's row would mean another."""
        marked = [self._of_matrices[id(part)] for part in parts if id(part) in self._of_matrices]
        if not marked:
            found = of_vectorised(make, parts)
            return super().build(token, make, *parts) if found is None else found
        (_, own), *_ = marked
        others = [part for part in parts if isinstance(part, Expression) and not part.is_scalar]
        if others or make in (Transpose, Reduce, Structural, MatMul):
            hint = f"write {own}(X, 1) for the row, {own}(X, 'all') for all entries"
            self.fail(token, f"in MATLAB, {own} of a matrix is the row of its columns' {own}s", hint)
        return self.of_matrix(super().build(token, make, *parts), own)

    def of_matrix(self, value: Expression, own: str) -> Expression:
        """Mark a number that MATLAB would compute for each column."""
        self._of_matrices[id(value)] = value, own
        return value

    def total_of(self, value: Expression, own: str) -> Expression | None:
        """Return `sum(sum(X))` for the operand `sum(X)`: all entries; None for any other operand."""
        _, inner = self._of_matrices.get(id(value), (None, ""))
        return value.with_children(*value.children) if inner == own else None

    def as_column(self, value: Expression) -> Expression:
        """Mark a value whose second axis is kept, as by `keepdims=True`."""
        self._columns[id(value)] = value
        return value

    def upright(self, value: Expression) -> Expression:
        """Return `x[:, None]`: a node of its own, which is a column beside vectors without an axis."""
        found = value.with_children(*value.children)
        self._outer[id(found)] = found
        return self.as_column(found)

    def with_axis(self, opening: Token, value: Expression, axes: str) -> Expression:
        """Return `x[:, None]`, a column, or `x[None, :]`, a row."""
        if axes not in (":,None", "None,:", "None") or (self.knows(value) and 1 not in value.shape):
            hint = "for a vector write x[:, None] or x[None, :]"
            self.fail(opening, "an array with three axes is not in the language", hint)
        is_row = self.knows(value) and value.shape[0] == 1
        if axes == ":,None":
            return self.upright(self.build(opening, Transpose, value) if is_row else value)
        return value if is_row else self.build(opening, Transpose, value)

    def without_axis(self, value: Expression) -> Expression:
        """Mark a row that has one axis in NumPy: a sum over the axis 0, or `X[0]`."""
        if self.dialect.is_numpy:
            self._without_axis[id(value)] = value
        return value

    def joined(self, token: Token, make: Make, left: Expression, right: Expression) -> Expression | None:
        """Return an operation whose operands differ in their axes; None if nothing is to be spread."""
        if left.is_scalar or right.is_scalar or not (self.knows(left) and self.knows(right)):
            return None
        if (found := of_vectorised(make, (left, right))) is not None or make is MatMul:
            return found or self._of_one_axis(token, left, right)
        is_division = make is arithmetic.divided and left.shape[1] == right.shape[0] == right.shape[1]
        return None if make not in _ENTRYWISE or is_division else self._entrywise(token, make, left, right)

    def _entrywise(self, token: Token, make: Make, left: Expression, right: Expression) -> Expression | None:
        """Return an operation entry by entry on values that are spread."""
        left, right = self._turned(left, right), self._turned(right, left)
        if left.shape == right.shape:
            return self.build(token, make, left, right)
        shape = _joint(left.shape, right.shape)
        if shape is None or not (self._fits(left) and self._fits(right)):
            return None
        if make in (Multiply, Divide, arithmetic.divided):
            scaled = self._scaled(token, make, left, right)
            if scaled is not None:
                return scaled
        sides = [self._spread(token, side, shape) for side in (left, right)]
        return self.build(token, _ENTRYWISE[make], *sides)

    def knows(self, operand: Expression) -> bool:
        """True if the operand's shape is known."""
        return operand is not None

    def _of_one_axis(self, token: Token, left: Expression, right: Expression) -> Expression | None:
        """Return `x @ z`, `x @ A` or `A @ x` of vectors with one axis in NumPy."""
        if self._has(self._without_axis, right) and right.shape[1] in (left.shape[1], left.shape[0]):
            right = self.build(token, Transpose, right)
        if left.shape[1] == right.shape[0]:
            return self.build(token, MatMul, left, right)
        if left.shape[1] == 1 and left.shape[0] == right.shape[0]:
            return self.build(token, arithmetic.of_vectors, left, right)
        return None

    def _turned(self, value: Expression, other: Expression) -> Expression:
        """Return a value with the axes that it has beside another: `x` beside `x[:, None]` is a row."""
        is_row_of_numpy = self._has(self._without_axis, value) and value.shape == other.shape[::-1]
        is_beside_upright = (
            value.shape[1] == other.shape[1] == 1
            and self._has(self._outer, other)
            and not self._has(self._columns, value)
        )
        is_row = is_row_of_numpy or is_beside_upright or self._is_beside_rows(value, other)
        return Transpose(value) if is_row else value

    def _is_beside_rows(self, value: Expression, other: Expression) -> bool:
        """True for NumPy's vector beside a matrix whose rows are as long, and whose columns are not."""
        return (
            self.dialect.is_numpy
            and value.shape[1] == 1
            and 1 not in other.shape
            and other.shape[0] != value.shape[0] == other.shape[1]
            and not self._has(self._columns, value)
        )

    def _fits(self, value: Expression) -> bool:
        """True if a value may be spread over the rows or columns of another one."""
        if value.shape[1] != 1:
            return True
        return self.dialect.first_axis == 1 or self._has(self._columns, value)

    def _has(self, marked: dict[int, Expression], value: Expression) -> bool:
        """True if a node is marked, or computed entry by entry from a marked one."""
        seen: set[int] = set()
        stack = [value]
        while stack:
            part = stack.pop()
            if id(part) in marked:
                return True
            if id(part) not in seen:
                seen.add(id(part))
                stack += [inner for inner in part.children if inner.shape == part.shape]
        return False

    def _scaled(self, token: Token, make: Make, left: Expression, right: Expression) -> Expression | None:
        """Return the product or quotient by a column or row as one with its diagonal matrix."""
        if make is Multiply and 1 in left.shape and 1 in right.shape:
            column, row = (left, right) if left.shape[1] == 1 else (right, left)
            return self.build(token, MatMul, column, row)
        if 1 not in left.shape and 1 in right.shape:
            matrix, vector = left, right
        elif make is Multiply and 1 in left.shape and 1 not in right.shape:
            matrix, vector = right, left
        else:
            return None
        is_column = vector.shape[1] == 1
        entries = vector if is_column else _transposed(vector)
        if make is not Multiply:
            entries = self.build(token, Divide, arithmetic.ONE, entries)
        diagonal = self.build(token, Structural, "diag", entries)
        return self.build(token, MatMul, *((diagonal, matrix) if is_column else (matrix, diagonal)))

    def _spread(self, token: Token, value: Expression, shape: Shape) -> Expression:
        """Return a column or a row, repeated to the shape of a matrix."""
        if value.shape == shape:
            return value
        if value.shape[1] == 1:
            return self.build(token, MatMul, value, Ones(1, shape[1]))
        return self.build(token, MatMul, Ones(shape[0]), value)


def _joint(left: Shape, right: Shape) -> Shape | None:
    """Return the shape of two arrays together: in each axis they are equally long, or one has length 1."""
    axes: Sequence[tuple[object, object]] = tuple(zip(left, right, strict=True))
    if any(one != other and 1 not in (one, other) for one, other in axes):
        return None
    rows, columns = (one if other == 1 else other for one, other in zip(left, right, strict=True))
    return rows, columns


def _transposed(value: Expression) -> Expression:
    return value.operand if isinstance(value, Transpose) else Transpose(value)
