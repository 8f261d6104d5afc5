"""Convexity and concavity of functions, held against numpy on random segments."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows, with_claim

POSITIVE = {"x": [0, "oo"], "y": [0, "oo"]}
FAR = (
    *("log(1 + exp(-x))", "log(exp(x) + exp(-x))", "log(2 + exp(-3*x))", "log(exp(x) + exp(2*x))"),
    *("exp(x + y) + exp(x - y)", "exp(2*x + y) + exp(y - x) + exp(-y)"),
)
CONCAVE = (
    ("log(x)", {"x": [0, "oo"]}, "strictly concave"),
    ("sqrt(x*y)", POSITIVE, "concave"),
    ("-(x - y)**2", {}, "concave"),
    ("1 - x**2 - 7*y**2 - x*y", {}, "strictly concave"),
    ("minimum(x, 2*x)", {}, "concave"),
    ("x**2/y", {"y": ["-oo", 0]}, "concave"),
    ("log(x) + sqrt(y)", POSITIVE, "strictly concave"),
)
NEITHER = (
    ("x*y", {}),
    ("1/(1 + exp(-x))", {}),
    ("x/y", POSITIVE),
    ("x**2 - y**2 + z**2", {}),
    ("x**3", {}),
)


def words(found: Any) -> list[str]:
    return [row["word"] for row in rows(found)]


def bend(text: str, domain: dict[str, Any]) -> tuple[float, float]:
    """The least and the largest gap between chord and function, on random segments."""
    rng = np.random.default_rng(3)

    def drawn(name: str) -> Any:
        sign = {"-oo": -1, 0: 1}.get(domain.get(name, [None])[0])
        found = rng.normal(0, 2, 500)
        return sign * abs(found) if sign else found

    a, b = ({name: drawn(name) for name in "xyz"} for _ in range(2))
    means = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "minimum": np.minimum}
    ends, middle = (
        [eval(text, {**means, **at}) for at in (a, b)],
        eval(text, {**means, **{name: (a[name] + b[name]) / 2 for name in a}}),
    )
    gap = (ends[0] + ends[1]) / 2 - middle
    return float(np.min(gap)), float(np.max(gap))


@pytest.mark.sample(1)
@pytest.mark.parametrize("text", FAR)
def test_a_curvature_that_vanishes_exponentially_is_no_doubt(text: str) -> None:
    found = answer("convexity", function=text)
    assert words(found) == ["convex", "strictly convex", "not strongly convex"]
    assert not doubts(found)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("text", "domain", "word"), CONCAVE)
def test_what_is_concave_is_said_to_be(text: str, domain: dict[str, Any], word: str) -> None:
    found = answer("convexity", function=text, domain=domain)
    assert words(found)[-1] == word
    assert bend(text, domain)[1] <= 1e-9
    assert not doubts(found)
    assert not faults({"kind": "convexity", "function": text, "domain": domain})


@pytest.mark.sample(1)
@pytest.mark.parametrize(("text", "domain"), NEITHER)
def test_what_is_neither_has_a_segment_for_each(text: str, domain: dict[str, Any]) -> None:
    found = answer("convexity", function=text, domain=domain)
    assert (words(found)[0], words(found)[-1]) == ("not convex", "not concave")
    low, high = bend(text, domain)
    assert low < 0 < high
    assert not doubts(found)
    assert not faults({"kind": "convexity", "function": text, "domain": domain})


def test_the_convexity_of_a_function_that_jumps_is_left_open() -> None:
    for text in ("sign(x)", "maximum(sign(x), 0)", "x**2 + sign(x)"):
        with pytest.raises(InputError, match="could not be decided"):
            answer("convexity", function=text)


def test_without_its_segments_neither_is_in_doubt() -> None:
    found = answer("convexity", function="x*y")
    for key in ("segment", "arch"):
        assert not doubts(with_claim(found, **{key: list(reversed(found.claims[0].data[key]))}))
        assert doubts(with_claim(found, **{key: []}))
    assert doubts(with_claim(found, arch=found.claims[0].data["segment"]))


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("x1**2 + 2*x2**2 + 3*x3**2 - 2*x1*x2 + 2*x1*x3", [[2, -2, 2], [-2, 4, 0], [2, 0, 6]]),
        ("x1**2 + x2**2 + x3**2 + x1*x2/7 + x2*x3/3", [[2, 1 / 7, 0], [1 / 7, 2, 1 / 3], [0, 1 / 3, 2]]),
        ("100*x1**2 + x2**2/50 + x3**2 + x1*x2 + x2*x3/9", [[200, 1, 0], [1, 0.04, 1 / 9], [0, 1 / 9, 2]]),
    ],
)
def test_a_quadratic_has_a_modulus_even_without_closed_eigenvalues(text: str, matrix: Any) -> None:
    found = answer("convexity", function=text)
    modulus = rows(found)[-1]
    least = float(np.linalg.eigvalsh(np.array(matrix))[0])
    value = eval(modulus["value"], {"sqrt": np.sqrt})
    assert value > 0
    assert abs(value - least) < 1e-9 if modulus["word"] == "best modulus" else 0.5 * least < value < least
    assert not doubts(found)
    assert not faults({"kind": "convexity", "function": text})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("max(x, -2*x, 1)", (1, -0.5, 0.25)),
        ("max(0, 1 - x, x - 2, 5 - 9*x)", (1, 0.5, 2)),
        ("max(0, abs(x) - 1)", (1, -1, 0)),
        ("max(x**2, abs(x))", (1, 0, -1)),
        ("abs(x) + max(abs(x - 1), x**2)", (0, 0.5, 1)),
    ],
)
def test_kinks_within_kinks_are_found(text: str, points: tuple[float, ...]) -> None:
    """One-sided slopes of Python's own max and abs, and the least of many values."""

    def value(x: float) -> float:
        return float(eval(text, {"x": x}))

    asked = {"kind": "subgradient", "function": text, "at": [str(Fraction(x)) for x in points]}
    found = answer("subgradient", **{key: item for key, item in asked.items() if key != "kind"})
    *intervals, _, least = rows(found)
    for row, at in zip(intervals, points, strict=True):
        slopes = [(value(at + h) - value(at)) / h for h in (-1e-7, 1e-7)]
        assert np.allclose([float(Fraction(x)) for x in row["value"]], slopes, atol=1e-5)
    assert np.isclose(float(Fraction(least["value"])), min(value(x) for x in np.linspace(-3, 3, 60001)))
    assert not doubts(found)
    assert not faults(asked)
    assert words(answer("convexity", function=text))[0] == "convex"


