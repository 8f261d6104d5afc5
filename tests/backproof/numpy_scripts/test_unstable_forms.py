"""Formulas in a script that overflow where their values do not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backproof.numpy_scripts.unstable_forms import unstable_forms

SOFTPLUS = "np.logaddexp(0, t)"
LOGISTIC = "np.exp(-np.logaddexp(0, -t))"
SOFTMAX = "e / np.sum(e) with e = np.exp(t - np.max(t))"

# A function's body, and the stable replacement for the formula in it.
UNSTABLE = [
    ("return np.log(1 + np.exp(t))", SOFTPLUS),
    ("return np.log(np.exp(t) + 1.0)", SOFTPLUS),
    ("return numpy.log(1 + numpy.exp(t))", SOFTPLUS),
    ("return log(1 + exp(t))", SOFTPLUS),
    ("return np.log1p(np.exp(t))", SOFTPLUS),
    ("return math.log1p(math.exp(t))", SOFTPLUS),
    ("e = np.exp(t)\n    return np.log(1 + e)", SOFTPLUS),
    ("s = 1 + np.exp(t)\n    return np.log(s)", SOFTPLUS),
    ("return 3 * np.log(1 + np.exp(2 * t)) - 1", "np.logaddexp(0, 2 * t)"),
    ("return np.log(np.exp(t) + np.exp(-t))", "np.logaddexp(t, -t)"),
    ("return np.exp(t) / (1 + np.exp(t))", LOGISTIC),
    ("e = np.exp(t)\n    return e / (e + 1)", LOGISTIC),
    ("return np.exp(t) / np.sum(np.exp(t))", SOFTMAX),
    ("e = np.exp(t)\n    return e / e.sum()", SOFTMAX),
    ("e = np.exp(t)\n    return e / e.sum(axis=0, keepdims=True)", SOFTMAX),
    ("return np.log(np.sum(np.exp(t)))", "m + np.log(np.sum(np.exp(t - m))) with m = np.max(t)"),
    ("return (np.exp(t) - np.exp(-t)) / (np.exp(t) + np.exp(-t))", "np.tanh(t)"),
]
STABLE = [
    "return np.logaddexp(0, t)",
    "return 1 / (1 + np.exp(-t))",
    "e = np.exp(t - np.max(t))\n    return e / np.sum(e)",
    "m = t.max()\n    e = np.exp(t - m)\n    return e / e.sum()",
    "return np.log(1 + t**2)",
    "return np.exp(t) / (1 + t**2)",
    "e = np.exp(t)\n    e = t\n    return np.log(1 + e)",
    "return np.log(2) + np.exp(t)",
]


def script(body: str) -> str:
    return f"import numpy as np\n\n\ndef phi(t):\n    {body}\n"


@pytest.mark.parametrize(("body", "better"), UNSTABLE, ids=[body for body, _ in UNSTABLE])
def test_an_unstable_formula_is_found_with_its_replacement(body: str, better: str) -> None:
    source = script(body)
    (found,) = unstable_forms(source, "phi")
    assert found.better == better
    line = source.splitlines()[found.line - 1]
    written = compile(found.written, "", "eval")
    assert compile(line[found.column - 1 :][: len(found.written)], "", "eval").co_names == written.co_names


@pytest.mark.parametrize("body", STABLE)
def test_a_stable_formula_is_left_alone(body: str) -> None:
    assert not unstable_forms(script(body), "phi")


@pytest.mark.parametrize("body", [body for body, _ in UNSTABLE])
def test_the_replacement_has_the_same_value(body: str) -> None:
    *before, _ = script(body).splitlines()
    (form,) = unstable_forms(script(body), "phi")
    at = 0.3 if "math." in body else np.array([0.3, -1.2, 2.0])
    names = {"np": np, "numpy": np, "math": math, "log": np.log, "exp": np.exp, "t": at}
    exec("\n".join(line.strip() for line in before[4:]), names)
    written = eval(form.written, dict(names))
    better, _, given = form.better.partition(" with ")
    exec(given, names)
    assert np.allclose(written, eval(better, names))


def test_only_what_the_function_calls_is_searched() -> None:
    source = (
        script("return np.log(1 + np.exp(t))")
        + "\n\ndef f(x):\n    return phi(x)\n\n\ndef g(x):\n    return x\n"
    )
    assert [form.line for form in unstable_forms(source, "f")] == [5]
    assert not unstable_forms(source, "g")
    assert not unstable_forms(source, "missing")


def test_the_column_counts_characters_not_bytes() -> None:
    source = script('"σ"; return np.log(1 + np.exp(t))').replace('"σ"; ', 'φ = "σ"; ')
    (found,) = unstable_forms(source, "phi")
    assert source.splitlines()[found.line - 1][found.column - 1 :].startswith("np.log")
