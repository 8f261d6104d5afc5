"""Case distinctions: the dimension for all values of the symbols."""

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from backproof.spaces.checking.numeric_inputs import satisfies
from backproof.spaces.dimension import column_space, null_space, polynomials, span

SHEET = [
    (span, [[1, 2], [2, "t"]], "2 unless t = 4 (1)"),
    (span, [["t", 1], [1, "t"]], "2 unless t = 1 (1), t = -1 (1)"),
    (column_space, [[1, 1, "t"], [1, "t", 1], ["t", 1, 1]], "3 unless t = -2 (2), t = 1 (1)"),
    (null_space, [[1, 1, "t"], [1, "t", 1], ["t", 1, 1]], "0 unless t = -2 (1), t = 1 (2)"),
    (span, [["t**2 + 1", 0], [0, "t"]], "2 unless t = 0 (1)"),
    (span, [["t**2 - 2", 0], [0, "t - sqrt(2)"]], "2 unless t = -sqrt(2) (1), t = sqrt(2) (0)"),
    (span, [["t", "s"], ["s", "t"]], "2 unless t = s, s != 0 (1), t = -s, s != 0 (1), s = 0, t = 0 (0)"),
    (span, [["t**5 - t - 1", 0], [0, 1]], "2 unless t**5 - t - 1 = 0 (1)"),
    (span, [["1/t", 1], [1, "t"]], "1"),
    (span, [["t**2 - 1", "t"], ["1/2", "1/2"]], "2 unless t = 1/2 - sqrt(5)/2 (1), t = 1/2 + sqrt(5)/2 (1)"),
    (span, [["t", 1], [1, 0]], "2"),
]


@pytest.mark.parametrize(("kind", "data", "expected"), SHEET)
def test_sheet(kind, data, expected):
    found = kind(data)
    assert found.answer.text == expected
    assert found.passed, [check for check in found.checks if not check.passed]
    assert all(part.passed for part in found.parts)


def test_parameters_of_polynomials():
    found = polynomials(["x**2 + t*x", "x**2 + 2*x"], ("x",))
    assert found.answer.text == "2 unless t = 2 (1)"
    assert found.passed


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b"], ["c", "d"]],
        [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]],
        [[1, "s", "s**2"], [1, "t", "t**2"], [1, 2, 4]],
        [["s*t", "s"], ["t", "s + t - 1"]],
    ],
)
def test_every_point_of_a_grid_lies_in_a_case_of_its_rank(rows):
    found = span(rows)
    names = sorted({name for case in found.cases for sample in case.samples for name, _ in sample})
    for values in product((0, 1, 2), repeat=len(names)):
        point = dict(zip(names, map(Fraction, values), strict=True))
        matrix = sp.Matrix(
            [[sp.sympify(x).subs(dict(zip(names, values, strict=True))) for x in row] for row in rows]
        )
        holding = {case.dimension for case in found.cases if satisfies(case, point)}
        assert holding == {matrix.rank()}, point
