"""Lines about functions that are defined on a part of the line alone are judged where they have values."""

from __future__ import annotations

from typing import Any

import pytest

from backproof.proofreading.optima.worked import agrees_in_numbers

CLAIM: dict[str, Any] = {"variables": ["x"]}


@pytest.mark.parametrize(
    ("latex", "value", "wrong"),
    [
        (r"-\log x + \log\left(1 - x\right)", "log(1 - x) - log(x)", r"-\log x - \log\left(1 - x\right)"),
        (r"\log\left(x - 3\right)", "log(x - 3)", r"\log\left(x - 2\right)"),
        (r"\log\left(-x\right)", "log(-x)", r"-\log\left(-x\right)"),
        (
            r"\frac{3 x - 4}{4 \left(1 - x\right)^{\frac{3}{2}}}",
            "(3*x - 4)/(4*(1 - x)**(3/2))",
            r"\frac{3 x + 4}{4 \left(1 - x\right)^{\frac{3}{2}}}",
        ),
        (r"2 x", "2*x", r"3 x"),
    ],
)
def test_a_line_is_judged_where_its_value_is_defined(latex: str, value: str, wrong: str) -> None:
    assert agrees_in_numbers(latex, value, CLAIM)
    assert not agrees_in_numbers(wrong, value, CLAIM)


def test_a_value_that_is_nowhere_defined_agrees_with_nothing() -> None:
    assert not agrees_in_numbers(r"\log\left(-x^{2}\right)", "log(-x**2 - 1)", CLAIM)
