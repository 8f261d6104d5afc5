"""Relations of arcs and area functions, and their values at rational points."""

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.dimension import functions
from backproof.spaces.exact.arc_sums import cancels

SUMS = [
    "atan(2) + atan(1/2) - pi/2",
    "4*atan(1/5) - atan(1/239) - pi/4",
    "atan(2) + atan(3) - 3*pi/4",
    "asin(3/5) + asin(4/5) - pi/2",
    "acos(1/3) + asin(1/3) - pi/2",
    "acos(1/4) + acos(-1/4) - pi",
    "acosh(2) - log(2 + sqrt(3))",
    "asinh(2) - log(2 + sqrt(5))",
    "2*atanh(1/3) - log(2)",
    "log(6) - log(2) - log(3)",
]
RELATED = [
    (["atan(x)", "1", "atan(1/x)"], "[1, oo)", 2),
    (["atan(x)", "1", "atan(1/x)"], "(-oo, -2]", 2),
    (["atan(x)", "atan(1/x)"], "[1, oo)", 2),
    (["atan((1+x)/(1-x))", "atan(x)", "1"], "[2, 5]", 2),
    (["acos(1/x)", "asin(1/x)", "1"], "[2, oo)", 2),
    (["acosh(x)", "log(x + sqrt(x**2 - 1))"], "[2, 5]", 1),
    (["atanh(x)", "log((1+x)/(1-x))"], "[1/2, 3/4]", 1),
    (["asin(2*x-1)", "asin(sqrt(x))", "1"], "[1/5, 2/5]", 2),
]


def exact(text: str) -> sp.Expr:
    """Return the sum with exact fractions."""
    return sp.sympify(text, rational=True)


@pytest.mark.parametrize("text", SUMS)
def test_sums_that_are_0_cancel_and_their_neighbours_do_not(text: str) -> None:
    with mp.workdps(50):
        assert abs(mp.mpf(str(exact(text).evalf(50)))) < 1e-40
    assert cancels(exact(text))
    assert not cancels(exact(text) + 2 * sp.pi)
    assert not cancels(exact(text) + sp.Rational(1, 10**30))
    assert not cancels(exact(text) + sp.log(1 + sp.Rational(1, 10**30)))


@pytest.mark.sample(1)
@pytest.mark.parametrize(("listed", "domain", "dimension"), RELATED)
def test_relations_are_proved_away_from_easy_points(listed: list[str], domain: str, dimension: int) -> None:
    found = functions(listed, domain)
    assert found.dimension == dimension
    assert found.passed, [check for check in found.evidence if not check.passed]
