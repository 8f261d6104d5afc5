"""Likelihoods without a maximum inside of their ranges, samples that no model has, steps to an edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows, with_claim

# The parameter at the edge for which the samples are most probable, or None if their density has no bound.
EDGES: list[tuple[dict[str, Any], str | None]] = [
    ({"model": "Bernoulli", "samples": [0, 0, 0]}, "0"),
    ({"model": "Bernoulli", "samples": [1, 1]}, "1"),
    ({"model": "binomial", "n": 4, "samples": [0, 0]}, "0"),
    ({"model": "Poisson", "samples": [0, 0]}, "0"),
    ({"model": "geometric", "samples": [1, 1, 1]}, "1"),
    ({"density": "(1 + theta*x)/2", "unit": ["theta"], "samples": ["1/2", "1/3"]}, "1"),
    ({"model": "normal", "samples": [2, 2, 2]}, None),
    ({"model": "normal", "samples": [1]}, None),
    ({"model": "normal variance", "mean": 3, "samples": [3, 3]}, None),
    ({"model": "Pareto", "samples": [1, 1]}, None),
]


@pytest.mark.parametrize(("data", "edge"), EDGES, ids=str)
def test_what_has_no_maximum_inside_is_told(data: dict[str, Any], edge: str | None) -> None:
    found = answer("likelihood", **data)
    (row,) = rows(found)
    assert (row["value"], row["word"]) == ((edge, "at the edge") if edge else ("", "without maximum"))
    assert not doubts(found)


def test_samples_with_an_inner_maximum_keep_it() -> None:
    assert rows(answer("likelihood", model="Bernoulli", samples=[0, 0, 1]))[0]["value"] == "1/3"
    assert rows(answer("likelihood", model="Poisson", samples=[0, 2, 3]))[0]["value"] == "5/3"


def test_another_edge_is_in_doubt() -> None:
    found = answer("likelihood", model="Bernoulli", samples=[0, 0, 0])
    assert doubts(with_claim(found, curve=["t/(1 + t)"]))
    other = answer("likelihood", model="Bernoulli", samples=[1, 1, 1])
    assert doubts(with_claim(found, samples=other.claims[0].data["samples"]))
    endless = answer("likelihood", model="normal", samples=[2, 2])
    assert doubts(with_claim(endless, samples=["2", "3"]))


@pytest.mark.slow
def test_the_pages_of_edges_are_faultless_and_a_planted_fault_is_found() -> None:
    asked = [{"kind": "likelihood", **EDGES[i][0]} for i in (1, 3, 6, 9)]
    assert not faults(*asked)
    text, solutions = page(asked[0])
    assert r"\hat{\theta} &= 1" in text
    assert judged(text.replace(r"\hat{\theta} &= 1", r"\hat{\theta} &= 0"), solutions)


def test_a_beta_prior_of_geometric_samples_is_that_of_their_trials() -> None:
    """The posterior is the one of the single trials: failures, then a success, for each sample."""
    prior = {"family": "beta", "a": 2, "b": "1/2"}
    counted = answer("likelihood", model="geometric", samples=[3, 1, 2], prior=prior)
    single = answer("likelihood", model="Bernoulli", samples=[0, 0, 1, 1, 0, 1], prior=prior)
    assert [row["value"] for row in rows(counted)] == [row["value"] for row in rows(single)]
    assert not doubts(counted)
    assert not faults({"kind": "likelihood", "model": "geometric", "samples": [3, 1], "prior": prior})


NORMAL = {"family": "normal", "mean": 0, "variance": 1}
BETA, GAMMA = {"family": "beta", "a": 1, "b": 1}, {"family": "gamma", "shape": 1, "rate": 1}


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("likelihood", {"model": "Bernoulli", "samples": [2], "prior": BETA}, "no such sample"),
        ("likelihood", {"model": "Poisson", "samples": [-1], "prior": GAMMA}, "no such sample"),
        ("likelihood", {"model": "binomial", "n": 3, "successes": 5, "prior": BETA}, "successes"),
        ("likelihood", {"density": "exp(-abs(x - m**2))/2", "samples": [1, 2, 5]}, "no single maximum"),
        ("subgradient", {"function": "sqrt(abs(x))", "at": [0]}, "not convex"),
        ("likelihood", {"model": "binomial", "n": 5, "samples": [4, 6]}, "no so many successes"),
        ("likelihood", {"model": "binomial", "n": "5/2", "samples": [1]}, "'n' is no such number"),
        ("likelihood", {"model": "normal mean", "variance": -1}, "'variance' is no such number"),
        ("likelihood", {"model": "normal mean", "variance": -1, "samples": [1], "prior": NORMAL}, "variance"),
        ("likelihood", {"model": "uniform", "samples": [0, 0]}, "grows without bound"),
        ("descent", {"function": "log(x)", "start": [0], "size": 1}, "no gradient at (0)"),
        ("descent", {"function": "log(x)", "start": [-1], "size": 1}, "no gradient at (-1)"),
        ("descent", {"function": "1/x", "start": [0], "size": 1}, "no gradient at (0)"),
        ("descent", {"function": "abs(x)", "start": [1], "size": 1, "count": 2}, "no gradient at (0)"),
        ("descent", {"function": "maximum(x, y)", "start": [1, 1], "size": 1}, "no gradient at (1, 1)"),
    ],
)
def test_what_is_not_defined_is_told(kind: str, data: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        answer(kind, **data)
    assert message in raised.value.diagnostics[0].message


def test_steps_away_from_a_kink_are_taken() -> None:
    found = answer("descent", function="abs(x) + abs(y - 1)/2", start=[1, 3], size="1/4", count=2)
    assert np.allclose([[float(eval(x)) for x in row["value"]] for row in rows(found)][-1], [0.5, 2.75])
    assert not doubts(found)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "data",
    [
        {"model": "Bernoulli", "samples": [1, 0, 1], "prior": BETA},
        {"model": "geometric", "samples": [1, 3], "prior": BETA},
        {"model": "Poisson", "samples": [2, 0, 4], "prior": GAMMA},
        {"model": "exponential", "samples": ["1/2", 3], "prior": GAMMA},
        {"model": "normal mean", "samples": [1, "3/2"], "variance": 2, "prior": NORMAL},
    ],
    ids=str,
)
def test_samples_of_a_posterior_are_formulas_on_the_page(data: dict[str, Any]) -> None:
    text, _ = page({"kind": "likelihood", **data})
    assert "textbackslash" not in text
    assert r",\, " in text


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "density", ["1/theta", "2*x/theta**2", "exp(theta - x)", "theta/x**2", "3*x**2/theta**3"]
)
def test_samples_that_bound_a_parameter_are_not_overlooked(density: str) -> None:
    with pytest.raises(InputError, match="may bound the parameter"):
        answer("likelihood", density=density, samples=[1, 2], positive=["theta"])


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("density", "samples", "end"),
    [
        ("theta**x*exp(-theta)", [0, 0], "0"),
        ("exp(-x/theta)/theta", [0, 0], ""),
        ("theta/x**(theta + 1)", [1, 1], ""),
        ("theta*x**(theta - 1)", [1, 1], ""),
        ("sqrt(theta)*exp(-theta*x**2)", [0, 0], ""),
    ],
)
def test_typed_densities_on_fixed_sets_have_their_edges(density: str, samples: list[int], end: str) -> None:
    found = answer("likelihood", density=density, samples=samples, positive=["theta"])
    assert [row["value"] for row in rows(found)] == [
        [end] if end and isinstance(rows(found)[0]["value"], list) else end
    ]
    assert not doubts(found)
