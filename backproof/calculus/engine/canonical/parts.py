"""Canonical form of parts of values, and of values placed among zeros."""

from __future__ import annotations

from itertools import pairwise

import sympy

from backproof.calculus.engine.graph import Graph, Node
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import difference, total

_MOST_ENTRIES = 16
_OF_ENTRIES = ("pointwise", "product")
# Where a part begins and how many rows or columns it has; None for all.
Extent = tuple[Size, Size] | None


class PartForms(Graph):
    """Smart constructors for rows and columns of a value.

    Those of the identity are the matrices that select: with E = I[:, 0:2], Eᵀ A is A[0:2], and E B is B
    with zeros below.
    """

    def part(self, node: Node, rows: Extent, columns: Extent) -> Node:
        """Build some rows and columns of a value."""
        rows, columns = _unless_all(rows, node.shape[0]), _unless_all(columns, node.shape[1])
        shape = rows[1] if rows else node.shape[0], columns[1] if columns else node.shape[1]
        if rows is None and columns is None:
            return node
        if node.body is not None:
            inner = (one for one in node.operands if not one.is_scalar)
            parts = {self.symbol(one): self.body(self.part(one, rows, columns)) for one in inner}
            return self.pointwise(node.body.xreplace(parts), shape)
        if node.kind == "transpose":
            return self.transpose(self.part(node.operands[0], columns, rows))
        if node.kind == "product":
            first, *middle, last = node.operands
            return self.matmul(self.part(first, rows, None), *middle, self.part(last, None, columns))
        if node.kind == "part":
            within = extents_of(node)
            both = (_composed(*pair) for pair in zip(within, (rows, columns), strict=True))
            return self.part(node.operands[0], *both)
        found = self._of_diagonal(node, rows, columns) if node.kind in ("eye", "diag") else None
        return found or self.intern("part", shape, (node,), name=_text(rows, columns))

    def _of_diagonal(self, node: Node, rows: Extent, columns: Extent) -> Node | None:
        """Return a part of the identity or of a diagonal matrix that is one itself, or 0."""
        if rows is None or columns is None:
            return None
        if rows == columns:
            if node.kind == "eye":
                return self.eye(rows[1])
            return self.diag(self.part(node.operands[0], rows, None))
        if _is_before(rows, columns) or _is_before(columns, rows):
            return self.pointwise(sympy.S.Zero, (rows[1], columns[1]))
        return None

    def placed(self, node: Node, rows: Extent, columns: Extent, shape: tuple[Size, Size]) -> Node:
        """Build a value of this shape that is 0 but for the given rows and columns."""
        left = [self.part(self.eye(shape[0]), None, rows)] if rows else []
        right = [self.part(self.eye(shape[1]), columns, None)] if columns else []
        return self.matmul(*left, node, *right)

    def entries(self, node: Node) -> list[list[Node]]:
        """Return the entries of a small value that was put together from entries; none of any other."""
        rows, columns = node.shape
        if not isinstance(rows, int) or not isinstance(columns, int) or node.kind not in _OF_ENTRIES:
            return []
        if not 1 < rows * columns <= _MOST_ENTRIES or not self._has_selections(node):
            return []
        return [[self.part(node, (i, 1), (j, 1)) for j in range(columns)] for i in range(rows)]

    def chosen_entry(self, node: Node) -> Node | None:
        """Write Σ e ⊙ u, for a column e of the identity, as the entry of u; None for any other value."""
        factors = node.body.args if node.body is not None and node.body.is_Mul else ()
        for factor in (factor for factor in factors if factor.is_Symbol):
            place = _selection(self.operand(factor), 1)
            if place is not None and place[1] == 1:
                return self.part(self.pointwise(node.body / factor, node.shape), place, None)
        return None

    def _has_selections(self, node: Node) -> bool:
        """True if rows or columns of the identity are among the operands, or among their factors."""
        return any(
            one.kind == "part" and one.operands[0].kind == "eye"
            for operand in node.operands
            for one in (operand, *(operand.operands if operand.kind in ("product", "transpose") else ()))
        )

    def selected(self, flat: list[Node]) -> list[Node] | None:
        """Take rows or columns of the neighbour of a matrix that selects them; None if there is none."""
        for index, (left, right) in enumerate(pairwise(flat)):
            rows, columns = _selection(left, 0), _selection(right, 1)
            if rows is not None or columns is not None:
                found = self.part(right, rows, None) if rows is not None else self.part(left, None, columns)
                return [*flat[:index], found, *flat[index + 2 :]]
        return None


def _selection(node: Node, axis: int) -> Extent:
    """Return the rows (axis 0) or columns of the identity that the value consists of."""
    if node.kind != "part" or node.operands[0].kind != "eye":
        return None
    extents = extents_of(node)
    return extents[axis] if extents[1 - axis] is None else None


def extents_of(node: Node) -> tuple[Extent, Extent]:
    """Return the rows and columns of a part."""
    rows, columns = (_read(text) for text in node.name.split(","))
    return rows, columns


def common_ones(node: Node) -> int | None:
    """Return how many ones are in some rows and columns of the identity; None if this is not known."""
    places = []
    for extent in filter(None, extents_of(node)):
        start, count = extent
        if not isinstance(start, int) or not isinstance(count, int):
            return None
        places.append(set(range(start, start + count)))
    return len(set.intersection(*places))


def _text(rows: Extent, columns: Extent) -> str:
    return ",".join(f"{extent[0]}:{extent[1]}" if extent else "" for extent in (rows, columns))


def _read(text: str) -> Extent:
    if not text:
        return None
    start, count = (int(size) if size.isdigit() else size for size in text.split(":"))
    return start, count


def _unless_all(extent: Extent, size: Size) -> Extent:
    return None if extent == (0, size) else extent


def _composed(outer: Extent, inner: Extent) -> Extent:
    if outer is None or inner is None:
        return outer or inner
    return total(outer[0], inner[0]), inner[1]


def _is_before(one: tuple[Size, Size], other: tuple[Size, Size]) -> bool:
    return difference(other[0], total(*one)) is not None
