"""Sums over the indices of a product of entries, as products of vectors and matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import Generic, Protocol, TypeVar

V = TypeVar("V")


class NotMatricesError(Exception):
    """A sum over indices that is no product of matrices."""


class Algebra(Protocol[V]):
    """The operations that a contraction needs; a vector is a column."""

    def scaled(self, factor: V, value: V) -> V:
        """Return the product of a scalar and any value."""

    def entrywise(self, left: V, right: V) -> V:
        """Return the Hadamard product."""

    def product(self, left: V, right: V) -> V:
        """Return the matrix product."""

    def transpose(self, value: V) -> V:
        """Return the transpose."""

    def apply(self, function: str, value: V) -> V:
        """Return `sum`, `rowsum`, `tr`, `diag` or `diagvec` of a value."""


@dataclass(frozen=True, eq=False)
class Factor(Generic[V]):
    """A scalar, a vector or a matrix, with an index for each of its axes."""

    value: V
    indices: str


def contracted(factors: Sequence[Factor[V]], result: str, algebra: Algebra[V]) -> V:
    """Return the sum of a product of entries over all indices that are not those of the result.

    An index is summed out of its vector and one matrix, or of two matrices with the diagonal matrix of its
    vector in between. Raises NotMatricesError if an index belongs to more matrices, or not to the factors.
    """
    if any(len(factor.indices) > 2 for factor in factors) or len(set(result)) < len(result) or result[2:]:
        raise NotMatricesError
    if set(result) - set("".join(factor.indices for factor in factors)):
        raise NotMatricesError
    return _Contraction(algebra, result).value(factors)


@dataclass(frozen=True)
class _Contraction(Generic[V]):
    algebra: Algebra[V]
    result: str

    def value(self, factors: Sequence[Factor[V]]) -> V:
        """Sum out one index after the other, those of the fewest matrices first."""
        found = self.merged([self.traced(factor, factors) for factor in factors])
        while summed := [i for i in _indices(found) if i not in self.result]:
            index = min(summed, key=lambda i: len(_matrices(found, i)))
            found = self.merged(self.without(index, found))
        scalars = [factor.value for factor in found if not factor.indices]
        shaped = [factor for factor in found if factor.indices]
        whole = [self.joined(shaped)] if shaped else []
        return reduce(self.algebra.scaled, [*scalars, *whole])

    def traced(self, factor: Factor[V], factors: Sequence[Factor[V]]) -> Factor[V]:
        """Return the trace in place of a matrix whose one index is that of nothing else."""
        index = factor.indices[:1]
        holders = [other for other in factors if index in other.indices]
        if index and factor.indices == 2 * index and index not in self.result and len(holders) == 1:
            return Factor(self.algebra.apply("tr", factor.value), "")
        return factor

    def merged(self, factors: Sequence[Factor[V]]) -> list[Factor[V]]:
        """Multiply the factors that have the same indices, entry by entry."""
        found: dict[str, Factor[V]] = {}
        scalars = []
        for factor in map(self.without_double, factors):
            key = "".join(sorted(factor.indices))
            if not key:
                scalars.append(factor)
            elif key in found:
                other = self.turned(factor, found[key].indices)
                found[key] = Factor(self.algebra.entrywise(found[key].value, other), found[key].indices)
            else:
                found[key] = factor
        return [*scalars, *found.values()]

    def without_double(self, factor: Factor[V]) -> Factor[V]:
        """Return the diagonal in place of a matrix with one index for both axes."""
        if len(factor.indices) == 2 and len(set(factor.indices)) == 1:
            return Factor(self.algebra.apply("diagvec", factor.value), factor.indices[0])
        return factor

    def turned(self, factor: Factor[V], indices: str) -> V:
        """Return the value with its axes in this order."""
        return factor.value if factor.indices == indices else self.algebra.transpose(factor.value)

    def without(self, index: str, factors: Sequence[Factor[V]]) -> list[Factor[V]]:
        """Sum out an index."""
        matrices = _matrices(factors, index)
        rest = [factor for factor in factors if index not in factor.indices]
        vector = next((factor for factor in factors if factor.indices == index), None)
        if len(matrices) > 2:
            raise NotMatricesError
        if not matrices and vector:
            return [*rest, Factor(self.algebra.apply("sum", vector.value), "")]
        if len(matrices) == 2:
            return [*rest, self.through(index, vector, *matrices)]
        other = _other(matrices[0], index)
        if not vector and other not in self.result and not any(other in factor.indices for factor in rest):
            return [*rest, Factor(self.algebra.apply("sum", matrices[0].value), "")]
        right = next((factor for factor in rest if factor.indices == other), None)
        if vector and right and other not in self.result and len(_matrices(factors, other)) == 1:
            # Both sides of the matrix have their vector: a bilinear form.
            first, last = (vector, right) if matrices[0].indices == index + other else (right, vector)
            rows = self.algebra.product(self.algebra.transpose(first.value), matrices[0].value)
            rest.remove(right)
            return [*rest, Factor(self.algebra.product(rows, last.value), "")]
        oriented = self.turned(matrices[0], other + index)
        summed = (
            self.algebra.product(oriented, vector.value) if vector else self.algebra.apply("rowsum", oriented)
        )
        return [*rest, Factor(summed, other)]

    def through(self, index: str, vector: Factor[V] | None, left: Factor[V], right: Factor[V]) -> Factor[V]:
        """Return the product of two matrices, with a diagonal matrix in between."""
        ends = _other(left, index), _other(right, index)
        if left.indices[0] == index and right.indices[1] == index:
            left, right, ends = right, left, ends[::-1]
        first, last = self.turned(left, ends[0] + index), self.turned(right, index + ends[1])
        if vector:
            last = self.algebra.product(self.algebra.apply("diag", vector.value), last)
        return Factor(self.algebra.product(first, last), "".join(ends))

    def joined(self, factors: Sequence[Factor[V]]) -> V:
        """Return the product of what has the indices of the result alone."""
        by_indices = {"".join(sorted(factor.indices)): factor for factor in factors}
        if len(self.result) == 1:
            return by_indices[self.result].value
        first, last = (by_indices.get(index) for index in self.result)
        matrix = by_indices.get("".join(sorted(self.result)))
        if matrix is None:
            if not (first and last):
                raise NotMatricesError
            return self.algebra.product(first.value, self.algebra.transpose(last.value))
        value = self.turned(matrix, self.result)
        if first:
            value = self.algebra.product(self.algebra.apply("diag", first.value), value)
        return self.algebra.product(value, self.algebra.apply("diag", last.value)) if last else value


def _indices(factors: Sequence[Factor[V]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(factor.indices for factor in factors)))


def _matrices(factors: Sequence[Factor[V]], index: str) -> list[Factor[V]]:
    return [factor for factor in factors if len(factor.indices) == 2 and index in factor.indices]


def _other(matrix: Factor[V], index: str) -> str:
    return matrix.indices.replace(index, "", 1)
