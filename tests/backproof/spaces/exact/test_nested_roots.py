"""Matrices of nested roots: ranks against singular values to sixty digits, and planted faults."""

from __future__ import annotations

import random
from dataclasses import replace

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import column_space
from backproof.spaces.exact.roots.number_fields import number_field
from benchmarks.spaces.mixed_constants import nested

ROOTS = {
    "two": ("sqrt(1 + sqrt(2))", "sqrt(3)"),
    "three": ("sqrt(2 + sqrt(3))", "sqrt(5)", "cbrt(2)"),
    "cubic": ("sqrt(1 + sqrt(2))", "cbrt(2)"),
    "conjugate": ("sqrt(2 + sqrt(2))", "sqrt(2 - sqrt(2))"),
    "of a nested root": ("sqrt(1 + sqrt(1 + sqrt(2)))", "sqrt(2)"),
    "inverse": ("1/sqrt(1 + sqrt(2))", "sqrt(7)"),
}


def _matrix(names: tuple[str, ...], size: int, is_dependent: bool) -> list[list[str]]:
    draw = random.Random(f"{names}{size}")
    own = [*names, "1", "2", "0", "3"]
    rows = [[draw.choice(own) for _ in range(size)] for _ in range(size)]
    if is_dependent:
        rows[-1] = [f"{names[0]}*({a}) + 3*({b})" for a, b in zip(rows[0], rows[1], strict=True)]
    return rows


def _rank(rows: list[list[str]]) -> int:
    with mp.workdps(60):
        numbers = [[mp.mpf(str(sp.sympify(x).evalf(60))) for x in row] for row in rows]
        return sum(value > mp.mpf(10) ** -40 for value in mp.svd_r(mp.matrix(numbers), compute_uv=False))


@pytest.mark.parametrize("is_dependent", [False, True])
@pytest.mark.parametrize("names", ROOTS)
def test_the_rank_is_that_of_sixty_digits(names: str, is_dependent: bool) -> None:
    rows = _matrix(ROOTS[names], 3 if names == "three" else 4, is_dependent)
    found = column_space(rows)
    assert (found.dimension, found.passed) == (_rank(rows), True)


def test_ranks_are_those_of_residues() -> None:
    draw = random.Random(3)
    for _ in range(6):
        rows, rank = nested(draw)
        found = column_space(rows)
        assert (found.dimension, found.passed) == (rank, True)


def test_a_number_times_its_inverse_is_one() -> None:
    value = sp.sympify("3 + sqrt(1 + sqrt(2))*cbrt(5) - sqrt(2)/7")
    field = number_field([value])
    assert field
    number = field.read(value)
    assert number
    inverse = field.inverse(number)
    assert inverse
    assert field.multiply(number, inverse) == field.one
    assert abs((field.to_expression(inverse) * value - 1).evalf(50)) < 1e-40


def test_roots_that_differ_by_a_surd_are_one() -> None:
    root = sp.sqrt(2 + 2 * sp.sqrt(2), evaluate=False)
    field = number_field([sp.sqrt(1 + sp.sqrt(2)), root])
    assert field
    assert len(field.roots) == 1
    assert field.read(sp.sqrt(2) * sp.sqrt(1 + sp.sqrt(2)) - root) == {}


def test_another_factor_of_an_operation_is_seen() -> None:
    found = column_space(_matrix(ROOTS["two"], 4, False))
    place = next(i for i, operation in enumerate(found.operations) if operation.kind == "add")
    changed = replace(found.operations[place], factor="sqrt(1 + sqrt(2))/5")
    spoilt = replace(found, operations=(*found.operations[:place], changed, *found.operations[place + 1 :]))
    assert any(not check.passed for check in verify(spoilt))
