"""Matrix products in NumPy: vectors first, scaled where smallest, without inverses and diagonal matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Protocol

from backproof.calculus.language.expression import (
    Add,
    Eye,
    Named,
    Number,
    Ones,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.language.tree import Expression
from backproof.calculus.numpy_code.chains import Chain, chain, entries, transposed
from backproof.calculus.numpy_code.factors import (
    Factor,
    Scale,
    added,
    broadcasting,
    joined,
    product_of,
    scaled,
    with_ones,
)
from backproof.calculus.numpy_code.ops import Op, Ops
from backproof.calculus.numpy_code.symmetry import is_symmetric
from backproof.calculus.primitives.shapes import Shape, Size


class Lowers(Protocol):
    """The interface that lowers expressions to code."""

    ops: Ops

    def lower(self, node: Expression, loose: bool = False) -> Op:
        """Return the code of a part."""

    def is_shared(self, node: Expression) -> bool:
        """True if a part is used more than once."""

    def size(self, size: Size) -> Op:
        """Return a size in code."""


def loose_product_shape(node: Expression, lowers: Lowers) -> Shape:
    """Return the shape of a product without a leading column of ones and a trailing row of ones."""
    factors = _expanded(chain(node, lowers.is_shared).factors)
    kept = _without_outer_ones(factors)
    if len(kept) == len(factors):
        return node.shape
    return kept[0].shape[0], kept[-1].shape[1]


def _expanded(factors: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Return the factors, with each matrix of ones split into a column and a row of ones."""
    if len(factors) == 1:
        return factors
    found: list[Expression] = []
    for part in factors:
        ones = _bare(part)
        split = isinstance(ones, Ones) and 1 not in part.shape
        found += [Ones(part.shape[0], 1), Ones(1, part.shape[1])] if split else [part]
    return tuple(found)


def _bare(node: Expression) -> Expression:
    """Strip transposes and names."""
    while isinstance(node, Transpose | Named):
        node = node.children[0]
    return node


def _without_outer_ones(factors: tuple[Expression, ...]) -> tuple[Expression, ...]:
    if len(factors) > 1 and _is_ones(factors[0], 1):
        factors = factors[1:]
    if len(factors) > 1 and _is_ones(factors[-1], 0):
        factors = factors[:-1]
    return factors


def _is_ones(node: Expression, axis: int) -> bool:
    return isinstance(_bare(node), Ones) and node.shape[axis] == 1


def product(node: Expression, lowers: Lowers, loose: bool) -> Op:
    """Lower a scaled matrix product; the smallest factor is scaled if the result is larger."""
    found = chain(node, lowers.is_shared)
    if found.factors == (node,):
        return _written_alone(node, lowers)
    factors = _expanded(found.factors)
    factors = _without_outer_ones(factors) if loose else factors
    scale = _scale(found, lowers)
    if len(factors) == 1:
        return scale.applied(_single(factors[0], lowers, loose), lowers.ops)
    leaves = [_factor(part, lowers) for part in factors]
    result = _scaled_product(leaves, scale, node.shape, lowers.ops)
    return _loosely(result, node.shape) if loose else result.written


def _loosely(result: Factor, shape: Shape) -> Op:
    return broadcasting(result)[0] if result.shape == shape else result.written


def _scaled_product(leaves: list[Factor], scale: Scale, shape: Shape, ops: Ops) -> Factor:
    plain = [i for i, leaf in enumerate(leaves) if not leaf.special]
    smallest = min(plain, key=lambda i: entries(leaves[i].shape), default=-1)
    inside = plain and entries(leaves[smallest].shape) < entries(shape)
    if inside and not scale.is_one:
        leaves[smallest] = Factor(leaves[smallest].shape, scale.applied(leaves[smallest].written, ops))
    result = product_of(leaves, ops)
    return result if inside else scaled(result, scale, ops)


def _written_alone(node: Expression, lowers: Lowers) -> Op:
    """Lower a node that is not a product."""
    if isinstance(node, Transpose):
        return lowers.ops.transpose(lowers.lower(node.operand))
    return _factor(node, lowers).written


def _single(node: Expression, lowers: Lowers, loose: bool) -> Op:
    if isinstance(node, Transpose) and isinstance(node.operand, Ones):
        return lowers.lower(Ones(*node.shape), loose)
    if isinstance(node, Transpose) and isinstance(node.operand, Structural):
        return _factor(node, lowers).written
    return lowers.lower(node, loose)


