"""Signs that follow from the structure of an expression: positive entries, definite matrices."""

from __future__ import annotations

from functools import lru_cache

from backproof.calculus.language.expression import (
    Add,
    Constant,
    Count,
    Divide,
    Elementwise,
    Eye,
    Joint,
    MatMul,
    Multiply,
    Named,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.regroup import transposed_factors
from backproof.calculus.language.scalar_functions.elementwise import signs_of
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.signs import Signs


@lru_cache(maxsize=4096)
def is_positive(part: Expression) -> bool:  # noqa: PLR0911 (one per form)
    """True if the form shows that every entry is above 0 for all values of the variables."""
    match part:
        case Number(value):
            return value > 0
        case Variable(properties=properties):
            return "positive" in properties or (part.is_scalar and "positive definite" in properties)
        case Count() | Constant():
            return True
        case Ones():
            return True
        case Named(_, inner) | Transpose(inner) | Power(inner, _):
            return is_positive(inner)
        case Add(left, right):
            return (is_positive(left) and is_nonnegative(right)) or (
                is_nonnegative(left) and is_positive(right)
            )
        case Multiply(left, right) | Divide(left, right) | MatMul(left, right):
            return is_positive(left) and is_positive(right)
        case Joint(name, left, right) if JOINT_OPERATION[name].keeps_sign:
            return is_positive(left) and is_positive(right)
        case Elementwise() | Reduce() | Structural():
            signs, inner = _applied(part)
            kept = signs.keeps_sign and is_positive(inner)
            return signs.positive or kept or (signs.of_spectrum and is_definite(inner))
    return False


@lru_cache(maxsize=4096)
def is_nonnegative(part: Expression) -> bool:  # noqa: PLR0911 (one per form)
    """True if the form shows that no entry is below 0."""
    if is_positive(part) or isinstance(part, Eye):
        return True
    match part:
        case Number(value):
            return value >= 0
        case Variable(properties=properties):
            return "nonnegative" in properties or (part.is_scalar and "positive semidefinite" in properties)
        case Power(base, exponent):
            return exponent.numerator % 2 == 0 or is_nonnegative(base)
        case Named(_, inner) | Transpose(inner):
            return is_nonnegative(inner)
        case Multiply(left, right) if left == right:
            return True
        case Add(left, right) | Multiply(left, right) | Divide(left, right):
            return is_nonnegative(left) and is_nonnegative(right)
        case MatMul(left, right):
            both = is_nonnegative(left) and is_nonnegative(right)
            return both or (part.is_scalar and is_semidefinite(part))
        case Joint(name, left, right) if JOINT_OPERATION[name].keeps_sign:
            return is_nonnegative(left) and is_nonnegative(right)
        case Elementwise() | Reduce() | Structural():
            signs, inner = _applied(part)
            kept = (signs.keeps_sign or signs.keeps_nonnegative) and is_nonnegative(inner)
            return signs.nonnegative or kept or (signs.of_spectrum and is_semidefinite(inner))
    return False


@lru_cache(maxsize=4096)
def is_definite(part: Expression) -> bool:  # noqa: PLR0911 (one per form)
    """True if the form shows that the matrix is symmetric positive definite."""
    match part:
        case Eye():
            return True
        case Variable(properties=properties):
            return "positive definite" in properties
        case Named(_, inner) | Transpose(inner) | Structural("inv", inner):
            return is_definite(inner)
        case Structural("diag", inner):
            return is_positive(inner)
        case Add(left, right):
            return (is_definite(left) and is_semidefinite(right)) or (
                is_semidefinite(left) and is_definite(right)
            )
        case Multiply(left, right) if left.is_scalar:
            return is_positive(left) and is_definite(right)
        case Multiply(left, right) | Divide(left, right) if right.is_scalar:
            return is_definite(left) and is_positive(right)
    return False


@lru_cache(maxsize=4096)
def is_semidefinite(part: Expression) -> bool:  # noqa: PLR0911 (one per form)
    """True if the form shows that the matrix is symmetric positive semidefinite."""
    if is_definite(part):
        return True
    match part:
        case Variable(properties=properties):
            return bool(properties & {"positive semidefinite", "projection"})
        case Named(_, inner) | Transpose(inner):
            return is_semidefinite(inner)
        case Structural("diag", inner):
            return is_nonnegative(inner)
        case Add(left, right):
            return is_semidefinite(left) and is_semidefinite(right)
        case Multiply(left, right) if left.is_scalar:
            return is_nonnegative(left) and is_semidefinite(right)
        case Multiply(left, right) | Divide(left, right) if right.is_scalar:
            return is_semidefinite(left) and is_nonnegative(right)
        case MatMul():
            halves = congruence(part)
            return halves is not None and (halves[0] is None or is_semidefinite(halves[0]))
    return False


def congruence(product: Expression) -> tuple[Expression | None, tuple[Expression, ...]] | None:
    """Return S and B's factors if the product is c Bᵀ S B with a positive c; S is None if it is c BᵀB."""
    scalars, factors = split(product)
    half = len(factors) // 2
    turned = list(transposed_factors(factors))
    if half == 0 or turned[:half] != factors[:half] or not all(map(is_positive, scalars)):
        return None
    middle = factors[half] if len(factors) % 2 else None
    return middle, tuple(factors[len(factors) - half :])


def split(product: Expression) -> tuple[list[Expression], list[Expression]]:
    """Return a product's scalars, and its other factors from left to right, each transposed by itself."""
    match product:
        case MatMul(left, right):
            parts = split(left), split(right)
            return [*parts[0][0], *parts[1][0]], [*parts[0][1], *parts[1][1]]
        case Transpose(inner) if isinstance(inner, MatMul | Multiply):
            scalars, factors = split(inner)
            return scalars, list(transposed_factors(factors))
        case Multiply(left, right) if left.is_scalar and not right.is_scalar:
            scalars, factors = split(right)
            return [left, *scalars], factors
        case Multiply(left, right) if right.is_scalar and not left.is_scalar:
            scalars, factors = split(left)
            return [*scalars, right], factors
    return [], [product]


def _applied(part: Elementwise | Reduce | Structural) -> tuple[Signs, Expression]:
    signs = signs_of(part.function) if isinstance(part, Elementwise) else OPERATION[part.name].signs
    return signs, part.operand
