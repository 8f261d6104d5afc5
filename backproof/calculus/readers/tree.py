"""The syntax tree of a printed formula, and the error for an ambiguous one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class UnclearError(ValueError):
    """A formula that a careful reader could interpret in two ways, or not at all."""


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a formula: its kind, its own content, and its parts.

    Kinds: number, name, ones and eye (of a size, or None), entries (a sum over indices, of a name with
    limits), sum (of signs), negative, product, fraction, entry product, entry quotient, power, entry
    power, transpose, inverse, apply.
    """

    kind: str
    says: Any = None
    parts: tuple[Node, ...] = ()
    is_enclosed: bool = True


@dataclass(frozen=True)
class Compound:
    """A printed size that is a sum of products of numbers and spellings."""

    terms: tuple[tuple[Any, ...], ...]


def enclosed(node: Node) -> Node:
    """Mark the part as enclosed in parentheses of its own."""
    return node if node.is_enclosed else Node(node.kind, node.says, node.parts)
