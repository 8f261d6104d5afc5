"""Evidence for complex functions by their initial values, in exact power series at 0.

Each function is a sum of x**k exp(m x), and so is what an equation with constant coefficients leaves of it.
Such a sum with at most N addends x**k exp(m x) is 0 if the first N coefficients of its power series are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from backproof.answer import Check
from backproof.spaces.checking.fields.scalars import Complex
from backproof.spaces.descriptions.functions.equations import Equation, read_equation
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, parse, to_text

_Series = list[Complex]
_ZERO, _ONE, _UNIT = Complex(Fraction(0)), Complex(Fraction(1)), Complex(Fraction(0), Fraction(1))
# More addends than an equation of the largest order that is found leaves.
_LENGTH = 120


def checks(dimension: Dimension, asked: Equation) -> Iterator[Check]:
    """Check the printed question, each function's equation, its initial values, and the named basis."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    shown = [line.text.rpartition(": ")[0] for line in said.lines[1:]]
    own = [to_text(f) for f in asked.functions]
    wrong = int(shown != own or said.definition.text != f"W = span{{{', '.join(own)}}}")
    yield Check("description read back", space, float(wrong), 0.0, "the question", f"{wrong} amiss")
    operator = coefficients(said.lines[0].text)
    orders = {len(item) for item in dimension.source.items} | {len(operator) - 1}
    yield Check("as many initial values as the order", space, float(len(orders) - 1), 0.0)
    named = [e.text for e in said.elements]
    wrong = int(named != [shown[e.index or 0] for e in dimension.basis])
    yield Check("functions of the basis", space, float(wrong), 0.0)
    for node, item in zip(asked.functions, dimension.source.items, strict=True):
        series = _series_of(node, asked.variable)
        derivatives = [c * math.factorial(k) for k, c in enumerate(series)]
        rest = _left(operator, derivatives)
        wrong = sum(x != _ZERO for x in rest) + int(not any(operator))
        yield Check("put into the equation", to_text(node), float(wrong), 0.0, "0", f"{wrong} not 0")
        stated = [_number(parse(str(entry))) for entry in item]
        wrong = sum(a != b for a, b in zip(derivatives, stated, strict=False))
        yield Check("initial values", to_text(node), float(wrong), 0.0, str(item), f"{wrong} differ")


def coefficients(text: str) -> list[Complex]:
    """Return the coefficients of a printed equation, from that of the function itself on."""
    if text == "y = 0":
        return [_ONE]
    again = read_equation(text)
    return [_number(node) for node in again.coefficients] if again else []


def _left(operator: Sequence[Complex], derivatives: Sequence[Complex]) -> list[Complex]:
    """Return the derivatives at 0 of what the equation leaves of a function."""
    count = len(derivatives) - len(operator)
    return [
        sum((c * d for c, d in zip(operator, derivatives[k:], strict=False)), _ZERO) for k in range(count)
    ]


def _number(node: Node) -> Complex:
    return _series_of(node, "")[0]


def _series_of(node: Node, variable: str) -> _Series:
    """Return the power series at 0 of a function of a variable, with i as the imaginary unit."""
    if node.kind == "number":
        return _constant(Complex(Fraction(node.value)))
    if node.kind == "name":
        return _named(node.value, variable)
    if node.kind == "power":
        return _power(node, variable)
    inner = [_series_of(child, variable) for child in node.children]
    known = {"negate": lambda: [-x for x in inner[0]], "sum": lambda: _sum(node.value, inner)}
    known["product"] = lambda: _product(node.value, inner)
    return known.get(node.kind, lambda: _CALLS[node.value](inner[0]))()


def _sum(signs: str, addends: Sequence[_Series]) -> _Series:
    signed = [x if sign == "+" else [-c for c in x] for sign, x in zip(signs, addends, strict=True)]
    return [sum(column, _ZERO) for column in zip(*signed, strict=True)]


def _product(signs: str, factors: Sequence[_Series]) -> _Series:
    total = factors[0]
    for sign, factor in zip(signs[1:], factors[1:], strict=True):
        total = _times(total, factor if sign == "*" else _inverse(factor))
    return total


def _constant(value: Complex) -> _Series:
    return [value, *[_ZERO] * (_LENGTH - 1)]


def _named(name: str, variable: str) -> _Series:
    if name == variable and name:
        return [_ZERO, _ONE, *[_ZERO] * (_LENGTH - 2)]
    if name == "i":
        return _constant(_UNIT)
    raise ValueError(f"{name} has no value here")


def _times(left: _Series, right: _Series) -> _Series:
    found = [_ZERO] * _LENGTH
    for i, a in enumerate(left):
        if a != _ZERO:
            for j, b in enumerate(right[: _LENGTH - i]):
                if b != _ZERO:
                    found[i + j] += a * b
    return found


def _inverse(series: _Series) -> _Series:
    """Return the inverse of a number or of an exponential, whose derivative is a multiple of itself."""
    first = series[0]
    slope = series[1] / first
    found = _exponential([_ZERO, -slope, *[_ZERO] * (_LENGTH - 2)])
    inverse = [c / first for c in found]
    if _times(series, inverse) != _constant(_ONE):
        raise ValueError("a quotient that is no sum of exponentials")
    return inverse


def _power(node: Node, variable: str) -> _Series:
    base, exponent = node.children
    if base.kind == "name" and base.value == "e":
        return _exponential(_series_of(exponent, variable))
    times = _number(exponent)
    if times.imaginary or times.real.denominator != 1 or abs(times.real) > _LENGTH:
        raise ValueError("a power that is no sum of exponentials")
    found, factor = _constant(_ONE), _series_of(base, variable)
    for _ in range(abs(int(times.real))):
        found = _times(found, factor)
    return found if times.real >= 0 else _inverse(found)


def _exponential(series: _Series) -> _Series:
    """Return exp(m x) for m x."""
    if series[0] != _ZERO or any(c != _ZERO for c in series[2:]):
        raise ValueError("an exponent other than m x")
    found = [_ONE]
    for k in range(1, _LENGTH):
        found.append(found[-1] * series[1] / k)
    return found


def _halves(factor: Complex, sign: int, divisor: Complex) -> Callable[[_Series], _Series]:
    """Return (exp(c u) + sign exp(-c u)) / d as a function of u."""

    def value(series: _Series) -> _Series:
        up = _exponential([c * factor for c in series])
        down = _exponential([-(c * factor) for c in series])
        return [(a + b * sign) / divisor for a, b in zip(up, down, strict=True)]

    return value


_TWO = Complex(Fraction(2))
_CALLS: dict[str, Callable[[_Series], _Series]] = {
    "exp": _exponential,
    "cos": _halves(_UNIT, 1, _TWO),
    "sin": _halves(_UNIT, -1, _UNIT * 2),
    "cosh": _halves(_ONE, 1, _TWO),
    "sinh": _halves(_ONE, -1, _TWO),
}
