"""The base of raising: nodes of a graph with their expressions, and the measure of their lengths."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import sympy

from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.language.expression import Structural
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape


class RaisingBase(ABC):
    """The expressions found so far, and the signatures of the methods that find them.

    `given` are the nodes that already have an expression, such as names; `written` are nodes with a form
    that is used unless a shorter one is found.
    """

    def __init__(
        self, g: Algebra, given: Mapping[Node, Expression], written: Mapping[Node, Expression] | None = None
    ) -> None:
        self.g = g
        self.length = Lengths()
        self._printed = Lengths(names_count_one=True)
        self._raised: dict[Node, Expression] = dict(given)
        self._written = written or {}
        self._simplest: dict[Node, Node] = {}
        self._turning: set[Node] = set()
        whole = [*given.items(), *((node, part) for node, part in self._written.items() if _is_inverse(part))]
        products = [(node.operands, part) for node, part in whole if node.kind == "product"]
        self._products = sorted(products, key=lambda product: -len(product[0]))
        self._named = {(node.body, node.shape): part for node, part in given.items() if node.body is not None}

    def __call__(self, node: Node) -> Expression:
        """Return the node's expression (cached)."""
        found = self._raised.get(node)
        if found is None:
            found = self.shortest(node)
            if node in self._written:
                found = self.shorter(self._written[node], found)
            self._raised[node] = found
        return found

    def printed_length(self, expression: Expression) -> int:
        """Return the length of the expression if a name counts 1."""
        return self._printed(expression)

    def named_sums(self, shape: Shape) -> list[tuple[sympy.Expr, Expression]]:
        """Return the sums of this shape that have a name, each with its name."""
        return [(body, part) for (body, its), part in self._named.items() if its == shape and body.is_Add]

    def simplest(self, node: Node) -> Node:
        """Return the node in the form in which its expression is written."""
        self(node)
        return self._simplest.get(node, node)

    def shorter(self, *candidates: Expression) -> Expression:
        """Return the shortest candidate; the first of several equally short ones."""
        return min(candidates, key=self.length)

    def part(self, body: sympy.Expr, shape: Shape) -> Expression:
        """Raise a body of this shape as a node of its own."""
        return self(self.g.pointwise(body, shape))

    @abstractmethod
    def shortest(self, node: Node) -> Expression:
        """Raise the node in the shortest form found."""

    @abstractmethod
    def plain(self, node: Node) -> Expression:
        """Raise the node as it stands, without looking for common factors."""

    @abstractmethod
    def scaled(self, scalar: sympy.Expr, value: Expression) -> Expression:
        """Write c/d · value as (c·value)/d, with a bare minus if c is −1."""


def _is_inverse(part: Expression) -> bool:
    """True if a part is written as an inverse."""
    return isinstance(part, Structural) and part.name == "inv"