def _scale(found: Chain, lowers: Lowers) -> Scale:
    numbers = [(part.value, divides) for part, divides in found.scale if isinstance(part, Number)]
    others = [(part, divides) for part, divides in found.scale if not isinstance(part, Number)]
    coefficient = prod((1 / value if divides else value for value, divides in numbers), start=Fraction(1))
    return Scale(
        -coefficient if found.negative else coefficient,
        tuple(lowers.lower(part) for part, divides in others if not divides),
        tuple(lowers.lower(part) for part, divides in others if divides),
    )


def _factor(node: Expression, lowers: Lowers) -> Factor:
    """Return a factor with its special structure, even if it is a named part."""
    turned = isinstance(node, Transpose)
    ops = lowers.ops
    whole = lowers.lower(node.operand if isinstance(node, Transpose) else node)
    if node.is_scalar:
        return Factor(node.shape, whole)
    written = ops.transpose(whole) if turned else whole
    match _bare(node):
        case Ones():
            return _ones(node.shape, lowers)
        case Eye():
            return Factor(node.shape, whole, "eye")
        case Structural("diag", operand):
            return Factor(node.shape, whole, "diag", lowers.lower(operand))
        case Structural("inv", operand):
            matrix, symmetric = lowers.lower(operand), is_symmetric(operand)
            matrix = ops.transpose(matrix) if _is_turned(node) and not symmetric else matrix
            written = ops.call("np.linalg.inv({})", matrix)
            return Factor(node.shape, written, "inv", matrix, symmetric=symmetric)
    found = _sum(node, written, lowers)
    return found or Factor(node.shape, written)


def _is_turned(node: Expression) -> bool:
    """True if the node has an odd number of transposes around its core."""
    turned = False
    while isinstance(node, Transpose | Named):
        turned ^= isinstance(node, Transpose)
        node = node.children[0]
    return turned


def _ones(shape: Shape, lowers: Lowers) -> Factor:
    whole = lowers.lower(Ones(*shape))
    if 1 in shape:
        length_ = shape[0] if shape[1] == 1 else shape[1]
        return Factor(shape, whole, "ones", lowers.size(length_))
    parts = _ones((shape[0], 1), lowers), _ones((1, shape[1]), lowers)
    return Factor(shape, whole, "outer", parts=parts)


def _sum(node: Expression, whole: Op, lowers: Lowers) -> Factor | None:
    """Return a sum that is cheaper to multiply by one addend at a time; None if the node is no such sum."""
    total = _bare(node)
    if not isinstance(total, Add | Subtract) or 1 in node.shape:
        return None
    turned = _is_turned(node)
    parts: list[Factor] = []
    signs = ""
    for addend, negative in _addends(total, negative=False):
        found = chain(transposed(addend) if turned else addend, lowers.is_shared)
        parts.append(_addend(node.shape, found, lowers))
        signs += "-" if negative != found.negative else "+"
    return _grouped(Factor(node.shape, whole, "sum", parts=tuple(parts), signs=signs), node, lowers)


def _grouped(item: Factor, node: Expression, lowers: Lowers) -> Factor | None:
    """Return the sum with its dense addends as one part, or None if it is better computed as a whole."""
    kinds = [_kind(part) for part in item.parts]
    total = node.operand if isinstance(node, Transpose) else node
    needed = isinstance(total, Named) or lowers.is_shared(total)
    if "dense" not in kinds:
        return replace(item, cheap=True)
    if (needed and "inv" not in kinds) or isinstance(total, Named):
        return None
    if "thin" not in kinds and "inv" not in kinds:
        has_chain = any(part.special == "chain" for part in item.parts)
        return item if has_chain else None
    dense = [i for i, kind in enumerate(kinds) if kind in {"dense", "outer"}]
    rest = replace(
        item,
        written=added(item.shape, *_selected(item, dense), lowers.ops).written,
        parts=tuple(item.parts[i] for i in dense),
        signs="".join(item.signs[i] for i in dense),
    )
    rest, sign = (replace(rest.parts[0]), rest.signs) if len(dense) == 1 else (rest, "+")
    others = [i for i in range(len(kinds)) if i not in dense]
    first = dense[0] < others[0]
    parts = [item.parts[i] for i in others]
    signs = "".join(item.signs[i] for i in others)
    return replace(
        item,
        parts=(rest, *parts) if first else (*parts, rest),
        signs=sign + signs if first else signs + sign,
        cheap=True,
    )


