"""Taylor arithmetic in balls: a function's value and derivatives at a point, or over an interval.

A jet holds f, f', f''/2!, ... up to the requested order, as one of FLINT's power series (arb_series).
Formulas are never differentiated symbolically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import factorial

import flint
from flint import arb, arb_series

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.walks import Arithmetic, NoValueError, walked

PRECISIONS = (320, 1600, 8000, 32_000)
_NARROW = Fraction(1, 10**20)
_HALF = Fraction(1, 2)


def value(node: Node, point: Mapping[str, Fraction | Ball], bits: int = PRECISIONS[0]) -> Ball:
    """The entry's value at a point; NoValueError if it has none."""
    with balls.precision(bits):
        return balls.ball(node, point)


def taylor(node: Node, name: str, over: Ball, order: int, bits: int = PRECISIONS[0]) -> list[Ball]:
    """The Taylor coefficients up to this order, at a point or over an interval; NoValueError if undefined."""
    if order == 0:
        return [value(node, {name: over}, bits)]
    with balls.precision(bits), _of_length(order + 1):
        known = {**balls.constants(), name: arb_series([over, 1])}
        found = arb_series(walked(node, known, _JETS))
        return [balls.finite(found[k]) for k in range(order + 1)]


@contextmanager
def _of_length(length: int) -> Iterator[None]:
    """Truncate power series after this many coefficients."""
    before, flint.ctx.cap = flint.ctx.cap, length
    try:
        yield
    finally:
        flint.ctx.cap = before


def _call(name: str, argument: Ball | arb_series) -> Ball | arb_series:
    functions = _SERIES if isinstance(argument, arb_series) else balls.FUNCTIONS
    return functions[name](argument)


def _power(base: Ball | arb_series, exponent: Fraction) -> Ball | arb_series:
    if not isinstance(base, arb_series):
        return balls.power(base, exponent)
    if exponent.denominator == 1:
        return base ** int(exponent)
    _must_be(base[0] > 0)
    return base ** balls.of_fraction(exponent)


def _must_be(condition: bool) -> None:
    if not condition:
        raise NoValueError


def _abs(u: arb_series) -> arb_series:
    _must_be(balls.is_apart(u[0]))
    return u * balls.sign(u[0])


def _cbrt(u: arb_series) -> arb_series:
    _must_be(balls.is_apart(u[0]))
    sign = balls.sign(u[0])
    return _power(u * sign, Fraction(1, 3)) * sign


def _cosh(u: arb_series) -> arb_series:
    return (u.exp() + (-u).exp()) / 2


def _sinh(u: arb_series) -> arb_series:
    return (u.exp() - (-u).exp()) / 2


def _asin(u: arb_series) -> arb_series:
    _must_be(abs(u[0]) < 1)
    return u.asin()


def _asinh(u: arb_series) -> arb_series:
    if u[0] < 0:
        return -_asinh(-u)
    return (u + (u * u + 1).sqrt()).log()


def _acosh(u: arb_series) -> arb_series:
    _must_be(u[0] > 1)
    return (u + (u - 1).sqrt() * (u + 1).sqrt()).log()


_SERIES: dict[str, Callable[[arb_series], arb_series]] = {
    "sqrt": lambda u: _power(u, _HALF),
    "cbrt": _cbrt,
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "log2": lambda u: u.log() / arb(2).log(),
    "log10": lambda u: u.log() / arb(10).log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "cot": lambda u: u.cos() / u.sin(),
    "sec": lambda u: 1 / u.cos(),
    "csc": lambda u: 1 / u.sin(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda u: _sinh(u) / _cosh(u),
    "coth": lambda u: _cosh(u) / _sinh(u),
    "sech": lambda u: 1 / _cosh(u),
    "csch": lambda u: 1 / _sinh(u),
    "asin": _asin,
    "acos": lambda u: arb.pi() / 2 - _asin(u),
    "atan": lambda u: u.atan(),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": lambda u: ((1 + u) / (1 - u)).log() / 2,
    "abs": _abs,
}
_JETS = Arithmetic(arb, _power, _call)


def values_determinant(nodes: Sequence[Node], name: str, points: Sequence[Node]) -> Ball:
    """A narrow ball that contains det f_j(x_i) and excludes 0; NoValueError if none is found."""
    return _narrow(lambda bits: values(nodes, name, points, bits))


def values(nodes: Sequence[Node], name: str, points: Sequence[Node], bits: int) -> list[list[Ball]]:
    """The functions' values, one row for each point."""
    at = [value(point, {}, bits) for point in points]
    return [[value(node, {name: x}, bits) for node in nodes] for x in at]


def wronskian(nodes: Sequence[Node], name: str, point: Node) -> Ball:
    """A narrow ball that contains the Wronskian at a point and excludes 0; NoValueError if none is found."""
    return _narrow(lambda bits: derivatives(nodes, name, point, bits))


def derivatives(nodes: Sequence[Node], name: str, point: Node, bits: int) -> list[list[Ball]]:
    """The functions' values at a point in the first row, and their derivatives in the following rows."""
    order = len(nodes) - 1
    at = value(point, {}, bits)
    found = [taylor(node, name, at, order, bits) for node in nodes]
    with balls.precision(bits):
        return [[f[k] * factorial(k) for f in found] for k in range(order + 1)]


def _narrow(table: Callable[[int], list[list[Ball]]]) -> Ball:
    """The determinant of a table, at the first precision that gives a narrow ball without 0."""
    for bits in PRECISIONS:
        try:
            rows = table(bits)
        except NoValueError:
            if bits == PRECISIONS[-1]:
                raise
            continue
        with balls.precision(bits):
            found = balls.determinant(rows)
            if balls.is_apart(found) and found.rad() < abs(found) * balls.of_fraction(_NARROW):
                return found
    raise NoValueError("the ball holds 0")
