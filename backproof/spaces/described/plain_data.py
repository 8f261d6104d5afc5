"""A description as plain data, with formulas in Python's syntax, for the claim of its dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from backproof.spaces.described.translated import conditions_of
from backproof.spaces.descriptions.ambient import POLYNOMIALS, Ambient
from backproof.spaces.descriptions.description import IMAGE, SPAN, Described
from backproof.spaces.descriptions.functions.equations import RECURRENCE, Equation
from backproof.spaces.language.syntax import Node, names_in_order, to_text


def plain_data(asked: Described) -> dict[str, Any]:
    """The ambient space, the names, and each condition; a derivative p''(1) is p(1, 2)."""
    ambient, is_image = asked.ambient, asked.kind == IMAGE
    conditions = [] if is_image else [[c.left, c.right] for c in conditions_of(asked)]
    return {
        "sizes": list(ambient.sizes),
        "variable": asked.argument,
        "is_polynomial": ambient.kind == POLYNOMIALS,
        "unknown": asked.unknown if asked.is_named else "",
        "names": list(asked.names),
        "given": {name: to_text(node) for name, node in asked.given},
        "conditions": [[_python(side, ambient) for side in sides] for sides in conditions],
        "map": _python(asked.mapping, ambient) if asked.mapping and is_image else "",
    }


def side_data(side: Described) -> dict[str, Any]:
    """The same of a side of a sum or an intersection; of a span, its elements in place of conditions.

    An image is a map in the space of its values.
    """
    if side.kind == IMAGE:
        there = side_data(Described(side.text, SPAN, side.space, "", (), argument=side.space.argument))
        return there | {"image": plain_data(side)}
    names = side.names or side.ambient.coordinates("a")
    known = {"names": list(names), "unknown": (side.is_named and side.unknown) or "unknown"}
    return plain_data(side) | known | {"spanned": [to_text(element) for element in side.elements]}


def solutions_data(asked: Equation, lines: Sequence[str]) -> dict[str, Any]:
    """The coefficients of an equation, and the functions or sequences that lines give with their values."""
    return {
        "coefficients": [to_text(node) for node in asked.coefficients],
        "parameters": sorted({name for node in asked.coefficients for name in names_in_order(node)}),
        "variable": asked.variable,
        "is_sequence": asked.kind == RECURRENCE,
        "functions": [line.rpartition(": ")[0] for line in lines],
    }


def conditions_data(asked: Equation, general: str, unknowns: Sequence[str]) -> dict[str, Any]:
    """The coefficients of an equation, its general solution, and conditions by factor, order and point."""
    forms = [[[to_text(v.factor), v.order, to_text(v.point)] for v in c] for c in asked.conditions]
    nodes = [*asked.coefficients, *(v.factor for condition in asked.conditions for v in condition)]
    return solutions_data(asked, ()) | {
        "parameters": sorted({name for node in nodes for name in names_in_order(node)}),
        "general": general.partition(" = ")[2]
        if general.startswith(f"{asked.unknown}({asked.variable}) = ")
        else "",
        "unknowns": list(unknowns),
        "conditions": forms,
    }


def _python(node: Node, ambient: Ambient) -> str:
    return to_text(_applied(node, ambient))


def _applied(node: Node, ambient: Ambient) -> Node:
    """The formula with each unknown polynomial as a call: its argument, and the order of its derivative."""
    children = tuple(_applied(child, ambient) for child in node.children)
    if node.kind != "applied":
        return replace(node, children=children)
    name = node.value.rstrip("'")
    order = Node("number", str(len(node.value) - len(name)))
    return Node("call", name, (*(children or (Node("name", ambient.variable),)), order))
