"""Evaluate an entry in the evidence's own arithmetic, from the parser's tree alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backproof.spaces.language.syntax import Node

_LARGEST_EXACT = 4096
Value = Any


class NoValueError(ArithmeticError):
    """The entry has no real value here, or none that can be enclosed."""


@dataclass(frozen=True)
class Arithmetic:
    """Operations of an arithmetic: constructing numbers, fractional powers and function calls."""

    number: Callable[[int], Value]
    power: Callable[[Value, Fraction], Value]
    call: Callable[[str, Value], Value]


def walked(node: Node, names: Mapping[str, Value], using: Arithmetic) -> Value:
    """Evaluate the entry; raises NoValueError where a name has no value."""
    if node.kind == "number":
        return using.number(int(node.value))
    if node.kind == "name":
        if node.value not in names:
            raise NoValueError(node.value)
        return names[node.value]
    if node.kind == "power":
        return _power(node, names, using)
    parts = [walked(child, names, using) for child in node.children]
    if node.kind == "call":
        return using.call(node.value, parts[0])
    if node.kind == "negate":
        return -parts[0]
    return _joined(node, parts, using)


def _joined(node: Node, parts: list[Value], using: Arithmetic) -> Value:
    """The sum or product of the parts, each with its sign."""
    total = using.number(0 if node.kind == "sum" else 1)
    for sign, part in zip(node.value, parts, strict=True):
        if sign in "+-":
            total = total + part if sign == "+" else total - part
        else:
            total = total * (part if sign == "*" else using.power(part, Fraction(-1)))
    return total


def _power(node: Node, names: Mapping[str, Value], using: Arithmetic) -> Value:
    base, known = walked(node.children[0], names, using), fraction(node.children[1])
    if known is not None:
        return using.power(base, known)
    exponent = walked(node.children[1], names, using)
    return using.call("exp", exponent * using.call("log", base))


def fraction(node: Node) -> Fraction | None:
    """The entry as a fraction if it consists of integers only; NoValueError for division by 0."""
    if node.kind == "number":
        return Fraction(int(node.value))
    if node.kind in ("name", "call"):
        return None
    parts = [fraction(child) for child in node.children]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if node.kind == "power":
        return _whole_power(*known)
    total = Fraction(1 if node.kind == "product" else 0)
    for sign, part in zip(node.value or "-", known, strict=True):
        total = _OPERATIONS[sign](total, part)
    return total


def _whole_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator > 1 or abs(exponent) > _LARGEST_EXACT:
        return None
    if exponent < 0 and not base:
        raise NoValueError
    return base ** int(exponent)


def _quotient(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise NoValueError
    return left / right


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
}
