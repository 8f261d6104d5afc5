"""The canonical graph: every value is built once, and equal values are one node."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sympy
import sympy.tensor.tensor  # sympy would load it at the first sum: better once, here

Size = str | int
Shape = tuple[Size, Size]
Kind = Literal[
    "variable", "pointwise", "eye", "product", "transpose", "sum", "trace", "inverse", "det", "logdet",
    "diag", "diagvec", "lse", "rowlse", "softmax", "rowsoftmax",
]  # fmt: skip
SCALAR: Shape = (1, 1)
# A body that is put into others again and again would grow exponentially.
LONGEST_BODY = 120


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One value of the graph. Nodes of one graph are equal exactly when they are the same object.

    A pointwise node's `body` is a sympy expression over the symbols of its operands; a scalar operand
    meets every entry. `names` are the variables that the value depends on.
    """

    id: int
    kind: Kind
    shape: Shape
    operands: tuple[Node, ...]
    body: sympy.Expr | None
    name: str
    properties: frozenset[str]
    names: frozenset[str]

    @property
    def is_scalar(self) -> bool:
        """Whether the value is one number."""
        return self.shape == SCALAR

    @property
    def is_column(self) -> bool:
        """Whether the value is a column of more than one entry (or of unknown length)."""
        return self.shape[1] == 1 and self.shape[0] != 1

    @property
    def is_row(self) -> bool:
        """Whether the value is a row of more than one entry (or of unknown length)."""
        return self.shape[0] == 1 and self.shape[1] != 1

    @property
    def is_matrix(self) -> bool:
        """Whether the value has both rows and columns."""
        return self.shape[0] != 1 and self.shape[1] != 1


@dataclass(frozen=True)
class Traits:
    """What may cancel in a value: a column of ones in front, a row of ones at the end, an inverse."""

    starts: bool = False
    ends: bool = False
    inverse: bool = False


