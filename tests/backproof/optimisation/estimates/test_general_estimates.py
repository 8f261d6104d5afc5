"""Maximum likelihood from samples in letters: the formulas hold for samples that nobody listed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, judged, page, with_claim

# The log-densities by hand, up to addends without the parameter, and how samples of the model are drawn.
LOG_DENSITY: dict[str, Callable[[Any, Any], Any]] = {
    "exponential": lambda t, x: math.log(t) - t * x,
    "exponential mean": lambda t, x: -math.log(t) - x / t,
    "normal mean": lambda t, x: -((x - t) ** 2) / 3,
    "normal variance": lambda t, x: -math.log(t) / 2 - (x - 0.7) ** 2 / (2 * t),
    "Poisson": lambda t, x: x * math.log(t) - t,
    "Bernoulli": lambda t, x: x * math.log(t) + (1 - x) * math.log(1 - t),
    "geometric": lambda t, x: math.log(t) + (x - 1) * math.log(1 - t),
    "binomial": lambda t, x: x * math.log(t) + (9 - x) * math.log(1 - t),
    "Rayleigh": lambda t, x: -math.log(t) - x**2 / (2 * t),
    "Pareto": lambda t, x: math.log(t) - t * math.log(x),
    "gamma rate": lambda t, x: 2.5 * math.log(t) - t * x,
}
DRAWN: dict[str, Callable[[np.random.Generator], Any]] = {
    "Poisson": lambda random: random.poisson(3, 7),
    "Bernoulli": lambda random: np.array([0, *random.integers(0, 2, 8), 1]),
    "geometric": lambda random: random.geometric(0.3, 6),
    "binomial": lambda random: random.binomial(9, 0.4, 6),
    "Pareto": lambda random: 1 + random.pareto(2, 6),
    "normal mean": lambda random: random.normal(2, 3, 6),
    "normal variance": lambda random: random.normal(1, 2, 6),
}
KNOWN = {"v": 1.5, "c": 0.7, "m": 9, "k": 2.5}
OF_ONE = sorted(LOG_DENSITY)


def best(log_density: Callable[[float, Any], float], samples: Sequence[Any], top: float) -> float:
    """The maximum of the likelihood by golden sections, between 0 (or -top) and top."""
    low, high = (1e-9, top) if top <= 1 or min(samples) >= 0 else (-top, top)
    low = 1e-9 if top == 60 else low
    ratio = (math.sqrt(5) - 1) / 2
    while high - low > 1e-11 * max(1, abs(low)):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        value = [sum(log_density(t, x) for x in samples) for t in (left, right)]
        low, high = (left, high) if value[0] < value[1] else (low, right)
    return (low + high) / 2


def evaluated(text: str, statistics: Sequence[Sequence[str]], samples: Sequence[Any]) -> float:
    scope: dict[str, Any] = {**KNOWN, "n": len(samples), "log": math.log, "abs": abs, "sqrt": math.sqrt}
    for name, addend in statistics:
        scope[name] = sum(eval(addend, {**scope, "x": float(x)}) for x in samples)
    return float(eval(text, scope))


@pytest.mark.sample(1)
@pytest.mark.parametrize("model", OF_ONE)
def test_the_formula_is_the_maximum_for_samples_that_nobody_listed(model: str) -> None:
    found = answer("likelihood", model=model)
    data: Any = found.claims[0].data
    random = np.random.default_rng(len(model))
    for _ in range(3):
        samples = DRAWN.get(model, lambda random: random.exponential(2, 5))(random)
        top = 1 - 1e-9 if data["unit"] else 10 if model == "normal mean" else 60
        expected = best(LOG_DENSITY[model], list(samples), top)
        assert evaluated(data["results"][0]["value"], data["statistics"], samples) == pytest.approx(
            expected, rel=1e-4
        )
    assert found.passed
    assert not any("IN DOUBT" in said for said in doubts(found))


def test_both_parameters_of_a_normal_distribution() -> None:
    data: Any = answer("likelihood", model="normal").claims[0].data
    samples = np.random.default_rng(3).normal(4, 2, 9)
    mean, variance = (evaluated(row["value"], data["statistics"], list(samples)) for row in data["results"])
    assert (mean, variance) == pytest.approx((samples.mean(), samples.var()))


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("density", "estimate"),
    [
        ("theta*x**(theta - 1)", "-n/s"),
        ("theta*exp(-theta*abs(x))/2", "n/s"),
        ("theta**2*x*exp(-theta*x)", "2*n/s"),
        ("sqrt(theta)*exp(-theta*x**2/2)", "n/s"),
        ("theta*x**(-2)*exp(-theta/x)", "n/s"),
        ("2*x/theta**2*exp(-x**2/theta**2)", "sqrt(s/n)"),
    ],
)
def test_a_density_of_ones_own(density: str, estimate: str) -> None:
    found = answer("likelihood", density=density, positive=["theta"])
    assert found.passed and found.text == f"theta = {estimate}"
    assert not any("IN DOUBT" in said for said in doubts(found))


@pytest.mark.parametrize(
    "density", ["1/(1 + (x - theta)**2)", "exp(-abs(x - theta))/2", "theta/(x + theta)**2"]
)
def test_what_has_no_closed_form_is_refused(density: str) -> None:
    with pytest.raises(InputError, match="no single maximum"):
        answer("likelihood", density=density, positive=["theta"])


def test_names_of_the_derivation_are_refused_in_a_density() -> None:
    with pytest.raises(InputError, match="'s' is the number of samples, or a sum of theirs"):
        answer("likelihood", density="s*exp(-s*x)", positive=["s"])


@pytest.mark.sample(1)
@pytest.mark.parametrize("model", ["normal", "normal variance", "binomial"])
def test_the_page_is_faultless_and_planted_faults_are_found(model: str) -> None:
    text, solutions = page({"kind": "likelihood", "model": model})
    assert not judged(text, solutions)
    plants = {
        "normal": [(r"n^2}", r"n^3}"), (r"x_i^{2}", r"x_i^{3}")],
        "normal variance": [(r"\hat{v} = \frac{s}{n}", r"\hat{v} = \frac{n}{s}"), ("x_i - c", "x_i + c")],
        "binomial": [(r"\frac{s}{m \, n}", r"\frac{s}{n}"), (r"m^3 n^3", r"m^2 n^3")],
    }
    for right, wrong in plants[model]:
        assert right in text
        assert judged(text.replace(right, wrong, 1), solutions), (right, wrong)


def test_a_wrong_estimate_is_in_doubt() -> None:
    found = answer("likelihood", model="exponential")
    data: Any = found.claims[0].data
    wrong = [{**data["results"][0], "value": "s/n"}]
    faulty = replace(with_claim(found, results=wrong), text="theta = s/n")
    assert any("IN DOUBT" in said for said in doubts(faulty))


def test_a_parameter_of_two_complementary_powers_is_between_0_and_1() -> None:
    found = answer("likelihood", density="theta**x*(1-theta)**(1-x)")
    assert found.text == "theta = s/n"
    assert not doubts(found)


def test_samples_in_exponents_leave_powers_of_e() -> None:
    """The score of the logistic distribution at two samples is 0 between them, by symmetry."""
    found = answer("likelihood", density="exp(x - theta)/(1 + exp(x - theta))**2", samples=[1, 2])
    assert found.text == "theta = 3/2"
    assert not doubts(found)


@pytest.mark.parametrize(
    "density", ["theta**x*exp(-theta)/factorial(x)", "theta^x e^{-theta}/x!", r"\binom{5}{x} p^x (1-p)^{5-x}"]
)
def test_factors_of_combinatorics_may_be_left_out(density: str) -> None:
    with pytest.raises(InputError) as told:
        answer("likelihood", density=density, samples=[1, 2])
    assert "leave out factors without the parameter" in str(told.value.diagnostics[0].hint)
