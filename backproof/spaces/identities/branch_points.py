"""Arguments whose zeros are branch points of a function, and bounds on such arguments by their form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from flint import arb

from backproof.spaces.enclosures import balls, jets
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.identities.slopes import put
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import fraction
from backproof.spaces.rings.laurent import Polynomial, X, power_of

_BITS = 160
# Expressions in the argument u that must not vanish for a function to be analytic.
_TURNING = {
    **dict.fromkeys(("abs", "log", "log2", "log10", "sqrt", "cbrt"), parse("u")),
    **dict.fromkeys(("asin", "acos"), parse("1 - u")),
    "acosh": parse("u - 1"),
}
# 1 - cos(v)**2 vanishes where sin(v) does, and changes its sign there.
_SQUARES = {"sin": "cos", "cos": "sin"}
_ABOVE_ZERO = {"exp", "cosh", "sech"}
_LOWEST = {
    **dict.fromkeys(("exp", "abs", "sqrt", "sech"), Fraction(0)),
    **dict.fromkeys(("sin", "cos", "tanh"), Fraction(-1)),
    "cosh": Fraction(1),
}


@dataclass(frozen=True)
class _Size:
    """A bound of the absolute value of an entry; a strict one is not attained."""

    bound: Fraction
    is_strict: bool = False


# pi/2 < 11/7.
_SIZES = {
    **dict.fromkeys(("sin", "cos", "sech"), _Size(Fraction(1))),
    **dict.fromkeys(("atan", "asin"), _Size(Fraction(11, 7), True)),
    "tanh": _Size(Fraction(1), True),
}


def arguments(node: Node) -> Iterator[Node]:
    """Yield the arguments of roots, logarithms, absolute values and arcs, whose zeros are branch points."""
    for child in node.children:
        yield from arguments(child)
    if node.kind == "call" and node.value in _TURNING:
        inner = node.children[0]
        is_wave = node.value in ("asin", "acos") and inner.kind == "call" and inner.value in _SQUARES
        yield replace(inner, value=_SQUARES[inner.value]) if is_wave else _turning(node.value, inner)
    if node.kind == "power":
        exponent = fraction(node.children[1])
        if exponent is None or exponent.denominator > 1:
            yield node.children[0]


def _turning(name: str, argument: Node) -> Node:
    """Return the expression that must not vanish; for an arc, 1 minus its argument squared."""
    return put(_TURNING[name], _square(argument) if name in ("asin", "acos") else argument)


def _square(node: Node) -> Node:
    """Return the square of a real function, with squares of square roots simplified."""
    if node.kind == "negate":
        return _square(node.children[0])
    if node.kind == "call" and node.value == "sqrt":
        return node.children[0]
    if node.kind == "product":
        return replace(node, children=tuple(map(_square, node.children)))
    if node.kind == "power" and fraction(node.children[1]) == Fraction(1, 2):
        return node.children[0]
    return Node("power", children=(node, parse("2")))


def as_node(polynomial: Polynomial, variable: str) -> Node:
    """Return a polynomial in the variable as an entry."""
    if polynomial == power_of(X):
        return Node("name", variable)
    terms = [
        f"({coefficient})*{variable}**{dict(monomial).get(X, 0)}"
        for monomial, coefficient in polynomial.ordered
    ]
    return bare(parse(" + ".join(terms)))


def bare(node: Node) -> Node:
    """Return an entry without the columns of its parts in the source text."""
    return replace(node, column=1, children=tuple(map(bare, node.children)))


def above_zero(node: Node) -> bool:
    """Return whether the form of an argument shows that it is positive wherever it is defined."""
    lowest = lower(node)
    if lowest is not None and lowest > 0:
        return True
    if node.kind == "sum":
        signed = zip(node.value, node.children, strict=True)
        below = [size for sign, child in signed if sign == "-" and (size := _size(child)) is not None]
        if lowest == 0 and any(size.is_strict for size in below):
            return True
        least = [
            _negated(c) if s == "-" else lower(c) for s, c in zip(node.value, node.children, strict=True)
        ]
        is_some = any(s == "+" and above_zero(c) for s, c in zip(node.value, node.children, strict=True))
        return is_some and all(low is not None and low >= 0 for low in least)
    if node.kind == "product":
        return all(map(above_zero, node.children))
    if node.kind == "power":
        return above_zero(node.children[0])
    return node.kind == "call" and node.value in _ABOVE_ZERO


def lower(node: Node) -> Fraction | None:
    """Return a lower bound of the values by the form of the entry; None if there is none."""
    exact = fraction(node)
    if exact is not None or not node.children:
        return Fraction(2) if node.value in ("pi", "e") else exact
    if node.kind == "call":
        return _LOWEST.get(node.value)
    if node.kind in ("negate", "power"):
        return _negated(node.children[0]) if node.kind == "negate" else _lower_of_power(node)
    parts = [lower(c) if s != "-" else _negated(c) for s, c in zip(node.value, node.children, strict=True)]
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    if node.kind == "sum":
        return sum(known, Fraction(0))
    return Fraction(0) if min(known) >= 0 else None


def _negated(node: Node) -> Fraction | None:
    exact = fraction(node)
    if exact is not None:
        return -exact
    size = _size(node)
    return None if size is None else -size.bound


def _size(node: Node) -> _Size | None:
    """Return a bound of the absolute value by the form of the entry; None if there is none."""
    exact = fraction(node)
    if exact is not None:
        return _Size(abs(exact))
    if node.kind == "call":
        return _SIZES.get(node.value)
    if node.kind == "power":
        return _size_of_power(node)
    sizes = [_size(child) for child in node.children]
    known = [size for size in sizes if size is not None]
    if not sizes or len(known) < len(sizes) or (node.kind == "product" and "/" in node.value):
        return None
    bounds = [size.bound for size in known]
    is_strict = any(size.is_strict for size in known) and all(bounds)
    return _Size(Fraction(prod(bounds) if node.kind == "product" else sum(bounds)), is_strict)


def _size_of_power(node: Node) -> _Size | None:
    base, exponent = _size(node.children[0]), fraction(node.children[1])
    if base is None or exponent is None or exponent.denominator > 1 or exponent <= 0:
        return None
    return _Size(base.bound**exponent.numerator, base.is_strict)


def _lower_of_power(node: Node) -> Fraction | None:
    exponent = fraction(node.children[1])
    if exponent is None or exponent.denominator > 1 or exponent.numerator % 2 == 0:
        return Fraction(0)
    below = lower(node.children[0])
    return Fraction(0) if below is not None and below >= 0 else None


def cauchy_bound(argument: Node, variable: str) -> Fraction | None:
    """Return 1 + max |c_k / c_n| for a polynomial; None for other functions."""
    with balls.precision(_BITS):
        coefficients = _coefficients(argument, variable)
        if coefficients is None or not balls.is_apart(coefficients[-1]):
            return None
        *rest, lead = coefficients
        return 1 + max((balls.ends(abs(c / lead))[1] for c in rest), default=Fraction(0))


def _coefficients(node: Node, variable: str) -> list[Ball] | None:
    """Return enclosures of a polynomial's coefficients, the constant first; None for other functions."""
    if variable not in names(node):
        return [jets.value(node, {}, _BITS)]
    if node.kind == "name":
        return [arb(0), arb(1)]
    if node.kind == "negate":
        inner = _coefficients(node.children[0], variable)
        return inner and [-c for c in inner]
    readers = {"power": _powered, "product": _product, "sum": _added}
    return readers[node.kind](node, variable) if node.kind in readers else None


