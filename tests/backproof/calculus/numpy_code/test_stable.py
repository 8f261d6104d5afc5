"""Generated code at extreme arguments: finite and correct wherever the value is, compared with mpmath."""

from __future__ import annotations

import warnings

import mpmath
import numpy as np
import pytest

from backproof.calculus import derive_all
from backproof.calculus.language.parsing import parse
from backproof.calculus.numpy_code.function import numpy_function

SCALARS = """
log(1 + exp(2*t))
log(exp(-3*t) + 1)
log(exp(t) + exp(-t))
log((exp(t) + exp(-t))/2)
log(2*exp(t) + 3*exp(-2*t) + 1)
log(3 + exp(t))
log(1/4 + exp(t)/2)
exp(t)/(1 + exp(t))
1/(1 + exp(-3*t))
-2/(1 + exp(t/2))
t*exp(t)/(1 + exp(t))
t*sigmoid(t)
exp(-t)/(1 + exp(-t))**2
exp(2*t)/(1 + exp(t))**2
exp(t)/(1 + exp(t))**3
(1 + exp(t))/exp(t)
2/(exp(t) + exp(-t))
4/(exp(t) + exp(-t))**2
(exp(t) - exp(-t))/(exp(t) + exp(-t))
(exp(2*t) - 1)/(exp(2*t) + 1)
(1 - exp(-t))/(1 + exp(-t))
(exp(t) - 3*exp(-2*t))/(2*exp(t) + exp(-2*t) + 1)
(exp(t) - exp(-t))**2/(exp(t) + exp(-t))**2
log(sigmoid(t))
log(1 - sigmoid(t))
t*log(sigmoid(3*t))
exp(t)*exp(-t)
exp(3*t)/exp(2*t)*exp(-t)
exp(t)**2/(1 + exp(t)**2)
exp(t - 1)/(1 + exp(t - 1))
exp(t)/(1 + exp(t) + exp(2*t))
log(1 + exp(t) + exp(2*t))
(1 + exp(-t))**(-2)
log((1 + exp(t))**3)
log(exp(t))
sqrt(exp(2*t)/(1 + exp(t))**2)
exp(t)*sigmoid(-t)
sigmoid(t)/sigmoid(-t)*exp(-t)
sqrt(9 + 4*t**2)
t/sqrt(3 + t**2)
log(1 + t**2)
t**2/(1 + t**2)
3*t**4/(4 + t**2)**2
t*tanh(log(1 + exp(t)))
u = 1 + exp(t); log(u)*t
u = 1 + exp(-t); 1/u
v = exp(t); w = v + 1; t*v/w**2
log(t**2 + exp(t))
log(abs(t) + exp(3*t) + 2)
log((t**2 + exp(t))*(1 + t**2))
log((t**2 + exp(t))**3/(1 + exp(t)))
log(t**2*exp(2*t) + exp(-t) + 1/2)
log(exp(t)*(1 + exp(-t)) + t**2)
log(sqrt(1 + exp(t)) + exp(t))
log(2 + (t**2 + exp(t))**2)
log(sigmoid(t) + exp(t))
u = t**2 + exp(t); log(u)*t
""".strip().splitlines()
ACTIVATIONS = """
log(1 + exp(2*t))
log(exp(t) + exp(-t))
2/(exp(t) + exp(-t))
(1 - exp(-t))/(1 + exp(-t))
(exp(t) - exp(-t))/(exp(t) + exp(-t))
exp(2*t)/(exp(2*t) + 3)
1/(1 + exp(t) + exp(-t))
log(2*exp(t) + 3*exp(-2*t) + 1)
t*exp(t)/(1 + exp(t))
t*tanh(log(1 + exp(t)))
log(1 + exp(-t**2))
t**2/(1 + t**2)
t/sqrt(1 + t**2)
exp(t)/(1 + exp(t))**3
log(sigmoid(t)) - log(sigmoid(-t))
""".strip().splitlines()
POINTS = (-1e5, -1000.0, -750.0, -40.0, -3.0, -1e-3, 0.25, 2.0, 40.0, 750.0, 1000.0, 1e5)
FUNCTIONS = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "tanh": mpmath.tanh,
    "sigmoid": lambda t: 1 / (1 + mpmath.exp(-t)),
}


def exact(text, t):
    """Return the value to 60 digits, using Python's own evaluation of the text."""
    *definitions, last = text.split(";")
    known = {"t": t}
    for definition in definitions:
        name, value = definition.split("=")
        known[name.strip()] = eval(value, {**FUNCTIONS, **known})
    return eval(last, {**FUNCTIONS, **known})


def called(source):
    namespace = {"np": np}
    exec(compile(source, "<generated>", "exec"), namespace)
    return next(value for value in reversed(namespace.values()) if callable(value))


