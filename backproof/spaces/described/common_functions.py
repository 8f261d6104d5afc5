"""Texts of a claim by functions that numpy has: 1/cos(x) in place of sec(x)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from backproof.spaces.language.syntax import Node, parse, to_text

# Each by a function of the argument below another one, or below a number's logarithm.
_QUOTIENTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "sec": ("1", "cos"),
    "csc": ("1", "sin"),
    "cot": ("cos", "sin"),
    "sech": ("1", "cosh"),
    "csch": ("1", "sinh"),
    "coth": ("cosh", "sinh"),
    "log2": ("log", "2"),
    "log10": ("log", "10"),
})  # fmt: skip
_OTHER = re.compile(rf"\b(?:{'|'.join(_QUOTIENTS)})\(")


def in_common_functions(value: Any) -> Any:
    """Return a text, or plain data, in which such functions are written by others.

    >>> in_common_functions(["sec(2*x)**2", "log10(x)", "x"])
    ['(1/cos(2*x))**2', 'log(x)/log(10)', 'x']
    """
    match value:
        case str():
            return to_text(_written(parse(value))) if _OTHER.search(value) and "\\" not in value else value
        case list():
            return [in_common_functions(item) for item in value]
        case dict():
            return {key: in_common_functions(item) for key, item in value.items()}
    return value


def _written(node: Node) -> Node:
    children = tuple(map(_written, node.children))
    if node.kind != "call" or node.value not in _QUOTIENTS:
        return replace(node, children=children)
    above, below = _QUOTIENTS[node.value]
    number = below.isdigit()
    over = Node("number", above) if above.isdigit() else Node("call", above, children, node.column)
    under = Node("call", "log", (Node("number", below),)) if number else Node("call", below, children)
    return Node("product", "*/", (over, under), node.column)
