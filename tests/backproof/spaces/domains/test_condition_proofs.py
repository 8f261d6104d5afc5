"""The evidence's own proof that conditions hold on a domain never accepts a condition that fails."""

from dataclasses import replace
from fractions import Fraction
from math import inf

import mpmath as mp
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import verify
from backproof.spaces.demands.condition_proofs import holds
from backproof.spaces.demands.demands import demands
from backproof.spaces.dimension import functions
from backproof.spaces.domains.definedness import fault
from backproof.spaces.enclosures import balls, ranges
from backproof.spaces.enclosures.ranges import Range
from backproof.spaces.identities.slopes import slope
from backproof.spaces.language.domain import read_domain
from backproof.spaces.language.syntax import parse, to_text
from backproof.spaces.language.walks import NoValueError

LINE = "(-oo, oo)"
HOLDS = [
    *[
        (text, LINE)
        for text in ("1/(2 + sin(x))", "log(2 - sin(x) - cos(x))", "sqrt(1 - cos(x))", "1/exp(x)")
    ],
    *[(text, LINE) for text in ("sqrt(exp(x) - 1 - x)", "1/(x**2 + exp(x) + cos(x))", "log(1 + exp(x))")],
    *[(text, LINE) for text in ("log(x + sqrt(1 + x**2))", "log(sqrt(1 + x**2) - x)", "acos(cos(x))")],
    *[
        (text, LINE)
        for text in ("asin(x/sqrt(1 + x**2))", "sqrt(x**4 - 4*x**2 + 4)", "1/(3 + sin(x)*cos(2*x))")
    ],
    *[(text, LINE) for text in ("1/(2 + sin(x) + sin(sqrt(2)*x))", "sqrt(2 - cos(x) - cos(pi*x))")],
    ("1/(1 + sqrt(2) + sin(x) + sin(sqrt(2)*x))", LINE),
    ("1/(2 - cos(x) - cos(sqrt(2)*x))", "(0, oo)"),
    ("1/(exp(x) - 2)", "(log(2), oo)"),
    ("1/(exp(x) - x**3 + 20)", "[0, oo)"),
    ("log(x)/x", "(0, oo)"),
    ("1/log(x)", "(1, oo)"),
    ("sqrt(x - log(x) - 1)", "(0, oo)"),
    ("sqrt((1 - x)/(1 + x))", "(-1, 1]"),
    ("asin(2*x*sqrt(1 - x**2))", "[-1, 1]"),
    ("sqrt(x**2 - 2)", "[sqrt(2), oo)"),
    ("1/tan(x)", "(0, pi/2)"),
    ("log(sin(x))", "(0, pi)"),
    ("sqrt(sin(x))", "[0, pi]"),
    ("1/(cosh(x) - 1)", "(0, oo)"),
    ("atanh(x)", "(-1, 1)"),
    ("log(1 + 1/x)", "(0, oo)"),
    ("log(1 + 1/(x - log(2)))", "(log(2), oo)"),
    ("log(1 - 1/x**3)", "(1, oo)"),
    ("log(1 + exp(1/x))", "(0, oo)"),
    ("log(2*sqrt(1 + x**2) - x)", LINE),
    ("1/sqrt(tan(x))", "(0, pi/2)"),
    ("sqrt((exp(x) - 1)*abs(x))", "(0, 1)"),
    ("log(1/2 + 1/(exp(x) - 1))", "(0, oo)"),
    ("sqrt(x/(x - 1) + 1/(x + 1))", "(1, oo)"),
    ("x**x + 1/x**x", "(0, oo)"),
]
FAILS = [
    *[
        (text, LINE)
        for text in ("1/(1 + cos(x))", "1/sin(x)**2", "1/(2 - cos(x) - cos(sqrt(2)*x))", "log(x)")
    ],
    *[(text, LINE) for text in ("1/(1 - cos(x)*cos(2*x))", "1/(1 + sin(x) + sin(2*x))", "sqrt(exp(x) - 1)")],
    ("log(1 + cos(x))", "[0, pi]"),
    ("log(sin(x))", "[0, pi]"),
    ("1/(exp(x) - 1 - x)", "[-1, 1]"),
    ("1/(exp(x) - 2 - x)", "[0, 2]"),
    ("1/(exp(x) - x**3 + 5)", "[0, oo)"),
    ("1/(x - 1/10**9)", "[0, 1]"),
    ("sqrt(x**2 - 1/10**12)", "[-1, 1]"),
    ("1/log(x)", "[1, oo)"),
    ("1/log(x)", "[1/2, oo)"),
    ("sqrt(x**2 - 2)", "[sqrt(2) - 1/10**20, oo)"),
    ("atanh(x)", "(-1, 1]"),
    ("1/(cosh(x) - 1)", "[0, oo)"),
    ("1/(x**2 - 2)", "[1, 2]"),
    ("log(1 - 1/x)", "(0, oo)"),
    ("log(1 - 1/x)", "[1, oo)"),
    ("log(sqrt(1 + x**2)/2 - x)", LINE),
    ("log(1/(exp(x) - 1) - 1/2)", "(0, oo)"),
    ("1/(1/x - 1/x**2)", "(0, oo)"),
    ("sqrt(1/x - 1/(x - 1))", "(1, oo)"),
    ("1/(x**3 - 3*x + 2)", "[0, 2]"),
]


