"""Evaluation of polynomials in generators as balls, at the current precision."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.balls import Ball, ComplexBall
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.laurent import Generator, Polynomial


def value(polynomial: Polynomial, at: Fraction | None = None) -> ComplexBall:
    """A ball that contains the value at a point, or of a constant; NoValueError if there is none."""
    total = acb(0)
    for monomial, coefficient in polynomial.terms:
        product = acb(balls.of_fraction(coefficient))
        for generator, exponent in monomial:
            product *= _generator_value(generator, exponent, at)
        total += product
    return balls.finite(total)


def _generator_value(generator: Generator, exponent: Fraction, at: Fraction | None) -> ComplexBall:
    """The value of a power of a generator; only roots and exponentials have fractional exponents."""
    by = balls.of_fraction(exponent)
    if generator.inner is None:
        return _constant_power(generator, exponent, at)
    inner = value(generator.inner, at)
    match generator.kind:
        case "exp":
            return (inner * by).exp()
        case "wave":
            return (inner * by * acb(0, 1)).exp()
        case "root" | "prime":
            return acb(balls.power(abs(inner.real), exponent))
        case "base":
            return inner ** int(exponent)
    return acb(balls.power(_REAL_VALUES[generator.kind](inner.real), exponent))


def _constant_power(generator: Generator, exponent: Fraction, at: Fraction | None) -> ComplexBall:
    """The value of a power of exp(i pi), of pi, or of the variable at a point."""
    if generator.kind == "turn":
        return acb(balls.of_fraction(exponent)).exp_pi_i()
    if generator.kind == "pi":
        return acb(balls.power(arb.pi(), exponent))
    if at is None:
        raise NoValueError
    return acb(balls.power(balls.of_fraction(at), exponent))


_REAL_VALUES: dict[str, Callable[[Ball], Ball]] = {
    "log": lambda value: abs(value).log(),
    "atan": balls.FUNCTIONS["atan"],
    "asin": balls.FUNCTIONS["asin"],
}
