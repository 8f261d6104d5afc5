"""Independence by degrees: which spans it is said of, and a check that sees wrong degrees."""

import pytest

from backproof.spaces.dimension import dimension
from backproof.spaces.linear.degrees import degrees, degrees_check


@pytest.mark.parametrize(
    ("polynomials", "expected"),
    [
        (["(x - 2)*(x + 2)", "x**2*(x**4 - 2)", "x**6 - 8"], (2, 6)),
        (["1", "x", "x**2 + x"], (0, 1, 2)),
        (["x**2 - 1", "x**2 + 1"], ()),
        (["x + 1", "x - 1", "x"], ()),
        (["x**3"], ()),
        (["x*y", "x + y"], ()),
        (["(x - 1)**3 - x**3", "x"], (2, 1)),
    ],
)
def test_degrees_are_stated_where_those_of_the_basis_differ(polynomials, expected):
    found = dimension({"polynomials": polynomials})
    assert degrees(found) == expected
    assert not expected or degrees_check(found, expected).passed


@pytest.mark.parametrize("planted", [(2, 5), (6, 2), (2, 2), (2,)])
def test_wrong_degrees_fail_their_check(planted):
    found = dimension({"polynomials": ["(x - 2)*(x + 2)", "x**2*(x**4 - 2)", "x**6 - 8"]})
    assert not degrees_check(found, planted).passed
