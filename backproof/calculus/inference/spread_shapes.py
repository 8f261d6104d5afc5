"""Shapes of sums and products in which a number, a row or a column is spread, while shapes are not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backproof.calculus.inference.constraints import Constraints, Product
from backproof.calculus.language.expression import (
    Constant,
    Count,
    MatMul,
    Number,
    Ones,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.grammar import Parser
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import SCALAR, Shape
from backproof.calculus.spelling.token import Token

# Marks of sketches: sums of rows or columns, x[:, None], x[None, :] and x.T, what is computed entry by
# entry from small letters, products with such vectors, what is computed from capital letters alone,
# absolute values, what is computed from numbers that are added to arrays, and from ones alone.
SPREAD = frozenset({"spread"})
UPRIGHT = frozenset({"upright"})
_ROW = frozenset({"row"})
PRODUCT = frozenset({"product"})
_VECTOR = frozenset({"vector"})
_ARRAY = frozenset({"array"})
_MAGNITUDE = frozenset({"magnitude"})
_NUMBER = frozenset({"number"})
_ONES = frozenset({"ones"})
_UNMARKED: frozenset[str] = frozenset()
# Names of numbers that are added to arrays: thresholds, and what keeps a root or a divisor away from 0.
ADDED_NUMBERS = frozenset({"eps", "epsilon", "delta", "lam", "tau", "rho", "kappa", "margin"})
# Names of numbers that absolute values are compared with.
_THRESHOLDS = ADDED_NUMBERS | {"t", "c", "s", "k", "a", "alpha", "beta", "gamma", "theta"}


def _has(part: Expression, mark: frozenset[str]) -> bool:
    return isinstance(part, Variable) and part.properties == mark


def is_capital(part: Expression) -> bool:
    """True for a variable with a capital letter."""
    return isinstance(part, Variable) and part.name[:1].isupper()


def is_small(part: Expression) -> bool:
    """True for a variable with a small letter."""
    return isinstance(part, Variable) and part.name[:1].islower()


def is_array(part: Expression) -> bool:
    """True for a capital letter, and for what is computed from capital letters alone."""
    return is_capital(part) or _has(part, _ARRAY)


def _is_vector(part: Expression) -> bool:
    return is_small(part) or _has(part, _VECTOR) or _has(part, _MAGNITUDE) or _are_ones(part)


def _are_ones(part: Expression) -> bool:
    """True for a column of ones, and for what is computed entry by entry from such."""
    return _has(part, _ONES) or (isinstance(part, Ones) and part.shape[1] == 1 != part.shape[0])


def _is_turned(part: Expression) -> bool:
    """True for a transposed vector, and for a row of ones."""
    return _has(part, _ROW) or (isinstance(part, Ones) and part.shape[0] == 1)


def _is_added_number(part: Expression, names: frozenset[str] = ADDED_NUMBERS) -> bool:
    return _has(part, _NUMBER) or (isinstance(part, Variable) and part.name in names)


def mark_of(
    make: Callable[..., Expression], names: Sequence[str], operands: Sequence[Expression]
) -> frozenset[str]:
    """Return the mark of an operation's result; `names` are those of the function."""
    numbers = (Number, Count, Constant)
    parts = [part for part in operands if not (isinstance(part, numbers) or part.is_scalar)]
    of_arrays = bool(parts) and all(map(is_array, parts))
    if make is Transpose:
        return _ARRAY if of_arrays else _ROW if _is_vector(operands[0]) else _UNMARKED
    if make is MatMul:
        left, right = (_is_vector(part) or _has(part, PRODUCT) for part in operands)
        is_vector = right or (left and not _is_turned(operands[1]))
        return _ARRAY if of_arrays else PRODUCT if is_vector else _UNMARKED
    if make in (Reduce, Structural):
        return {"colsum": SPREAD, "rowsum": SPREAD, "diagvec": PRODUCT, "softmax": PRODUCT}.get(
            names[0], _UNMARKED
        )
    if make in (arithmetic.plus, arithmetic.minus) and any(map(is_array, parts)):
        # A vector beside an array is added to each of its rows.
        of_arrays = all(is_array(part) or _is_vector(part) for part in parts)
    return _mark_of_entries("abs" in names, parts, of_arrays)


def _mark_of_entries(is_magnitude: bool, parts: Sequence[Expression], of_arrays: bool) -> frozenset[str]:
    """Return the mark of what is computed entry by entry."""
    for mark in (SPREAD, UPRIGHT):
        if any(_has(part, mark) for part in parts):
            return mark
    if parts and all(map(_is_added_number, parts)):
        return _NUMBER
    parts = [part for part in parts if not _has(part, _NUMBER)]
    if is_magnitude and not of_arrays:
        return _MAGNITUDE
    if parts and all(map(_is_vector, parts)):
        return _ONES if all(map(_are_ones, parts)) else _VECTOR
    if parts and all(_is_vector(part) or _has(part, PRODUCT) for part in parts):
        return PRODUCT
    return _ARRAY if of_arrays else _UNMARKED


