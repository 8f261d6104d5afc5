"""Matrices of constants such as pi: ranks over rational functions, and zeros that only an identity shows."""

import random

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.dimension import column_space
from backproof.spaces.exact.constants.generators import determinant_in_generators, in_generators

CONSTANTS = ("pi", "log(2)", "cos(2)", "exp(1/2)", "exp(-30)", "sin(1)", "exp(sqrt(2))")


def rank_at_random(rows: list[list[tuple[int, int]]]) -> int:
    """Return the rank of a + b t over Q(t), with a large random integer in place of t."""
    place = random.Random(1).getrandbits(200)
    return sp.Matrix([[a + b * place for a, b in row] for row in rows]).rank()


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", CONSTANTS)
@pytest.mark.parametrize(("size", "between"), [((5, 5), 4), ((7, 6), 3)])
def test_dense_matrices_with_a_transcendental_constant_are_decided(
    name: str, size: tuple[int, int], between: int
) -> None:
    draw = random.Random(f"{name}{size}")
    high = range(size[0])
    tall = [[(draw.randint(-2, 2), draw.choice((0, 0, 1, -2))) for _ in range(between)] for _ in high]
    wide = [[draw.randint(-3, 3) for _ in range(size[1])] for _ in range(between)]
    pairs = [
        [
            (sum(a * w[j] for (a, _), w in zip(row, wide, strict=True)),
             sum(b * w[j] for (_, b), w in zip(row, wide, strict=True)))
            for j in range(size[1])
        ]
        for row in tall
    ]  # fmt: skip
    found = column_space([[f"{a} + ({b})*{name}" for a, b in row] for row in pairs])
    assert found.dimension == rank_at_random(pairs)
    assert found.passed, [check for check in found.evidence if not check.passed]


@pytest.mark.parametrize(
    ("matrix", "rank"),
    [
        ([["sin(1)**2", "1"], ["1 - cos(1)**2", "1"]], 1),
        ([["log(6)", "1"], ["log(2) + log(3)", "1"]], 1),
        ([["exp(2)", "e"], ["e", "1"]], 1),
        ([["exp(2)", "e"], ["e", "1 + exp(-100)"]], 2),
        ([["pi**2", "pi"], ["pi", "1"]], 1),
        ([["sin(2)", "2*sin(1)"], ["cos(1)", "1"]], 1),
    ],
)
def test_numbers_that_are_0_by_an_identity_are_no_pivots(matrix: list[list[str]], rank: int) -> None:
    found = column_space(matrix)
    assert found.dimension == rank
    assert found.passed


@pytest.mark.parametrize("seed", range(12))
def test_quotients_and_determinants_keep_their_value(seed: int) -> None:
    """Compare with mpmath, which knows nothing of generators."""
    draw = random.Random(seed)
    atoms = [sp.pi, sp.E, sp.exp(sp.Rational(-1, 3)), sp.cos(2), sp.log(3)]
    chosen = draw.sample(atoms, 2)

    def number() -> sp.Expr:
        factor = sp.Rational(draw.randint(-5, 5), draw.randint(1, 4))
        return factor + draw.randint(-2, 2) * draw.choice(chosen) / (draw.choice(chosen) + draw.randint(2, 4))

    square = [[number() for _ in range(3)] for _ in range(3)]
    determinant = determinant_in_generators(square)
    with mp.workdps(40):
        values = mp.matrix([[mp.mpf(str(x.evalf(40))) for x in row] for row in square])
        if determinant is not None:
            assert mp.almosteq(mp.mpf(str(determinant.evalf(40))), mp.det(values), 1e-25, 1e-25)
        for x, value in zip((x for row in square for x in row), values, strict=True):
            quotient = in_generators(x)
            assert quotient is None or mp.almosteq(mp.mpf(str(quotient.evalf(40))), value, 1e-30, 1e-30)


@pytest.mark.parametrize("text", ["sqrt(2)", "x", "sqrt(pi)", "1/2"])
def test_other_numbers_have_no_generators(text: str) -> None:
    assert in_generators(sp.sympify(text)) is None
