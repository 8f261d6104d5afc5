"""The evidence's own proofs: zeros are proved, nonzeros never are, and enclosures contain the true values."""

from fractions import Fraction

import flint
import mpmath as mp
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.spaces.enclosures import balls, jets
from backproof.spaces.identities.identity import combination_vanishes
from backproof.spaces.identities.turns import cancels
from backproof.spaces.language.syntax import parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring

LINE = ("(-oo, oo)",)
ZERO = [
    ("cos(x)**2 - cos(2*x)/2 - 1/2", LINE),
    ("sin(x + 1) - cos(1)*sin(x) - sin(1)*cos(x)", LINE),
    ("sin(x + pi/3) - sin(x)/2 - sqrt(3)/2*cos(x)", LINE),
    ("sin(x)**4 - 3/8 + cos(2*x)/2 - cos(4*x)/8", LINE),
    ("cos(pi/5) - 1/4 - sqrt(5)/4", LINE),
    ("log(x**2) - 2*log(x)", ("(0, oo)",)),
    ("log(x**2) - 2*log(-x)", ("(-oo, 0)",)),
    ("x*abs(x) + x**2", ("(-oo, 0]",)),
    ("abs(x - 1) + abs(x + 1) - 2", ("[-1, 1]",)),
    ("abs(x - 1) + abs(x + 1) - 2*x", ("(1, oo)",)),
    ("abs(sin(x)) - sin(x)", ("[0, pi]",)),
    ("sqrt(x**4 - 2*x**2 + 1) - abs(x**2 - 1)", LINE),
    ("sqrt(1 + x) + sqrt(1 - x) - sqrt(2 + 2*sqrt(1 - x**2))", ("[-1, 1]",)),
    ("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", LINE),
    ("sqrt(1 - cos(x)) - sqrt(2)*sin(x/2)", ("[0, pi]",)),
    ("sqrt(1 - cos(x)) - sqrt(2)*abs(sin(x/2))", ("[-pi, pi]",)),
    ("sqrt(1 + cos(x)) - sqrt(2)*abs(cos(x/2))", ("[0, 2*pi]",)),
    ("sqrt(1 + sin(x)) - abs(sin(x/2) + cos(x/2))", ("[-pi, pi]",)),
    ("asin(sin(x)) - x", ("[-pi/2, pi/2]",)),
    ("sqrt(x + 1) - sqrt(x) - 1/(sqrt(x + 1) + sqrt(x))", ("(0, oo)",)),
    ("atan(x) + atan(1/x) - pi/2", ("(0, oo)",)),
    ("atan(x) + atan(1/x) + pi/2", ("(-oo, 0)",)),
    ("acos(x) - 2*asin(sqrt((1 - x)/2))", ("[-1, 1]",)),
    ("2/(1 + exp(-2*x)) - 1 - tanh(x)", LINE),
    ("acosh(x) - log(x + sqrt(x**2 - 1))", ("[1, oo)",)),
    ("log(1 + exp(x)) - x - log(1 + exp(-x))", LINE),
    ("1/(x**2 - 1) - 1/(2*(x - 1)) + 1/(2*(x + 1))", ("(1, oo)",)),
    ("x**x - exp(x*log(x))", ("(0, oo)",)),
    ("acos(cos(x)) - abs(x)", ("[-pi, pi]",)),
    ("acos(sin(x)) - abs(x - pi/2)", ("[-pi/2, 3*pi/2]",)),
    ("asin(sin(x)) - pi + x", ("[pi/2, pi]",)),
    ("atan(tan(x)) - x + pi", ("[2, 3]",)),
    ("atan(tan(x)) - x + pi", ("[27/10, 14/5]",)),
    ("acos(x) - asin(sqrt(1 - x**2))", ("[0, 1]",)),
    ("acos(x) - asin(sqrt(1 - x**2))", ("[1/5, 2/5]",)),
    ("atan(x) - asin(x/sqrt(1 + x**2))", LINE),
    ("acos((1 - x**2)/(1 + x**2)) - 2*atan(abs(x))", LINE),
    ("asin(2*x/(1 + x**2)) - pi + 2*atan(x)", ("[1, oo)",)),
    ("acos(1/cosh(x)) - abs(atan(sinh(x)))", LINE),
    ("atan((1 + x)/(1 - x)) - atan(x) + 3*pi/4", ("(1, oo)",)),
    ("acosh(x) - 2*asinh(sqrt((x - 1)/2))", ("[1, oo)",)),
    ("abs(log(x)) - log(x)", ("[1, oo)",)),
    ("abs(log(log(x))) - log(log(x))", ("[e, oo)",)),
    ("abs(x*log(x)) + x*log(x)", ("(0, 1]",)),
    ("abs(2*log(x) - 3) - 2*log(x) + 3", ("[exp(3/2), oo)",)),
    ("abs(exp(2*x) - 3*exp(x) + 2) - exp(2*x) + 3*exp(x) - 2", ("(-oo, 0]", "[log(2), oo)")),
    ("abs(x**2 - exp(-x)) - x**2 + exp(-x)", ("[1, oo)",)),
    ("asinh(abs(x)) - abs(asinh(x))", LINE),
    ("abs(x - abs(x)) - abs(x) + x", LINE),
    ("abs(abs(x) - 1) - abs(x) + 1", ("(-oo, -1]", "[1, oo)")),
    ("sqrt(x + 2*sqrt(x - 1)) - sqrt(x - 1) - 1", ("[1, oo)",)),
    ("abs(sinh(x) - x) - sinh(x) + x", ("[0, 5]",)),
    ("abs(cos(1/x)) - cos(1/x)", ("[1, oo)",)),
    ("abs(exp(1/x) - 1) - exp(1/x) + 1", ("(0, oo)",)),
    ("abs((x - sqrt(3))*sin(x - sqrt(3))) - (x - sqrt(3))*sin(x - sqrt(3))", ("[0, 3]",)),
    ("abs((x - sqrt(3))*(exp(x) - exp(sqrt(3)))) - (x - sqrt(3))*(exp(x) - exp(sqrt(3)))", LINE),
    ("abs((x - 1)*(exp(x) - e)*sin(x)) - (x - 1)*(exp(x) - e)*sin(x)", ("[0, pi]",)),
    ("sqrt((x - sqrt(2))**2*exp(x)) - (x - sqrt(2))*exp(x/2)", ("[sqrt(2), oo)",)),
]
NOT_ZERO = [
    ("x - abs(x)", LINE),
    ("x - abs(x)", ("[-1/1000, 1]",)),
    ("sqrt(x**2) - x", LINE),
    ("log(x**2) - 2*log(abs(x)) + 1/10**50", ("(0, oo)",)),
    ("cos(x)**2 - cos(2*x)/2 - 1/2 - 1/10**60", LINE),
    ("atan(x) + atan(1/x) - pi/2", ("(-oo, 0)", "(0, oo)")),
    ("abs(x - 1) + abs(x + 1) - 2", ("[-1, 1 + 1/10**30]",)),
    ("abs(x - sqrt(2)) + x - sqrt(2)", ("[0, sqrt(2) + 1/10**20]",)),
    ("abs(sin(x)) - sin(x)", ("[0, 22/7]",)),
    ("sqrt(1 + x) - sqrt(1 - x) - sqrt(2 - 2*sqrt(1 - x**2))", ("[-1, 1]",)),
    ("cbrt(x) - abs(x)**(1/3)", ("[-1, 1]",)),
    ("exp(sqrt(2)*log(x)) - x**(7/5)", ("(0, oo)",)),
    ("sqrt(3 + 2*sqrt(2)) + 1 + sqrt(2)", LINE),
    ("tanh(sin(x)) - sqrt(tanh(sin(x))**2)", ("[-2, 2]",)),
    ("tan(x) - abs(tan(x))", ("[-1, 1]",)),
    ("acos(cos(x)) - abs(x)", ("[-pi, pi + 1/10**20]",)),
    ("acos(cos(x)) - x", ("[-1/10**20, pi]",)),
    ("atan(tan(x)) - x", ("[2, 3]",)),
    ("acos(x) - asin(sqrt(1 - x**2))", ("[-1/10**20, 1]",)),
    ("asin(2*x/(1 + x**2)) - 2*atan(x)", ("[0, oo)",)),
    ("acos(1/cosh(x)) - atan(sinh(x))", LINE),
    ("abs(log(x)) - log(x)", ("[1 - 1/10**20, oo)",)),
    ("abs(2*log(x) - 3) - 2*log(x) + 3", ("[4, oo)",)),
    ("abs(exp(2*x) - 3*exp(x) + 2) - exp(2*x) + 3*exp(x) - 2", LINE),
    ("abs(x**2 - exp(-x)) - x**2 + exp(-x)", ("[1/2, oo)",)),
    ("abs(abs(x) - 1) - abs(x) + 1", LINE),
    ("asin(x) + asin(sqrt(1 - x**2)) - pi/2", ("[-1, 1]",)),
    ("atan(x) + atan(2) + atan(3) - atan(x)", LINE),
    ("sqrt(1 + cos(x)) - sqrt(2)*cos(x/2)", ("[0, 2*pi]",)),
    ("sqrt(1 - cos(x)) - sqrt(2)*sin(x/2)", ("[-pi, pi]",)),
    ("sqrt((1 - cos(x))*exp(x)) - sqrt(2)*sin(x/2)*exp(x/2)", ("[-pi, pi]",)),
    ("abs(sinh(x) - x) - sinh(x) + x", ("[-1/10**9, 5]",)),
    ("abs(cos(1/x)) - cos(1/x)", ("[1/2, oo)",)),
    ("abs(exp(-x) - 1/100) + exp(-x) - 1/100", ("[4, oo)",)),
    ("abs(x - exp(-x) - 5) + x - exp(-x) - 5", ("[0, oo)",)),
    ("abs(x + exp(x) + 5) - x - exp(x) - 5", ("(-oo, 0]",)),
    ("abs((x - sqrt(3))*sin(x - 7/4)) - (x - sqrt(3))*sin(x - 7/4)", ("[0, 3]",)),
    ("abs((x - sqrt(3))*(exp(x) - 6)) - (x - sqrt(3))*(exp(x) - 6)", LINE),
    ("sqrt((x - sqrt(2))**2*exp(x)) - (x - sqrt(2))*exp(x/2)", ("[7/5, oo)",)),
]