def assert_close(found, expected, source):
    assert np.all(np.isfinite(found)), source
    error = abs(mpmath.mpf(float(np.ravel(found)[0])) - expected)
    assert error <= 1e-10 * abs(expected) + mpmath.mpf(1e-13), source


@pytest.mark.parametrize("text", SCALARS)
def test_a_formula_is_finite_where_its_value_is(text):
    source = numpy_function("f", {"value": parse(text, {"t": ""})}, ["t"])
    function = called(source)
    with mpmath.workdps(60), warnings.catch_warnings():
        warnings.simplefilter("error")
        for t in POINTS:
            value = exact(text, mpmath.mpf(t))
            if abs(value) < np.finfo(float).max:
                assert_close(function(np.float64(t)), value, source)


@pytest.mark.parametrize("text", ["sqrt(1 + t**2)", "log(2 + 3*t**2)", "t/sqrt(1 + t**2)", "t**2/(5 + t**2)"])
def test_squares_overflow_later_than_roots(text):
    source = numpy_function("f", {"value": parse(text, {"t": ""})}, ["t"])
    with mpmath.workdps(60), np.errstate(over="raise"):
        for t in (1e200, -1e200, 1e155):
            assert_close(called(source)(np.float64(t)), exact(text, mpmath.mpf(t)), source)


@pytest.mark.parametrize(
    ("loss", "of_value"),
    [("sum(phi(x))", lambda phi, t: phi(t)), ("h = phi(x); h.T @ x", lambda phi, t: t * phi(t))],
)
@pytest.mark.parametrize("text", ACTIVATIONS)
def test_gradients_of_an_activation_are_finite_where_they_are(text, loss, of_value):
    found = derive_all(loss, ["x"], {"x": "n"}, functions=[f"phi(t) = {text}"])
    together = found.numpy_function("f", value=True)
    with mpmath.workdps(60):
        for t in POINTS:
            x, point = np.array([[t]]), mpmath.mpf(t)
            value = of_value(lambda s: exact(text, s), point)
            slope = mpmath.diff(lambda s: of_value(lambda u: exact(text, u), s), point)
            for source in (together, found["x"].numpy_source):
                result = called(source)(x)
                gradient = result[1] if source is together else result
                if source is together:
                    assert_close(result[0], value, source)
                error = abs(mpmath.mpf(float(gradient[0, 0])) - slope)
                # Sums such as h*(1 - h) are accurate to the last digit of 1, times t.
                assert error <= 1e-10 * abs(slope) + 1e-15 * (100 + abs(point)), source


VECTORS = {"A": "n,n", "u": "n", "v": "n", "b": "", "y": "n"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A @ exp(u)/sum(exp(u))", lambda: [1, 0.5]),
        ("log(sum(exp(u))/4)", lambda: 1000 - np.log(4)),
        ("log(sum(exp(u)/3))", lambda: 1000 - np.log(3)),
        ("log(softmax(u))", lambda: [0, -1500]),
        ("v.T @ log(rowsoftmax(u @ v.T)) @ v", lambda: -4 * np.log(2)),
        ("exp(A*b)/(rowsum(exp(A*b)) @ ones(1, n))", lambda: [[1, 0], [1, np.exp(-270)]]),
        ("p = exp(u)/sum(exp(u)); v.T @ log(p)", lambda: -1500),
        ("log(exp(b)/(exp(b) + sum(exp(u))))", lambda: -100),
        ("log(exp(b) + sum(exp(-u)))", lambda: 900),
        ("log(ones(n) + exp(-(y*u)))", lambda: [1000, 500]),
        ("v*exp(b*u)/(ones(n) + exp(b*u))", lambda: [1, 0]),
        ("sqrt(1 + norm(1000*u)**2)", lambda: np.sqrt(1 + 1.25e12)),
        ("A @ sqrt(ones(n) + ones(n)**2)", lambda: [0, 0.7 * np.sqrt(2)]),
        ("A @ (b**2*ones(n) + 4*ones(n))**0.5", lambda: [0, 0.7 * np.sqrt(810004)]),
    ],
)
def test_vectors_and_matrices_do_not_overflow(text, value):
    source = numpy_function("f", {"value": parse(text, VECTORS)}, list(VECTORS))
    values = {
        "A": np.array([[1, -1], [0.5, 0.2]]),
        "u": np.array([[1000.0], [-500]]),
        "v": np.ones((2, 1)),
        "b": 900.0,
        "y": np.array([[-1.0], [1]]),
    }
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = called(source)(**values)
    np.testing.assert_allclose(np.ravel(found), np.ravel(value()), rtol=1e-12, atol=1e-12)