def verdicts(text, domain):
    return [holds(demand, "x", domain) for demand in demands(parse(text))]


@pytest.mark.parametrize(("text", "domain"), HOLDS)
def test_what_is_defined_is_proved(text, domain):
    found = verdicts(text, domain)
    assert found
    assert all(found)


@pytest.mark.parametrize(("text", "domain"), FAILS)
def test_what_is_not_defined_is_refuted(text, domain):
    assert False in verdicts(text, domain)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=4), st.integers(-6, 6), st.integers(1, 8))
def test_polynomials_are_judged_as_by_their_roots(roots, low, width):
    """Compare 1/p and sqrt(p), with integer or half-integer roots, with sympy's inequality solver."""
    x = sp.Symbol("x", real=True)
    polynomial = sp.expand(sp.prod([2 * x - r for r in roots]))
    domain = sp.Interval(sp.Rational(low, 2), sp.Rational(low + width, 2))
    text, where = str(polynomial), f"[{domain.start}, {domain.end}]"
    is_apart = not any(domain.contains(sp.Rational(r, 2)) for r in roots)
    assert all(verdicts(f"1/({text})", where)) == is_apart
    below = sp.solve_univariate_inequality(polynomial < 0, x, relational=False)
    is_not_below = below.intersect(domain).is_empty
    assert all(verdicts(f"sqrt({text})", where)) == is_not_below


FUNCTIONS = ["exp(x) - x", "x*exp(-x)", "x**3 - x", "1/(1 + x**2)", "log(x + 5)", "sqrt(x + 5)", "cosh(x)/3"]
FUNCTIONS += [
    "atan(x)*x",
    "tanh(x)",
    "sech(x)",
    "asinh(x) - x",
    "sin(x)/(2 + cos(x))",
    "cbrt(x)",
    "2**x",
    "abs(x)",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FUNCTIONS),
    st.integers(-4, 4),
    st.sampled_from([1, 3, None]),
    st.fractions(0, 1),
    st.booleans(),
)
def test_a_range_holds_the_values_in_it(text, low, width, share, mirrored):
    node = parse(text)
    values = Range(arb(low), inf if width is None else arb(low + width))
    values = Range(-inf, arb(4)) if mirrored and width is None and "+ 5" not in text else values
    with balls.precision(100):
        found = ranges.over(node, "x", values)
    start = -20 if values.low == -inf else low
    span = width or 24
    at = Fraction(start) + span * share
    point = min(at, Fraction(4)) if values.low == -inf else at
    with mp.workdps(40):
        x = sp.Rational(point.numerator, point.denominator)
        spelt = text.replace("cbrt(x)", "sign(x)*abs(x)**Rational(1, 3)")
        value = mp.mpf(str(sp.sympify(spelt, rational=True).subs(sp.Symbol("x"), x).evalf(40)))
        room = mp.mpf(10) ** -25 * (1 + abs(value))
        ends = [e if isinstance(e, float) else e.mid().str(30, radius=False) for e in (found.low, found.high)]
        low_end, high_end = (mp.mpf(str(end)) for end in ends)
        assert low_end - room <= value <= high_end + room


