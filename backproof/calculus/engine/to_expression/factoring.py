"""Common factors of a sum: A x + Aᵀx as (A + Aᵀ) x, wherever that is shorter."""

from __future__ import annotations

import sympy

from backproof.calculus.engine.canonical.pointwise import LONGEST_RATIO, shared_factors, simplest_ratio
from backproof.calculus.engine.canonical.settling import settled
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.to_expression.base import RaisingBase
from backproof.calculus.language.expression import Add, Negate, Subtract
from backproof.calculus.language.tree import Expression

# Factoring is skipped in graphs above this size, which no textbook formula reaches.
_MOST_NODES = 3000
_Addend = tuple[sympy.Expr, tuple[Node, ...]]


def factored(raising: RaisingBase, node: Node) -> tuple[Expression, Node]:
    """Pull out one factor after the other; return the shortest form found for the sum, and its node."""
    g = raising.g
    node = _with_one_identity(g, node)
    best = raising.plain(node)
    if node.body is None or not node.body.is_Add or g.count > _MOST_NODES:
        return best, node
    named = _through_names(raising, node)
    coefficient, rest = g.content(node.body, node.shape)
    if coefficient != 1:
        inner = g.pointwise(rest, node.shape)
        scaled = raising.scaled(coefficient, raising(inner))
        if raising.length(scaled) <= raising.length(best):
            best, node = scaled, g.scale(coefficient, raising.simplest(inner))
    while node.body is not None and node.body.is_Add and g.count <= _MOST_NODES:
        sums = [_with_sum_outside(g, candidate) for candidate in _candidates(raising, node)]
        found = [(_raised(raising, candidate), candidate) for candidate in sums]
        expression, shorter = min(found, key=lambda pair: raising.length(pair[0]), default=(best, node))
        if raising.length(expression) >= raising.length(best):
            break
        best, node = expression, shorter
    return (best if named is None else min(best, named, key=raising.printed_length)), node


def _through_names(raising: RaisingBase, node: Node) -> Expression | None:
    """Write x − m + y as c + y, where c = x − m has a name."""
    assert node.body is not None
    addends = set(node.body.args)
    for body, part in raising.named_sums(node.shape):
        if not addends > set(body.args):
            continue
        rest = sympy.Add(*(addend for addend in node.body.args if addend not in body.args))
        if isinstance(part, Negate):
            return Subtract(raising(raising.g.pointwise(rest, node.shape)), part.operand)
        if rest.as_coeff_Mul()[0].is_negative:
            return Subtract(part, raising(raising.g.pointwise(-rest, node.shape)))
        return Add(part, raising(raising.g.pointwise(rest, node.shape)))
    return None


def _with_sum_outside(g: Algebra, node: Node) -> Node:
    """Write (A + B)ᵀ as Aᵀ + Bᵀ."""
    inner = node.operands[0] if node.kind == "transpose" else node
    if inner is node or inner.body is None or not inner.body.is_Add or inner.is_column:
        return node
    body = g.turned(inner.body)
    return g.intern("pointwise", node.shape, g.operands_of(body), body)


def _raised(raising: RaisingBase, candidate: Node) -> Expression:
    """Return a candidate's expression; the caller factors a sum further."""
    is_sum = candidate.body is not None and candidate.body.is_Add
    return raising.plain(candidate) if is_sum else raising(candidate)


def _candidates(raising: RaisingBase, node: Node) -> list[Node]:
    """Return variants of the sum, each with one group of addends collected over a factor that they share."""
    assert node.body is not None
    g = raising.g
    found = []
    content = _common_content(g, node)
    if content is not None:
        found.append(content)
    spread = _expanded_powers(g, node)
    if spread is not None:
        found.append(spread)
    if node.is_scalar:
        ratio = simplest_ratio(g, node.body)
        found += [g.pointwise(ratio, node.shape)] if ratio != node.body else []
        shorter = settled(g, node.body, node.shape)
        return found if shorter is None else [*found, shorter]
    diagonal = _with_one_diagonal(g, node)
    found += [diagonal] if diagonal is not None else []
    addends = [_addend_factors(g, addend, node) for addend in node.body.args]
    for end in (0, -1):
        shared: dict[Node, list[int]] = {}
        for index, (_, factors) in enumerate(addends):
            shared.setdefault(factors[end], []).append(index)
        groups = [group for group in shared.values() if any(len(addends[i][1]) > 1 for i in group)]
        found += [_collected(raising, node, addends, group, end) for group in groups if len(group) > 1]
    return found


