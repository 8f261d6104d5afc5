"""Families of distributions by their densities, with conjugate priors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy


@dataclass(frozen=True)
class Family:
    """A density in x and its parameters, of which some are positive; samples it can have; known numbers."""

    density: str
    parameters: tuple[str, ...]
    positive: tuple[str, ...] = ()
    below_one: bool = False
    samples: str = "real"
    given: tuple[str, ...] = ()


FAMILIES: Mapping[str, Family] = {
    "exponential": Family("theta*exp(-theta*x)", ("theta",), ("theta",), samples="positive"),
    "exponential mean": Family("exp(-x/theta)/theta", ("theta",), ("theta",), samples="positive"),
    "normal": Family("exp(-(x - mu)**2/(2*v))/sqrt(2*pi*v)", ("mu", "v"), ("v",)),
    "normal mean": Family("exp(-(x - mu)**2/(2*variance))/sqrt(2*pi*variance)", ("mu",), given=("variance",)),
    "normal variance": Family("exp(-(x - mean)**2/(2*v))/sqrt(2*pi*v)", ("v",), ("v",), given=("mean",)),
    "Poisson": Family("theta**x*exp(-theta)", ("theta",), ("theta",), samples="count"),
    "Bernoulli": Family("theta**x*(1 - theta)**(1 - x)", ("theta",), ("theta",), True, "bit"),
    "geometric": Family("theta*(1 - theta)**(x - 1)", ("theta",), ("theta",), True, "positive count"),
    "binomial": Family("theta**x*(1 - theta)**(n - x)", ("theta",), ("theta",), True, "count", ("n",)),
    "Rayleigh": Family("x/theta*exp(-x**2/(2*theta))", ("theta",), ("theta",), samples="positive"),
    "Pareto": Family("theta*x**(-theta - 1)", ("theta",), ("theta",), samples="at least 1"),
    "gamma rate": Family(
        "theta**shape*x**(shape - 1)*exp(-theta*x)",
        ("theta",),
        ("theta",),
        samples="positive",
        given=("shape",),
    ),
    "Weibull scale": Family(
        "shape/theta*(x/theta)**(shape - 1)*exp(-(x/theta)**shape)",
        ("theta",),
        ("theta",),
        samples="positive",
        given=("shape",),
    ),
    "Laplace scale": Family("exp(-abs(x - mean)/theta)/(2*theta)", ("theta",), ("theta",), given=("mean",)),
    "Laplace": Family("exp(-abs(x - mu)/theta)/(2*theta)", ("mu", "theta"), ("theta",)),
    "Laplace location": Family("exp(-abs(x - mu)/scale)/(2*scale)", ("mu",), given=("scale",)),
    "log-normal": Family(
        "exp(-(log(x) - mu)**2/(2*v))/(x*sqrt(2*pi*v))", ("mu", "v"), ("v",), samples="positive"
    ),
    "power": Family("theta*x**(theta - 1)", ("theta",), ("theta",), samples="part of 1"),
    "negative binomial": Family(
        "theta**n*(1 - theta)**x", ("theta",), ("theta",), True, "count", given=("n",)
    ),
}
# What a course may call a family.
_ALSO = {
    "gaussian": "normal", "gaussian mean": "normal mean", "gaussian variance": "normal variance",
    "normal distribution": "normal", "lognormal": "log-normal", "log normal": "log-normal",
    "laplace mean": "Laplace location", "weibull": "Weibull scale", "gamma": "gamma rate",
    "exponential rate": "exponential", "negbinomial": "negative binomial",
}  # fmt: skip


def family_name(typed: str) -> str:
    """Return the name of the family that is meant, in any case of letters; the text itself if none is."""
    plain = typed.strip().lower().removesuffix(" distribution")
    known = {name.lower(): name for name in (*FAMILIES, "uniform")}
    return known.get(plain) or _ALSO.get(plain) or typed


HOLDS: Mapping[str, Any] = {
    "real": lambda _: True,
    "positive": lambda x: x > 0,
    "count": lambda x: x.is_Integer and x >= 0,
    "positive count": lambda x: x.is_Integer and x >= 1,
    "bit": lambda x: x in (0, 1),
    "at least 1": lambda x: x >= 1,
    "part of 1": lambda x: 0 < x < 1,
}


@dataclass(frozen=True)
class Posterior:
    """A posterior: its family, parameters by name, mean and mode, and densities up to a factor."""

    family: str
    parameters: Mapping[str, Any]
    mean: Any
    mode: Any
    prior: str
    likelihood: str
    posterior: str
    symbol: str


def _beta(a: Any, b: Any) -> str:
    return f"theta**(({a}) - 1)*(1 - theta)**(({b}) - 1)"


def _gamma(shape: Any, rate: Any) -> str:
    return f"theta**(({shape}) - 1)*exp(-({rate})*theta)"


def _normal(mean: Any, variance: Any) -> str:
    return f"exp(-(mu - ({mean}))**2/(2*({variance})))"


def beta_posterior(a: Any, b: Any, successes: Any, trials: Any) -> Posterior:
    """Return the posterior of a probability with a beta prior."""
    a1, b1 = a + successes, b + trials - successes
    mode = (a1 - 1) / (a1 + b1 - 2) if a1 > 1 and b1 > 1 else None
    if mode is None and (a1 >= 1) and (b1 >= 1) and a1 + b1 > 2:
        mode = sympy.S.One if b1 == 1 else sympy.S.Zero
    likelihood = f"theta**({successes})*(1 - theta)**({trials - successes})"
    given = {"a": a1, "b": b1}
    return Posterior("beta", given, a1 / (a1 + b1), mode, _beta(a, b), likelihood, _beta(a1, b1), "theta")


def gamma_posterior(shape: Any, rate: Any, samples: Sequence[Any], model: str) -> Posterior:
    """Return the posterior of a Poisson's mean, or of an exponential's rate, with a gamma prior."""
    total, count = sum(samples, sympy.S.Zero), sympy.Integer(len(samples))
    if model == "Poisson":
        shape1, rate1 = shape + total, rate + count
        likelihood = f"theta**({total})*exp(-({count})*theta)"
    else:
        shape1, rate1 = shape + count, rate + total
        likelihood = f"theta**({count})*exp(-({total})*theta)"
    mode = (shape1 - 1) / rate1 if shape1 >= 1 else None
    given = {"shape": shape1, "rate": rate1}
    return Posterior(
        "gamma", given, shape1 / rate1, mode, _gamma(shape, rate), likelihood, _gamma(shape1, rate1), "theta"
    )


def normal_posterior(mean: Any, variance: Any, samples: Sequence[Any], noise: Any) -> Posterior:
    """Return the posterior of a mean with a normal prior and observations of known variance."""
    precision = 1 / variance + len(samples) / noise
    mean1 = (mean / variance + sum(samples, sympy.S.Zero) / noise) / precision
    likelihood = "*".join(_normal(x, noise) for x in samples)
    given = {"mean": mean1, "variance": 1 / precision}
    return Posterior(
        "normal",
        given,
        mean1,
        mean1,
        _normal(mean, variance),
        likelihood,
        _normal(mean1, 1 / precision),
        "mu",
    )