SLOPES = [
    "x*exp(x)/sin(x)",
    "x**x",
    "tan(x**2)",
    "sqrt(1 - x)",
    "1/x",
    "2**x",
    "-x/(1 + x)",
    "x**(-3)",
    "log2(x)",
]
SLOPES += [
    "acos(x) - asin(x)",
    "atanh(x)",
    "sec(x)*cot(x)",
    "csch(x) + coth(x)",
    "cbrt(x)",
    "acosh(3*x)",
    "log10(x)",
]
SLOPES += ["asinh(x**2)", "cosh(x)*sech(x/2)", "tanh(x) - sinh(x)", "csc(x)", "atan(1/x)", "(x + 1)**(2/3)"]


@pytest.mark.parametrize("text", SLOPES)
def test_slopes_are_those_of_sympy(text):
    node = slope(parse(text), "x")
    x, known = sp.Symbol("x"), {"log2": lambda u: sp.log(u, 2), "log10": lambda u: sp.log(u, 10)}
    for order, found in ((1, node), (2, slope(node, "x"))):
        expected = sp.diff(sp.sympify(text, known), x, order)
        apart = sp.sympify(to_text(found), known) - expected
        assert abs(complex(apart.subs(x, sp.Rational(4, 7)).evalf(30))) < 1e-20


@pytest.mark.parametrize("text", ["1/(1 + cos(x))", "log(x)", "1/(exp(x) - 1)"])
def test_a_domain_that_was_wrongly_let_pass_is_refused(text):
    """Claim a dimension on a wider domain than the one it was found on."""
    found = functions([text, "1"], "(1, 2)")
    assert found.passed
    wide = verify(replace(found, source=replace(found.source, domain=("(-4, 4)",))))
    (check,) = [check for check in wide if check.method.startswith("defined")]
    assert not check.passed


OPEN_WAVES = ["2 + sin(x) + sin(sqrt(2)*x)", "2 + cos(x) + cos(pi*x)", "3 + sin(x + 1) + cos(sqrt(3)*x)"]


@pytest.mark.slow
@pytest.mark.parametrize("text", OPEN_WAVES)
def test_sums_of_waves_without_a_period_are_told_from_0(text):
    found = functions([f"1/({text})", "1"], "R")
    assert (found.dimension, found.passed) == (2, True)
    with pytest.raises(InputError, match="is not defined at x = 0"):
        functions(["1/(2 - cos(x) - cos(sqrt(2)*x))", "1"], "R")


@pytest.mark.parametrize(("text", "domain"), [*HOLDS, *FAILS])
def test_both_proofs_of_definedness_agree(text, domain):
    """Check that the routine that accepts a domain and the independent confirmation never disagree."""
    passes = fault(parse(text), "x", read_domain(domain)) is None
    if passes:
        assert False not in verdicts(text, domain)
    else:
        assert not all(verdicts(text, domain))


def test_a_range_without_a_value_is_refused():
    for text, low, high in [("1/x", -1, 1), ("log(x)", -3, -1), ("sqrt(x)", -3, -1), ("asin(x)", 2, 3)]:
        with pytest.raises(NoValueError):
            ranges.over(parse(text), "x", Range(arb(low), arb(high)))
