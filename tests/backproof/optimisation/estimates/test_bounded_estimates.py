"""Estimates where parameters bound the samples, and medians, held against a search among likelihoods."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows, with_claim

# A part, and its estimates for the samples 1.5, 4, 2.25 by hand.
SAMPLES = ["3/2", 4, "9/4"]
ALONE = {"density": "exp(theta - x)", "support": "x >= theta"}
CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (ALONE, {"theta": 1.5}),
    ({"density": "theta/x**2", "support": "x >= theta", "positive": ["theta"]}, {"theta": 1.5}),
    ({"model": "uniform"}, {"theta": 4}),
    ({"density": "1/theta", "support": "0 <= x <= theta", "positive": ["theta"]}, {"theta": 4}),
    ({"density": "2*x/theta**2", "support": "0 < x <= theta", "positive": ["theta"]}, {"theta": 4}),
    ({"density": "1/(2*theta)", "support": "-theta <= x <= theta", "positive": ["theta"]}, {"theta": 4}),
    ({"density": "1/θ", "support": "-θ/2 ≤ x ≤ θ/2", "positive": ["θ"]}, {"theta": 8}),
    ({"density": "theta*exp(-theta*x)", "support": "x >= 0", "positive": ["theta"]}, {"theta": 3 / 7.75}),
    ({"density": "1/(b - c)", "support": "c <= x <= b"}, {"b": 4, "c": 1.5}),
    (
        {"density": "lam*exp(-lam*(x - mu))", "support": "x >= mu", "positive": ["lam"]},
        {"mu": 1.5, "lam": 3 / 3.25},
    ),
    (
        {"density": "k*c**k/x**(k + 1)", "support": "x >= c", "positive": ["k", "c"]},
        {"c": 1.5, "k": 3 / (math.log(13.5) - 3 * math.log(1.5))},
    ),
]
NUMBERS = {"log": math.log}


@pytest.mark.sample(1)
@pytest.mark.parametrize(("asked", "wanted"), CASES, ids=[str(case[0].get("density")) for case in CASES])
@pytest.mark.parametrize("in_letters", [False, True])
def test_estimates_at_bounds_in_numbers_and_in_letters(
    asked: dict[str, Any], wanted: dict[str, Any], in_letters: bool
) -> None:
    data = {**asked} if in_letters else {**asked, "samples": SAMPLES}
    found = answer("likelihood", **data)
    x = [1.5, 4, 2.25]
    total = math.log(13.5) if "x**(" in str(asked.get("density")) else sum(x)
    letters = {"m": min(x), "M": max(x), "a": max(x), "n": 3, "s": total}
    got = {row["key"]: eval(row["value"], {**NUMBERS, **letters}) for row in rows(found)}
    assert got.keys() == wanted.keys()
    assert np.allclose([got[key] for key in wanted], list(wanted.values()))
    assert not doubts(found)
    assert not faults({"kind": "likelihood", **data})


def test_the_median_is_estimated_with_every_number_between_the_middle_samples() -> None:
    odd = answer("likelihood", model="Laplace", samples=[1, 4, 2])
    assert [(row["key"], row["value"]) for row in rows(odd)] == [("mu", "2"), ("theta", "1")]
    even = answer("likelihood", density="exp(-abs(x - theta))/2", samples=[7, 1, 4, 2])
    assert [(row["value"], row["word"]) for row in rows(even)] == [
        ("2", "least estimate"),
        ("4", "largest estimate"),
    ]
    for found in (odd, even):
        assert not doubts(found)
        assert doubts(with_claim(found, samples=[["1", "8", "9"]]))
    assert not faults(
        {"kind": "likelihood", "model": "Laplace", "samples": [1, 4, 2, 9]},
        {"kind": "likelihood", "model": "Laplace location", "scale": 2, "samples": [1, 4, 2]},
    )


def test_a_window_of_equal_likelihood_has_a_least_and_a_largest_estimate() -> None:
    asked = {"density": "1", "support": "theta <= x <= theta + 1", "samples": ["1/2", "3/4", "6/5"]}
    found = answer("likelihood", **asked)
    assert [(row["value"], row["word"]) for row in rows(found)] == [
        ("1/5", "least estimate"),
        ("1/2", "largest estimate"),
    ]
    assert not faults({"kind": "likelihood", **asked})


def test_another_end_is_in_doubt_and_seen_in_print() -> None:
    found = answer("likelihood", **ALONE, samples=[3, 2, 5])
    assert doubts(with_claim(found, samples=[["1", "3", "5"]]))
    assert doubts(with_claim(found, samples=[["5/2", "3", "5"]]))
    assert doubts(with_claim(found, support=["theta - x - 1"]))
    text, solutions = page({"kind": "likelihood", **ALONE, "samples": [3, 2, 5]})
    for old, new in ((r"\theta \le 2", r"\theta \ge 2"), ("strictly increases", "strictly decreases")):
        assert old in text
        assert judged(text.replace(old, new), solutions), old


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"density": "1/theta", "support": "0 < x < theta"}, "without its end"),
        (
            {"density": "1/theta", "support": "theta <= x <= 2*theta", "samples": [2, 5]},
            "no value of its parameter",
        ),
        ({"density": "1/theta", "support": "0 <= x <= theta", "samples": [2, -5]}, "outside of the support"),
        ({"density": "1/theta", "support": "0 <= theta*x <= 1"}, "not linear"),
        ({"density": "2*(theta - x)/theta**2", "support": "0 <= x <= theta"}, "no largest likelihood"),
        ({"model": "normal", "support": "x >= mu"}, "a support goes with a density"),
        ({"density": "m*exp(-m*x)", "support": "x >= m"}, "'m' is"),
        (
            {"density": "theta*exp(-theta*x)/(1 - exp(-theta))", "support": "0 <= x <= 1"},
            "no largest likelihood",
        ),
    ],
)
def test_what_such_bounds_do_not_give_is_told(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        answer("likelihood", **changed)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("likelihood", {"density": "lambda*exp(-lambda*x)", "positive": ["lambda"], "samples": [2, 3]}),
        ("likelihood", {"density": "rate*exp(-rate*x)", "positive": ["rate"], "samples": [2, 3]}),
        ("stationary", {"function": "lam**2 - 2*lam + x_i**2 + w_bar**2"}),
        ("stationary", {"function": "lr1**2 + cost2*lr1 + cost2**2 + alpha_1**2"}),
    ],
)
def test_variables_of_any_name_are_printed_as_they_are_read(kind: str, data: dict[str, Any]) -> None:
    assert not doubts(answer(kind, **data))
    assert not faults({"kind": kind, **data})
