"""Operations that people write with one sign, and that the language writes with others by their shapes."""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction
from functools import reduce

from backproof.calculus.language.expression import (
    Add,
    Count,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    excerpt,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape, Size, describe_shape
from backproof.calculus.primitives.sizes import symbols, terms
from backproof.diagnostic import Diagnostic, InputError

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
_LARGEST_MATRIX_POWER = 16


def spread(value: Expression, shape: Shape) -> Expression:
    """Return a scalar as an array with that value in every entry; any other value is returned itself."""
    if value.shape == shape or not value.is_scalar:
        return value
    ones = Ones(*shape)
    if isinstance(value, Number) and value.value < 0:
        return Negate(ones if value.value == -1 else Multiply(Number(-value.value), ones))
    return ones if value == ONE else Multiply(value, ones)


def plus(left: Expression, right: Expression) -> Expression:
    """Add two values; a scalar is added to every entry."""
    for zero, other in ((left, right), (right, left)):
        if zero == ZERO and other.shape != zero.shape:
            return other
    return Add(spread(left, right.shape), spread(right, left.shape))


def minus(left: Expression, right: Expression) -> Expression:
    """Subtract two values; a scalar is subtracted from every entry."""
    if ZERO in {left, right} and left.shape != right.shape:
        return left if right == ZERO else Negate(right)
    return Subtract(spread(left, right.shape), spread(right, left.shape))


def dot(left: Expression, right: Expression) -> Expression:
    """Multiply as in mathematics: a scalar scales, and matrices have their product."""
    return Multiply(left, right) if left.is_scalar or right.is_scalar else MatMul(left, right)


def dotted(left: Expression, right: Expression) -> Expression:
    """Multiply as with a centred dot: two column vectors have their inner product."""
    return inner(left, right)


def divided(left: Expression, right: Expression) -> Expression:
    """Divide as in MATLAB: `A/B` with a square matrix B is A B⁻¹, anything else is divided entry by entry."""
    is_square = 1 not in right.shape and right.shape[0] == right.shape[1]
    if is_square and left.shape[1] == right.shape[0]:
        return MatMul(left, Structural("inv", right))
    return Divide(left, right)


def over(left: Expression, right: Expression) -> Expression:
    """Return A⁻¹ b, or b/a for a number: MATLAB's `A \\ b`."""
    return Divide(right, left) if left.is_scalar else MatMul(Structural("inv", left), right)


def power(base: Expression, exponent: Fraction) -> Expression:
    """Raise as in mathematics: a square matrix to its product with itself, anything else entry by entry."""
    if 1 in base.shape:
        return Power(base, exponent)
    if base.shape[0] != base.shape[1]:
        message = f"`^` of `{excerpt(base)}`, which is {describe_shape(base.shape)}"
        raise InputError(Diagnostic(message, hint="write .^ or ** for the power of each entry"))
    count = abs(exponent)
    if count.denominator != 1 or not 1 <= count <= _LARGEST_MATRIX_POWER:
        message = f"the power {exponent} of a matrix is not in the language"
        hint = f"whole powers up to {_LARGEST_MATRIX_POWER} are; ** is the power of each entry"
        raise InputError(Diagnostic(message, hint=hint))
    product = reduce(MatMul, [base] * count.numerator)
    return product if exponent > 0 else Structural("inv", product)


def inner(left: Expression, right: Expression) -> Expression:
    """Return NumPy's dot: the inner product of two vectors, else the product of matrices."""
    if left.shape == right.shape and left.shape[1] == 1 != left.shape[0]:
        return MatMul(Transpose(left), right)
    return dot(left, right)


def of_vectors(left: Expression, right: Expression) -> Expression:
    """Return NumPy's `x @ z` and `x @ A`, where the vector x has one axis: xᵀz, and Aᵀx."""
    if left.shape[1] != 1 or left.shape[0] != right.shape[0] or left.is_scalar:
        return dot(left, right)
    if right.shape[1] != 1:
        return MatMul(right.operand if isinstance(right, Transpose) else Transpose(right), left)
    if isinstance(left, MatMul) and isinstance(left.left, Transpose):
        # (Aᵀ x)ᵀ z is written xᵀ A z.
        return MatMul(MatMul(Transpose(left.right), left.left.operand), right)
    return MatMul(Transpose(left), right)


def bars(operand: Expression) -> Expression:
    """Return |x|: the absolute value of each entry, for a square matrix the determinant."""
    if 1 not in operand.shape and operand.shape[0] == operand.shape[1]:
        return Reduce("det", operand)
    return Elementwise(FUNCTIONS["abs"], operand)


def count(operand: Expression, axis: int | None, taken: Set[str] = frozenset()) -> Expression:
    """Return the number of entries, of rows (axis 0) or of columns (axis 1).

    A size whose letter is `taken` by a variable is the sum of as many ones.
    """
    chosen = operand.shape if axis is None else (operand.shape[axis],)
    return reduce(_times, (_number(size, taken) for size in chosen))


def _times(left: Expression, right: Expression) -> Expression:
    return right if left == ONE else left if right == ONE else Multiply(left, right)


def _number(size: Size, taken: Set[str]) -> Expression:
    if not taken.isdisjoint(symbols(size)):
        return Reduce("sum", Ones(size))
    addends = [_multiple(count, names) for count, names in terms(size)]
    return reduce(Add, addends)


def _multiple(count: int, names: Sequence[str]) -> Expression:
    found: Expression = Number(Fraction(count))
    return reduce(_times, map(Count, names), found)
