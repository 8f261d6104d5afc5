"""The Jordan form: chains of generalised eigenvectors, the longest first, for each eigenvalue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import Eigenvalue, shifted
from backproof.linear_algebra.language.complex_numbers import whole_complex
from backproof.linear_algebra.language.matrices import (
    Vector,
    applied,
    identity,
    null_space,
    product,
    transposed,
)
from backproof.linear_algebra.language.result import Line, column
from backproof.spaces.language.printing import Matrix
from backproof.spaces.linear.elimination import reduce


def jordan(rows: Matrix, found: Sequence[Eigenvalue]) -> tuple[Matrix, Matrix]:
    """Return P and J with A P = P J."""
    size = len(rows)
    columns: list[Vector] = []
    form = [[sp.S.Zero] * size for _ in range(size)]
    for item in found:
        for chain in _chains(rows, item):
            for place, vector in enumerate(chain):
                at = len(columns)
                form[at][at] = item.value
                if place:
                    form[at - 1][at] = sp.S.One
                columns.append(vector)
    return transposed(tuple(columns)), tuple(map(tuple, form))


def _chains(rows: Matrix, item: Eigenvalue) -> list[list[Vector]]:
    """Return the chains of an eigenvalue, each beginning with an eigenvector."""
    if item.geometric == item.algebraic:
        return [[vector] for vector in item.vectors]
    n = shifted(rows, item.value)
    kernels = list(_kernels(n, item.algebraic))
    found: list[list[Vector]] = []
    for level in range(len(kernels), 0, -1):
        below = kernels[level - 2] if level > 1 else ()
        taken = [*below, *(chain[level - 1] for chain in found)]
        for vector in kernels[level - 1]:
            if _is_independent(taken, vector):
                taken.append(vector)
                found.append(_chain(n, vector, level))
    return found


def _kernels(n: Matrix, most: int) -> Iterator[Matrix]:
    """Yield bases of the null spaces of the powers of N, until their dimension is the multiplicity."""
    power = identity(len(n))
    while True:
        power = product(power, n)
        kernel = tuple(_whole(vector) for vector in null_space(power))
        yield kernel
        if len(kernel) == most:
            return


def _whole(vector: Vector) -> Vector:
    """Return a vector of numbers without denominators; others as they are."""
    return whole_complex(vector) if all(x.is_number for x in vector) else vector


def _is_independent(vectors: Sequence[Vector], other: Vector) -> bool:
    together = (*vectors, other)
    return len(reduce(transposed(together)).pivots) == len(together)


def _chain(n: Matrix, top: Vector, length: int) -> list[Vector]:
    found = [top]
    for _ in range(length - 1):
        found.append(applied(n, found[-1]))
    return found[::-1]


def chain_lines(rows: Matrix, found: Sequence[Eigenvalue], letter: str) -> Iterator[Line]:
    """State the dimensions of the null spaces of the powers, and each chain."""
    for place, item in enumerate(found, 1):
        if item.geometric == item.algebraic:
            continue
        n = shifted(rows, item.value)
        name = rf"({letter} - \lambda_{{{place}}} I)"
        sizes = [len(kernel) for kernel in _kernels(n, item.algebraic)]
        yield Line(
            "null spaces of powers",
            tuple(
                Latex(rf"\dim N({name}{f'^{k}' if k > 1 else ''}) = {size}")
                for k, size in enumerate(sizes, 1)
            ),
        )
        for chain in _chains(rows, item):
            shown = [column("", "", vector).value for vector in reversed(chain)]
            yield Line("chain", tuple(shown), count=len(chain))
