"""Conditions under which a function is defined: expressions that are positive, non-negative or non-zero."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.spaces.exact.evaluate import rational
from backproof.spaces.language.syntax import Node, parse


def conditions(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the conditions on subexpressions: ("nonzero" | "positive" | "nonnegative", expression)."""
    for child in node.children:
        yield from conditions(child)
    if node.kind == "product":
        yield from (("nonzero", c) for s, c in zip(node.value, node.children, strict=True) if s == "/")
    if node.kind == "power":
        yield from _power_conditions(*node.children)
    if node.kind == "call":
        argument = node.children[0]
        yield from ((kind, _with(template, argument)) for kind, template in _CALLS.get(node.value, ()))


def _power_conditions(base: Node, exponent: Node) -> Iterator[tuple[str, Node]]:
    value = rational(exponent)
    if value is None:
        if not (base.kind == "number" or base.value in ("e", "pi")):
            yield "positive", base
    elif value.denominator > 1:
        yield ("positive" if value < 0 else "nonnegative"), base
    elif value < 0:
        yield "nonzero", base


_CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "log": (("positive", "u"),),
    "log2": (("positive", "u"),),
    "log10": (("positive", "u"),),
    "sqrt": (("nonnegative", "u"),),
    "tan": (("nonzero", "cos(u)"),),
    "sec": (("nonzero", "cos(u)"),),
    "cot": (("nonzero", "sin(u)"),),
    "csc": (("nonzero", "sin(u)"),),
    "coth": (("nonzero", "u"),),
    "csch": (("nonzero", "u"),),
    "asin": (("nonnegative", "1 - u**2"),),
    "acos": (("nonnegative", "1 - u**2"),),
    "acosh": (("nonnegative", "u - 1"),),
    "atanh": (("positive", "1 - u**2"),),
}


def _with(template: str, argument: Node) -> Node:
    return _replaced(parse(template), argument)


def _replaced(node: Node, argument: Node) -> Node:
    if node.kind == "name":
        return argument
    return Node(node.kind, node.value, tuple(_replaced(c, argument) for c in node.children), argument.column)
