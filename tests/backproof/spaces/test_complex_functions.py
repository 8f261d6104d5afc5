"""Spans of complex functions: numbers that were counted by hand, and claims that are made wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension

COUNTED = {
    "sin x, cos x, e^{ix} over C": 2,
    "span of e^{ix}, e^{-ix}, cos x over C": 2,
    "1, e^{ix}, e^{2ix}": 3,
    "e^{(1+i)x}, e^{(1-i)x}, e^x cos x, e^x sin x": 2,
    "e^{it}, i e^{it}": 1,
    "x e^{ix}, e^{ix}, (x+i)e^{ix}": 2,
    "e^{ix}/e^{2ix}, e^{-ix}": 1,
    "cosh(ix), sinh(ix), e^{ix}": 2,
    "cos^2 x, sin^2 x, i over C": 2,
    "1 + i*x, i - x": 1,
    "1 + ix, 1 - ix, x": 2,
}


@pytest.mark.parametrize("text", COUNTED)
def test_the_dimension_over_c_is_that_counted_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert (found.dimension, found.passed, found.source.scalars) == (COUNTED[text], True, "C")


def test_the_functions_of_a_basis_are_named() -> None:
    found = dimension({"functions": ["sin(x)", "cos(x)", "exp(i*x)"], "field": "C"})
    assert found.translation
    assert [e.text for e in found.translation.elements] == ["sin(x)", "cos(x)"]
    assert [r.text for r in found.relations] == ["v3 = i*v1 + v2"]


def test_wrong_claims_about_complex_functions_fail() -> None:
    found = dimension({"space": "sin x, cos x, e^{ix} over C"})
    said = found.translation
    assert said
    lines = [replace(said.lines[0], text="y'' + 4*y = 0"), *said.lines[1:]]
    other = replace(found, translation=replace(said, lines=tuple(lines)))
    assert "put into the equation" in {c.method for c in verify(other) if not c.passed}
    items = (*found.source.items[:2], ("1", "-i"))
    other = replace(found, source=replace(found.source, items=items))
    assert "initial values" in {c.method for c in verify(other) if not c.passed}
    other = replace(found, translation=replace(said, described=said.described.replace("cos", "sin")))
    assert "description read back" in {c.method for c in verify(other) if not c.passed}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ln(ix), x over C", "is no product of a power of x and an exponential"),
        ("e^{i*sqrt(2)*x}, 1 over C", "is not a + b*i with rational a and b"),
        ("e^{i*x + 1}, e^{ix}", "e is not a + b*i with rational a and b"),
        ("e^{i*a*x}, e^{-i*a*x}", "i may be the imaginary unit"),
    ],
)
def test_other_complex_functions_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": text})
    assert said in str(caught.value.diagnostics[0])