class Graph(ABC):
    """The store of nodes, and the signatures of the smart constructors that fill it.

    The constructors are what makes the form canonical; their bodies live in `pointwise`, `products` and
    `reductions`, and `simplify.Algebra` is the whole.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._of_symbol: dict[sympy.Symbol, Node] = {}
        self._symbols: dict[Node, sympy.Symbol] = {}
        self._operands: dict[sympy.Expr, tuple[Node, ...]] = {}
        self._traits: dict[Node, Traits] = {}
        self.shorter_products: dict[tuple[Node, ...], Node | None] = {}
        self.writing_out = 0
        self._transposes: dict[Node, Node] = {}
        self._weights: dict[sympy.Expr, int] = {}

    def variable(self, name: str, shape: Shape, properties: Iterable[str] = ()) -> Node:
        """The leaf `name`."""
        return self.intern("variable", shape, name=name, properties=frozenset(properties))

    def intern(  # noqa: PLR0913, PLR0917 (a node has these parts)
        self,
        kind: Kind,
        shape: Shape,
        operands: tuple[Node, ...] = (),
        body: sympy.Expr | None = None,
        name: str = "",
        properties: frozenset[str] = frozenset(),
    ) -> Node:
        """The one node with these parts."""
        key = (kind, shape, operands, body, name, properties)
        found = self._nodes.get(key)
        if found is None:
            names = frozenset([name]) if kind == "variable" else frozenset()
            names = names.union(*(operand.names for operand in operands))
            found = Node(len(self._nodes), kind, shape, operands, body, name, properties, names)
            self._nodes[key] = found
        return found

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self._nodes)

    def age(self, shape: Shape, operands: tuple[Node, ...], body: sympy.Expr) -> int | None:
        """The number of the pointwise node with these parts, if it stands in the graph already."""
        found = self._nodes.get(("pointwise", shape, operands, body, "", frozenset()))
        return None if found is None else found.id

    def symbol(self, node: Node) -> sympy.Symbol:
        """The sympy symbol that stands for `node` in pointwise bodies."""
        found = self._symbols.get(node)
        if found is None:
            found = sympy.Symbol(f"n{node.id:05d}", real=True, **sign_assumption(node))
            self._symbols[node] = found
            self._of_symbol[found] = node
        return found

    def operand(self, symbol: sympy.Symbol) -> Node:
        """The node that a body's symbol stands for."""
        return self._of_symbol[symbol]

    def operands_of(self, body: sympy.Expr) -> tuple[Node, ...]:
        """The nodes that a body is made of, oldest first."""
        found = self._operands.get(body)
        if found is None:
            nodes = (self._of_symbol[symbol] for symbol in body.free_symbols)
            found = self._operands[body] = tuple(sorted(nodes, key=lambda node: node.id))
        return found

    def body(self, node: Node) -> sympy.Expr:
        """The value as a pointwise body: its own, or its symbol where it has none or a very long one."""
        if node.body is None or self.weight(node.body) > LONGEST_BODY:
            return self.symbol(node)
        return node.body

    def weight(self, body: sympy.Expr) -> int:
        """The number of nodes of a body's tree."""
        found = self._weights.get(body)
        if found is None:
            found = self._weights[body] = 1 + sum(map(self.weight, body.args))
        return found

    def is_number(self, body: sympy.Expr) -> bool:
        """Whether a body is made of scalars alone."""
        return all(node.is_scalar for node in self.operands_of(body))

    @abstractmethod
    def pointwise(self, body: sympy.Expr, shape: Shape) -> Node:
        """A function of the entries: every operand has `shape` or is a scalar."""

    @abstractmethod
    def scalar_parts(self, node: Node) -> tuple[sympy.Expr, Node]:
        """`node` as a scalar's body times what cannot give up a scalar any more."""

    @abstractmethod
    def matmul(self, *factors: Node) -> Node:
        """The matrix product."""

    @abstractmethod
    def traits(self, node: Node) -> Traits:
        """What may cancel in a product with the value."""

    @abstractmethod
    def flattened(self, *factors: Node) -> tuple[sympy.Expr, list[Node]]:
        """A product's scalars as one body, and the factors of its factors."""

    @abstractmethod
    def cancelled(self, flat: list[Node]) -> list[Node]:
        """The factors of a product without those that are each other's inverses."""

    @abstractmethod
    def inverted(self, factor: Node) -> list[Node] | None:
        """The factors of B, where `factor` is B⁻¹."""

    @abstractmethod
    def transpose(self, node: Node) -> Node:
        """The transpose."""

    @abstractmethod
    def total(self, node: Node) -> Node:
        """The sum of all entries."""

    @abstractmethod
    def trace(self, node: Node) -> Node:
        """The trace of a square matrix."""

    @abstractmethod
    def inverse(self, node: Node) -> Node:
        """The inverse of a square matrix."""

    @abstractmethod
    def diag(self, node: Node) -> Node:
        """The diagonal matrix of a column."""

    @abstractmethod
    def diagvec(self, node: Node) -> Node:
        """The diagonal of a square matrix, as a column."""

    @abstractmethod
    def lse(self, node: Node) -> Node:
        """log Σ exp over all entries."""

    @abstractmethod
    def rowlse(self, node: Node) -> Node:
        """log Σ exp over each row."""

    @abstractmethod
    def softmax(self, node: Node) -> Node:
        """exp(u − lse(u)) of a column."""

    def number(self, value: object) -> Node:
        """A constant scalar."""
        return self.pointwise(sympy.sympify(value), SCALAR)

    def ones(self, shape: Shape) -> Node:
        """The matrix of ones."""
        return self.pointwise(sympy.S.One, shape)

    def eye(self, size: Size) -> Node:
        """The identity."""
        return self.number(1) if size == 1 else self.intern("eye", (size, size))

    def add(self, *addends: Node) -> Node:
        """The sum of values of one shape."""
        return self.pointwise(sympy.Add(*map(self.body, addends)), addends[0].shape)

    def times(self, *factors: Node) -> Node:
        """The Hadamard product; scalars meet every entry."""
        shape = next((factor.shape for factor in factors if not factor.is_scalar), SCALAR)
        return self.pointwise(sympy.Mul(*map(self.body, factors)), shape)

    def scale(self, coefficient: sympy.Expr, node: Node) -> Node:
        """A scalar's body times a value."""
        return node if coefficient == 1 else self.pointwise(coefficient * self.body(node), node.shape)


def sign_assumption(node: Node) -> dict[str, bool]:
    """What sympy may assume about the sign of every entry."""
    if node.kind == "variable" and "positive" in node.properties:
        return {"positive": True}
    if node.kind in ("softmax", "rowsoftmax"):
        return {"positive": True}
    if node.kind == "sum" and node.operands[0].body is not None and node.operands[0].body.is_nonnegative:
        return {"nonnegative": True}
    return {}