def way(text: str, domain: tuple[str, ...]) -> str | None:
    return combination_vanishes([(parse("1"), parse(text))], "x", domain)


@pytest.mark.parametrize(("text", "domain"), ZERO)
def test_identities_are_proved(text, domain):
    assert way(text, domain)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("text", "domain"), NOT_ZERO)
def test_what_is_not_zero_is_not_proved(text, domain):
    assert way(text, domain) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2*atan(2) + 2*atan(3) - 3*pi/2", True), ("2*atan(2) + 2*atan(3) + pi/2", False)],
)
def test_a_whole_turn_is_not_taken_for_none(text, expected):
    ring = Ring(None, None)
    assert cancels(ring, read(ring, parse(text), {}), Ring.is_zero) is expected


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("text", "domain"),
    # For many nested roots, the product of conjugates grows long before it is recognised as nonzero.
    [
        pytest.param(*case, marks=[pytest.mark.slow, pytest.mark.rest]) if case[0].count("sqrt") > 3 else case
        for case in ZERO
    ],
)
def test_a_proof_fails_for_a_slight_change(text, domain):
    assert way(f"({text})*1 + x/10**40", domain) is None
    assert way(f"{text} - 1/10**40", domain) is None


FUNCTIONS = [
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "sinh",
    "tanh",
    "asinh",
    "atan",
    "sqrt",
    "cbrt",
    "log2",
    "sech",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FUNCTIONS), st.fractions(Fraction(1, 50), 40, max_denominator=10**6))
