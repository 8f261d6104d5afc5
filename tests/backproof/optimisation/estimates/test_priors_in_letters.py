"""Posteriors in letters: with numbers, mean and mode are those of prior times likelihood on a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, rows, with_claim

BETA, GAMMA = {"family": "beta", "a": "a", "b": "b"}, {"family": "gamma", "shape": "alpha", "rate": "beta"}
INVERSE_GAMMA = {"family": "inverse gamma", "shape": "alpha", "scale": "beta"}
NORMAL = {"family": "normal", "mean": "c", "variance": "tau**2"}
AT = {
    "a": 2.5,
    "b": 3.0,
    "alpha": 2.25,
    "beta": 1.5,
    "c": 0.75,
    "tau": 1.25,
    "sigma": 0.5,
    "m": 6.0,
    "k": 1.75,
}
_OF_BETA, _OF_GAMMA = stats.beta(2.5, 3).logpdf, stats.gamma(2.25, scale=1 / 1.5).logpdf
_OF_INVERSE_GAMMA = stats.invgamma(2.25, scale=1.5).logpdf
# What is asked, the log-prior and the log-likelihood of a sample by scipy, and samples.
CASES: tuple[tuple[dict[str, Any], Callable[..., Any], Callable[..., Any], Sequence[float]], ...] = (
    (
        {"model": "Bernoulli", "prior": BETA},
        _OF_BETA,
        stats.bernoulli.logpmf,
        (1, 0, 1, 1),
    ),
    (
        {"model": "binomial", "n": "m", "prior": BETA},
        _OF_BETA,
        lambda x, t: stats.binom.logpmf(x, 6, t),
        (2, 5),
    ),
    ({"model": "geometric", "prior": BETA}, _OF_BETA, stats.geom.logpmf, (1, 4, 2)),
    (
        {"model": "negative binomial", "prior": BETA},
        _OF_BETA,
        lambda x, t: stats.nbinom.logpmf(x, 6, t),
        (3, 0, 5),
    ),
    ({"model": "Poisson", "prior": GAMMA}, _OF_GAMMA, stats.poisson.logpmf, (2, 0, 3)),
    (
        {"model": "exponential", "prior": GAMMA},
        _OF_GAMMA,
        lambda x, t: stats.expon.logpdf(x, scale=1 / t),
        (0.5, 2),
    ),
    (
        {"model": "gamma", "prior": GAMMA},
        _OF_GAMMA,
        lambda x, t: stats.gamma.logpdf(x, 1.75, scale=1 / t),
        (1, 3),
    ),
    (
        {"model": "normal variance", "mean": "c", "prior": INVERSE_GAMMA},
        _OF_INVERSE_GAMMA,
        lambda x, t: stats.norm.logpdf(x, 0.75, np.sqrt(t)),
        (1, -0.5, 2),
    ),
    (
        {"model": "exponential mean", "prior": INVERSE_GAMMA},
        _OF_INVERSE_GAMMA,
        lambda x, t: stats.expon.logpdf(x, scale=t),
        (1, 0.5),
    ),
    (
        {"model": "normal mean", "variance": "sigma**2", "prior": NORMAL},
        lambda t: stats.norm.logpdf(t, 0.75, 1.25),
        lambda x, t: stats.norm.logpdf(x, t, 0.5),
        (1, -0.5, 2),
    ),
)


@pytest.mark.parametrize(
    ("asked", "prior", "likelihood", "samples"), CASES, ids=[str(case[0]) for case in CASES]
)
def test_mean_and_mode_are_those_of_prior_times_likelihood(
    asked: dict[str, Any], prior: Any, likelihood: Any, samples: Sequence[float]
) -> None:
    found = answer("likelihood", **asked)
    assert not doubts(found)
    is_centred = asked["model"] == "normal variance"
    total = sum((x - AT["c"]) ** 2 if is_centred else x for x in samples)
    scope = {**AT, "n": len(samples), "s": total}
    stated = {row["key"]: eval(row["value"], scope) for row in rows(found)}
    ends = {"normal": (-6, 6), "gamma": (1e-4, 12), "beta": (1e-6, 1 - 1e-6), "inverse gamma": (1e-3, 300)}
    low, high = ends[asked["prior"]["family"]]
    grid = np.linspace(low, high, 200_001)
    height = prior(grid) + sum(likelihood(x, grid) for x in samples)
    weight = np.exp(height - np.max(height))
    mean = float(np.sum(grid * weight) / np.sum(weight))
    assert stated.get("posterior mean", stated["mode"]) == pytest.approx(mean, abs=1e-4)
    assert stated["mode"] == pytest.approx(grid[np.argmax(height)], abs=1e-3)


def test_samples_as_numbers_enter_with_letters_in_the_prior() -> None:
    found = answer("likelihood", model="Poisson", samples=[2, 3, 7], prior=GAMMA)
    values = {row["key"]: eval(row["value"], dict(AT)) for row in rows(found)}
    assert values["shape"] == AT["alpha"] + 12
    assert values["rate"] == AT["beta"] + 3
    numbers = answer("likelihood", model="binomial", n=5, samples=[3, 2], prior={**BETA, "a": 2, "b": 1})
    assert numbers.text == "a = 7; b = 6; posterior mean = 7/13; mode = 6/11"


@pytest.mark.parametrize(
    ("data", "mode"),
    [
        ({"n": 3, "samples": [0], "prior": {**BETA, "a": "1/2", "b": 1}}, None),
        ({"n": 3, "samples": [3], "prior": {**BETA, "a": 1, "b": 1}}, "1"),
        ({"n": 3, "samples": [0], "prior": {**BETA, "a": 1, "b": "b"}}, "0"),
        ({"n": 1, "samples": [0], "prior": {**BETA, "a": "1/2", "b": "b"}}, None),
    ],
)
def test_a_mode_at_an_end_is_stated_and_none_where_the_density_has_no_bound(
    data: dict[str, Any], mode: str | None
) -> None:
    found = answer("likelihood", model="binomial", **data)
    assert {row["key"]: row["value"] for row in rows(found)}.get("mode") == mode
    assert not doubts(found)


def test_another_posterior_is_in_doubt() -> None:
    found = answer("likelihood", model="Bernoulli", prior=BETA)
    data: Any = found.claims[0].data
    for place, wrong in ((0, "a + n"), (1, "b + n"), (2, "a/(a + b)"), (3, "(a + s)/(a + b + n)")):
        results = [dict(row) for row in data["results"]]
        results[place]["value"] = wrong
        words = [f" ({row['word']})" if row["word"] else "" for row in results]
        text = "; ".join(f"{r['key']} = {r['value']}{word}" for r, word in zip(results, words, strict=True))
        assert doubts(replace(with_claim(found, results=results), text=text))


@pytest.mark.parametrize(
    ("model", "typed", "usual"),
    [
        (
            "Poisson",
            {"family": "Gamma", "alpha": 2, "scale": 3},
            {"family": "gamma", "shape": 2, "rate": "1/3"},
        ),
        ("Bernoulli", {"family": "Beta", "alpha": 2, "beta": 3}, {"family": "beta", "a": 2, "b": 3}),
        (
            "exponential mean",
            {"family": "Inverse-Gamma", "a": 2, "b": 3},
            {"family": "inverse gamma", "shape": 2, "scale": 3},
        ),
    ],
)
def test_priors_go_by_the_names_that_courses_use(model: str, typed: Any, usual: Any) -> None:
    first, second = (answer("likelihood", model=model, samples=[1, 1, 1], prior=p) for p in (typed, usual))
    assert first.text == second.text


def test_a_mean_is_stated_where_there_is_one() -> None:
    prior = {"family": "inverse gamma", "shape": "1/4", "scale": 2}
    few, more = (
        answer("likelihood", model="normal variance", mean=1, samples=x, prior=prior) for x in ([3], [3, 0])
    )
    assert few.text == "shape = 3/4; scale = 4; mode = 16/7"
    assert more.text == "shape = 5/4; scale = 9/2; posterior mean = 18; mode = 2"


@pytest.mark.slow
def test_the_pages_are_faultless() -> None:
    assert not faults(*({"kind": "likelihood", **asked} for asked, *_ in CASES))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"model": "binomial", "n": "n", "prior": BETA}, "the number of samples"),
        ({"model": "exponential", "prior": BETA}, "not conjugate"),
        ({"model": "binomial", "n": 5, "samples": [6], "prior": BETA}, "no such sample"),
        ({"model": "Poisson", "prior": {**GAMMA, "shape": -1}}, "not positive"),
        ({"model": "Poisson", "prior": {**GAMMA, "scale": 1}}, "no such prior"),
    ],
)
def test_what_does_not_fit_is_told(data: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        answer("likelihood", **data)
    assert message in raised.value.diagnostics[0].message
