"""What cancels only once a product is written out: Xᵀ(y − X w) is 0 for w = (XᵀX)⁻¹Xᵀy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy

from backproof.calculus.graph import Graph, Node, Shape, Size

Term = tuple[sympy.Expr, tuple[Node, ...]]
MOST_ADDENDS = 12


def written_out(g: Graph, factors: list[Node]) -> Node | None:
    """The product written out over one of its sums, where that makes it shorter.

    So 1ᵀ(x − 1ᵀx/n 1) = 0, (I − P)(I − P) = I − P for P = X (XᵀX)⁻¹Xᵀ, and (I + M S⁻¹) S = S + M.
    """
    if factors[0].shape[0] == factors[-1].shape[1] == 1:
        return _number_written_out(g, factors)
    for index, factor in enumerate(factors):
        addends = addends_of(g, factor)
        if not addends or not _something_cancels(g, factors, index, addends):
            continue
        before, after = factors[:index], factors[index + 1 :]
        whole = g.add(*(g.matmul(*before, addend, *after) for addend in addends))
        if extent(g, whole) < sum(extent(g, factor) for factor in factors):
            return whole
    return None


def _number_written_out(g: Graph, factors: list[Node]) -> Node | None:
    """The number uᵀA v where A v or uᵀA becomes shorter."""
    if len(factors) < 3:
        return None
    right = written_out(g, factors[1:])
    if right is not None:
        return g.matmul(factors[0], right)
    left = written_out(g, factors[:-1])
    return None if left is None else g.matmul(left, factors[-1])


def addends_of(g: Graph, node: Node) -> list[Node]:
    """The addends of a vector or matrix that is a sum or the transpose of one; none for anything else."""
    base = node.operands[0] if node.kind == "transpose" else node
    if base.is_scalar or base.body is None or not base.body.is_Add or len(base.body.args) > MOST_ADDENDS:
        return []
    addends = [g.pointwise(addend, base.shape) for addend in base.body.args]
    return addends if base is node else [g.transpose(addend) for addend in addends]


def extent(g: Graph, node: Node) -> int:
    """The number of factors in all addends."""
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


def _something_cancels(g: Graph, factors: list[Node], index: int, addends: list[Node]) -> bool:
    """Whether an inverse meets what it inverts, or a sum of ones arises, once the addends stand there."""
    before, after = [factors[:index]], [factors[index + 1 :]]
    if index > 0:
        before = [g.flattened(part)[1] for part in addends_of(g, factors[index - 1])] or before
    if index + 1 < len(factors):
        after = [g.flattened(part)[1] for part in addends_of(g, factors[index + 1])] or after
    middle = [g.flattened(addend)[1] for addend in addends]
    return any(_collapses(g, left + part + right) for left in before for part in middle for right in after)


def _collapses(g: Graph, factors: list[Node]) -> bool:
    return len(g.cancelled(factors)) < len(factors) or any(
        left.kind == "transpose" and left.operands[0].body == right.body == 1
        for left, right in pairwise(factors)
    )


def settled(g: Graph, body: sympy.Expr, shape: Shape) -> Node | None:
    """The sum written out with A M M⁻¹B = A B for a sum M, where that makes it shorter.

    So l w − Xᵀ(y − X w) = 0 for w = (XᵀX + l I)⁻¹Xᵀy: the addends with w are those of (XᵀX + l I) w.
    """
    if len(body.args) > MOST_ADDENDS:
        return None
    addends = [g.pointwise(addend, shape) for addend in body.args]
    if sum(_holds_inverse(g, addend) for addend in addends) < 2:
        return None
    terms = [term for addend in addends for term in _terms(g, addend)]
    reduced = _without_inverse(g, terms)
    if reduced is None:
        turned = _without_inverse(g, [_turned(g, term) for term in terms])
        reduced = turned and [_turned(g, term) for term in turned]
    if reduced is None:
        return None
    whole = g.add(*(_value(g, term, shape[0]) for term in reduced))
    return whole if extent(g, whole) < sum(extent(g, addend) for addend in addends) else None


def _holds_inverse(g: Graph, node: Node) -> bool:
    """Whether an inverse is a factor, or a factor of an addend of a factor."""
    factors = g.flattened(node)[1]
    inner = (part for factor in factors for addend in addends_of(g, factor) for part in g.flattened(addend)[1])
    return any(g.inverted(factor) for factor in (*factors, *inner))


def _terms(g: Graph, node: Node) -> list[Term]:
    """The value as a sum of products, written out over the sums that hold an inverse."""
    coefficient, factors = g.flattened(node)
    for index, factor in enumerate(factors):
        addends = addends_of(g, factor)
        if any(_holds_inverse(g, addend) for addend in addends):
            products = (g.matmul(*factors[:index], part, *factors[index + 1 :]) for part in addends)
            return [(coefficient * c, rest) for product in products for c, rest in _terms(g, product)]
    return [(coefficient, tuple(factors))]


def _turned(g: Graph, term: Term) -> Term:
    return term[0], tuple(g.transpose(factor) for factor in reversed(term[1]))


def _value(g: Graph, term: Term, size: Size) -> Node:
    coefficient, factors = term
    return g.scale(coefficient, g.matmul(*factors) if factors else g.eye(size))


def _without_inverse(g: Graph, terms: list[Term]) -> list[Term] | None:
    """The terms in which those that end in the same M⁻¹B are A B, where their beginnings add up to A M."""
    endings: dict[tuple[Node, ...], list[int]] = {}
    for number, (_, factors) in enumerate(terms):
        for index, factor in enumerate(factors):
            if g.inverted(factor):
                endings.setdefault(factors[index:], []).append(number)
    for ending, numbers in endings.items():
        inverted = g.inverted(ending[0])
        if len(numbers) < 2 or inverted is None or len(inverted) != 1:
            continue
        beginnings = [(c, factors[: len(factors) - len(ending)]) for c, factors in map(terms.__getitem__, numbers)]
        quotient = _quotient(g, beginnings, inverted[0])
        if quotient is not None:
            c, factors = quotient
            kept = [term for number, term in enumerate(terms) if number not in numbers]
            return [*kept, (c, (*factors, *ending[1:]))]
    return None


def _quotient(g: Graph, beginnings: Sequence[Term], inverted: Node) -> Term | None:
    """A, where the beginnings add up to A M."""
    size = inverted.shape[0]
    whole = g.add(*(_value(g, term, size) for term in beginnings))
    addends = addends_of(g, inverted)
    ends = [g.flattened(addend) for addend in addends]
    for c, factors in beginnings:
        for d, end in ends:
            if factors[len(factors) - len(end) :] == tuple(end):
                first: Term = (c / d, factors[: len(factors) - len(end)])
                if g.add(*(g.matmul(_value(g, first, size), addend) for addend in addends)) is whole:
                    return first
    return None
