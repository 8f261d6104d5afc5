"""Estimates of families by name, and of densities of both signs, against direct maximisation by scipy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from tests.backproof.optimisation.parts import answer, doubts, faults, rows

REAL = (-1.5, 2.0, 0.25, -4.0, 2.5)
POSITIVE = (0.75, 2.0, 1.5, 0.25, 4.0)
UNIT = (0.25, 0.75, 0.5, 0.875)
# A model with its known numbers, samples, and its log-density in one or two parameters.
CASES: tuple[tuple[dict[str, Any], tuple[float, ...], Any, tuple[float, ...]], ...] = (
    ({"model": "Laplace scale", "mean": 1}, REAL, lambda x, p: stats.laplace.logpdf(x, 1, p[0]), (1.0,)),
    (
        {"model": "weibull", "shape": 2},
        POSITIVE,
        lambda x, p: stats.weibull_min.logpdf(x, 2, scale=p[0]),
        (1.0,),
    ),
    (
        {"model": "Lognormal"},
        POSITIVE,
        lambda x, p: stats.lognorm.logpdf(x, np.sqrt(p[1]), scale=np.exp(p[0])),
        (0.1, 1.0),
    ),
    ({"model": "power"}, UNIT, lambda x, p: stats.beta.logpdf(x, p[0], 1), (1.0,)),
    (
        {"model": "negative binomial", "n": 3},
        (1, 4, 2),
        lambda x, p: stats.nbinom.logpmf(x, 3, p[0]),
        (0.5,),
    ),
    ({"model": "GAUSSIAN"}, REAL, lambda x, p: stats.norm.logpdf(x, p[0], np.sqrt(p[1])), (0.1, 1.0)),
    ({"model": "poisson"}, (1, 0, 3), lambda x, p: stats.poisson.logpmf(x, p[0]), (1.0,)),
)


def best(log_density: Any, samples: tuple[float, ...], start: tuple[float, ...]) -> Any:
    """The parameters with the largest likelihood, by Nelder and Mead's method."""

    def loss(p: Any) -> float:
        with np.errstate(all="ignore"):
            found = -float(np.sum(log_density(np.array(samples), p)))
        return found if np.isfinite(found) else 1e9

    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 4000}
    return optimize.minimize(loss, start, method="Nelder-Mead", options=options).x


def number(text: str, **names: Any) -> float:
    return float(eval(text, {"log": np.log, "sqrt": np.sqrt, "abs": np.abs, "exp": np.exp, **names}))


@pytest.mark.sample(1)
@pytest.mark.parametrize(("asked", "samples", "log_density", "start"), CASES)
def test_an_estimate_has_the_largest_likelihood(
    asked: dict[str, Any], samples: tuple[float, ...], log_density: Any, start: tuple[float, ...]
) -> None:
    wanted = best(log_density, samples, start)
    listed = [str(Fraction(x)) for x in samples]
    found = answer("likelihood", **asked, samples=listed)
    stated = [number(row["value"]) for row in rows(found)[: len(start)]]
    assert np.allclose(stated, wanted, rtol=1e-5, atol=1e-5)
    assert not doubts(found)
    general = answer("likelihood", **asked)
    data: Any = general.claims[0].data
    sums = {name: sum(number(text, x=x) for x in samples) for name, text in data["statistics"]}
    known = dict.fromkeys(data["letters"], 3) | {"n": len(samples), **sums}
    assert np.allclose([number(row["value"], **known) for row in rows(general)], wanted, rtol=1e-5, atol=1e-5)
    assert not doubts(general)
    assert not faults({"kind": "likelihood", **asked})


@pytest.mark.parametrize(
    ("density", "estimate"),
    [
        ("exp(-abs(x)/b)/(2*b)", lambda x: np.mean(abs(x))),
        ("b*exp(-b*abs(x))/2", lambda x: 1 / np.mean(abs(x))),
        ("exp(-sqrt(x**2)/b)/(2*b)", lambda x: np.mean(abs(x))),
        ("exp(-abs(x)**3/b**3)/b", lambda x: np.mean(3 * abs(x) ** 3) ** (1 / 3)),
        ("b*exp(-b*maximum(x, -x))/2", lambda x: 1 / np.mean(abs(x))),
    ],
)
def test_samples_of_a_density_in_the_absolute_value_may_be_negative(density: str, estimate: Any) -> None:
    found = answer("likelihood", density=density, positive=["b"])
    data: Any = found.claims[0].data
    means = {"maximum": np.maximum}
    sums = {name: sum(number(text, x=x, **means) for x in REAL) for name, text in data["statistics"]}
    assert np.isclose(number(rows(found)[0]["value"], n=len(REAL), **sums), estimate(np.array(REAL)))
    assert any(x.startswith("-") for x in data["samples"][-1])
    assert not doubts(found)


def test_a_statistic_that_is_not_defined_everywhere_is_read_back() -> None:
    asked = {"density": "theta*(1 - x)**(theta - 1)", "positive": ["theta"]}
    assert not doubts(answer("likelihood", **asked))
    assert not faults({"kind": "likelihood", **asked})
