"""Holes in a domain are found, and domains without holes are accepted."""

import mpmath as mp
import pytest
import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.dimension import functions
from backproof.spaces.domains.zeros import zeros

REFUSED = [
    ("1/sin(x)**2", "(-oo, oo)", "x = 0"),
    ("1/(1 + cos(x))", "(-oo, oo)", "x = pi"),
    ("1/cos(x)**2", "[0, pi]", "x = pi/2"),
    ("1/(exp(x) - 1 - x)", "[-1, 1]", "x = 0"),
    ("1/(x - sin(x))", "[-1, 1]", "x = 0"),
    ("log(sin(x))", "[0, pi]", "x = 0"),
    ("1/(exp(x) - 2 - x)", "[0, 2]", "x = about 1.14619"),
    ("1/(x**5 - x - 1)", "[0, 2]", "x = about 1.1673"),
    ("1/sin(x**2)", "R", "x = about"),
    ("sqrt(x**2 - 1/10**12)", "[-1, 1]", "x = 0"),
    ("1/(x - 1/10**9)", "[0, 1]", "x = 1/1000000000"),
    ("sqrt(x**2 - 2)", "[sqrt(2) - 1/10**20, oo)", "x = "),
    ("log(x + sqrt(x**2 + x + 1))", "R", "x = "),
    ("1/tan(x)", "[0, pi/2)", "x = 0"),
]
DEFINED = [
    ("1/exp(x)", "(-oo, oo)"),
    ("log(exp(x))", "[-60, 60]"),
    ("1/(2 + sin(x))", "R"),
    ("log(2 - sin(x) - cos(x))", "R"),
    ("sqrt(1 - cos(x))", "R"),
    ("sqrt(exp(x) - 1 - x)", "R"),
    ("sqrt(sin(x))", "[0, pi]"),
    ("1/log(x)", "(1, oo)"),
    ("log(x)/x", "(0, oo)"),
    ("log(x**x)", "(0, oo)"),
    ("1/(exp(x) + exp(-x))", "R"),
    ("1/(x**2 + exp(x) + cos(x))", "R"),
    ("asin(x/2)", "[-2, 2]"),
    ("log(x + sqrt(1 + x**2))", "R"),
    ("log(2*sqrt(1 + x**2) - x)", "R"),
    ("1/tan(x)", "(0, pi/2)"),
    ("log(tan(x)**2 + 1)", "(-pi/2, pi/2)"),
    ("1/sinh(x)", "(0, oo)"),
]
TAKEN = [
    ("1/exp(x)", ("(-oo, oo)",)),
    ("1/x", ("(-oo, 0)", "(0, oo)")),
    ("1/(exp(x) - 2)", ("(-oo, log(2))", "(log(2), oo)")),
    ("sqrt(x**3 - x)", ("(-1, 0)", "(1, oo)")),
    ("tan(x)", ("(-pi/2, pi/2)",)),
    ("log(log(x))", ("(1, oo)",)),
]


@pytest.mark.parametrize(("text", "domain", "place"), REFUSED)
def test_a_hole_is_told_at_its_place(text, domain, place):
    with pytest.raises(InputError) as caught:
        functions([text, "1"], domain)
    message = str(caught.value.diagnostics[0])
    assert "is not defined at" in message
    assert place in message
    assert not any(word in message for word in ("Abs", "CRootOf", "zoo"))


@pytest.mark.parametrize(("text", "domain"), DEFINED)
def test_what_is_defined_is_not_refused(text, domain):
    found = functions([text, "x**3"], domain)
    assert (found.dimension, found.passed) == (2, True), [c for c in found.checks if not c.passed]
    assert not found.source.is_assumed


@pytest.mark.parametrize(("text", "domain"), TAKEN)
def test_the_domain_taken_where_none_is_given(text, domain):
    found = functions([text, "1"])
    assert found.source.domain == domain
    assert found.source.is_assumed == (domain != ("(-oo, oo)",))


def test_what_nobody_knows_is_said_so():
    with pytest.raises(InputError, match="it is open whether"):
        functions(["1/(2 + sin(x + 1) + sin(sqrt(2)*x))", "1"], "R")


X = sp.Symbol("x", real=True)
COUNTED = [
    ("exp(x) - 2 - x", -5, 5, 2),
    ("x - sin(x)", -10, 10, 1),
    ("cos(x) - x/4", -10, 10, 3),
    ("2*sin(x)**2 - sin(x)", 0, 7, 6),
    ("exp(x) - 3*x**2", -10, 10, 3),
    ("3 + sin(x) + cos(x**2)", -10, 10, 0),
    ("log(x) - x + 1", 0.125, 10, 1),
]


@pytest.mark.parametrize(("text", "low", "high", "count"), COUNTED)
def test_all_zeros_are_found(text, low, high, count):
    f = sp.sympify(text, {"x": X})
    found = zeros(f, X, sp.nsimplify(low), sp.nsimplify(high))
    assert len(found.exact) + len(found.about) == count
    numeric = sp.lambdify(X, f, "mpmath")
    for zero in (*found.exact, *found.about):
        assert abs(numeric(mp.mpf(str(sp.N(zero, 30))))) < 1e-8


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        (["asin(tanh(x))", "atan(sinh(x))"], 1),
        (["acos(tanh(2*x))", "1"], 2),
        (["atanh(tanh(x))", "x"], 1),
        (["sqrt(1 - tanh(x)**2)", "1/cosh(x)"], 1),
        (["log(1 - tanh(x)**2)", "x"], 2),
        (["asin(sin(x)/2)", "x"], 2),
        (["asin(sech(x))", "1"], 2),
    ],
)
def test_bounded_functions_keep_arguments_in_their_domain(listed: list[str], known: int) -> None:
    found = functions(listed, "(-oo, oo)")
    assert found.passed, [check for check in found.evidence if not check.passed]
    assert found.dimension == known


@pytest.mark.parametrize("text", ["asin(2*tanh(x))", "1/(1 - sin(x)**2)", "atanh(sin(x))", "log(tanh(x)**2)"])
def test_a_bound_that_is_reached_or_exceeded_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        functions([text, "x"], "(-oo, oo)")
