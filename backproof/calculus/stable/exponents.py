"""Sums of rational multiples of expressions, and small helpers that build expressions from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Subtract,
)
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape

ONE = Fraction(1)


@dataclass(frozen=True)
class Linear:
    """A sum of rational multiples of expressions, keyed by their form without names (constant: None)."""

    terms: Mapping[Expression | None, tuple[Fraction, Expression]]

    def plus(self, other: Linear, times: Fraction = ONE) -> Linear:
        """Return the sum with a multiple of another."""
        found = dict(self.terms)
        for key, (coefficient, atom) in other.terms.items():
            total = found.get(key, (Fraction(0), atom))[0] + times * coefficient
            found[key] = total, atom
        return Linear({key: term for key, term in found.items() if term[0] != 0})

    @property
    def key(self) -> object:
        """A key that is equal for equal sums."""
        return frozenset((key, coefficient) for key, (coefficient, _) in self.terms.items())

    def over(self, other: Linear) -> Fraction | None:
        """Return the factor that multiplies `other` into this sum; None if it is not a multiple."""
        if not other.terms:
            return None if self.terms else Fraction(0)
        key, (coefficient, _) = next(iter(other.terms.items()))
        ratio = self.terms[key][0] / coefficient if key in self.terms else Fraction(0)
        return ratio if not self.plus(other, -ratio).terms else None


ZERO = Linear({})


def linear(node: Expression) -> Linear:  # noqa: PLR0911 (one per node)
    """Parse the node as a sum of multiples, looking through numbers, signs, sums and names."""
    match node:
        case Number(value):
            return Linear({None: (value, Number(ONE))}) if value else ZERO
        case Ones():
            return Linear({None: (ONE, Number(ONE))})
        case Negate(operand):
            return ZERO.plus(linear(operand), Fraction(-1))
        case Add(left, right):
            return linear(left).plus(linear(right))
        case Subtract(left, right):
            return linear(left).plus(linear(right), Fraction(-1))
        case Multiply() | Divide():
            return _linear_product(node)
        case Named(value=value):
            inner, key = linear(value), without_names(value)
            return Linear({key: (ONE, node)}) if list(inner.terms) == [key] else inner
    return Linear({without_names(node): (ONE, node)})


def _linear_product(node: Multiply | Divide) -> Linear:
    """Parse a product with a number, a sign or ones."""
    left, right = node.left, node.right
    for one, other in ((left, right), (right, left)):
        value = _number(one)
        if isinstance(node, Divide) and one is left:
            continue
        if value:
            return ZERO.plus(linear(other), 1 / value if isinstance(node, Divide) else value)
        if isinstance(one, Ones):
            return linear(other)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Negate):
            sides = (one.operand, other) if one is left else (other, one.operand)
            return ZERO.plus(linear(type(node)(*sides)), Fraction(-1))
    return Linear({without_names(node): (ONE, node)})


def _number(node: Expression) -> Fraction | None:
    """Return the value of a number, which may be negated."""
    match node:
        case Number(value):
            return value
        case Negate(Number(value)):
            return -value
    return None


def spread(value: Expression, shape: Shape) -> Expression:
    """Spread a scalar to this shape."""
    if value.shape == shape or not value.is_scalar:
        return value
    return Ones(*shape) if value == Number(ONE) else Multiply(value, Ones(*shape))


def scaled(value: Expression, times: Fraction) -> Expression:
    """Return a rational multiple."""
    if times == 1:
        return value
    if times == -1:
        return opposite(value)
    if isinstance(value, Negate):
        return opposite(scaled(value.operand, times))
    if times.numerator == 1:
        return Divide(value, Number(Fraction(times.denominator)))
    return Multiply(Number(times), value)


def added(parts: Iterable[tuple[Fraction, Expression]]) -> Expression:
    """Return the sum of multiples, starting with the first one's sign."""
    (first_times, first), *others = (
        (-times, part.operand) if isinstance(part, Negate) else (times, part) for times, part in parts
    )
    total = scaled(first, first_times)
    for times, part in others:
        total = Subtract(total, scaled(part, -times)) if times < 0 else Add(total, scaled(part, times))
    return total


def opposite(node: Expression) -> Expression:
    """Return the negative, without doubling a sign."""
    return node.operand if isinstance(node, Negate) else Negate(node)


def bare(node: Expression) -> Expression:
    """Strip names."""
    while isinstance(node, Named):
        node = node.value
    return node


def is_one(node: Expression) -> bool:
    """True if every entry is 1."""
    inner = bare(node)
    return isinstance(inner, Ones) or inner == Number(ONE)
