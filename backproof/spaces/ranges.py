"""Between what numbers a function's values lie over an interval that may have no end, by its form."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backproof.spaces import jets
from backproof.spaces.enclosures import NoValueError
from backproof.spaces.syntax import Node, parse

BITS = 160
# The lowest and the highest value; None where there is no such number.
Range = tuple[Fraction | None, Fraction | None]
ANYWHERE: Range = (None, None)
# Increasing functions, with bounds that hold everywhere.
INCREASING: dict[str, Range] = {
    **dict.fromkeys(("log", "log2", "log10", "cbrt", "sinh", "asinh"), ANYWHERE),
    **dict.fromkeys(("exp", "sqrt", "acosh"), (Fraction(0), None)),
    "atan": (Fraction(-2), Fraction(2)),
    "tanh": (Fraction(-1), Fraction(1)),
}
BOUNDED: dict[str, Range] = {
    **dict.fromkeys(("sin", "cos"), (Fraction(-1), Fraction(1))),
    "asin": (Fraction(-2), Fraction(2)),
    "acos": (Fraction(0), Fraction(4)),
    "sech": (Fraction(0), Fraction(1)),
    "cosh": (Fraction(1), None),
    "abs": (Fraction(0), None),
}


def is_apart(node: Node, variable: str, over: Range) -> bool:
    """Whether no value over the interval is 0."""
    try:
        low, high = values_over(node, variable, over)
    except NoValueError:
        return False
    return (low is not None and low > 0) or (high is not None and high < 0)


def values_over(node: Node, variable: str, over: Range) -> Range:
    """A range that holds all values of a function for the variable in `over`."""
    if node.kind == "name" and node.value == variable:
        return over
    if not node.children:
        return jets.value(node, {}, BITS).ends
    parts = [values_over(child, variable, over) for child in node.children]
    if node.kind == "call":
        return _call(node.value, parts[0])
    if node.kind == "power":
        return _power(parts[0], jets.fraction(node.children[1]))
    return _product_of(node.value, parts) if node.kind == "product" else _sum_of(node.value or "-", parts)


def _sum_of(signs: str, parts: Sequence[Range]) -> Range:
    signed = (part if sign == "+" else _negated(part) for sign, part in zip(signs, parts, strict=True))
    lows, highs = zip(*signed, strict=True)
    low = None if None in lows else sum(lows, Fraction(0))
    return low, None if None in highs else sum(highs, Fraction(0))


def _product_of(signs: str, parts: Sequence[Range]) -> Range:
    found: Range = (Fraction(1), Fraction(1))
    for sign, part in zip(signs, parts, strict=True):
        found = _product(found, part if sign == "*" else _inverse(part))
    return found


def _negated(part: Range) -> Range:
    low, high = part
    return (None if high is None else -high), (None if low is None else -low)


def _product(left: Range, right: Range) -> Range:
    """Of factors that are not below 0, or are bounded; else nothing is said."""
    if left[1] is not None and left[1] <= 0 and left[0] != 0:
        return _negated(_product(_negated(left), right))
    if right[1] is not None and right[1] <= 0 and right[0] != 0:
        return _negated(_product(left, _negated(right)))
    if left[0] is not None and right[0] is not None and min(left[0], right[0]) >= 0:
        return left[0] * right[0], None if left[1] is None or right[1] is None else left[1] * right[1]
    corners = [None if a is None or b is None else a * b for a in left for b in right]
    known = [corner for corner in corners if corner is not None]
    return (min(known), max(known)) if len(known) == len(corners) else ANYWHERE


def _inverse(part: Range) -> Range:
    low, high = part
    if low is not None and low > 0:
        return (Fraction(0) if high is None else 1 / high), 1 / low
    if high is not None and high < 0:
        return _negated(_inverse(_negated(part)))
    return ANYWHERE


def _power(base: Range, exponent: Fraction | None) -> Range:
    if exponent is None:
        return ANYWHERE
    if exponent < 0:
        return _inverse(_power(base, -exponent))
    if exponent.denominator > 1:
        return Fraction(0), None
    if exponent % 2 == 0 and (base[0] is None or base[0] < 0):
        base = _absolute(base)
    whole = int(exponent)
    return (None if base[0] is None else base[0] ** whole), (None if base[1] is None else base[1] ** whole)


def _absolute(part: Range) -> Range:
    low, high = part
    if low is not None and low >= 0:
        return part
    if high is not None and high <= 0:
        return _negated(part)
    return Fraction(0), None if low is None or high is None else max(-low, high)


def _call(name: str, part: Range) -> Range:
    if name == "abs":
        return _absolute(part)
    if name not in INCREASING:
        return BOUNDED.get(name, ANYWHERE)
    low, high = INCREASING[name]
    at = [None if end is None else _value(name, end) for end in part]
    return (low if at[0] is None else at[0][0]), (high if at[1] is None else at[1][1])


def _value(name: str, at: Fraction) -> tuple[Fraction, Fraction] | None:
    """An enclosure of the value at a point; None where the function has none there."""
    try:
        return jets.value(parse(f"{name}(u)"), {"u": at}, BITS).ends
    except NoValueError:
        return None
