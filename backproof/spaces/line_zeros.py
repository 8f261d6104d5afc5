"""The real zeros of a rational function on a line parallel to an axis, by FLINT: for the evidence only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb_poly, arb, arb_poly, fmpq, fmpq_poly

from backproof.spaces import balls
from backproof.spaces.evaluate import Functions, UndefinedError, evaluated
from backproof.spaces.syntax import Node

Polynomial = Any
Ball = Any


def real_zeros(node: Node, name: str, others: Mapping[str, Fraction]) -> list[Ball]:
    """Balls around all real zeros, as `name` runs through the reals and the other symbols are set.

    UndefinedError where irrational coefficients leave zeros too close to be told apart.
    """
    try:
        value = _ratio(node, name, others, _exact, {})
    except UndefinedError:
        return _zeros_in_balls(_ratio(node, name, others, _ball, _in_balls()).above)
    roots = (root for root, _ in value.above.numer().complex_roots()) if value.above.degree() > 0 else ()
    return [arb(root.real) for root in roots if root.imag == 0]


def _zeros_in_balls(above: Polynomial) -> list[Ball]:
    if above.degree() <= 0:
        return []
    try:
        roots = acb_poly(above).roots(tol=arb(2) ** (-balls.bits() // 2))
    except ValueError:
        raise UndefinedError("zeros that cannot be told apart") from None
    return [arb(root.real) for root in roots if root.imag.contains(0)]


@dataclass(frozen=True)
class _Ratio:
    """One polynomial over another."""

    above: Polynomial
    below: Polynomial

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


Lift = Callable[[list[Any]], Polynomial]


def _exact(coefficients: list[Any]) -> Polynomial:
    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])


def _ball(coefficients: list[Any]) -> Polynomial:
    return arb_poly([balls.of_fraction(Fraction(c)) for c in coefficients])


def _ratio(node: Node, name: str, others: Mapping[str, Fraction], lift: Lift, functions: Functions) -> _Ratio:
    one = lift([Fraction(1)])
    point = {key: _Ratio(lift([value]), one) for key, value in others.items()}
    if functions:
        constants = {"pi": arb.pi(), "e": arb.const_e()}
        point |= {key: _Ratio(arb_poly([value]), one) for key, value in constants.items()}
    point[name] = _Ratio(lift([Fraction(0), Fraction(1)]), one)
    return evaluated(node, point, functions, lambda n: _Ratio(lift([Fraction(n)]), one))  # type: ignore[no-any-return]


def _in_balls() -> Functions:
    """The functions, of constants alone."""
    return {name: _of_constant(function) for name, function in balls.FUNCTIONS.items()}


def _of_constant(function: Callable[..., Ball]) -> Callable[..., _Ratio]:
    def applied(value: _Ratio, *more: int) -> _Ratio:
        if value.above.degree() > 0 or value.below.degree() > 0:
            raise UndefinedError("a function of the symbol")
        found = function(value.above[0] / value.below[0], *more)
        return _Ratio(arb_poly([found]), arb_poly([1]))

    return applied