def _powered(node: Node, variable: str) -> list[Ball] | None:
    exponent = fraction(node.children[1])
    if exponent is None or exponent.denominator > 1 or not 0 <= exponent < 30:
        return None
    return _multiplied([_coefficients(node.children[0], variable)] * int(exponent))


def _product(node: Node, variable: str) -> list[Ball] | None:
    parts = []
    for sign, child in zip(node.value, node.children, strict=True):
        found = _coefficients(child, variable)
        if sign == "/" and (found is None or len(found) > 1):
            return None
        parts.append([arb(1) / found[0]] if sign == "/" and found else found)
    return _multiplied(parts)


def _multiplied(parts: Sequence[list[Ball] | None]) -> list[Ball] | None:
    found = [arb(1)]
    for part in parts:
        if part is None:
            return None
        wider = [arb(0)] * (len(found) + len(part) - 1)
        for i, a in enumerate(found):
            for j, b in enumerate(part):
                wider[i + j] = wider[i + j] + a * b
        found = wider
    return found


def _added(node: Node, variable: str) -> list[Ball] | None:
    found: list[Ball] = []
    for sign, child in zip(node.value, node.children, strict=True):
        part = _coefficients(child, variable)
        if part is None:
            return None
        length = max(len(found), len(part))
        padded = [*found, *[arb(0)] * (length - len(found))]
        for i, c in enumerate(part):
            padded[i] = padded[i] + (c if sign == "+" else -c)
        found = padded
    return found
