"""Functions of several variables: dimensions counted by hand, and faults that the evidence sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import judged
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import Dimension, Formula

ASKED = {
    "exp(x+y), exp(x)*exp(y)": 1,
    "exp(x+y), exp(x)*exp(y), exp(x)": 2,
    "sin(x)*cos(y), cos(x)*sin(y), sin(x+y), sin(x-y), cos(x)": 3,
    "sin(x)*sin(y), cos(x)*cos(y), cos(x+y), cos(x-y), sin(x), 1": 4,
    "x*exp(y), y*exp(x), x*y": 3,
    "cosh(x+y), sinh(x+y), exp(x)*exp(y)": 2,
    "sin(x+y)**2, cos(2*x+2*y), sin(x)**2, 1": 3,
    "exp(x+y+1), exp(x+y)": 1,
    "sin(x+t+1), sin(x+t), cos(x+t)": 2,
    "exp(x)*y, exp(x)*y**2, exp(x)*(y+y**2)": 2,
    "exp(x+y+z), exp(x)*exp(y)*exp(z), z*sin(x), 0": 2,
}


def _asked(text: str) -> Dimension:
    return dimension({"functions": text.split(", ")})


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_counted_by_hand(text: str) -> None:
    found = _asked(text)
    assert (found.dimension, found.passed) == (ASKED[text], True)


def test_names_may_be_declared() -> None:
    assert dimension({"functions": ["exp(u)*v", "u", "v"], "variables": ["u", "v"]}).dimension == 3


@pytest.mark.parametrize(
    "text", ["exp(x**2 + y**2), 1", "log(x*y), 1", "exp(sqrt(2)*x + y), 1", "sqrt(x*y), y"]
)
def test_other_functions_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="no product of powers"):
        _asked(text)


def _failed(found: Dimension) -> set[str]:
    return {check.method for check in judged(found).checks if not check.passed}


def test_other_products_and_coordinates_are_seen() -> None:
    found = _asked("exp(x+y), y*exp(x)")
    said = found.translation
    assert said
    for text, method in (
        ("coordinates in (exp(x + y), x*exp(y))", "combination of the products"),
        ("coordinates in (exp(x + y), exp(x)*exp(y))", "products are independent"),
    ):
        other = replace(said, general=Formula(Latex(""), text))
        assert method in _failed(replace(found, translation=other))
    source = replace(found.source, items=(("1", "1"), ("0", "1")))
    assert "combination of the products" in _failed(replace(found, source=source))
