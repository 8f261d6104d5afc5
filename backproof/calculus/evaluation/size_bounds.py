"""Bounds on sizes implied by invertibility: a product of full rank n has no inner size below n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backproof.calculus.language.blocks import Slice
from backproof.calculus.language.expression import Multiply, Negate, Reduce, Structural, Transpose
from backproof.calculus.language.regroup import factors_of
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression, kept, walk
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import is_compound

Bound = tuple[Size, Size]


def size_bounds(expression: Expression) -> tuple[Bound, ...]:
    """Return pairs (k, n) with k ≥ n, necessary for every inverted matrix or determinant to be nonsingular.

    rank(A B) ≤ min(rank A, rank B), so AᵀA with A n×d is singular if n < d.
    """
    return kept(expression, _found)


def singular_part(expression: Expression) -> tuple[Expression, int] | None:
    """Return an inverted matrix or determinant that is singular by its sizes, and its largest rank."""
    for matrix in _inverted(expression):
        for k, size in _bounds_of(matrix):
            if isinstance(k, int) and isinstance(size, int):
                return matrix, k
    return None


def _found(expression: Expression) -> tuple[Bound, ...]:
    inverted = (bound for matrix in _inverted(expression) for bound in _bounds_of(matrix))
    return tuple(dict.fromkeys((*inverted, *_of_entries(expression))))


def _of_entries(expression: Expression) -> Iterator[Bound]:
    """Yield the bounds that indices state: x[2] needs three entries."""
    for node in walk(expression):
        if isinstance(node, Slice):
            for size, stretch in zip(node.operand.shape, (node.rows, node.columns), strict=True):
                if stretch and not (is_compound(size) or is_compound(stretch[1])) and size != stretch[1]:
                    yield size, stretch[1]


def _inverted(expression: Expression) -> Iterator[Expression]:
    for node in walk(without_names(expression)):
        if isinstance(node, Structural | Reduce) and OPERATION[node.name].nonsingular:
            yield node.operand


def _bounds_of(matrix: Expression) -> list[Bound]:
    size = matrix.shape[0]
    inner = [k for k in _inner_sizes(matrix) if k != size and not _surely(k, size)]
    return [(k, size) for k in inner if not (is_compound(k) or is_compound(size))]


def _inner_sizes(matrix: Expression) -> list[Size]:
    """Return the inner sizes of a product, ignoring scalar factors, signs and transposes."""
    match matrix:
        case Negate(operand) | Transpose(operand):
            return _inner_sizes(operand)
        case Multiply(left, right) if left.is_scalar or right.is_scalar:
            return _inner_sizes(right if left.is_scalar else left)
    factors = factors_of(matrix)
    inner = [factor.shape[0] for factor in factors[1:]]
    return inner + [size for factor in factors for size in (_inner_sizes(factor) if len(factors) > 1 else ())]


def _surely(larger: Size, smaller: Size) -> bool:
    return isinstance(larger, int) and isinstance(smaller, int) and larger >= smaller


def fitted(lengths: dict[str, int], bounds: Iterable[Bound], step: int) -> dict[str, int] | None:
    """Raise the larger sizes until the bounds hold; return None if they cannot hold.

    A size that has to be raised ends `step` above the smaller one. Bounds of other sizes do not matter.
    """
    found = dict(lengths)
    bounds = [pair for pair in bounds if all(isinstance(size, int) or size in found for size in pair)]
    for _ in range(len(found) + 1):
        raised = dict(found)
        for larger, smaller in bounds:
            least = smaller if isinstance(smaller, int) else raised[smaller]
            most = larger if isinstance(larger, int) else raised[larger]
            if most < least and isinstance(larger, str):
                raised[larger] = least + step
            elif most < least and isinstance(smaller, str):
                raised[smaller] = most
            elif most < least:
                return None
        if raised == found:
            return found
        found = raised
    return None
