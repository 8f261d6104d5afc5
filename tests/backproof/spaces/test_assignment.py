"""Question 4, written in the language of the term file."""

import pickle

import pytest

from backproof.spaces.dimension import dimension

PARTS = {
    "a": ({"span": [[1, -2, 2], [2, -2, 4], [-3, 3, 6]]}, 3, [], [0, 1, 2]),
    "b": (
        {"column_space": [[1, -2, 3, 2], [-1, 2, -2, -1], [2, -4, 5, 3]]},
        2,
        ["a2 = -2*a1", "a4 = a3 - a1"],
        [0, 2],
    ),
    "c": ({"null_space": [[1, 3, 2], [2, 1, 4], [4, 7, 8]], "name": "B"}, 1, [], [None]),
    "d": (
        {"polynomials": ["(x - 2)*(x + 2)", "x**2*(x**4 - 2)", "x**6 - 8"]},
        2,
        ["x**6 - 8 = 2*(x - 2)*(x + 2) + x**2*(x**4 - 2)"],
        [0, 1],
    ),
    "e": (
        {"functions": ["5", "cos(2*x)", "cos(x)**2"], "domain": ["-pi", "pi"]},
        2,
        ["cos(2*x) = 2*cos(x)**2 - (1/5)*5"],
        [0, 2],
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_dimension_basis_and_relations(part):
    data, expected, relations, basis = PARTS[part]
    found = dimension(data)
    assert found.dimension == found.at_least == found.at_most == expected
    assert [relation.text for relation in found.relations] == relations
    assert [element.index for element in found.basis] == basis
    assert found.passed
    assert len({check.method for check in found.checks}) >= 6
    assert pickle.loads(pickle.dumps(found)) == found


def test_null_space_has_its_special_solution():
    found = dimension(PARTS["c"][0])
    assert found.basis[0].text == "[-2, 0, 1]"
    assert [s.text for s in found.steps if s.rule == "pivot unknown"] == ["x1 = -2*x3", "x2 = 0"]
    assert found.space.latex == "N(B)"


def test_latex_is_written_as_by_hand():
    assert dimension(PARTS["d"][0]).relations[0].latex == (
        r"x^6 - 8 = 2 \left(x - 2\right) \left(x + 2\right) + x^2 \left(x^4 - 2\right)"
    )
    assert dimension(PARTS["e"][0]).relations[0].latex == r"\cos 2 x = 2 \cos^2 x - \frac{1}{5} \cdot 5"
    assert dimension(PARTS["a"][0]).operations[0].latex == r"R_2 \leftarrow R_2 + 2R_1"


def test_values_at_points_prove_the_cosines_independent():
    proof = dimension(PARTS["e"][0]).certificate.evaluation
    assert [point.text for point in proof.points] == ["0", "pi/2"]
    assert float(proof.lower) <= -5 <= float(proof.upper) < 0