@pytest.mark.parametrize("text", ["abs(abs(x) - 1)", "min(abs(x), 1)", "abs(x**2 - 1)"])
def test_kinks_within_kinks_refute(text: str) -> None:
    found = answer("convexity", function=text)
    assert words(found)[0] == "not convex"
    assert not doubts(found)


@pytest.mark.parametrize(
    ("text", "modulus"),
    [
        ("x**2 + cos(x)", 1.0),
        ("x**2 + sin(x) + cos(x)", 2 - 2**0.5),
        ("sin(x) + cos(2*x) + 5*x**2/2", 31 / 32),
        ("x**2/2 + sin(x)", 0.0),
        ("x**2 + sin(2*x)", -1.0),
        ("-cos(x)", -1.0),
    ],
)
def test_waves_are_judged_on_one_period(text: str, modulus: float) -> None:
    """The least second difference on a fine grid over several periods is near the modulus."""
    grid, step = np.linspace(-9, 9, 40_001), 1e-3
    at = [eval(text, {"x": grid + k * step, "sin": np.sin, "cos": np.cos}) for k in (-1, 0, 1)]
    assert modulus < 0 or np.min((at[0] - 2 * at[1] + at[2]) / step**2) == pytest.approx(modulus, abs=1e-4)
    found = answer("convexity", function=text)
    assert words(found)[0] == ("convex" if modulus >= 0 else "not convex")
    if modulus > 0:
        assert eval(rows(found)[-1]["value"], {"sqrt": np.sqrt}) == pytest.approx(modulus)
    else:
        assert words(found)[2] == "not strongly convex"
    assert not doubts(found)


def test_the_page_of_a_wave_is_faultless() -> None:
    assert not faults(*({"kind": "convexity", "function": f} for f in ("x**2 + cos(x)", "x**2/2 + sin(x)")))


def test_values_of_the_error_function_on_a_segment_are_read_back() -> None:
    text, solutions = page(*({"kind": "convexity", "function": f} for f in ("erf(x) + x", "erf(x)*y")))
    assert not judged(text, solutions)
    assert judged(text.replace(r"erf}{\left(2 \right)}", r"erf}{\left(3 \right)}", 1), solutions)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("exp(x**2 + y**2)", "convex"),
        ("sqrt(x**2 + y**2)", "convex"),
        ("maximum(x**2, y)", "convex"),
        ("minimum(x, y)", "concave"),
        ("x**x", "convex"),
        ("log(log(x))", "concave"),
        ("1/(x + y)", "convex"),
        ("log(x - y**2)", "concave"),
        ("abs(x*y)", "neither convex nor concave"),
        ("x**4 + cos(x)", "not convex"),
        ("(x**2 + y**2)**2", "strictly convex"),
        ("norm(x) + x**2", "strongly convex"),
    ],
)
def test_rules_decide_what_curvatures_leave_open(text: str, word: str) -> None:
    found = answer("convexity", function=text)
    assert word in words(found)
    assert not doubts(found)


@pytest.mark.parametrize("text", ["log(x*y)", "exp(x)/(x + y)"])
def test_where_a_function_is_defined_is_not_guessed(text: str) -> None:
    with pytest.raises(InputError, match="not shown that the function is defined"):
        answer("convexity", function=text)


def test_the_page_of_rules_is_faultless() -> None:
    texts = ("maximum(x**2, y)", "log(x + y)", "abs(x*y)")
    assert not faults(*({"kind": "convexity", "function": text} for text in texts))