def _expanded_powers(g: Algebra, node: Node) -> Node | None:
    """Return the sum with squares of sums expanded: e⁻ᵘ (y − eᵘ)² + 2 y is e⁻ᵘ y² + eᵘ."""
    assert node.body is not None
    squares = (power for power in node.body.atoms(sympy.Pow) if power.base.is_Add)
    if g.weight(node.body) > LONGEST_RATIO or not any(power.exp == 2 for power in squares):
        return None
    return g.pointwise(sympy.expand_mul(sympy.expand_multinomial(node.body)), node.shape)


def _with_one_identity(g: Algebra, node: Node) -> Node:
    """Return the sum with c I + d I combined into (c + d) I."""
    assert node.body is not None
    if node.is_scalar or node.shape[0] != node.shape[1]:
        return node
    parts = [(addend, *g.scalar_parts(g.pointwise(addend, node.shape))) for addend in node.body.args]
    scalars = [coefficient for _, coefficient, rest in parts if rest.kind == "eye"]
    if len(scalars) < 2:
        return node
    others = [addend for addend, _, rest in parts if rest.kind != "eye"]
    whole = g.pointwise(sympy.Add(*scalars) * g.symbol(g.eye(node.shape[0])), node.shape)
    return g.pointwise(sympy.Add(g.body(whole), *others), node.shape)


def _with_one_diagonal(g: Algebra, node: Node) -> Node | None:
    """Return the sum with diagvec(A) + diagvec(B) combined into diagvec(A + B)."""
    assert node.body is not None
    parts = [(addend, *g.scalar_parts(g.pointwise(addend, node.shape))) for addend in node.body.args]
    inner = [
        g.scale(coefficient, rest.operands[0]) for _, coefficient, rest in parts if rest.kind == "diagvec"
    ]
    if len(inner) < 2:
        return None
    others = [addend for addend, _, rest in parts if rest.kind != "diagvec"]
    return g.pointwise(sympy.Add(g.body(g.diagvec(g.add(*inner))), *others), node.shape)


def _addend_factors(g: Algebra, addend: sympy.Expr, node: Node) -> _Addend:
    """Split an addend into a scalar and the factors of a product."""
    coefficient, rest = g.scalar_parts(g.pointwise(addend, node.shape))
    return coefficient, rest.operands if rest.kind == "product" else (rest,)


def _collected(raising: RaisingBase, node: Node, addends: list[_Addend], group: list[int], end: int) -> Node:
    """Factor the first (end = 0) or last (end = -1) factor out of the addends of `group`."""
    assert node.body is not None
    g = raising.g
    factor = addends[group[0]][1][end]
    rests = [g.scale(addends[i][0], _rest_of(g, addends[i][1], end)) for i in group]
    inner = raising.simplest(_with_sum_outside(g, g.add(*rests)))
    whole = g.matmul(factor, inner) if end == 0 else g.matmul(inner, factor)
    others = (addend for index, addend in enumerate(node.body.args) if index not in group)
    return g.pointwise(sympy.Add(g.body(whole), *others), node.shape)


def _rest_of(g: Algebra, factors: tuple[Node, ...], end: int) -> Node:
    """Return the product without its first or last factor: the identity if nothing is left."""
    rest = factors[1:] if end == 0 else factors[:-1]
    if rest:
        return g.matmul(*rest)
    return g.eye(factors[0].shape[1] if end == 0 else factors[0].shape[0])


def _common_content(g: Algebra, node: Node) -> Node | None:
    """Pull out everything that divides all addends: scalars, and elementwise factors."""
    assert node.body is not None
    common, quotients = shared_factors(node.body.args)
    together = common * sympy.Add(*quotients)
    return None if common == 1 or together.is_Add else g.pointwise(together, node.shape)
