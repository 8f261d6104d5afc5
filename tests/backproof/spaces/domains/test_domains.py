"""Domains in common notation, compared with sympy's sets point by point."""

import pytest
import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.dimension import functions
from backproof.spaces.language.domain_reading import asked_domain

OO, R = sp.oo, sp.S.Reals
READ = {
    "R": R,
    "ℝ": R,
    "x ∈ ℝ": R,
    "\\mathbb{R}": R,
    "all real numbers": R,
    "x is real": R,
    "(-inf, inf)": R,
    "x < oo": R,
    "x < 1 or x > 0": R,
    "x>0": sp.Interval.open(0, OO),
    "0 < x": sp.Interval.open(0, OO),
    "(0, ∞)": sp.Interval.open(0, OO),
    "x >= 1": sp.Interval(1, OO),
    "x ≤ sqrt(2)": sp.Interval(-OO, sp.sqrt(2)),
    "0 < x < 1": sp.Interval.open(0, 1),
    "1 > x >= 0": sp.Interval.Ropen(0, 1),
    "x > 0, x <= 1": sp.Interval.Lopen(0, 1),
    "0 ≤ x ≤ 2π": sp.Interval(0, 2 * sp.pi),
    "]0, 1[": sp.Interval.open(0, 1),
    "[0, 1[": sp.Interval.Ropen(0, 1),
    "-pi, pi": sp.Interval(-sp.pi, sp.pi),
    "(sqrt(2)-1), (1+sqrt(2))": sp.Interval(sp.sqrt(2) - 1, 1 + sp.sqrt(2)),
    "|x| < 2": sp.Interval.open(-2, 2),
    "|x| >= 2": sp.Interval(-OO, -2) + sp.Interval(2, OO),
    "x != 0": R - {0},
    "R \\ {0, 1}": R - {0, 1},
    "x > 0 and x ≠ 1": sp.Interval.open(0, OO) - {1},
    "x < -1 or x > 1": sp.Interval.open(-OO, -1) + sp.Interval.open(1, OO),
    "(0, 1) ∪ [2, 3)": sp.Interval.open(0, 1) + sp.Interval.Ropen(2, 3),
    "(1, 3) U (0, 2)": sp.Interval.open(0, 3),
}
REFUSED = [
    *("y > 0", "x**2 < 1", "x > x", "1 < 2", "0 < x > 1", "x > ", "x = 1", "x > a", "0 < x < y", "x > 1.5"),
    *("C", "Z", "hello", "1", "{0}", "(0,1),(2,3)", "(0, 1) U", "(0, 1", "0, 1)", "R \\ 0", "R+", "0..1"),
    *("[1, 0]", "(oo, 1)", "x > 1 and x < 0", "x >= 0 and x <= 0", "x < 1/0"),
]


@pytest.mark.parametrize("text", READ)
def test_domains_as_people_write_them(text):
    found = sp.EmptySet
    for interval in asked_domain(text, "x"):
        low, high = interval.ends
        found += sp.Interval(low, high, not interval.low_closed, not interval.high_closed)
    assert found == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_domain_is_refused_in_one_line(text):
    with pytest.raises(InputError) as caught:
        asked_domain(text, "x")
    assert len(caught.value.diagnostics) == 1
    assert caught.value.diagnostics[0].expected
    assert "\n" not in caught.value.diagnostics[0].message


def test_a_domain_speaks_of_the_functions_variable():
    assert functions(["log(t)", "1"], "t > 0").source.domain == ("(0, oo)",)
    with pytest.raises(InputError, match="speaks of x"):
        functions(["log(t)", "1"], "x > 0")
