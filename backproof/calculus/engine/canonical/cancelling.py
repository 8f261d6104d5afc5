"""Cancellations that appear only once a product is expanded: Xᵀ(y − X w) is 0 for w = (XᵀX)⁻¹Xᵀy."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from backproof.calculus.engine.graph import Graph, Node, Traits

MOST_ADDENDS = 6
# The cost of expanding grows with the number of sums in the product and with their nesting.
_MOST_SUMS, _DEEPEST = 4, 2


def written_out(g: Graph, factors: list[Node]) -> Node | None:
    """Expand the product over one of its sums if that makes it shorter; None otherwise.

    So 1ᵀ(x − 1ᵀx/n 1) = 0, (I − P)(I − P) = I − P for P = X (XᵀX)⁻¹Xᵀ, and (I + M S⁻¹) S = S + M; but ZᵀZ
    is kept for Z = X − 1 1ᵀX/n, although it equals ZᵀX.
    """
    key = tuple(factors)
    many = sum(1 for factor in factors if addends_of(g, factor)) > _MOST_SUMS
    if many or (key not in g.shorter_products and g.writing_out >= _DEEPEST):
        return None
    if key not in g.shorter_products:
        g.writing_out += 1
        g.shorter_products[key] = _written_out(g, factors)
        g.writing_out -= 1
    return g.shorter_products[key]


def _written_out(g: Graph, factors: list[Node]) -> Node | None:
    if factors[0].shape[0] == factors[-1].shape[1] == 1:
        return _number_written_out(g, factors)
    length = sum(extent(g, factor) for factor in factors)
    for index in _promising_sums(g, factors):
        before, after = factors[:index], factors[index + 1 :]
        whole = g.add(*(g.matmul(*before, addend, *after) for addend in addends_of(g, factors[index])))
        shorter = extent(g, whole) < length and _has_plain_coefficients(g, whole)
        if shorter and not _separates_transposes(g, factors, index, whole):
            return whole
    return None


def _number_written_out(g: Graph, factors: list[Node]) -> Node | None:
    """Expand uᵀA v if A v or uᵀA becomes shorter."""
    if len(factors) < 3:
        return None
    right = written_out(g, factors[1:])
    if right is not None:
        return g.matmul(factors[0], right)
    left = written_out(g, factors[:-1])
    return None if left is None else g.matmul(left, factors[-1])


def addends_of(g: Graph, node: Node) -> list[Node]:
    """Return the addends of a vector or matrix that is a sum or the transpose of one, else none."""
    base = node.operands[0] if node.kind == "transpose" else node
    if base.is_scalar or base.body is None or not base.body.is_Add or len(base.body.args) > MOST_ADDENDS:
        return []
    addends = [g.pointwise(addend, base.shape) for addend in base.body.args]
    return addends if base is node else [g.transpose(addend) for addend in addends]


def extent(g: Graph, node: Node) -> int:
    """Count the factors in all addends."""
    if node.is_scalar or node.body == 0:
        return int(node.body != 0)
    _, rest = g.scalar_parts(node)
    if rest.kind == "transpose":
        return extent(g, rest.operands[0])
    if rest.kind == "product":
        return sum(extent(g, factor) for factor in rest.operands)
    if rest.body is not None and rest.body.is_Add:
        return sum(extent(g, g.pointwise(addend, rest.shape)) for addend in rest.body.args)
    return 1


def _has_plain_coefficients(g: Graph, whole: Node) -> bool:
    """True if no addend has a sum of scalars, such as 1 − n/N, as its coefficient."""
    parts = [g.scalar_parts(part) for part in addends_of(g, whole) or [whole]]
    alone = len({rest for _, rest in parts}) == len(parts)
    return alone and not any(factor.is_Add for c, _ in parts for factor in sympy.Mul.make_args(c))


def _separates_transposes(g: Graph, factors: list[Node], index: int, whole: Node) -> bool:
    """True if expanding parts a factor from its adjacent transpose without reducing the number of factors."""
    turned = g.transpose(factors[index])
    beside = turned in factors[max(index - 1, 0) : index + 2 : 2] if index else turned in factors[1:2]
    return beside and whole.body != 0 and len(g.flattened(whole)[1]) >= len(factors)


def _promising_sums(g: Graph, factors: list[Node]) -> Iterator[int]:
    """Yield the sums in a product with an inverse, and those with ones next to a neighbour's ones."""
    known = [g.traits(factor) for factor in factors]
    inverses = [one.inverse for one in known]
    for index, factor in enumerate(factors):
        left = index > 0 and known[index].starts and known[index - 1].ends
        right = index + 1 < len(factors) and known[index].ends and known[index + 1].starts
        if (left or right or any(inverses)) and addends_of(g, factor):
            yield index


def traits_of(g: Graph, node: Node) -> Traits:
    """Return the traits of a value, found through its products and sums."""
    if node.is_scalar or node.kind == "inv":
        return Traits(inverse=node.kind == "inv")
    if node.kind == "transpose":
        inner = g.traits(node.operands[0])
        return Traits(inner.ends, inner.starts, inner.inverse)
    if node.kind == "product":
        parts = [g.traits(factor) for factor in node.operands]
        return Traits(parts[0].starts, parts[-1].ends, any(part.inverse for part in parts))
    return Traits() if node.body is None else _traits_of_entries(g, node, node.body)


def _traits_of_entries(g: Graph, node: Node, body: sympy.Expr) -> Traits:
    if g.is_number(body):
        return Traits(starts=node.shape[0] != 1, ends=node.shape[1] != 1)
    addends = (g.scalar_parts(g.pointwise(addend, node.shape))[1] for addend in body.args)
    parts = [g.traits(addend) for addend in addends] if body.is_Add else []
    starts, ends = any(part.starts for part in parts), any(part.ends for part in parts)
    return Traits(starts, ends, any(part.inverse for part in parts))