def test_enclosures_hold_what_mpmath_computes(name, point):
    found = jets.value(parse(f"{name}(x)"), {"x": point})
    with mp.workdps(150):
        x = mp.mpf(point.numerator) / point.denominator
        known = {"log2": lambda v: mp.log(v) / mp.log(2)}.get(name) or getattr(mp, name)
        low, high = (mp.mpf(end.numerator) / end.denominator for end in balls.ends(found))
        assert low <= known(x) <= high
        assert high - low < mp.mpf(10) ** -70 * (1 + abs(high))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([*FUNCTIONS, "asin", "acos", "atanh"]), st.fractions(Fraction(1, 50), Fraction(9, 10)))
def test_taylor_coefficients_are_those_of_mpmath(name, point):
    node = parse(f"{name}(x*(1 + x)/2)")
    with balls.precision(320):
        found = jets.taylor(node, "x", balls.of_fraction(point), 3)
    with mp.workdps(90):
        known = {"log2": lambda v: mp.log(v) / mp.log(2)}.get(name) or getattr(mp, name)
        x = mp.mpf(point.numerator) / point.denominator
        for expected, got in zip(mp.taylor(lambda v: known(v * (1 + v) / 2), x, 3), found, strict=True):
            middle = mp.mpf(str(got.mid().str(40, radius=False)))
            assert abs(expected - middle) < mp.mpf(10) ** -15 * (1 + abs(expected))


