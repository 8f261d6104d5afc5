"""Numbers that are not negative by their form: squares, norms, forms of semidefinite matrices, sums.

The Cauchy-Schwarz inequality is the one lemma: |x| |y| - x^T y. Nothing of the search for squares is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.calculus.checking.verify import holds
from backproof.calculus.language.expression import (
    Add,
    Count,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Number,
    Power,
    Reduce,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.regroup import factors_of
from backproof.calculus.language.tree import Expression

_SEMIDEFINITE = frozenset(("positive semidefinite", "positive definite", "projection"))
_POSITIVE = frozenset(("positive", "positive definite"))
_ROOTS = ("sqrt", "abs")


@dataclass(frozen=True)
class Assumed:
    """Numbers that hypotheses say are not negative, and those among them that are positive."""

    nonnegative: frozenset[Expression] = frozenset()
    positive: frozenset[Expression] = frozenset()


_NOTHING = Assumed()


def grounds(number: Expression, assumed: Assumed = _NOTHING) -> frozenset[str] | None:
    """Return the grounds on which a number is not negative; None if its form does not show it."""
    try:
        return frozenset(_grounds(number, assumed))
    except _UnknownError:
        return None


def is_above_zero(number: Expression, assumed: Assumed = _NOTHING) -> bool:
    """Return whether a number that is not negative has addends or factors that make it positive."""
    match number:
        case Add(left, right) if grounds(left, assumed) is not None and grounds(right, assumed) is not None:
            return is_above_zero(left, assumed) or is_above_zero(right, assumed)
        case Multiply(left, right):
            return is_above_zero(left, assumed) and is_above_zero(right, assumed)
        case Divide(left, right) if _is_positive(right, assumed):
            return is_above_zero(left, assumed)
    return _is_positive(number, assumed)


class _UnknownError(Exception):
    """A number that may be negative."""


def _grounds(number: Expression, assumed: Assumed) -> Iterator[str]:
    match number:
        case _ if _is_assumed(number, assumed):
            yield "positive"
        case Add(left, right) | Subtract(left, right) if _is_lemma(left, right):
            yield "Cauchy-Schwarz"
        case Add(left, right) | Multiply(left, right):
            yield from (*_grounds(left, assumed), *_grounds(right, assumed))
        case Divide(left, right) if _is_positive(right, assumed):
            yield from (*_grounds(left, assumed), *_grounds(right, assumed))
        case Power(base, exponent) if exponent.denominator == 1 and exponent % 2 == 0:
            yield "positive" if base in assumed.positive else "square"
        case Power(base, _):
            yield from _grounds(base, assumed)
        case Reduce("norm" | "norm1") | Elementwise():
            if isinstance(number, Elementwise) and number.function.known_as not in (*_ROOTS, "exp"):
                raise _UnknownError
            yield "norm"
        case MatMul():
            yield _form(number)
        case Number(value) if value >= 0:
            return
        case _ if _is_positive(number, assumed):
            yield "positive"
        case _:
            raise _UnknownError


def _is_assumed(number: Expression, assumed: Assumed) -> bool:
    is_signed = isinstance(number, Variable) and number.is_scalar and "nonnegative" in number.properties
    return is_signed or number in assumed.nonnegative


def _form(number: MatMul) -> str:
    """Return the ground for v^T v or v^T S v with a semidefinite S."""
    factors = factors_of(number)
    half = len(factors) // 2
    mirrored = [item.operand if isinstance(item, Transpose) else Transpose(item) for item in factors]
    is_mirrored = mirrored[:half] == factors[: -half - 1 : -1]
    middle = factors[half]
    if not is_mirrored or not half:
        raise _UnknownError
    if len(factors) % 2 == 0:
        return "square"
    if isinstance(middle, Variable) and middle.properties & _SEMIDEFINITE:
        return "semidefinite"
    raise _UnknownError


def _is_positive(number: Expression, assumed: Assumed) -> bool:  # noqa: PLR0911 (one per kind)
    if number in assumed.positive:
        return True
    match number:
        case Number(value):
            return value > 0
        case Count():
            return True
        case Variable(_, _, properties):
            return number.is_scalar and bool(properties & _POSITIVE)
        case Add(left, right):
            ways = ((left, right), (right, left))
            return any(_is_positive(a, assumed) and grounds(b, assumed) is not None for a, b in ways)
        case Multiply(left, right) | Divide(left, right):
            return _is_positive(left, assumed) and _is_positive(right, assumed)
        case Power(base, _):
            return _is_positive(base, assumed)
        case Elementwise(function, inner):
            is_root = function.known_as == "sqrt"
            return function.known_as == "exp" or (is_root and _is_positive(inner, assumed))
    return False


def _is_lemma(bound: Expression, inner: Expression) -> bool:
    """Return whether these are |x| |y| and x^T y, or tr(x^T y)."""
    match bound:
        case Multiply(Reduce("norm", x), Reduce("norm", y)) if x.shape == y.shape:
            value: Expression = MatMul(Transpose(x), y)
            value = value if value.is_scalar else Reduce("tr", value)
            return holds(value, inner).passed
    return False
