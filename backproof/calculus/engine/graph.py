"""The canonical graph: every value is built once, and equal values are one node."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sympy
import sympy.tensor.tensor  # imported lazily by sympy: better here than at the first sum

from backproof.calculus.language.expression import ROWS_SUM_TO_1, SUMS_TO_1
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import symbols

# Operations on a whole matrix have the names of their records.
Kind = str
# A longer body is replaced by its symbol: nesting bodies repeatedly would make them grow exponentially.
_LONGEST_BODY = 120


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One value of the graph. Nodes of one graph are equal exactly if they are the same object.

    A pointwise node's `body` is a sympy expression over the symbols of its operands; a scalar operand is
    broadcast to every entry. `names` are the variables that the value depends on.
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
        """True if the value is one number."""
        return self.shape == SCALAR

    @property
    def is_column(self) -> bool:
        """True if the value is a column of more than one entry (or of unknown length)."""
        return self.shape[1] == 1 and self.shape[0] != 1

    @property
    def is_row(self) -> bool:
        """True if the value is a row of more than one entry (or of unknown length)."""
        return self.shape[0] == 1 and self.shape[1] != 1

    @property
    def is_matrix(self) -> bool:
        """True if the value has both rows and columns."""
        return self.shape[0] != 1 and self.shape[1] != 1


@dataclass(frozen=True)
class Traits:
    """Factors of a value that may cancel: a leading column of ones, a trailing row of ones, an inverse."""

    starts: bool = False
    ends: bool = False
    inverse: bool = False


class Graph(ABC):
    """The store of nodes, and the signatures of the smart constructors that fill it.

    The constructors keep the form canonical; they are implemented in `pointwise`, `products` and
    `reductions`, and `simplify.Algebra` combines them.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._of_symbol: dict[sympy.Symbol, Node] = {}
        self._symbols: dict[Node, sympy.Symbol] = {}
        self._operands: dict[sympy.Expr, tuple[Node, ...]] = {}
        self._traits: dict[Node, Traits] = {}
        self.shorter_products: dict[tuple[Node, ...], Node | None] = {}
        self.writing_out = 0
        # The sizes that are written as numbers: n, and not 1ᵀ1.
        self.counted: set[Size] = set()
        self._transposes: dict[Node, Node] = {}
        self._weights: dict[sympy.Expr, int] = {}

    def variable(self, name: str, shape: Shape, properties: Iterable[str] = ()) -> Node:
        """Return the leaf `name`."""
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
        """Return the unique node with these parts."""
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
        """The number of nodes."""
        return len(self._nodes)

    def age(self, shape: Shape, operands: tuple[Node, ...], body: sympy.Expr) -> int | None:
        """Return the id of the pointwise node with these parts, or None if the graph does not contain it."""
        found = self._nodes.get(("pointwise", shape, operands, body, "", frozenset()))
        return None if found is None else found.id

    def symbol(self, node: Node) -> sympy.Symbol:
        """Return the sympy symbol that represents `node` in pointwise bodies."""
        found = self._symbols.get(node)
        if found is None:
            found = sympy.Symbol(f"n{node.id:05d}", real=True, **_sign_assumption(node))
            self._symbols[node] = found
            self._of_symbol[found] = node
        return found

    def operand(self, symbol: sympy.Symbol) -> Node:
        """Return the node that a symbol of a body represents."""
        return self._of_symbol[symbol]

    def operands_of(self, body: sympy.Expr) -> tuple[Node, ...]:
        """Return the nodes that occur in a body, oldest first."""
        found = self._operands.get(body)
        if found is None:
            nodes = (self._of_symbol[symbol] for symbol in body.free_symbols)
            found = self._operands[body] = tuple(sorted(nodes, key=lambda node: node.id))
        return found

    def body(self, node: Node) -> sympy.Expr:
        """Return the value as a pointwise body: its own, or its symbol if it has none or a very long one."""
        if is_turned_skew(node):
            return -self.symbol(node.operands[0])
        if node.body is None or self.weight(node.body) > _LONGEST_BODY:
            return self.symbol(node)
        return node.body

    def weight(self, body: sympy.Expr) -> int:
        """Count the nodes of a body's tree."""
        found = self._weights.get(body)
        if found is None:
            found = self._weights[body] = 1 + sum(map(self.weight, body.args))
        return found

    def is_number(self, body: sympy.Expr) -> bool:
        """True if a body consists of scalars alone."""
        return all(node.is_scalar for node in self.operands_of(body))

    @abstractmethod
    def pointwise(self, body: sympy.Expr, shape: Shape) -> Node:
        """Build an elementwise function: every operand has `shape` or is a scalar."""

    @abstractmethod
    def scalar_parts(self, node: Node) -> tuple[sympy.Expr, Node]:
        """Split `node` into a scalar body and a rest without any further scalar factor."""

    @abstractmethod
    def matmul(self, *factors: Node) -> Node:
        """Build the matrix product."""

    @abstractmethod
    def traits(self, node: Node) -> Traits:
        """Return the features of the value that may cancel in a product."""

    @abstractmethod
    def flattened(self, *factors: Node) -> tuple[sympy.Expr, list[Node]]:
        """Split a product into its scalars, as one body, and its flattened factors."""

    @abstractmethod
    def cancelled(self, flat: list[Node]) -> list[Node]:
        """Remove adjacent factors of a product that are each other's inverses."""

    @abstractmethod
    def inverted(self, factor: Node) -> list[Node] | None:
        """Return the factors of B if `factor` is B⁻¹."""

    @abstractmethod
    def transpose(self, node: Node) -> Node:
        """Build the transpose."""

    @abstractmethod
    def total(self, node: Node) -> Node:
        """Build the sum of all entries."""

    @abstractmethod
    def trace(self, node: Node) -> Node:
        """Build the trace of a square matrix."""

    @abstractmethod
    def inverse(self, node: Node) -> Node:
        """Build the inverse of a square matrix."""

    @abstractmethod
    def diag(self, node: Node) -> Node:
        """Build the diagonal matrix of a column."""

    @abstractmethod
    def diagvec(self, node: Node) -> Node:
        """Build the diagonal of a square matrix, as a column."""

    @abstractmethod
    def lse(self, node: Node) -> Node:
        """Build log Σ exp over all entries."""

    @abstractmethod
    def rowlse(self, node: Node) -> Node:
        """Build log Σ exp over each row."""

    @abstractmethod
    def softmax(self, node: Node) -> Node:
        """Build exp(u − lse(u)) of a column."""

    @abstractmethod
    def joint(self, kind: Kind, left: Node, right: Node) -> Node:
        """Build an operation on two matrices as wholes."""

    @abstractmethod
    def joined(self, flat: list[Node]) -> list[Node] | None:
        """Join two Kronecker products among the factors of a product."""

    @abstractmethod
    def of_factors(self, node: Node, operation: Callable[[Node], Node]) -> tuple[Node, Node] | None:
        """Apply an operation to both factors of a Kronecker product of square matrices."""

    @abstractmethod
    def part(self, node: Node, rows: tuple[Size, Size] | None, columns: tuple[Size, Size] | None) -> Node:
        """Build some rows and columns of a value."""

    @abstractmethod
    def entries(self, node: Node) -> list[list[Node]]:
        """Return the entries of a small value that was put together from entries."""

    @abstractmethod
    def chosen_entry(self, node: Node) -> Node | None:
        """Return the entry that a sum over all entries leaves."""

    @abstractmethod
    def selected(self, flat: list[Node]) -> list[Node] | None:
        """Take rows or columns of a factor beside a matrix that selects them."""

    def number(self, value: object) -> Node:
        """Build a constant scalar."""
        return self.pointwise(sympy.sympify(value), SCALAR)

    def ones(self, shape: Shape) -> Node:
        """Build the matrix of ones."""
        return self.pointwise(sympy.S.One, shape)

    def length(self, size: Size) -> Node:
        """Build a size as a number, which is written as such unless a variable has its name."""
        self.counted |= set(symbols(size)) - {node.name for node in self._nodes.values()}
        return self.total(self.ones((size, 1)))

    def eye(self, size: Size) -> Node:
        """Build the identity."""
        return self.number(1) if size == 1 else self.intern("eye", (size, size))

    def add(self, *addends: Node) -> Node:
        """Build the sum of values of the same shape."""
        return self.pointwise(sympy.Add(*map(self.body, addends)), addends[0].shape)

    def times(self, *factors: Node) -> Node:
        """Build the Hadamard product; scalars multiply every entry."""
        shape = next((factor.shape for factor in factors if not factor.is_scalar), SCALAR)
        return self.pointwise(sympy.Mul(*map(self.body, factors)), shape)

    def scale(self, coefficient: sympy.Expr, node: Node) -> Node:
        """Multiply a value by a scalar body."""
        return node if coefficient == 1 else self.pointwise(coefficient * self.body(node), node.shape)


def is_turned_skew(node: Node) -> bool:
    """True for the transpose of a skew-symmetric matrix, which is its negative."""
    return node.kind == "transpose" and "skew-symmetric" in node.operands[0].properties


def sums_to_1(node: Node) -> bool:
    """True if the entries of a column are known to sum to 1."""
    return node.kind == "softmax" or SUMS_TO_1 in node.properties


def rows_sum_to_1(node: Node) -> bool:
    """True if every row of a matrix is known to sum to 1."""
    return node.kind == "rowsoftmax" or ROWS_SUM_TO_1 in node.properties


def _sign_assumption(node: Node) -> dict[str, bool]:
    """Return the assumption that sympy may make about the sign of every entry."""
    if node.kind == "variable" and "positive" in node.properties:
        return {"positive": True}
    if node.kind in ("softmax", "rowsoftmax"):
        return {"positive": True}
    if node.kind == "sum" and node.operands[0].body is not None and node.operands[0].body.is_nonnegative:
        return {"nonnegative": True}
    return {}