WIDE = ["x**2 - x", "x**3", "x**4 + x", "1/(3 + x)", "sqrt(x + 1)", "cbrt(x)", "abs(x)", "asin(x)", "acos(x)"]
WIDE += ["exp(x)*x", "log(x + 2)", "sin(3*x)", "cos(x)/x**2", "atan(x)", "acosh(x + 2)", "2**x", "tanh(x)"]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(WIDE),
    st.lists(st.fractions(-1, 1, max_denominator=50), min_size=2, max_size=2, unique=True),
    st.fractions(0, 1),
)
def test_a_ball_over_an_interval_holds_the_values_in_it(text, ends, share):
    low, high = sorted(ends)
    try:
        found = jets.taylor(parse(text), "x", balls.between(low, high), 0)[0]
    except NoValueError:
        assert low <= 0 <= high
        return
    inside = low + (high - low) * share
    known = sp.sympify(text.replace("cbrt(x)", "sign(x)*abs(x)**Rational(1, 3)"), rational=True)
    expected = known.subs(sp.Symbol("x"), sp.Rational(str(inside))).evalf(60)
    assert (
        found.contains(flint.arb(str(expected))) or abs(flint.arb(str(expected)) - found.mid()) <= found.rad()
    )


@pytest.mark.parametrize(("low", "high"), [(-1, 2), (-2, 1), (-1, 1), (0, 1), (-1, 0)])
def test_a_ball_of_a_power_of_even_degree_holds_0_and_hardly_more_below(low, high):
    over = jets.taylor(parse("x**2"), "x", balls.between(Fraction(low), Fraction(high)), 0)[0]
    assert over.contains(0)
    assert balls.ends(over)[0] > Fraction(-1, 10**6)
    assert jets.value(parse("cos(pi/2)**2"), {}).contains(0)


@pytest.mark.parametrize(
    "text", ["sqrt(-1)", "log(0)", "1/0", "asin(2)", "acosh(1/2)", "(-1)**(1/2)", "0**(-1)"]
)
def test_what_has_no_value_has_no_ball(text):
    with pytest.raises(NoValueError):
        jets.value(parse(text), {})


@pytest.mark.parametrize("text", ["sqrt(0)", "cbrt(0)", "0**(1/3)", "0**(5/7)", "cbrt(-8) + 2", "(1 - 1)**2"])
def test_roots_of_0_are_0(text):
    assert jets.value(parse(text), {}).contains(0)


@pytest.mark.parametrize(("text", "log10"), [("exp(-10**9)", -434294482), ("10**(10**6)", 10**6)])
def test_balls_have_exponents_of_any_size(text, log10):
    found = jets.value(parse(f"log10({text})"), {})
    assert abs(found - log10) < 1