def _selected(item: Factor, places: Sequence[int]) -> tuple[str, list[Factor]]:
    return "".join(item.signs[i] for i in places), [item.parts[i] for i in places]


def _kind(part: Factor) -> str:
    """Classify an addend: thin needs no matrix, an inverse is solved, the rest is multiplied as it is."""
    if part.special in {"eye", "diag"} or (part.special == "outer" and with_ones(part)):
        return "thin"
    if part.special in {"inv", "outer"}:
        return part.special
    return "dense"


def _addends(node: Expression, negative: bool) -> list[tuple[Expression, bool]]:
    """Return the addends of a sum, each with a flag for subtraction."""
    if isinstance(node, Add | Subtract):
        return _addends(node.left, negative) + _addends(node.right, negative != isinstance(node, Subtract))
    return [(node, negative)]


def _addend(shape: Shape, found: Chain, lowers: Lowers) -> Factor:
    """Lower an addend: diagonal, inverse, an outer product with a scaled column, a chain, or dense."""
    ops, scale = lowers.ops, _scale(replace(found, negative=False), lowers)
    leaves = [_factor(part, lowers) for part in _expanded(found.factors)]
    if len(leaves) == 1:
        leaf = leaves[0]
        written = scale.applied(leaf.written, ops)
        if leaf.special == "diag" and leaf.inner:
            inner = scale.applied(leaf.inner, ops)
            return Factor(shape, ops.call("np.diagflat({})", inner), "diag", inner)
        if leaf.special in {"eye", "inv", "outer"}:
            return replace(leaf, written=written, scale=None if scale.is_one else scale)
        return Factor(shape, written)
    cut = next((i for i in range(1, len(leaves)) if leaves[i].shape[0] == 1), None)
    if cut is None:
        whole = _scaled_product(list(leaves), scale, shape, ops).written
        return Factor(shape, whole, "chain", parts=tuple(leaves), scale=None if scale.is_one else scale)
    left, right = product_of(leaves[:cut], ops), product_of(leaves[cut:], ops)
    if left.special == "ones":
        return joined(left, scaled(right, scale, ops), ops)
    return joined(scaled(left, scale, ops), right, ops)


def trace(node: Expression, lowers: Lowers) -> Op:
    """Lower the trace; of a product, as the sum of an elementwise product."""
    found = chain(node, lowers.is_shared)
    leaves = [_factor(part, lowers) for part in found.factors]
    if leaves[-1].special == "inv" and leaves[0].special != "inv":
        leaves = [leaves[-1], *leaves[:-1]]
    ops = lowers.ops
    if len(leaves) == 1:
        return _scale(found, lowers).applied(ops.call("np.trace({})", leaves[0].written), ops)
    if leaves[0].special == "inv":
        total = ops.call("np.trace({})", product_of(leaves, ops).written)
    else:
        total = ops.call("np.sum({})", _entrywise(leaves, ops))
    return _scale(found, lowers).applied(total, ops)


def diagonal(node: Expression, lowers: Lowers) -> Op:
    """Lower the diagonal as a column; of a product, as row sums of an elementwise product."""
    found = chain(node, lowers.is_shared)
    leaves = [_factor(part, lowers) for part in found.factors]
    ops = lowers.ops
    if len(leaves) == 1 or "inv" in {leaves[0].special, leaves[-1].special}:
        return ops.call("np.diag({})[:, None]", lowers.lower(node))
    entries_ = ops.call("np.sum({}, axis=1, keepdims=True)", _entrywise(leaves, ops))
    return _scale(found, lowers).applied(entries_, ops)


def _entrywise(leaves: list[Factor], ops: Ops) -> Op:
    """Return the array whose row sums are a product's diagonal, with as few transposes as possible."""
    first, last = leaves[0].written, leaves[-1].written
    if first.template == "{}.T" or last.template != "{}.T":
        others = product_of(leaves[1:], ops).written
        if first.template == "{}.T" or others.template == "{}.T":
            return _square_or_product(first, ops.transpose(others), ops)
    return _square_or_product(product_of(leaves[:-1], ops).written, ops.transpose(last), ops)


def _square_or_product(left: Op, right: Op, ops: Ops) -> Op:
    if left is right:
        return (
            ops.transpose(ops.power(left.operands[0], "2"))
            if left.template == "{}.T"
            else ops.power(left, "2")
        )
    return ops.product(left, right, "*")