@dataclass
class SpreadShapes(Parser):
    """The shapes of operations whose operands may differ in them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.constraints = Constraints()

    def sum_shape(self, token: Token, left: Expression, right: Expression) -> Shape:
        """Return the shape of a sum: of equal shapes, or of an array and what can only be a number."""
        if self._is_number(left) or self._is_number(right):
            result = self.product_shape(token, left.shape, right.shape)
            if not (isinstance(left, Number) or isinstance(right, Number)):
                self.constraints.sums += (Product(left.shape, right.shape, result, token),)
            return result
        for one, other in ((left, right), (right, left)):
            if _has(one, _ROW) and is_array(other):
                self.constraints.equate(token, one.shape, (1, other.shape[1]))
                return other.shape
        if (spread := self.spread_shape(token, left, right)) is not None:
            return spread
        of_magnitudes = any(_has(part, _MAGNITUDE) for part in (left, right))
        numbers = _THRESHOLDS if of_magnitudes else ADDED_NUMBERS
        for one, other in ((left, right), (right, left)):
            if _is_added_number(other, numbers) and not _is_added_number(one, numbers):
                return self.product_shape(token, one.shape, other.shape, is_threshold=True)
        if self.dialect.is_numpy:
            for one, other in ((left, right), (right, left)):
                if is_array(one) and _is_vector(other):
                    return self.product_shape(token, one.shape, other.shape, is_row_beside=True)
        self.constraints.equate(token, left.shape, right.shape)
        return left.shape

    def spread_shape(self, token: Token, left: Expression, right: Expression) -> Shape | None:
        """Return the shape if one side is a row of means or the like, or a column of them beside a matrix."""
        if self._is_scalar(left) or self._is_scalar(right):
            return None
        if (joint := self._with_axes(token, left, right) or self._with_axes(token, right, left)) is not None:
            return joint
        for one, other in ((left, right), (right, left)):
            if self._is_row(one) and not self._is_row(other):
                return self._beside_row(token, one, other)
        for one, other in ((left, right), (right, left)):
            if self._is_row(one, axis=1) and not (is_small(other) or self._is_row(other, axis=1)):
                self.constraints.equate(token, (one.shape[0], 1), (other.shape[0], 1))
                return other.shape
        return None

    def _beside_row(self, token: Token, row: Expression, other: Expression) -> Shape:
        if is_small(other):
            # NumPy has no rows: the sums of the columns are a vector like any other.
            self.constraints.equate(token, (row.shape[1], 1), other.shape)
            return other.shape
        if self.constraints.sizes.find(other.shape[1]) == 1:
            return other.shape[0], row.shape[1]
        self.constraints.equate(token, (row.shape[1], 1), (other.shape[1], 1))
        return other.shape

    def _with_axes(self, token: Token, one: Expression, other: Expression) -> Shape | None:
        """Return the shape of `x[:, None]` beside what it is spread over."""
        if not _has(one, UPRIGHT):
            return None
        if _has(other, _ROW):
            return one.shape[0], other.shape[1]
        if _is_vector(other):
            self.constraints.equate(token, (other.shape[1], 1), SCALAR)
            return one.shape[0], other.shape[0]
        if is_array(other):
            self.constraints.equate(token, (one.shape[0], 1), (other.shape[0], 1))
            return other.shape
        return None

    def product_of_vectors(self, token: Token, left: Expression, right: Expression) -> Shape | None:
        """Return the shape of NumPy's `x @ z` and `x @ A`, where x has one axis; None for other products."""
        sizes = self.constraints.sizes
        is_column = _has(left, SPREAD) and sizes.find(left.shape[1]) == 1
        is_one_axis = _is_vector(left) or _has(left, PRODUCT) or is_column
        if not (self.dialect.is_numpy and is_one_axis) or sizes.is_wide(left.shape[1]):
            return None
        is_row = sizes.find(right.shape[0]) == 1
        if _is_turned(right) or sizes.find(left.shape[0]) == 1 or (_are_ones(left) and is_row):
            return None
        if _is_vector(right) or _has(right, PRODUCT):
            if sizes.is_wide(right.shape[1]):
                return None
            self.constraints.equate(token, left.shape, right.shape)
            self.constraints.equate(token, (left.shape[1], 1), SCALAR)
            return SCALAR
        length, result = (right.shape[1], SCALAR) if is_row else (right.shape[0], (right.shape[1], 1))
        self.constraints.equate(token, left.shape, (length, 1))
        return result

    def _is_scalar(self, part: Expression) -> bool:
        return all(self.constraints.sizes.find(size) == 1 for size in part.shape)

    def _is_row(self, part: Expression, axis: int = 0) -> bool:
        """True for the sketch of an operation that gives one row, or one column for the other axis."""
        find = self.constraints.sizes.find
        return _has(part, SPREAD) and find(part.shape[axis]) == 1 and find(part.shape[1 - axis]) != 1

    def _is_number(self, part: Expression) -> bool:
        """True for a number, and for the sketch of an operation that gives one."""
        if isinstance(part, Variable):
            return self._is_scalar(part)
        return part.is_scalar

    def product_shape(
        self,
        token: Token,
        left: Shape,
        right: Shape,
        **how: bool,
    ) -> Shape:
        """Return the shape of a product, open until the scalar side, if any, is known.

        `how` are the fields of `Product` that say which product it is.
        """
        sizes = self.constraints.sizes
        result = sizes.fresh(), sizes.fresh()
        found = Product(left, right, result, token, **how)
        self.constraints.products.append(found)
        self.constraints.decide()
        return (1, 1) if all(sizes.find(size) == 1 for size in result) else result
