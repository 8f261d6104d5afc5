"""Derivatives of entries, by rules on the syntax tree: for the evidence only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError, fraction

_ZERO, _ONE = Node("number", "0"), Node("number", "1")
_OUTER = {
    "exp": "exp(u)",
    "log": "1/u",
    "log2": "1/(u*log(2))",
    "log10": "1/(u*log(10))",
    "sqrt": "1/(2*sqrt(u))",
    "cbrt": "1/(3*cbrt(u)**2)",
    "sin": "cos(u)",
    "cos": "-sin(u)",
    "tan": "1 + tan(u)**2",
    "cot": "-1 - cot(u)**2",
    "sec": "sec(u)*tan(u)",
    "csc": "-csc(u)*cot(u)",
    "sinh": "cosh(u)",
    "cosh": "sinh(u)",
    "tanh": "sech(u)**2",
    "coth": "-csch(u)**2",
    "sech": "-sech(u)*tanh(u)",
    "csch": "-csch(u)*coth(u)",
    "asin": "1/sqrt(1 - u**2)",
    "acos": "-1/sqrt(1 - u**2)",
    "atan": "1/(1 + u**2)",
    "asinh": "1/sqrt(1 + u**2)",
    "acosh": "1/(sqrt(u - 1)*sqrt(u + 1))",
    "atanh": "1/(1 - u**2)",
}


@lru_cache(maxsize=4096)
def slope(node: Node, name: str) -> Node:
    """Return the derivative with respect to a name; NoValueError for an absolute value."""
    if name not in names(node):
        return _ZERO
    if node.kind == "name":
        return _ONE
    if node.kind == "product":
        return _of_product(node, name)
    if node.kind == "power":
        return _of_power(node.children[0], node.children[1], name)
    if node.kind == "call":
        return _of_call(node.value, node.children[0], name)
    signs = node.value or "-"
    return _total([(s, slope(c, name)) for s, c in zip(signs, node.children, strict=True)])


def _of_call(function: str, argument: Node, name: str) -> Node:
    if function not in _OUTER:
        raise NoValueError
    return product([put(parse(_OUTER[function]), argument), slope(argument, name)])


def _of_product(node: Node, name: str) -> Node:
    """Apply the product and quotient rules: sum over the factors, with -u v'/v**2 for a divisor v."""
    factors = list(zip(node.value, node.children, strict=True))
    addends: list[tuple[str, Node]] = []
    for i, (sign, factor) in enumerate(factors):
        others = factors[:i] + factors[i + 1 :]
        above = [slope(factor, name), *(c for s, c in others if s == "*")]
        below = [c for s, c in others if s == "/"] + [factor, factor] * (sign == "/")
        addends.append(("-" if sign == "/" else "+", product(above, below)))
    return _total(addends)


def _of_power(base: Node, exponent: Node, name: str) -> Node:
    known = fraction(exponent)
    if known is not None:
        lowered = base if known == 2 else Node("power", "", (base, _number(str(known - 1))))
        return product([exponent, lowered if known != 1 else _ONE, slope(base, name)])
    logarithm = Node("product", "**", (exponent, Node("call", "log", (base,))))
    return product([Node("power", "", (base, exponent)), slope(logarithm, name)])


def _number(text: str) -> Node:
    return parse(f"({text})")


def product(above: Sequence[Node], below: Sequence[Node] = ()) -> Node:
    """Return a product without factors 1; 0 if a factor is 0."""
    if any(_is_number(c, "0") for c in above):
        return _ZERO
    parts = [("*", c) for c in above if not _is_number(c, "1")]
    parts = [*(parts or [("*", _ONE)]), *(("/", c) for c in below if not _is_number(c, "1"))]
    if len(parts) == 1:
        return parts[0][1]
    return Node("product", "".join(s for s, _ in parts), tuple(c for _, c in parts))


def _total(addends: Sequence[tuple[str, Node]]) -> Node:
    """Return a sum without addends 0."""
    parts = [(s, c) for s, c in addends if not _is_number(c, "0")]
    if not parts:
        return _ZERO
    sign, first = parts[0]
    parts[0] = ("+", first if sign == "+" else Node("negate", "", (first,)))
    if len(parts) == 1:
        return parts[0][1]
    return Node("sum", "".join(s for s, _ in parts), tuple(c for _, c in parts))


def _is_number(node: Node, digits: str) -> bool:
    return node.kind == "number" and node.value == digits


def put(template: Node, argument: Node) -> Node:
    """Substitute the argument for every name in a template."""
    if template.kind == "name":
        return argument
    return Node(template.kind, template.value, tuple(put(c, argument) for c in template.children))
