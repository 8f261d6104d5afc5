"""Spans of functions, from a formula sheet of identities: how many are independent, on which domain."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.spaces.dimension import functions

SHEET = [
    ("sin(x)**2; cos(x)**2; 1; cos(2*x)", None, 2),
    ("sin(x); cos(x); sin(x + pi/4)", None, 2),
    ("sin(x)*cos(x); sin(2*x)", None, 1),
    ("sin(x); sin(2*x); sin(3*x); sin(x)**3", None, 3),
    ("tan(x)**2; 1/cos(x)**2; 1", None, 2),
    ("sinh(x); cosh(x); exp(x); exp(-x)", None, 2),
    ("2/(1 + exp(-2*x)) - 1; tanh(x)", None, 1),
    ("2**x; 3**x; 6**x; 2**(x + 1)", None, 3),
    ("exp(x); exp(x + 1)", None, 1),
    ("exp(x**2); exp(x**2/2)**2; x*exp(x**2)", None, 2),
    ("x**x; exp(x*log(x))", "(0, oo)", 1),
    ("log(x); log(2*x); log(x**3); 1", None, 2),
    ("asinh(x); log(x + sqrt(1 + x**2))", None, 1),
    ("atanh(x); log(1 + x); log(1 - x)", None, 2),
    ("log(1 + exp(x)); log(1 + exp(-x)); x", None, 2),
    ("1/(x - 1); 1/(x + 1); 1/(x**2 - 1); x/(x**2 - 1)", "(1, oo)", 2),
    ("sqrt(x); x; x**2; x**(1/3)", "(0, oo)", 4),
    ("sqrt(1 + x) + sqrt(1 - x); sqrt(2 + 2*sqrt(1 - x**2))", "[-1, 1]", 1),
    ("sqrt(x + 2*sqrt(x - 1)); sqrt(x - 1); 1", "[2, 3]", 2),
    ("asin(x); acos(x); 1", None, 2),
    ("sin(1/x); cos(1/x); sin(1/x + 1)", "(0, 1)", 2),
    ("exp(sin(x)); exp(2*sin(x))", None, 2),
    ("x*exp(-x**2); exp(-2*x**2); x*exp(-x**2) - exp(-2*x**2); exp(-x**2)", "[1, 20]", 3),
    ("0; x", None, 1),
    ("cbrt(x); x; cbrt(x)/(1 + x**2); 2*cbrt(x) - x", None, 3),
    ("cbrt(x); x**(1/3)", "(0, 1)", 1),
    ("1; x; x**2; x**3; x**4; x**5; x**6; x**7; x**8", None, 9),
]
DOMAIN_DECIDES = [
    ("log(x**2); log(x)", "(0, oo)", 1),
    ("log(x**2); log(abs(x)); 1", None, 2),
    ("x*abs(x); x**2", "(0, oo)", 1),
    ("x*abs(x); x**2", None, 2),
    ("x*abs(x); x**2", "[-1, 1]", 2),
    ("abs(x); x", "[-2, -1]", 1),
    ("sqrt(x**2); x", None, 2),
    ("1/x; 1/abs(x)", None, 2),
    ("1/x; 1/abs(x)", "(0, 1)", 1),
    ("abs(sin(x)); sin(x)", "[-pi, pi]", 2),
    ("abs(sin(x)); sin(x)", "[0, pi]", 1),
    ("abs(sin(x)); sin(x)", None, 2),
    ("abs(x - 1); abs(x + 1); x; 1", "[-1, 1]", 2),
    ("abs(x - 1); abs(x + 1); x; 1", None, 4),
    ("atan(x); atan(1/x); 1", "(0, oo)", 2),
    ("atan(x); atan(1/x); 1", None, 3),
    ("asin(sin(x)); x", "[-pi/2, pi/2]", 1),
    ("asin(sin(x)); x", "[0, pi]", 2),
    ("acos(x); asin(sqrt(1 - x**2))", "[-1, 1]", 2),
    ("abs(x**5 - x - 1); x**5 - x - 1", None, 2),
    ("abs(x**5 - x - 1); x**5 - x - 1", "[2, 3]", 1),
    ("x**2; x*Abs(x)", None, 2),
]
# Relations that hold up to an end of the domain where a function changes its branch.
UP_TO_AN_END = [
    ("acos(cos(x)); abs(x)", "[-pi, pi]", 1),
    ("asin(cos(x)); x; 1", "[0, pi]", 2),
    ("atan(tan(x)); x; 1", "(pi/2, 3*pi/2)", 2),
    ("abs(log(x)); log(x)", "[1, oo)", 1),
    ("acos(x); asin(sqrt(1 - x**2))", "[0, 1]", 1),
]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("listed", "domain", "expected"), UP_TO_AN_END)
def test_relations_up_to_an_end(listed, domain, expected):
    found = functions([f.strip() for f in listed.split(";")], domain)
    assert (found.dimension, found.passed) == (expected, True)


@pytest.mark.parametrize(("listed", "domain", "expected"), [*SHEET, *DOMAIN_DECIDES])
def test_sheet(listed, domain, expected):
    found = functions([f.strip() for f in listed.split(";")], domain)
    assert found.dimension == expected
    assert found.passed, [check for check in found.checks if not check.passed]
    assert not any("as it was found" in check.method for check in found.checks), "not by a proof of its own"


@pytest.mark.parametrize(
    "listed", ["(x + abs(x))/2; x", "(x - abs(x))/2; 1", "abs(x + 1) + abs(x - 1) - 2; x"]
)
def test_functions_that_are_zero_on_a_side_are_not_taken_for_zero(listed):
    found = functions([f.strip() for f in listed.split(";")], "R")
    assert (found.dimension, found.passed) == (2, True), [c for c in found.checks if not c.passed]


def test_a_wronskian_of_zero_is_no_proof_of_dependence():
    found = functions(["x**2", "x*abs(x)"], "[-1, 1]")
    assert found.dimension == 2
    assert found.certificate.wronskian is None
    assert {point.text[0] for point in found.certificate.evaluation.points} == {"1", "-"}


def test_what_cannot_be_proved_is_left_open():
    listed = ["cos(asin(x)/3)*cos(acos(x)/3)", "sin(asin(x)/3)*sin(acos(x)/3)", "1"]
    found = functions(listed, "[-1, 1]")
    if found.dimension is None:
        assert found.at_least == 2
        assert found.answer.text == "between 2 and 3"
        assert not found.passed
    else:
        assert (found.dimension, found.passed) == (2, True)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(any), st.integers(1, 3))
def test_a_planted_relation_is_found(coefficients, frequency):
    family = ["1", f"cos({frequency}*x)", f"sin({frequency}*x)", "x*exp(-x)"]
    planted = " + ".join(f"({c})*{f}" for c, f in zip(coefficients, family, strict=True))
    found = functions([*family, planted])
    assert (found.dimension, found.passed) == (4, True)
    expected = {i: str(c) for i, c in enumerate(coefficients) if c}
    assert dict(found.relations[0].coefficients) == expected


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.integers(2, 4), st.integers(1, 2))
def test_powers_of_the_cosine_are_multiple_angles(power, frequency):
    listed = [f"cos({frequency}*x)**{power}", *(f"cos({k * frequency}*x)" for k in range(power + 1))]
    found = functions(listed)
    assert (found.dimension, found.passed) == (power + 1, True)
