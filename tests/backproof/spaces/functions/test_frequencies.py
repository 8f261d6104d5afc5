"""Two spellings of a function count as one function, nearly equal frequencies as two."""

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.dimension import functions
from backproof.spaces.exact.constants.canonical import is_zero, shortest
from backproof.spaces.language.syntax import parse
from backproof.spaces.rings import separation
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring

SPELT_TWICE = [
    ("10**x", "exp(x*log(10))"),
    ("6**x", "2**x*3**x"),
    ("exp(x*log(9)/log(3))", "exp(2*x)"),
    ("exp(x/(1 + sqrt(2)))", "exp(x*(sqrt(2) - 1))"),
    ("exp(x*sqrt(3 + 2*sqrt(2)))", "exp(x)*exp(sqrt(2)*x)"),
    ("((1 + sqrt(5))/2)**x", "((sqrt(5) - 1)/2)**(-x)"),
    ("exp(x*log(sqrt(5) + 2))", "exp(3*x*log((1 + sqrt(5))/2))"),
    ("exp(x*(sin(1)**2 + cos(1)**2))", "exp(x)"),
    ("exp(x*cos(pi/5))", "exp(x*(1 + sqrt(5))/4)"),
    ("exp(x*tan(pi/8))", "exp(x*(sqrt(2) - 1))"),
    ("exp(x*(atan(1/2) + atan(1/3)))", "exp(pi*x/4)"),
    ("exp(x*acosh(2))", "(2 - sqrt(3))**(-x)"),
    ("exp(x*(1/(2**(1/3) - 1)))", "exp(x*(1 + 2**(1/3) + 4**(1/3)))"),
    ("cos(x*sqrt(4 + sqrt(15)))", "cos(x*(sqrt(10) + sqrt(6))/2)"),
    ("sin(x*(2*sin(1)*cos(1)))", "sin(x*sin(2))"),
    ("sin(x*log(4))", "sin(2*x*log(2))"),
    ("exp(x*tan(pi/8))", "exp(x*sqrt(3 - 2*sqrt(2)))"),
    ("exp(x*cos(pi/16))", "exp(x*sqrt(2 + sqrt(2 + sqrt(2)))/2)"),
    ("exp(x*(sqrt(2) + sqrt(3) + sqrt(5)))", "exp(x*sqrt(10 + 2*sqrt(6) + 2*sqrt(10) + 2*sqrt(15)))"),
    ("exp(x*cosh(log(1 + sqrt(2))))", "exp(x*sqrt(2))"),
    ("exp(x*tan(acos(1/3)))", "exp(x*2*sqrt(2))"),
    ("exp(x*sin(atan(2)))", "exp(x*2/sqrt(5))"),
    ("exp(x*tanh(1))", "exp(x*(exp(2) - 1)/(exp(2) + 1))"),
    ("exp(x*(4*atan(1/5) - atan(1/239)))", "exp(pi*x/4)"),
    ("exp(x*acos(1/3))", "exp(x*(pi/2 - asin(1/3)))"),
    ("exp(x*2*acos(sqrt(2/3)))", "exp(x*acos(1/3))"),
    ("exp(x*asin(3/5))", "exp(x*atan(3/4))"),
    ("exp(x*cos(2*atan(1/2)))", "exp(3*x/5)"),
    ("exp(x*tan(2))", "exp(x*2*tan(1)/(1 - tan(1)**2))"),
    ("exp(x*cos(3*atan(2)))", "exp(-11*x/(5*sqrt(5)))"),
]
NEARLY_EQUAL = [
    ("exp(sqrt(2)*x)", "exp(1414213562373095048801688724209698/10**33*x)"),
    ("10**x", "exp(x*log(10) + x/10**30)"),
    ("cos(x*sqrt(5 + 2*sqrt(6)))", "cos(x*(sqrt(2) + sqrt(3) + 1/10**40))"),
    ("exp(x*log(2))", "exp(x*693147180559945309417232121458/10**30)"),
    ("exp(x*tan(pi/8))", "exp(x*(sqrt(2) - 1 - 1/10**25))"),
    ("exp(x*sin(atan(2)))", "exp(x*(2/sqrt(5) + 1/10**30))"),
]


def value(text: str, point: int) -> mp.mpf:
    with mp.workdps(90):
        f = sp.lambdify(sp.Symbol("x"), sp.sympify(text), "mpmath")
        return f(mp.mpf(point) / 7)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("left", "right"), SPELT_TWICE)
def test_one_function_in_two_spellings(left, right):
    with mp.workdps(80):
        assert all(abs(value(left, k) - value(right, k)) < mp.mpf(10) ** -75 for k in (1, 5, -9))
    found = functions([left, right])
    assert (found.dimension, found.passed) == (1, True), [c for c in found.checks if not c.passed]


@pytest.mark.parametrize(("left", "right"), NEARLY_EQUAL)
def test_nearly_equal_frequencies_are_two(left, right):
    found = functions([left, right])
    assert (found.dimension, found.passed) == (2, True), [c for c in found.checks if not c.passed]


NUMBERS = [
    "sqrt(2)*sqrt(3) - sqrt(6)",
    "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
    "1/(2**(1/3) - 1) - 1 - 2**(1/3) - 4**(1/3)",
    "cos(pi/7) - cos(2*pi/7) + cos(3*pi/7) - 1/2",
    "(20 + 14*sqrt(2))**(1/3) - 2 - sqrt(2)",
    "sqrt(sqrt(2) + 1) - sqrt(sqrt(2) - 1) - sqrt(2*sqrt(2) - 2)",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_algebraic_numbers_are_zero_by_their_separation_alone(text):
    ring = Ring()
    assert separation.is_zero(read(ring, parse(f"{text} + 1/10**60"), {})) is False
    assert separation.is_zero(read(ring, parse(text), {}) + read(ring, parse("0"), {})) is not False
    with mp.workdps(60):
        assert abs(sp.N(sp.sympify(text), 60)) < 1e-50


def test_a_bound_that_asks_for_too_much_decides_nothing():
    ring = Ring()
    nested = read(ring, parse("sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7) + sqrt(11) + sqrt(13)"), {})
    assert separation.is_zero(ring.power(nested, 3)) is not True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(10) - log(2) - log(5)", True),
        ("log((1 + sqrt(5))/2) + log((sqrt(5) - 1)/2)", True),
        ("4*atan(1/5) - atan(1/239) - pi/4", True),
        ("sin(1)**2 + cos(1)**2 - 1", True),
        ("log(10) - 2302585/1000000", False),
        ("atan(1/2) + atan(1/4) - pi/4", False),
    ],
)
def test_constants_are_compared_exactly(text, expected):
    assert is_zero(sp.sympify(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("sin(2)/sin(1)", "2*cos(1)"), ("sin(3)*cos(1) - cos(3)*sin(1)", "sin(2)"), ("sin(1)/cos(1)", None)],
)
def test_shortest_spelling(text, expected):
    constant = sp.sympify(text)
    found = shortest(constant)
    assert abs(sp.N(found - constant, 40)) < 1e-35
    assert expected is None or str(found) == expected


def test_shifted_waves_by_the_addition_theorem():
    found = functions(["sin(x + 1)", "sin(x + 2)", "sin(x + 3)"])
    assert (found.dimension, found.passed) == (2, True)
    assert found.relations[0].text == "sin(x + 3) = 2*cos(1)*sin(x + 2) - sin(x + 1)"
    assert not found.matrix_text
