"""Spaces made at random: their known dimensions are right, and so is what is said of a sample."""

import random

import mpmath as mp
import pytest
import sympy as sp

from benchmarks.spaces import functions
from benchmarks.spaces.__main__ import main
from benchmarks.spaces.judge import judge

X = sp.Symbol("x", real=True)
WIDE = {"cbrt": sp.cbrt, "log2": lambda u: sp.log(u, 2), "log10": lambda u: sp.log(u, 10), "abs": sp.Abs}
POINTS = {
    "(1, oo)": 2,
    "(-1, 1)": 0,
    "[1, 20]": 1,
    "(-pi/2, pi/2)": 0,
    "[0, pi]": 1,
    "(0, oo)": 1,
    "[2, 3]": 2,
}


@pytest.mark.parametrize("family", functions.FAMILIES, ids=lambda family: f"{family.name} {family.domain}")
def test_coordinates_are_those_of_the_functions(family):
    draw = random.Random(7)
    rows = [functions._values(coordinates) for coordinates in family.spellings.values()]
    with mp.workdps(60):
        low = POINTS.get(family.domain, -2)
        points = [
            mp.mpf(low) + mp.mpf(draw.randint(1, 10**6)) / (10**6 + 1) * (4 if low < 0 else 1)
            for _ in range(30)
        ]
        written = [sp.lambdify(X, sp.sympify(text, {"x": X, **WIDE}), "mpmath") for text in family.spellings]
        values = mp.matrix([[f(p) for f in written] for p in points])
        singular = mp.svd_r(values, compute_uv=False)
        found = sum(s > mp.mpf(10) ** -35 for s in singular)
    assert found == functions.rank(rows)


@pytest.mark.slow
def test_a_sample_is_answered_rightly():
    outcomes = [judge(case) for case in functions.cases(16, seed=5)]
    assert not [o for o in outcomes if o.verdict not in ("right", "open")]
    assert sum(o.verdict == "open" for o in outcomes) <= 1


def test_a_wrong_answer_is_told():
    case = next(functions.cases(1))
    wrong = type(case)(case.family, case.part, case.expected + 1)
    assert judge(wrong).verdict == "wrong"


def test_the_command_counts(capsys):
    assert main(["--kind", "functions", "--count", "3", "--seed", "3"]) == 0
    assert "3 spaces" in capsys.readouterr().out
