"""Matrices of roots next to constants such as pi: their ranks against those of residues modulo a prime."""

import random
from dataclasses import replace

import pytest

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import span
from benchmarks.spaces.mixed_constants import CONSTANTS, PRIME, cube_root, mixed, square_root

FOUR = [
    ["sqrt(2)", "2**(1/3)", "pi", "1"],
    ["1", "sqrt(2)", "e", "2"],
    ["pi", "1", "2**(1/3)", "3"],
    ["e", "1", "1", "sqrt(2)"],
]


def test_residues_are_roots():
    assert square_root(2) ** 2 % PRIME == 2
    assert square_root(5) ** 2 % PRIME == 5
    assert cube_root(25) ** 3 % PRIME == 25
    assert cube_root(2) ** 3 % PRIME == 2


@pytest.mark.parametrize("seed", range(24))
def test_the_rank_is_that_of_residues(seed):
    matrix, rank = mixed(random.Random(f"mixed {seed}"))
    found = span(matrix)
    assert found.dimension == rank
    assert found.passed, [check for check in found.evidence if not check.passed]


@pytest.mark.parametrize(
    ("rows", "rank"),
    [
        (FOUR, 4),
        ([["sqrt(2)*pi", "e", "1"], ["pi", "e/sqrt(2)", "2"], ["0", "0", "1"]], 2),
        ([["log(6)", "sqrt(2)"], ["log(2) + log(3)", "sqrt(2)"]], 1),
        ([["exp(sqrt(2))", "sqrt(2)"], ["exp(2*sqrt(2))", "sqrt(2)*exp(sqrt(2))"]], 1),
        ([["sin(1)**2 + cos(1)**2", "sqrt(2)"], ["1", "sqrt(2)"]], 1),
        ([["pi + sqrt(2)", "1"], ["1", "1/(pi + sqrt(2))"]], 1),
        ([["sqrt(pi)", "pi"], ["1", "sqrt(pi)"]], 1),
        ([["sqrt(3)", "sqrt(pi)", "1"], ["1", "sqrt(pi)", "cbrt(3)"], ["2", "pi", "1"]], 3),
        ([["1/pi", "sqrt(2)/pi**2"], ["pi", "sqrt(2)"]], 1),
        ([["1/(1 + pi)", "sqrt(2)"], ["1/(1 - pi**2)", "sqrt(2)/(1 - pi)"]], 1),
        (
            [
                ["pi", "e", "log(2)", "sin(1)"],
                ["1", "exp(2)", "log(5)", "2"],
                ["sqrt(7)", "cos(2)", "1", "pi"],
            ],
            3,
        ),
    ],
)
def test_roots_stand_next_to_constants(rows, rank):
    found = span(rows)
    assert found.dimension == rank
    assert found.passed, [check for check in found.evidence if not check.passed]


def changed(dimension, nth, factor):
    operation = replace(dimension.operations[nth], factor=factor)
    return replace(
        dimension, operations=(*dimension.operations[:nth], operation, *dimension.operations[nth + 1 :])
    )


def test_a_wrong_factor_is_found():
    found = span(FOUR)
    places = [n for n, operation in enumerate(found.operations) if operation.kind == "add"]
    wrong = changed(found, places[2], f"{found.operations[places[2]].factor} + 1/10**30")
    assert "row operations replayed" in {check.method for check in verify(wrong) if not check.passed}


def test_a_wrong_entry_is_found():
    rows = [*FOUR[:2], [f"({x}) + pi*({y})" for x, y in zip(*FOUR[:2], strict=True)]]
    found = span(rows)
    assert found.dimension == 2
    factors = found.certificate.factorisation
    (first, *others), *rest = factors.right_text
    right = ((f"{first} + sqrt(2)/10**40", *others), *rest)
    wrong = replace(
        found, certificate=replace(found.certificate, factorisation=replace(factors, right_text=right))
    )
    failed = {check.method for check in verify(wrong) if not check.passed}
    assert {"certificate as printed", "A = C R multiplied out"} <= failed


@pytest.mark.slow
def test_a_long_elimination_is_given_up():
    draw = random.Random(3)
    letters = [*CONSTANTS, "sqrt(2)", "sqrt(3)", "cbrt(5)", "7**(1/5)"]
    found = span([[f"{draw.choice(letters)} + {draw.choice(letters)}" for _ in range(12)] for _ in range(12)])
    assert found.dimension in (None, 12)
    assert found.is_open or found.passed


@pytest.mark.slow
def test_many_roots_are_reduced_in_time():
    """Entries of degree 4 have filled the elimination beyond its limit."""
    draw = random.Random(8)
    powers = ("1", "3**(1/4)", "sqrt(3)", "27**(1/4)")
    rows = [
        [" + ".join(f"({draw.randint(-3, 3)})*{power}" for power in powers) for _ in range(5)]
        for _ in range(12)
    ]
    found = span(rows)
    assert found.dimension == 5
    assert found.passed
