"""Products of letters written without a sign, such as xy and xe^x, in polynomials and functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from backproof.spaces.language.syntax import Node, names

_USUAL = frozenset("xyzt")
_GREEK = frozenset({"pi", "eta", "tau", "phi", "psi", "chi", "rho", "xi", "nu", "mu"})


def letters_apart(nodes: Sequence[Node], declared: Collection[str] = ()) -> tuple[Node, ...]:
    """The entries with x*y in place of xy, if x and y are variables; names that are declared remain.

    A letter is taken for a variable if it is usual as one, or stands alone somewhere in the entries.
    """
    found = frozenset[str]().union(*map(names, nodes))
    letters = _USUAL | {name for name in found if len(name) == 1} | {"e"}
    joined = {n for n in found if n not in declared and _is_product(n, letters)}
    return tuple(_apart(node, joined) for node in nodes) if joined else tuple(nodes)


def _is_product(name: str, letters: AbstractSet[str]) -> bool:
    """Return whether a name consists of variables, or is a variable with one factor, such as ax."""
    if len(name) < 2 or name in _GREEK:
        return False
    return set(name) <= letters or (len(name) == 2 and name.isalpha() and bool(set(name) & _USUAL))


def _apart(node: Node, joined: Collection[str]) -> Node:
    if node.kind == "name" and node.value in joined:
        return _product(_letters(node))
    children = tuple(_apart(child, joined) for child in node.children)
    base = node.children[0] if node.children else node
    if node.kind == "power" and base.kind == "name" and base.value in joined:
        *first, last = _letters(base)
        return _product([*first, replace(node, children=(last, children[1]))])
    return replace(node, children=children)


def _letters(node: Node) -> list[Node]:
    """One node for each letter."""
    return [Node("name", letter, column=node.column + place) for place, letter in enumerate(node.value)]


def _product(factors: Sequence[Node]) -> Node:
    return Node("product", "*" * len(factors), tuple(factors), factors[0].column)
