"""Determinants and ranks by routes that share nothing with the elimination: for the evidence only."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import mpmath as mp

Numbers = Sequence[Sequence[Fraction]]


def bareiss(square: Numbers) -> Fraction:
    """The determinant by fraction-free elimination on the rows made whole."""
    scales = [lcm(*(x.denominator for x in row)) if row else 1 for row in square]
    work = [[int(x * scale) for x in row] for row, scale in zip(square, scales, strict=True)]
    sign, before = 1, 1
    for k in range(len(work)):
        swap = next((i for i in range(k, len(work)) if work[i][k]), None)
        if swap is None:
            return Fraction(0)
        if swap != k:
            work[k], work[swap], sign = work[swap], work[k], -sign
        for row in work[k + 1 :]:
            head = row[k]
            row[:] = [(work[k][k] * a - head * b) // before for a, b in zip(row, work[k], strict=True)]
        before = work[k][k]
    return sign * Fraction(before, _product(scales))


def _product(values: Sequence[int]) -> int:
    total = 1
    for value in values:
        total *= value
    return total


def numeric_rank(rows: Sequence[Sequence[mp.mpf]], noise: mp.mpf) -> int:
    """The rank in many digits: complete pivoting, entries below `noise` relative to their row taken as 0."""
    work = [
        [mp.mpf(x) / (max(map(abs, row)) or 1) for x in row] for row in rows if max(map(abs, row)) > noise
    ]
    rank = 0
    while work and work[0]:
        i, j = max(
            ((i, j) for i in range(len(work)) for j in range(len(work[0]))),
            key=lambda at: abs(work[at[0]][at[1]]),
        )
        if abs(work[i][j]) <= noise:
            break
        pivot = work.pop(i)
        work = [
            [a - row[j] / pivot[j] * b for k, (a, b) in enumerate(zip(row, pivot, strict=True)) if k != j]
            for row in work
        ]
        rank += 1
    return rank
