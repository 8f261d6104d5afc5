"""Scales: few ticks, in order, each where its label says, for any range of floats."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backproof.drawing.scales import FromZero, Linear, Logarithmic
from tests.backproof.drawing.plots import number

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=5e-324, allow_infinity=False)
MOST = st.integers(2, 8)


def are_in_order(ticks, most):
    places = [tick.place for tick in ticks]
    return (
        places == sorted(places) and 1 <= len(places) <= most and -1e-9 < places[0] <= places[-1] < 1 + 1e-9
    )


@given(FINITE, FINITE, MOST)
def test_a_linear_scale_covers_any_two_numbers(a, b, most):
    scale = Linear.over([a, b, math.nan, math.inf])
    assert are_in_order(scale.ticks(most), most)
    assert 0 < scale.place(min(a, b)) <= scale.place(max(a, b)) < 1


@given(FINITE, FINITE, st.integers(4, 8))
@example(4.307847268383488e16, -3.604388225315072e16, 4)
def test_linear_ticks_are_equal_steps_of_one_two_or_five(a, b, most):
    ticks = Linear.over([a, b]).ticks(most)
    values = [Fraction(_decimal(tick.latex)) for tick in ticks]
    steps = {later - earlier for earlier, later in itertools.pairwise(values)}
    assert len(steps) == 1
    digit = str(*steps).replace("/1", "").strip("0")[:1]
    assert digit in "125" or (digit == "4" and len(ticks) < 5)
    gaps = [later.place - earlier.place for earlier, later in itertools.pairwise(ticks)]
    assert max(gaps) - min(gaps) < 1e-6


def _decimal(latex):
    mantissa, _, power = latex.partition(r"\cdot 10^{")
    return f"{mantissa}e{power.removesuffix('}') or 0}"


@given(FINITE, FINITE, MOST)
def test_a_linear_tick_is_at_its_value(a, b, most):
    scale = Linear.over([a, b])
    for tick in scale.ticks(most):
        value = number(tick.latex)
        if math.isfinite(value) and abs(value) > 1e-300:
            assert scale.place(value) == pytest.approx(tick.place, abs=1e-9)


@given(POSITIVE, POSITIVE, MOST)
def test_a_logarithmic_tick_is_at_its_value(a, b, most):
    scale = Logarithmic.over([a, b, 0.0, -1.0, math.nan, math.inf])
    assert 0 < scale.place(min(a, b)) <= scale.place(max(a, b)) < 1
    ticks = scale.ticks(most)
    assert are_in_order(ticks, most)
    for tick in ticks:
        value = number(tick.latex)
        if 1e-300 < value < math.inf:
            assert scale.place(value) == pytest.approx(tick.place, abs=1e-6)


@pytest.mark.parametrize(
    ("scale", "most", "labels"),
    [
        (Linear.over([0, 5]), 6, ["0", "1", "2", "3", "4", "5"]),
        (Linear.over([-1.0, 1.0]), 5, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (Linear.over([0, 8e9]), 5, ["0", *(rf"{n}\cdot 10^{{9}}" for n in (2, 4, 6, 8))]),
        (Linear.over([7.0]), 4, ["4", "6", "8", "10"]),
        (Logarithmic.over([1e-12, 1e-1]), 6, [f"10^{{{n}}}" for n in range(-12, 0, 2)]),
        (Logarithmic.over([1e-300, 1e300]), 6, ["10^{-200}", "10^{0}", "10^{200}"]),
        (Logarithmic.over([2.0, 70.0]), 6, ["2", "5", "10", "20", "50"]),
        (Logarithmic.over([4.0, 4.5]), 6, ["4.0", "4.1", "4.2", "4.3", "4.4", "4.5"]),
        (FromZero.over([0, 1, 1024]), 7, ["0", "1", "10", "100", "1000"]),
        (FromZero.over([0, 10**6]), 5, ["0", "1", "100", r"10^{4}", r"10^{6}"]),
    ],
)  # fmt: skip
def test_the_labels_of_usual_ranges(scale, most, labels):
    assert [tick.latex for tick in scale.ticks(most)] == labels


def test_values_without_a_logarithm_have_no_position():
    assert math.isnan(Logarithmic.over([1.0, 2.0]).place(0.0))
    assert math.isnan(Logarithmic.over([1.0, 2.0]).place(-3.0))


def test_counts_from_zero_are_equal_factors_from_one_on():
    scale = FromZero.over([0, 1000])
    one, ten, hundred = (scale.place(n) for n in (1, 10, 100))
    assert hundred - ten == pytest.approx(ten - one)
    assert scale.place(0.5) == pytest.approx((scale.place(0) + one) / 2)
