"""Vectors, matrices, subspaces and systems, compared with sympy and with independent ranks."""

import re
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.spaces.dimension import (
    column_space,
    dimension,
    homogeneous_system,
    intersection,
    matrices,
    null_space,
    polynomials,
    row_space,
    span,
    subspace_sum,
)
from backproof.spaces.enclosures import exact_matrices


@st.composite
def dependent_matrices(draw):
    """Draw a product of two thin integer matrices."""
    m, n, r = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    entries = st.integers(-4, 4)
    left = draw(st.lists(st.lists(entries, min_size=r, max_size=r), min_size=m, max_size=m))
    right = draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=r, max_size=r))
    return [[sum(a * right[k][j] for k, a in enumerate(row)) for j in range(n)] for row in left]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(dependent_matrices())
def test_four_subspaces_agree_with_sympy(rows):
    rank = sp.Matrix(rows).rank()
    exact = [[Fraction(x) for x in row] for row in rows]
    assert [exact_matrices.rank(exact)] == exact_matrices.ranks_modulo(exact, [2**61 - 1]) == [rank]
    for found in (column_space(rows), row_space(rows), span(rows)):
        assert (found.dimension, found.passed) == (rank, True)
    solutions = null_space(rows)
    assert (solutions.dimension, solutions.passed) == (len(rows[0]) - rank, True)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.fractions(-3, 3, max_denominator=5), min_size=3, max_size=3), min_size=1, max_size=4)
)
def test_reduced_form_and_fractions(rows):
    found = column_space([[str(x) for x in row] for row in rows])
    reduced, pivots = sp.Matrix(
        [[sp.Rational(x.numerator, x.denominator) for x in row] for row in rows]
    ).rref()
    assert found.reduced_text == tuple(tuple(map(str, reduced.row(i))) for i in range(reduced.rows))
    assert found.pivots == tuple(pivots)
    assert found.passed


@settings(max_examples=20, deadline=None, derandomize=True)
@given(dependent_matrices(), st.integers(1, 3))
def test_dimension_formula(rows, cut):
    first, second = rows[:cut], rows[cut:] or rows[:1]
    both, common = subspace_sum([first, second]), intersection([first, second])
    assert both.dimension + common.dimension == sp.Matrix(first).rank() + sp.Matrix(second).rank()
    assert both.passed
    assert common.passed


SHEET = [
    (span, [["sqrt(2)", 2], [1, "sqrt(2)"]], 1),
    (span, [["sqrt(2)", 2], [1, "sqrt(3)"]], 2),
    (span, [["sqrt(2)", "sqrt(3)"], ["sqrt(6)", 3], ["2*sqrt(2)", "2*sqrt(3)"]], 1),
    (span, [["1/(1+sqrt(2)+sqrt(3))", 1], [1, "1+sqrt(2)+sqrt(3)"]], 1),
    (span, [["pi", 1], ["pi**2", "pi"]], 1),
    (span, [["cos(pi/7)-cos(2*pi/7)+cos(3*pi/7)", 1], ["1/2", 1]], 1),
    (span, [[0, 0, 0]], 0),
    (span, [[f"1/{i + j + 1}" for i in range(8)] for j in range(8)], 8),
    (null_space, [[0, 0], [0, 0]], 2),
    (null_space, [[1, 0], [0, 1]], 0),
    (matrices, [[[1, 0], [0, 1]], [[1, 1], [1, 1]], [[2, 1], [1, 2]]], 2),
    (polynomials, ["x*y", "x**2 + y**2", "(x + y)**2"], 2),
    (polynomials, ["x + y", "y + z", "z - x"], 2),
    (polynomials, ["sqrt(2)*x", "2*x", "1"], 2),
    (homogeneous_system, ["x + 2*y = z", "x - y"], 1),
    (homogeneous_system, [[1, 2, -1], [1, -1, 0]], 1),
    (subspace_sum, [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]], 3),
    (intersection, [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]], 1),
    (intersection, [[["sqrt(2)", 2]], [[1, "sqrt(2)"]]], 1),
    (intersection, [[[0, 0]], [[0, 1]]], 0),
]


@pytest.mark.parametrize(("kind", "data", "expected"), SHEET)
def test_sheet(kind, data, expected):
    found = kind(data)
    assert (found.dimension, found.passed) == (expected, True), [c for c in found.checks if not c.passed]


def test_every_row_operation_is_written_down():
    found = column_space([[0, 2, 4], [3, 1, 1]])
    assert [operation.text for operation in found.operations] == [
        "R1 <-> R2",
        "R2 <- (1/2)R2",
        "R1 <- R1 - R2",
        "R1 <- (1/3)R1",
    ]
    assert found.relations[0].text == "a3 = 2*a2 - (1/3)*a1"


def test_undecidable_numbers_leave_the_dimension_open():
    found = span([["atan(1/2) + atan(1/3)", 1], ["pi/4", 1]])
    assert (found.dimension, found.at_least, found.at_most) == (None, 1, 2)
    assert found.answer.text == "between 1 and 2"
    assert not found.passed


def test_part_of_a_term_is_dispatched_by_its_key():
    assert dimension({"id": "q4x", "points": 4, "sum": [[[1, 0]], [[0, 1]]]}).dimension == 2
    assert dimension({"homogeneous_system": ["x + t*y"], "variables": ["x", "y"]}).dimension == 1


@pytest.mark.parametrize(
    "part",
    [
        {"span": [[1, "v1"], ["v1", "u2"], ["v1 + 1", "w_3"]]},
        {"column_space": [[1, "a1"], ["a2", 1]]},
        {"row_space": [[1, "r1"], ["r2", 1]]},
        {"matrices": [[["M1", 0], [0, 1]], [["M2", 0], [0, 2]]]},
        {"sum": [[[1, "u1"], ["w1", 1]], [["v1", 1]]]},
        {"null_space": [[1, "s1", "x1"]]},
        {"homogeneous_system": ["a1*x + s1*y + v1*z = 0"], "variables": ["x", "y", "z"]},
    ],
    ids=lambda part: next(iter(part)),
)
def test_no_vector_bears_the_name_of_a_symbol(part: dict[str, object]) -> None:
    found = dimension(part)
    symbols = set(re.findall(r"[A-Za-z]_?[0-9]+", str(part)))
    names = {element.name.text for element in (*found.given, *found.basis)}
    assert found.passed and len(symbols) > 0 and len(names) > 1
    assert names.isdisjoint(name.replace("_", "") for name in symbols)
    assert not {formula.text for formula in found.coordinates} & symbols
