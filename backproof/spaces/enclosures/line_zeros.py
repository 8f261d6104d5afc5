"""The real zeros of a rational function on a line parallel to an axis, by FLINT: for the evidence only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import acb_poly, arb, arb_poly, fmpq, fmpq_poly

from backproof.spaces.enclosures import balls
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.walks import Arithmetic, NoValueError, walked

_Polynomial = Any
Ball = Any


def real_zeros(node: Node, name: str, others: Mapping[str, Fraction]) -> list[Ball]:
    """Balls around all real zeros, as `name` runs through the reals and the other symbols are fixed.

    NoValueError if irrational coefficients leave zeros too close to be separated.
    """
    try:
        value = _ratio(node, name, others, _exact)
    except NoValueError:
        return _zeros_in_balls(_ratio(node, name, others, _ball).above)
    roots = (root for root, _ in value.above.numer().complex_roots()) if value.above.degree() > 0 else ()
    return [arb(root.real) for root in roots if root.imag == 0]


def _zeros_in_balls(above: _Polynomial) -> list[Ball]:
    if above.degree() <= 0:
        return []
    try:
        roots = acb_poly(above).roots(tol=arb(2) ** (-balls.bits() // 2))
    except ValueError:
        raise NoValueError("zeros that cannot be told apart") from None
    return [arb(root.real) for root in roots if root.imag.contains(0)]


@dataclass(frozen=True)
class _Ratio:
    """A quotient of two polynomials."""

    above: _Polynomial
    below: _Polynomial

    def __add__(self, other: _Ratio) -> _Ratio:
        return _Ratio(self.above * other.below + other.above * self.below, self.below * other.below)

    def __sub__(self, other: _Ratio) -> _Ratio:
        return self + -other

    def __neg__(self) -> _Ratio:
        return _Ratio(-self.above, self.below)

    def __mul__(self, other: _Ratio) -> _Ratio:
        return _Ratio(self.above * other.above, self.below * other.below)

    def __truediv__(self, other: _Ratio) -> _Ratio:
        return _Ratio(self.above * other.below, self.below * other.above)

    def __pow__(self, exponent: int) -> _Ratio:
        return _Ratio(self.above**exponent, self.below**exponent)


_Lift = Callable[[list[Any]], _Polynomial]


def _exact(coefficients: list[Any]) -> _Polynomial:
    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])


def _ball(coefficients: list[Any]) -> _Polynomial:
    return arb_poly([balls.of_fraction(Fraction(c)) for c in coefficients])


def _ratio(node: Node, name: str, others: Mapping[str, Fraction], lift: _Lift) -> _Ratio:
    """The entry as a quotient of polynomials in `name`; NoValueError if it is not one in these numbers."""

    def constant(value: Any) -> _Ratio:
        return _Ratio(lift([value]), lift([Fraction(1)]))

    point = {key: constant(value) for key, value in others.items()}
    point[name] = _Ratio(lift([Fraction(0), Fraction(1)]), lift([Fraction(1)]))
    if lift is _ball:
        point |= {key: _of_balls(value) for key, value in balls.constants().items()}
    using = _OF_BALLS if lift is _ball else _OF_FRACTIONS
    return walked(node, point, replace(using, number=lambda n: constant(Fraction(n))))  # type: ignore[no-any-return]


def _of_balls(value: Ball) -> _Ratio:
    return _Ratio(arb_poly([value]), arb_poly([1]))


def _whole(base: _Ratio, exponent: Fraction) -> _Ratio:
    if exponent.denominator != 1:
        raise NoValueError("a root")
    if exponent >= 0:
        return base ** int(exponent)
    if base.above == 0:
        raise NoValueError("a division by zero")
    return _Ratio(base.below, base.above) ** int(-exponent)


def _power(base: _Ratio, exponent: Fraction) -> _Ratio:
    if exponent.denominator == 1:
        return _whole(base, exponent)
    return _of_balls(balls.power(_constant(base), exponent))


def _constant(value: _Ratio) -> Ball:
    if value.above.degree() > 0 or value.below.degree() > 0:
        raise NoValueError("a function of the symbol")
    return value.above[0] / value.below[0]


def _no_function(name: str, _: _Ratio) -> _Ratio:
    raise NoValueError(name)


_OF_FRACTIONS = Arithmetic(lambda n: n, _whole, _no_function)
_OF_BALLS = Arithmetic(
    lambda n: n, _power, lambda name, value: _of_balls(balls.FUNCTIONS[name](_constant(value)))
)
