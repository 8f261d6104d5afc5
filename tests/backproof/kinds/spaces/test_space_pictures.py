"""Functions on one bounded interval are drawn, whatever its ends; others are not."""

import math

import pytest

from backproof.kinds.dimension.drawings.pictures import pictures
from backproof.spaces.dimension import functions

DRAWN = [
    (["exp(x)", "exp(2*x)"], "(0, log(2))", (0.0, math.log(2))),
    (["5", "cos(2*x)", "cos(x)**2"], ["-pi", "pi"], (-math.pi, math.pi)),
]
NOT_DRAWN = [
    (["exp(x)", "exp(2*x)"], None),
    (["1/x", "1"], None),
    (["log(x)", "1"], "(0, oo)"),
]


@pytest.mark.parametrize(("listed", "domain", "ends"), DRAWN)
def test_a_bounded_interval_is_drawn_from_end_to_end(listed, domain, ends):
    (figure,) = pictures("q4a", functions(listed, domain))
    points = figure.data["points"]
    assert (points[0], points[-1]) == pytest.approx(ends)


@pytest.mark.parametrize(("listed", "domain"), NOT_DRAWN)
def test_an_unbounded_domain_or_one_with_a_hole_is_not_drawn(listed, domain):
    assert not list(pictures("q4a", functions(listed, domain)))
