"""Replacement of an unbounded interval by one period: for the evidence only."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd, lcm

from backproof.spaces.identities.slopes import slope
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring
from backproof.spaces.rings.laurent import Polynomial
from backproof.spaces.rings.samples import Stated

_WAVES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


def one_period(node: Node, name: str, whole: Stated) -> Stated:
    """Replace an unbounded interval on which a function is periodic by one closed period."""
    arguments = [] if _stands_alone(node, name) else list(wave_arguments(node, name))
    slopes = [slope(argument, name) for argument in arguments]
    if not slopes or any(name in names(found) for found in slopes):
        return whole
    ring = Ring()
    first, *_ = values = [read(ring, found, {}) for found in slopes]
    ratios = [_ratio(ring, value, first) for value in values]
    if None in ratios:
        return whole
    known = [ratio for ratio in ratios if ratio is not None]
    turns = Fraction(lcm(*(r.denominator for r in known)), gcd(*(r.numerator for r in known)))
    length = Node("product", "*/", (parse(f"2*pi*({turns})"), Node("call", "abs", (slopes[0],))))
    if whole.low is not None:
        return Stated(whole.low, Node("sum", "++", (whole.low, length)), whole.low_closed, True)
    high = whole.high or length
    return Stated(Node("sum", "+-", (high, length)), high, True, whole.high is None or whole.high_closed)


def _ratio(ring: Ring, value: Polynomial, first: Polynomial) -> Fraction | None:
    """Return value / first if it is a nonzero rational number, else None."""
    if not first.terms or not value.terms:
        return None
    monomial, coefficient = first.ordered[0]
    share = dict(value.terms).get(monomial, Fraction(0)) / coefficient
    return share if share and ring.is_zero(value - first.times(share)) else None


def _stands_alone(node: Node, name: str) -> bool:
    """Return whether the variable occurs outside sines, cosines and their quotients."""
    if node.kind == "name":
        return node.value == name
    return node.value not in _WAVES and any(_stands_alone(child, name) for child in node.children)


def wave_arguments(node: Node, name: str) -> Iterator[Node]:
    """Yield the arguments of sines, cosines and their quotients in which the variable occurs."""
    if node.kind == "call" and node.value in _WAVES and name in names(node):
        yield node.children[0]
    else:
        for child in node.children:
            yield from wave_arguments(child, name)
