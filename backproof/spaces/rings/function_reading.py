"""Conversion of entries to Laurent polynomials in generators: exponentials, logarithms, roots and arcs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from backproof.spaces.enclosures import balls
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.language.walks import fraction
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.laurent import ONE, PI, ZERO, Generator, I, Polynomial, constant, power_of

_HIGHEST = 64
_HALF = Fraction(1, 2)


class UnreadableError(Exception):
    """The entry is not a polynomial in the generators."""


def read(ring: Ring, node: Node, names: Mapping[str, Polynomial]) -> Polynomial:
    """The entry as a polynomial in generators, with equal constants in one spelling."""
    found = _read(ring, node, names)
    return found if found.depends else ring.spelt(found)


def _read(ring: Ring, node: Node, names: Mapping[str, Polynomial]) -> Polynomial:
    if node.kind == "number":
        return constant(int(node.value))
    if node.kind == "name":
        return _named(ring, node.value, names)
    if node.kind == "power":
        return _power(ring, node, names)
    parts = [read(ring, child, names) for child in node.children]
    if node.kind == "call":
        return _call(ring, node.value, parts[0])
    if node.kind == "product":
        return ring.products(
            p if sign == "*" else ring.inverse(p) for sign, p in zip(node.value, parts, strict=True)
        )
    signs = node.value or "-"
    return sum((p.times(Fraction(f"{s}1")) for s, p in zip(signs, parts, strict=True)), ZERO)


def _named(ring: Ring, name: str, names: Mapping[str, Polynomial]) -> Polynomial:
    if name in names:
        return names[name]
    if name == "pi":
        return power_of(PI)
    if name == "e":
        return ring.exp(ONE)
    raise UnreadableError(name)


def _power(ring: Ring, node: Node, names: Mapping[str, Polynomial]) -> Polynomial:
    base, known = read(ring, node.children[0], names), fraction(node.children[1])
    if known is None:
        exponent = read(ring, node.children[1], names)
        return ring.exp(ring.product(exponent, ring.log(base)))
    if known.denominator == 1:
        if abs(known) > _HIGHEST and len(base.terms) > 1:
            raise GiveUpError
        return ring.power(base, int(known))
    return ring.absolute_power(base, known)


def _call(ring: Ring, name: str, u: Polynomial) -> Polynomial:
    if name not in _CALLS:
        raise UnreadableError(name)
    return _CALLS[name](ring, u)


def _over(ring: Ring, above: Polynomial, below: Polynomial) -> Polynomial:
    return ring.product(above, ring.inverse(below))


def _cosine(ring: Ring, u: Polynomial) -> Polynomial:
    """cos u = (exp(iu) + exp(-iu)) / 2."""
    unit = ring.wave(u)
    return (unit + ring.inverse(unit)).times(_HALF)


def _sine(ring: Ring, u: Polynomial) -> Polynomial:
    """sin u = (exp(iu) - exp(-iu)) / (2i)."""
    unit = ring.wave(u)
    return _over(ring, unit - ring.inverse(unit), I).times(_HALF)


def _cosh(ring: Ring, u: Polynomial) -> Polynomial:
    power = ring.exp(u)
    return (power + ring.inverse(power)).times(_HALF)


def _sinh(ring: Ring, u: Polynomial) -> Polynomial:
    power = ring.exp(u)
    return (power - ring.inverse(power)).times(_HALF)


def _asinh(ring: Ring, u: Polynomial) -> Polynomial:
    return ring.log(u + ring.absolute_power(ring.product(u, u) + ONE, _HALF))


def _acosh(ring: Ring, u: Polynomial) -> Polynomial:
    roots = ring.product(ring.absolute_power(u - ONE, _HALF), ring.absolute_power(u + ONE, _HALF))
    return ring.log(u + roots)


def _atanh(ring: Ring, u: Polynomial) -> Polynomial:
    return (ring.log(ONE + u) - ring.log(ONE - u)).times(_HALF)


def _arc(kind: str) -> Callable[[Ring, Polynomial], Polynomial]:
    """An odd function: its exact value at a known constant, else a generator with the sign pulled out."""

    def found(ring: Ring, u: Polynomial) -> Polynomial:
        if not u.terms:
            return ZERO
        if not u.depends:
            for angle, value in _known_angles(ring, kind):
                for sign in (1, -1):
                    if ring.is_zero(u - value.times(Fraction(sign))):
                        return power_of(PI).times(angle * sign)
            if kind == "asin" and (slope := _slope(ring, u)) is not None:
                return _arc("atan")(ring, slope)
        front = Fraction(1 if u.ordered[0][1] > 0 else -1)
        return power_of(Generator(kind, u.times(front))).times(front)

    return found


def _slope(ring: Ring, u: Polynomial) -> Polynomial | None:
    """The number u / sqrt(1 - u**2), whose arc tangent is asin u for -1 < u < 1; None for other numbers."""
    rest = ONE - ring.product(u, u)
    if balls.sign(ring.value(rest).real) != 1:
        return None
    return ring.product(u, ring.absolute_power(rest, -_HALF))


_ANGLES = {
    "atan": {"1/4": "1", "1/3": "sqrt(3)", "1/6": "1/sqrt(3)", "1/8": "sqrt(2) - 1", "1/12": "2 - sqrt(3)"},
    "asin": {"1/2": "1", "1/6": "1/2", "1/4": "1/sqrt(2)", "1/3": "sqrt(3)/2"},
}


def _known_angles(ring: Ring, kind: str) -> list[tuple[Fraction, Polynomial]]:
    """Pairs (t, value) such that the arc of the value is t pi."""
    return [(Fraction(t), read(ring, parse(text), {})) for t, text in _ANGLES[kind].items()]


def _logarithm_to(base: int) -> Callable[[Ring, Polynomial], Polynomial]:
    return lambda ring, u: _over(ring, ring.log(u), ring.log(constant(base)))


_CALLS: dict[str, Callable[[Ring, Polynomial], Polynomial]] = {
    "sqrt": lambda ring, u: ring.absolute_power(u, _HALF),
    "cbrt": lambda ring, u: ring.product(u, ring.absolute_power(u, Fraction(-2, 3))) if u.terms else ZERO,
    "abs": lambda ring, u: ring.absolute_power(u, Fraction(1)),
    "exp": lambda ring, u: ring.exp(u),
    "log": lambda ring, u: ring.log(u),
    "log2": _logarithm_to(2),
    "log10": _logarithm_to(10),
    "sin": _sine,
    "cos": _cosine,
    "tan": lambda ring, u: _over(ring, _sine(ring, u), _cosine(ring, u)),
    "cot": lambda ring, u: _over(ring, _cosine(ring, u), _sine(ring, u)),
    "sec": lambda ring, u: ring.inverse(_cosine(ring, u)),
    "csc": lambda ring, u: ring.inverse(_sine(ring, u)),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda ring, u: _over(ring, _sinh(ring, u), _cosh(ring, u)),
    "coth": lambda ring, u: _over(ring, _cosh(ring, u), _sinh(ring, u)),
    "sech": lambda ring, u: ring.inverse(_cosh(ring, u)),
    "csch": lambda ring, u: ring.inverse(_sinh(ring, u)),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "atan": _arc("atan"),
    "asin": _arc("asin"),
    "acos": lambda ring, u: power_of(PI).times(_HALF) - _arc("asin")(ring, u),
}
