"""Spaces made at random: their known dimensions are right, and so is what is said of a sample."""

import random

import mpmath as mp
import pytest
import sympy as sp

from benchmarks.spaces import functions, matrices, number_fields, parameters, polynomials
from benchmarks.spaces.__main__ import KINDS, main
from benchmarks.spaces.case import Case
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
        symbols = [X, *map(sp.Symbol, family.variables[1:])]
        points = [
            [
                mp.mpf(low) + mp.mpf(draw.randint(1, 10**6)) / (10**6 + 1) * (4 if low < 0 else 1)
                for _ in symbols
            ]
            for _ in range(30)
        ]
        known = {**WIDE, **{symbol.name: symbol for symbol in symbols}}
        written = [sp.lambdify(symbols, sp.sympify(text, known), "mpmath") for text in family.spellings]
        values = mp.matrix([[f(*p) for f in written] for p in points])
        singular = mp.svd_r(values, compute_uv=False)
        found = sum(s > mp.mpf(10) ** -35 for s in singular)
    assert found == functions.rank(rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sample_is_answered_rightly(kind):
    outcomes = [judge(case) for case in KINDS[kind](16, 5)]
    assert not [(o.case.text, o.said) for o in outcomes if o.verdict not in ("right", "open")]
    assert sum(o.verdict == "open" for o in outcomes) <= 1


@pytest.mark.parametrize("field", number_fields.FIELDS, ids=lambda field: field.name)
def test_spellings_are_the_basis_and_multiply_as_said(field):
    values = [sp.sympify(group[0], {"cbrt": sp.cbrt}) for group in field.spellings]
    for group, value in zip(field.spellings, values, strict=True):
        assert all(abs(sp.N(sp.sympify(t, {"cbrt": sp.cbrt}) - value, 50)) < 1e-40 for t in group)
    for i, left in enumerate(values):
        for j, right in enumerate(values):
            said = sum(c * v for c, v in zip(field.products[i][j], values, strict=True))
            assert abs(sp.N(left * right - said, 50)) < 1e-40


def test_ranks_over_a_field_are_those_of_sympy():
    draw = random.Random(11)
    field = number_fields.FIELDS[0]
    for _ in range(8):
        entry = matrices._surd(field)
        rows = matrices._factors(draw, field, entry, (4, 5), draw.randint(1, 4))
        written = sp.Matrix([[a + b * sp.sqrt(2) for a, b in row] for row in rows])
        found = sp.polys.matrices.DomainMatrix.from_Matrix(written, extension=True).to_field().rank()
        assert number_fields.rank(field, rows) == found


@pytest.mark.sample(1)
@pytest.mark.parametrize("family", sorted(f for f in matrices.FAMILIES if "known rank" in f))
def test_ranks_by_construction_are_those_of_numbers(family):
    draw = random.Random(3)
    for _ in range(5):
        made = matrices.FAMILIES[family](draw)
        written = sp.Matrix([[sp.sympify(x, {"cbrt": sp.cbrt}) for x in row] for row in made.texts])
        if family != "surds, known rank":
            assert sp.polys.matrices.DomainMatrix.from_Matrix(written).to_field().rank() == made.rank
            continue
        with mp.workdps(60):
            digits = written.evalf(60).tolist()
            rows = [{str(j): mp.mpf(str(x)) for j, x in enumerate(row)} for row in digits]
            assert functions.rank(rows) == made.rank


def test_coefficients_are_those_of_the_spelling():
    draw = random.Random(5)
    for degree in (2, 3, 4):
        ring = polynomials.Ring(number_fields.RATIONALS, ("x", "y"))
        for _ in range(10):
            found = polynomials.tree(draw, ring, degree)
            x, y = sp.symbols("x y")
            said = sum(sp.Rational(c) * x**i * y**j for (i, j), (c,) in found.coefficients.items())
            assert sp.expand(sp.sympify(found.text.replace("^", "**")) - said) == 0


@pytest.mark.slow
def test_parameters_are_known_at_their_places():
    for case in parameters.cases(30, 9):
        ((kind, data),) = ((k, v) for k, v in case.part.items() if k != "variables")
        if kind == "polynomials":
            continue
        written = sp.Matrix([[sp.sympify(x) for x in row] for row in data])
        for point, dimension in case.places:
            there = written.subs({name: sp.sympify(v) for name, v in point.items()}).applyfunc(sp.nsimplify)
            rank = there.rank(simplify=True)
            assert dimension == (written.cols - rank if kind == "null_space" else rank)


def test_a_wrong_case_is_told():
    part = {"span": [["1", "a"], ["a", "1"]]}
    assert judge(Case("", part, 2, (({"a": "1"}, 1), ({"a": "2"}, 2)))).verdict == "right"
    assert judge(Case("", part, 2, (({"a": "1"}, 2),))).verdict == "wrong"
    assert judge(Case("", part, 2, (({"a": "2"}, 1),))).verdict == "wrong"


def test_a_wrong_answer_is_told():
    case = next(functions.cases(1))
    wrong = type(case)(case.family, case.part, case.expected + 1)
    assert judge(wrong).verdict == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_command_counts(kind, capsys):
    assert main(["--kind", kind, "--count", "3", "--seed", "3"]) == 0
    assert "3 spaces" in capsys.readouterr().out
