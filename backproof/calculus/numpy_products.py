"""Matrix products in NumPy: from the vector's end, scaled where smallest, without inverses and diag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Protocol

from backproof.calculus.chains import Chain, associated, chain, entries, length
from backproof.calculus.expression import (
    SCALAR,
    Add,
    Expression,
    Eye,
    Number,
    Ones,
    Shape,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.numpy_ops import Op, Ops
from backproof.calculus.text import number_text

OUTER = "np.outer({}, {})"


class Lowers(Protocol):
    """What turns expressions into pieces of code."""

    ops: Ops

    def lower(self, node: Expression, loose: bool = False) -> Op:
        """The code of a part."""

    def is_shared(self, node: Expression) -> bool:
        """Whether a part is used more than once."""


@dataclass(frozen=True)
class Factor:
    """A factor of a product. `special` says that it is ones, diag, inv or eye of `inner`, not yet written.

    It may also be an "outer" product of two `parts`, or a "sum" of parts that are subtracted where `signs`
    say "-": diagonal and outer ones, cheaper to multiply by one at a time.
    """

    shape: Shape
    written: Op
    special: str = ""
    inner: Op | None = None
    parts: tuple[Factor, ...] = ()
    signs: str = ""


@dataclass(frozen=True)
class Scale:
    """The scalars of a product: a rational coefficient, factors and divisors."""

    coefficient: Fraction
    factors: tuple[Op, ...]
    divisors: tuple[Op, ...]

    def applied(self, op: Op, ops: Ops) -> Op:
        """The scaled piece."""
        size = abs(self.coefficient)
        lead = list(self.factors)
        by_division = size.numerator == 1 and size.denominator > 1
        if size != 1 and not by_division:
            lead.insert(0, ops.make(number_text(size), trivial=True))
        if self.coefficient < 0:
            lead[:1] = [ops.negative(lead[0])] if lead else []
        result = self._multiplied(lead, op, ops)
        if self.coefficient < 0 and not lead:
            result = ops.negative(op)
        if by_division:
            result = ops.product(result, ops.name(str(size.denominator)), "/")
        for divisor in self.divisors:
            result = ops.product(result, divisor, "/")
        return result

    def _multiplied(self, lead: list[Op], op: Op, ops: Ops) -> Op:
        factors = lead if lead and op is ops.name("1") else [*lead, op]
        return reduce(lambda left, right: ops.product(left, right, "*"), factors)


def has_outer_ones(node: Expression, lowers: Lowers) -> bool:
    """Whether a product begins with a column of ones or ends with a row of them, and so broadcasts."""
    factors = chain(node, lowers.is_shared).factors
    return len(_without_outer_ones(factors)) < len(factors)


def _without_outer_ones(factors: tuple[Expression, ...]) -> tuple[Expression, ...]:
    if len(factors) > 1 and _is_ones(factors[0], 1):
        factors = factors[1:]
    if len(factors) > 1 and _is_ones(factors[-1], 0):
        factors = factors[:-1]
    return factors


def _is_ones(node: Expression, axis: int) -> bool:
    inner = node.operand if isinstance(node, Transpose) else node
    return isinstance(inner, Ones) and node.shape[axis] == 1


def product(node: Expression, lowers: Lowers, loose: bool) -> Op:
    """A scaled matrix product; a scale goes to the smallest factor where the result is larger."""
    found = chain(node, lowers.is_shared)
    if found.factors == (node,):
        return _written_alone(node, lowers)
    factors = _without_outer_ones(found.factors) if loose else found.factors
    scale = _scale(found, lowers)
    if len(factors) == 1:
        return scale.applied(_single(factors[0], lowers, loose), lowers.ops)
    leaves = [factor(part, lowers) for part in factors]
    smallest = min(range(len(leaves)), key=lambda i: entries(leaves[i].shape))
    inside = entries(leaves[smallest].shape) < entries(node.shape)
    if inside and (scale.coefficient != 1 or scale.factors or scale.divisors):
        plain = leaves[smallest]
        leaves[smallest] = Factor(plain.shape, scale.applied(plain.written, lowers.ops))
    result = associated(leaves, lambda left, right: joined(left, right, lowers.ops)).written
    return result if inside else scale.applied(result, lowers.ops)


def _written_alone(node: Expression, lowers: Lowers) -> Op:
    """A transpose of a whole that is no product."""
    if isinstance(node, Transpose):
        return lowers.ops.transpose(lowers.lower(node.operand))
    return factor(node, lowers).written


def _single(node: Expression, lowers: Lowers, loose: bool) -> Op:
    if isinstance(node, Transpose) and isinstance(node.operand, Structural | Ones):
        return factor(node, lowers).written
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


def factor(node: Expression, lowers: Lowers) -> Factor:
    """A factor, with what is special about it."""
    turned = isinstance(node, Transpose)
    inner = node.operand if isinstance(node, Transpose) else node
    ops = lowers.ops
    if node.is_scalar:
        return Factor(node.shape, lowers.lower(inner))
    match inner:
        case Ones(rows, columns):
            plain = Ones(columns, rows) if turned else inner
            return Factor(node.shape, lowers.lower(plain), "ones")
        case Eye():
            return Factor(node.shape, lowers.lower(inner), "eye")
        case Structural("diag", operand):
            return Factor(node.shape, lowers.lower(inner), "diag", lowers.lower(operand))
        case Structural("inv", operand):
            matrix = lowers.lower(operand)
            matrix = ops.transpose(matrix) if turned else matrix
            return Factor(node.shape, ops.call("np.linalg.inv({})", matrix), "inv", matrix)
    whole = ops.transpose(lowers.lower(inner)) if turned else lowers.lower(inner)
    return _sum_of_thin(node, whole, lowers) or Factor(node.shape, whole)


def _sum_of_thin(node: Expression, whole: Op, lowers: Lowers) -> Factor | None:
    """A sum of diagonal matrices and outer products; None where the node is none, or is needed whole."""
    total = node.operand if isinstance(node, Transpose) else node
    if not isinstance(total, Add | Subtract) or 1 in node.shape or lowers.is_shared(total):
        return None
    parts: list[Factor] = []
    signs = ""
    for addend, negative in _addends(total, negative=False):
        found = chain(addend if total is node else Transpose(addend), lowers.is_shared)
        part = _thin(node.shape, found, lowers)
        if part is None:
            return None
        parts.append(part)
        signs += "-" if negative != found.negative else "+"
    return Factor(node.shape, whole, "sum", parts=tuple(parts), signs=signs)


def _addends(node: Expression, negative: bool) -> Iterator[tuple[Expression, bool]]:
    """The addends of a sum, each with whether it is subtracted."""
    match node:
        case Add(left, right) | Subtract(left, right):
            yield from _addends(left, negative)
            yield from _addends(right, negative != isinstance(node, Subtract))
        case _:
            yield node, negative


def _thin(shape: Shape, found: Chain, lowers: Lowers) -> Factor | None:
    """An addend as a diagonal matrix or as an outer product whose scale is on its column, or else None."""
    leaves = [factor(part, lowers) for part in found.factors]
    ops, scale = lowers.ops, _scale(replace(found, negative=False), lowers)
    if len(leaves) == 1 and leaves[0].special == "diag" and leaves[0].inner:
        inner = scale.applied(leaves[0].inner, ops)
        return Factor(shape, ops.call("np.diagflat({})", inner), "diag", inner)
    if len(leaves) == 1 and leaves[0].special == "eye" and not found.scale:
        return leaves[0]
    for cut in range(1, len(leaves)):
        if leaves[cut].shape[0] == 1:
            left, right = (
                associated(side, lambda one, other: joined(one, other, ops))
                for side in (leaves[:cut], leaves[cut:])
            )
            column = left if not found.scale else Factor(left.shape, scale.applied(left.written, ops))
            return Factor(shape, joined(column, right, ops).written, "outer", parts=(column, right))
    return None


def joined(left: Factor, right: Factor, ops: Ops) -> Factor:
    """The product of two factors."""
    shape = left.shape[0], right.shape[1]
    if left.special == "eye" or right.special == "eye":
        return right if left.special == "eye" else left
    if left.parts or right.parts:
        return _joined_in_parts(left, right, ops)
    if left.special == "diag" and right.special == "diag" and left.inner and right.inner:
        inner = ops.product(left.inner, right.inner, "*")
        return Factor(shape, ops.call("np.diagflat({})", inner), "diag", inner)
    return Factor(shape, _special_product(left, right, ops) or _plain_product(left, right, ops))


def _joined_in_parts(left: Factor, right: Factor, ops: Ops) -> Factor:
    """The product with a sum, addend by addend, or with an outer product, from the inside."""
    shape = left.shape[0], right.shape[1]
    if left.special == "sum":
        return _added(shape, left.signs, [joined(part, right, ops) for part in left.parts], ops)
    if right.special == "sum":
        return _added(shape, right.signs, [joined(left, part, ops) for part in right.parts], ops)
    if left.special == "outer":
        return joined(left.parts[0], joined(left.parts[1], right, ops), ops)
    return joined(joined(left, right.parts[0], ops), right.parts[1], ops)


def _added(shape: Shape, signs: str, addends: Sequence[Factor], ops: Ops) -> Factor:
    first, *others = (addend.written for addend in addends)
    total = ops.negative(first) if signs[0] == "-" else first
    for sign, other in zip(signs[1:], others, strict=True):
        total = ops.sum(total, other, sign)
    return Factor(shape, total)


def _special_product(left: Factor, right: Factor, ops: Ops) -> Op | None:
    """Products with diag(v), an inverse or a vector of ones, without making the matrix."""
    if left.special == "diag" and left.inner:
        return ops.product(left.inner, right.written, "*")
    if right.special == "diag" and right.inner:
        return ops.product(left.written, ops.transpose(right.inner), "*")
    if left.special == "inv" and left.inner:
        return ops.call("np.linalg.solve({}, {})", left.inner, right.written)
    if right.special == "inv" and right.inner:
        turned = ops.call("np.linalg.solve({}, {})", ops.transpose(right.inner), ops.transpose(left.written))
        return ops.transpose(turned)
    return _sum_with_ones(left, right, ops)


def _sum_with_ones(left: Factor, right: Factor, ops: Ops) -> Op | None:
    shape = left.shape[0], right.shape[1]
    by_left, by_right = (
        left.special == "ones" and left.shape[0] == 1,
        right.special == "ones" and right.shape[1] == 1,
    )
    if left.shape[1] == 1 or not (by_left or by_right):
        return None
    summed = right.written if by_left else left.written
    if shape == SCALAR:
        return ops.call("np.sum({})", summed)
    return ops.call(
        "np.sum({}, axis=0, keepdims=True)" if by_left else "np.sum({}, axis=1, keepdims=True)", summed
    )


def _plain_product(left: Factor, right: Factor, ops: Ops) -> Op:
    """An inner product as a number, an outer one by np.outer, any other with @."""
    if left.shape[1] == 1:
        if length(left.shape[0]) > 1 and length(right.shape[1]) > 1:
            # np.dot fills the result with zeros first, and takes three times as long where rows are 2^n long.
            return ops.call(OUTER, _upright(left.written), _upright(right.written))
        return ops.product(left.written, right.written, "*")
    if left.shape[0] == 1 and right.shape[1] == 1:
        return ops.call("np.vdot({}, {})", _upright(left.written), _upright(right.written))
    return ops.product(left.written, right.written, "@")


def _upright(op: Op) -> Op:
    """The operand of a transpose: for an inner product rows and columns are the same."""
    return op.operands[0] if op.template == "{}.T" else op


def trace(node: Expression, lowers: Lowers) -> Op:
    """The trace; of a product, the sum of an entrywise product."""
    return _along_diagonal(node, lowers, "np.sum({})", "np.trace({})")


def diagonal(node: Expression, lowers: Lowers) -> Op:
    """The diagonal as a column; of a product, row sums of an entrywise product."""
    return _along_diagonal(node, lowers, "np.sum({}, axis=1, keepdims=True)", "np.diag({})[:, None]")


def _along_diagonal(node: Expression, lowers: Lowers, of_product: str, of_matrix: str) -> Op:
    found = chain(node, lowers.is_shared)
    leaves = [factor(part, lowers) for part in found.factors]
    ops = lowers.ops
    if len(leaves) < 2 or leaves[-1].special or (len(leaves) == 2 and leaves[0].special):
        return ops.call(of_matrix, lowers.lower(node))
    left = associated(leaves[:-1], lambda one, other: joined(one, other, ops))
    entrywise = ops.product(left.written, ops.transpose(leaves[-1].written), "*")
    return _scale(found, lowers).applied(ops.call(of_product, entrywise), ops)
