"""Generated scalar functions are right wherever their values are doubles."""

from __future__ import annotations

import warnings
from typing import Any

import mpmath
import numpy as np
import pytest

from backproof.calculus.language.scalar_functions.functions import define
from backproof.calculus.language.scalar_functions.user_functions import derivative_of
from backproof.numpy_scripts.careful import bounded, overflows
from backproof.numpy_scripts.filling import function_sources

AT = [
    -1e6,
    -5e4,
    -1000.0,
    -710.0,
    -350.0,
    -90.0,
    -12.0,
    -3.0,
    -0.5,
    0.0,
    0.7,
    2.0,
    15.0,
    80.0,
    355.0,
    709.0,
    1e3,
    4e4,
    1e6,
]
ACTIVATIONS = [
    "log((exp(t) + exp(-t))/2)",
    "log(1 + exp(2*t))",
    "log(1 + exp(t) + exp(2*t))",
    "log(2 + 3*exp(t))",
    "log(1 + t**2 + exp(t))",
    "log(1 + exp(exp(t)/100))",
    "exp(t)/(1 + exp(t))**2",
    "2/(exp(t) + exp(-t))",
    "(exp(t) - exp(-t))/(exp(t) + exp(-t))",
    "t*(exp(t) - exp(-t))/(exp(t) + exp(-t))",
    "t/(1 + exp(-1.702*t))",
    "tanh(exp(t))",
    "t*tanh(exp(t))",
    "t**2*tanh(exp(t))",
    "sigmoid(exp(t))",
    "exp(-exp(-t))",
    "1 - exp(-exp(t))",
    "exp(t)*exp(-t**2)",
    "(exp(t) - exp(-t))*exp(-t**2)",
    "tanh(exp(exp(t)))",
    "t*tanh(log(1 + exp(t)))",
    "exp(t)",
    "t**3",
]


def exp(t: Any) -> Any:
    """Return exp(t), or infinity or 0 where its digits would not fit into memory."""
    if abs(t) > 1e9:
        return mpmath.inf if t > 0 else mpmath.mpf(0)
    return mpmath.exp(t)


IN_DIGITS: dict[str, Any] = {
    "exp": exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "sigmoid": lambda t: 1 / (1 + exp(-t)),
}


def value(text: str, t: Any) -> Any:
    return eval(text, {**IN_DIGITS, "t": t})


def slope(text: str, t: float) -> Any:
    """Return a difference quotient in many digits."""
    h = mpmath.mpf(10) ** -60
    return (value(text, mpmath.mpf(t) + h) - value(text, mpmath.mpf(t) - h)) / (2 * h)


def written(text: str) -> dict[str, Any]:
    """Execute the script's functions and return them."""
    names: dict[str, Any] = {"np": np}
    for source in dict(function_sources(define(f"phi(t) = {text}"))).values():
        exec(source, names)
    return names


@pytest.mark.parametrize("text", ACTIVATIONS)
def test_a_function_and_its_derivative_are_right_wherever_they_are_doubles(text: str) -> None:
    names = written(text)
    with mpmath.workdps(200), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for t in AT:
            for function, expected in (("phi", value(text, mpmath.mpf(t))), ("phi_prime", slope(text, t))):
                if abs(expected) < 1.7e308:
                    found = names[function](np.array([[t]])).item()
                    assert found == pytest.approx(float(expected), rel=1e-9, abs=1e-12), (function, t)


@pytest.mark.parametrize("text", ["tanh(exp(t))", "t*tanh(exp(t))"])
def test_without_bounds_the_derivative_would_not_be_a_number(text: str) -> None:
    formula = derivative_of(define(f"phi(t) = {text}"))
    assert overflows(formula)
    found = bounded(formula, "s")
    assert found.variable is not None
    assert "s" in str(found.formula)


@pytest.mark.parametrize(
    "text", ["t**3", "exp(t)", "sin(t)", "sqrt(1 + t**2)", "sin(exp(t))", "relu(t)**2", "3", "t"]
)
def test_a_formula_that_does_not_overflow_is_left_unchanged(text: str) -> None:
    formula = derivative_of(define(f"phi(t) = {text}"))
    assert not overflows(formula)
    assert bounded(formula, "s").variable is None


def test_a_parameter_of_another_name() -> None:
    names: dict[str, Any] = {"np": np}
    for source in dict(function_sources(define("g(u) = tanh(exp(u))"))).values():
        exec(source, names)
    assert names["g_prime"](np.array([1000.0, 0.0])) == pytest.approx([0, 1 - np.tanh(1) ** 2])
