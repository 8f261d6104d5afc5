"""Factors of matrix products in NumPy, multiplied without building matrices of special structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from backproof.calculus.language.text import number_text
from backproof.calculus.numpy_code.chains import associated, length
from backproof.calculus.numpy_code.ops import Op, Ops, upright
from backproof.calculus.primitives.shapes import SCALAR, Shape


@dataclass(frozen=True)
class Scale:
    """The scalars of a product: a rational coefficient, factors and divisors."""

    coefficient: Fraction
    factors: tuple[Op, ...]
    divisors: tuple[Op, ...]

    def applied(self, op: Op, ops: Ops) -> Op:
        """Return the scaled code."""
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

    @property
    def is_one(self) -> bool:
        """True if the scale has no effect."""
        return self.coefficient == 1 and not self.factors and not self.divisors

    def _multiplied(self, lead: list[Op], op: Op, ops: Ops) -> Op:
        factors = lead if lead and op is ops.name("1") else [*lead, op]
        return reduce(lambda left, right: ops.product(left, right, "*"), factors)


@dataclass(frozen=True)
class Factor:
    """A factor of a product, and its special structure if there is any, which avoids building the matrix.

    It is ones (`inner` is their number), eye, diag or inv of `inner`, an outer product or a chain of
    `parts`, or a sum of parts, subtracted where `signs` has "-". `scale` has not been applied yet. A
    `cheap` sum is always multiplied part by part, any other sum only by a vector.
    """

    shape: Shape
    written: Op
    special: str = ""
    inner: Op | None = None
    parts: tuple[Factor, ...] = ()
    signs: str = ""
    scale: Scale | None = None
    cheap: bool = False
    symmetric: bool = False

    @property
    def is_vector(self) -> bool:
        """True if it has one row or one column."""
        return 1 in self.shape


def scaled(item: Factor, scale: Scale | None, ops: Ops) -> Factor:
    """Multiply the factor by a scale; only an outer product with ones keeps its special structure."""
    if scale is None or scale.is_one:
        return item
    if item.special == "outer" and with_ones(item):
        left, right = item.parts
        if left.special == "ones":
            return _joined_ones(left, scaled(right, scale, ops), ops)
        return _joined_ones(scaled(left, scale, ops), right, ops)
    return Factor(item.shape, scale.applied(item.written, ops))


def with_ones(item: Factor) -> bool:
    """True if an outer product has ones on one of its sides."""
    return any(part.special == "ones" for part in item.parts)


def product_of(leaves: Sequence[Factor], ops: Ops) -> Factor:
    """Return the product of the leaves, from the right if that needs fewer transposes."""
    from_right = any(leaf.special in {"inv", "diag"} for leaf in leaves[:-1])
    return associated(leaves, lambda left, right: joined(left, right, ops), from_right)


def joined(left: Factor, right: Factor, ops: Ops) -> Factor:
    """Return the product of two factors."""
    found = _joined(left, right, ops)
    if not found.is_vector:
        ops.matrices.add(found.written)
    return found


def _joined(left: Factor, right: Factor, ops: Ops) -> Factor:  # noqa: PLR0911 (one per kind)
    shape = left.shape[0], right.shape[1]
    if left.special == "eye":
        return scaled(right, left.scale, ops)
    if right.special == "eye":
        return scaled(left, right.scale, ops)
    if _is_distributed(left, right):
        return added(shape, left.signs, [joined(part, right, ops) for part in left.parts], ops)
    if _is_distributed(right, left):
        return added(shape, right.signs, [joined(left, part, ops) for part in right.parts], ops)
    if left.special == "chain":
        return scaled(product_of([*left.parts, right], ops), left.scale, ops)
    if right.special == "chain":
        return scaled(product_of([left, *right.parts], ops), right.scale, ops)
    if left.special == "outer":
        return joined(left.parts[0], scaled(joined(left.parts[1], right, ops), left.scale, ops), ops)
    if right.special == "outer":
        return joined(scaled(joined(left, right.parts[0], ops), right.scale, ops), right.parts[1], ops)
    if left.shape[1] == 1 and length(shape[0]) > 1 and length(shape[1]) > 1:
        return _joined_ones(left, right, ops)
    if left.special == "diag" and right.special == "diag" and left.inner and right.inner:
        inner = ops.product(left.inner, right.inner, "*")
        return Factor(shape, ops.call("np.diagflat({})", inner), "diag", inner)
    return Factor(shape, _special_product(left, right, ops) or _plain_product(left, right, ops))


def _is_distributed(total: Factor, other: Factor) -> bool:
    """True if a sum should be multiplied addend by addend; never if two inverses would meet."""
    if total.special != "sum":
        return False
    if other.special == "inv" and any(part.special == "inv" for part in total.parts):
        return False
    return total.cheap or (other.is_vector and other.special != "ones")


def _joined_ones(left: Factor, right: Factor, ops: Ops) -> Factor:
    """Return an outer product; one with ones repeats the other side."""
    shape = left.shape[0], right.shape[1]
    if left.special == "ones" and left.inner:
        written = ops.call("np.repeat({}, {}, axis=0)", right.written, left.inner)
    elif right.special == "ones" and right.inner:
        written = ops.call("np.repeat({}, {}, axis=1)", left.written, right.inner)
    else:
        written = ops.outer(left.written, right.written)
    return Factor(shape, written, "outer", parts=(left, right))


def broadcasting(item: Factor) -> tuple[Op, Shape]:
    """Return the factor, or something that broadcasts to it, with its shape."""
    if item.special != "outer" or item.scale:
        return item.written, item.shape
    left, right = item.parts
    if left.special == "ones" and right.special != "ones":
        return right.written, right.shape
    if right.special == "ones" and left.special != "ones":
        return left.written, left.shape
    return item.written, item.shape


def added(shape: Shape, signs: str, addends: Sequence[Factor], ops: Ops) -> Factor:
    """Return the sum; repeated rows or columns are broadcast if another addend has all of them."""
    loose = [broadcasting(addend) for addend in addends]
    spread = tuple(next((found[axis] for _, found in loose if found[axis] != 1), 1) for axis in (0, 1))
    pieces = [op for op, _ in loose] if spread == shape else [addend.written for addend in addends]
    first, *others = pieces
    total = ops.negative(first) if signs[0] == "-" else first
    for sign, other in zip(signs[1:], others, strict=True):
        total = ops.sum(total, other, sign)
    return Factor(shape, total)


def _special_product(left: Factor, right: Factor, ops: Ops) -> Op | None:
    """Return a product with diag(v), an inverse or a vector of ones, without building the matrix."""
    if left.special == "diag" and left.inner:
        return ops.product(left.inner, right.written, "*")
    if right.special == "diag" and right.inner:
        return ops.product(left.written, ops.transpose(right.inner), "*")
    if left.special == "inv" and left.inner:
        solved = ops.call("np.linalg.solve({}, {})", left.inner, right.written)
        return left.scale.applied(solved, ops) if left.scale else solved
    if right.special == "inv" and right.inner:
        matrix = right.inner if right.symmetric else ops.transpose(right.inner)
        turned = ops.call("np.linalg.solve({}, {})", matrix, ops.transpose(left.written))
        solved = ops.transpose(turned)
        return right.scale.applied(solved, ops) if right.scale else solved
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
    """Return an inner product as a number, any other with @; a scalar multiplies."""
    if left.shape[1] == 1:
        return ops.product(left.written, right.written, "*")
    if left.shape[0] == 1 and right.shape[1] == 1:
        return ops.call("np.vdot({}, {})", upright(left.written), upright(right.written))
    return ops.product(left.written, right.written, "@")
