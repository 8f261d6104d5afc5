"""Sums shortened by the definition of an inverse: (XᵀX + l I) w = Xᵀy for w = (XᵀX + l I)⁻¹Xᵀy."""

from __future__ import annotations

import math
from collections.abc import Iterator

import sympy

from backproof.calculus.engine.canonical.cancelling import MOST_ADDENDS, addends_of, extent
from backproof.calculus.engine.graph import Graph, Node
from backproof.calculus.primitives.shapes import SCALAR, Shape

_Factors = tuple[Node, ...]
# A sum of products: maps each product to its coefficient.
_Terms = dict[_Factors, sympy.Expr]
_MOST_TERMS, _MOST_STEPS = 12, 4


def settled(g: Graph, body: sympy.Expr, shape: Shape) -> Node | None:
    """Simplify the sum by A M M⁻¹B = A B for a sum M; None if that does not make it shorter.

    So l w − Xᵀ(y − X w) = 0 for w = (XᵀX + l I)⁻¹Xᵀy, and y − K (K + s I)⁻¹y = s (K + s I)⁻¹y.
    """
    if len(body.args) > MOST_ADDENDS:
        return None
    products = [_product(g, addend, shape) for addend in body.args]
    if not any(g.traits(factor).inverse for _, factors in products for factor in factors):
        return None
    if sum(_count(g, factors) for _, factors in products) > _MOST_TERMS:
        return None
    terms: _Terms = {}
    for coefficient, factors in products:
        terms = _sum(terms, _written_out(g, coefficient, factors))
    found = _reduced(g, terms)
    length = sum(max(1, sum(extent(g, factor) for factor in factors)) for _, factors in products)
    return _value(g, found, shape) if _length(found) < min(length, _length(terms)) else None


def _product(g: Graph, addend: sympy.Expr, shape: Shape) -> tuple[sympy.Expr, _Factors]:
    """Split an addend into a scalar and the factors of a product; a number is uᵀA v or uᵀv."""
    if shape != SCALAR:
        coefficient, factors = g.flattened(g.pointwise(addend, shape))
        return coefficient, tuple(factors)
    for factor in sympy.Mul.make_args(addend):
        inner = g.operand(factor) if factor.is_Symbol else None
        if inner is not None and inner.kind == "product":
            return addend / factor, inner.operands
        product = _inner_product(g, inner.operands[0]) if inner is not None and inner.kind == "sum" else None
        if product is not None:
            return addend / factor * product[0], product[1]
    return addend, ()


def _inner_product(g: Graph, column: Node) -> tuple[sympy.Expr, _Factors] | None:
    """Return Σ u ⊙ v as uᵀv; ‖x + y‖² stays as it is."""
    body = column.body
    if body is None or not column.is_column or body.is_number or not (body.is_Mul or body.is_Pow):
        return None
    parts = (body.base, body.base) if body.is_Pow and body.exp == 2 else body.args
    if len(parts) != 2 or body.is_Pow != (parts[0] == parts[1]) or (body.is_Pow and parts[0].is_Add):
        return None
    left, right = (g.pointwise(part, column.shape) for part in parts)
    coefficient, factors = g.flattened(g.transpose(left), right)
    return coefficient, tuple(factors)


def _count(g: Graph, factors: _Factors) -> int:
    """Return a lower bound on the number of products in the expansion."""
    sums = [len(addends_of(g, factor)) for factor in factors if g.traits(factor).inverse]
    return math.prod(max(1, addends) for addends in sums)


def _written_out(g: Graph, coefficient: sympy.Expr, factors: _Factors) -> _Terms:
    """Expand a product into a sum of products, over the sums that contain an inverse."""
    for index, factor in enumerate(factors):
        if addends_of(g, factor) and g.traits(factor).inverse:
            terms: _Terms = {}
            for addend in addends_of(g, factor):
                inner, flat = g.flattened(*factors[:index], addend, *factors[index + 1 :])
                terms = _sum(terms, _written_out(g, coefficient * inner, tuple(g.cancelled(flat))))
            return terms
    return {factors: coefficient}


def _sum(one: _Terms, other: _Terms) -> _Terms:
    whole = dict(one)
    for factors, coefficient in other.items():
        total = sympy.expand(whole.pop(factors, 0) + coefficient)
        if total != 0:
            whole[factors] = total
    return whole


def _length(terms: _Terms) -> int:
    return sum(max(1, len(factors)) for factors in terms)


def _value(g: Graph, terms: _Terms, shape: Shape) -> Node:
    """Build the sum as a node."""
    if not terms:
        return g.pointwise(sympy.S.Zero, shape)
    empty = g.number(1) if shape == SCALAR else g.eye(shape[0])
    return g.add(*(g.scale(c, g.matmul(*factors) if factors else empty) for factors, c in terms.items()))


def _reduced(g: Graph, terms: _Terms, seen: frozenset[frozenset[_Factors]] = frozenset()) -> _Terms:
    """Reduce the terms, from the left and from the right, as long as they do not get longer."""
    if len(terms) > _MOST_TERMS or len(seen) > _MOST_STEPS:
        return terms
    turned = (_transposed(g, candidate) for candidate in _steps(g, _transposed(g, terms)))
    seen |= {frozenset(terms)}
    fresh = [found for found in (*_steps(g, terms), *turned) if frozenset(found) not in seen]
    best = min(fresh, key=_length, default=terms)
    return _reduced(g, best, seen) if fresh and _length(best) <= _length(terms) else terms


def _transposed(g: Graph, terms: _Terms) -> _Terms:
    """Return the terms of the transpose."""
    return {tuple(g.transpose(factor) for factor in reversed(factors)): c for factors, c in terms.items()}


def _steps(g: Graph, terms: _Terms) -> Iterator[_Terms]:
    """Yield the terms with one A M M⁻¹B replaced by A B, for each M⁻¹B that ends a term."""
    endings = {f[i:]: None for f in terms for i, factor in enumerate(f) if g.traits(factor).inverse}
    for ending in endings:
        inverted = g.inverted(ending[0])
        if inverted is None or len(inverted) != 1 or not addends_of(g, inverted[0]):
            continue
        size = len(ending)
        beginnings = {f[:-size]: c for f, c in terms.items() if f[-size:] == ending}
        parts = [(c, tuple(f)) for c, f in map(g.flattened, addends_of(g, inverted[0]))]
        for quotient in _quotients(beginnings, parts):
            multiple = _times(g, quotient, parts)
            if 2 * len(set(multiple) & set(beginnings)) >= len(parts):
                taken = {(*f, *ending): -c for f, c in multiple.items()}
                left = {(*f, *ending[1:]): c for f, c in quotient.items()}
                yield _sum(_sum(terms, taken), left)


def _quotients(beginnings: _Terms, parts: list[tuple[sympy.Expr, _Factors]]) -> Iterator[_Terms]:
    """Yield each A for which one addend of A M is one of the beginnings."""
    for factors, coefficient in beginnings.items():
        for c, end in parts:
            if factors[len(factors) - len(end) :] == end:
                yield {factors[: len(factors) - len(end)]: coefficient / c}


def _times(g: Graph, quotient: _Terms, parts: list[tuple[sympy.Expr, _Factors]]) -> _Terms:
    """Return the expansion of A M."""
    whole: _Terms = {}
    for factors, coefficient in quotient.items():
        for c, end in parts:
            whole = _sum(whole, {tuple(g.cancelled([*factors, *end])): coefficient * c})
    return whole
