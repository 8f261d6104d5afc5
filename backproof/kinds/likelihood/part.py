"""An estimate or a posterior as one part."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import sympy

from backproof.answer import Latex, SolvedPart
from backproof.calculus.spelling.names import plain_name
from backproof.kinds.likelihood.in_letters import examples_of, is_in_letters, posterior_in_letters, usual
from backproof.kinds.likelihood.support import sides, within
from backproof.kinds.shared.numbers.exact_numbers import number_of, vector_of
from backproof.kinds.shared.worked import answered, function_of
from backproof.optimisation import shown
from backproof.optimisation.functions import variables_of
from backproof.optimisation.likelihood.at_bounds import at_median
from backproof.optimisation.likelihood.conjugate import PARAMETERS
from backproof.optimisation.likelihood.families import (
    FAMILIES,
    HOLDS,
    Family,
    Posterior,
    beta_posterior,
    family_name,
    gamma_posterior,
    normal_posterior,
)
from backproof.optimisation.likelihood.general import Model, general_estimate
from backproof.optimisation.likelihood.posteriors import posterior
from backproof.optimisation.likelihood.supports import SupportError, between_0_and_1
from backproof.optimisation.likelihood.worked import Ranges, estimate
from backproof.optimisation.printing import formula_latex
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Likelihood(Data, frozen=True, kw_only=True):
    """A model by name, or a density in x and its parameters; the samples; and, for a posterior, the prior.

    Without samples, the estimate is found in letters, from n samples x_1, ..., x_n.
    Known numbers of a model, such as its variance, have keys of their own. A prior is
    { family = "beta", a = 1, b = 2 }, { family = "gamma", shape = 2, rate = 1 },
    { family = "inverse gamma", shape = 3, scale = 2 } or { family = "normal", mean = 0, variance = 1 }.
    """

    model: str = ""
    density: str = ""
    support: str = ""
    positive: list[str] = msgspec.field(default_factory=list)
    unit: list[str] = msgspec.field(default_factory=list)
    samples: list[Any] = msgspec.field(default_factory=list)
    variance: Any = None
    mean: Any = None
    shape: Any = None
    scale: Any = None
    n: Any = None
    successes: Any = None
    prior: dict[str, Any] = msgspec.field(default_factory=dict)


DATA = Likelihood
# Functions of combinatorics, as in Poisson, binomial, gamma and beta densities.
_COUNTING = re.compile(r"\b(?:factorial|binom|comb|choose|nCr|[gG]amma|Beta)\s*\(|!|\\d?binom\b|\\Gamma\b")
# Letters for numbers of a model that are known, but not given.
_LETTERS = {"variance": "v", "mean": "c", "shape": "k", "scale": "b", "n": "m"}


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Estimate, or find the posterior; InputError at the key that does not fit."""
    typed = part.data_as(Likelihood)
    data = _of_trials(part, msgspec.structs.replace(typed, model=family_name(typed.model)))
    _require_used(part, data)
    if counting := _COUNTING.search(data.density):
        raise part.error(
            f"{counting[0].strip('( ')} is not in the language",
            "density",
            expected="a formula of elementary functions",
            hint="leave out factors without the parameter: the estimate does not depend on them",
        )
    if data.prior:
        return _posterior(part, msgspec.structs.replace(data, prior=usual(data.prior)))
    if data.model == "uniform":
        _require_uniform(part, data)
        data = msgspec.structs.replace(
            data, model="", density="1/theta", support="0 <= x <= theta", positive=["theta"]
        )
    if data.support:
        return _within(part, data)
    return _of_samples(part, data) if data.samples else _general(part, data)


def _of_samples(part: Part, data: Likelihood) -> SolvedPart:
    """Estimate from samples that are given as numbers."""
    samples = vector_of(part, data.samples, "samples")
    task: dict[str, Any] = {"model": data.model, "ask": "estimate", "count": len(samples)}
    density, parameters, ranges = _density(part, data, samples)
    try:
        if found := at_median(Model(density, parameters, ranges), samples, task):
            return answered(part, found)
        return answered(part, estimate(density, parameters, ranges, samples, task))
    except SupportError:
        raise part.error(
            "the samples may bound the parameter, as this is a density on no fixed set",
            "density",
            expected="a density of all numbers, of those above 0 or 1, of [0, 1], of [-1, 1], or of counts",
            hint='state it by support = "x >= theta" or support = "0 <= x <= theta"',
        ) from None
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "the likelihood of these samples has no single maximum in closed form",
            "model" if data.model else "density",
            hint='answer it in words, by a part of kind = "text"',
        ) from None


def _of_trials(part: Part, data: Likelihood) -> Likelihood:
    """Return n trials with a number of successes as one sample of the binomial distribution."""
    if data.model not in ("Bernoulli", "binomial") or data.successes is None:
        return data
    if data.n is None:
        raise part.error("successes are counted among trials", "successes", expected="n = a number, too")
    if data.samples:
        raise part.error("the samples state the successes", "successes", hint="leave 'successes' out")
    successes, trials = number_of(part, data.successes, "successes"), _known(part, data, "n")
    if not (HOLDS["count"](successes) and successes <= trials):
        raise part.error("there are no so many successes", "successes", expected="0 to n, in whole numbers")
    return msgspec.structs.replace(data, model="binomial", samples=[] if data.prior else [data.successes])


def _require_used(part: Part, data: Likelihood) -> None:
    """Refuse a number that the model does not have: it would be left out without a word."""
    if data.model not in ("", "uniform", *FAMILIES):
        raise part.error("there is no such model", "model", expected=", ".join([*FAMILIES, "uniform"]))
    used = FAMILIES[data.model].given if data.model in FAMILIES else ()
    used += ("successes",) if data.model == "binomial" else ()
    hints = {"Bernoulli": ", or give successes, too"}
    for key in ("variance", "mean", "shape", "scale", "n", "successes"):
        if getattr(data, key) is not None and key not in used:
            raise part.error(
                f"'{key}' is no number of this model",
                key,
                expected=", ".join(used) or "samples alone",
                hint=f"leave '{key}' out{hints.get(data.model, '') if key == 'n' else ''}",
            )


def _require_uniform(part: Part, data: Likelihood) -> None:
    """Refuse samples that a uniform distribution on [0, theta] does not have, or has with any likelihood."""
    samples = vector_of(part, data.samples, "samples") if data.samples else ()
    if not all(x >= 0 for x in samples):
        raise part.error("a sample is negative", "samples", expected="numbers of [0, theta]")
    if samples and not any(samples):
        message = "of samples that are all 0, the likelihood grows without bound as theta -> 0"
        raise part.error(message, "samples", expected="a positive sample")


def _within(part: Part, data: Likelihood) -> SolvedPart:
    """Estimate with a support that depends on the parameters."""
    if not data.density:
        raise part.error("a support goes with a density", "support", expected='such as density = "1/theta"')
    samples = vector_of(part, data.samples, "samples") if data.samples else ()
    task = {"model": data.model, "count": len(samples)}
    return answered(part, within(part, data.support, _model(part, data), samples, task))


def _general(part: Part, data: Likelihood) -> SolvedPart:
    """Estimate from samples that are not given as numbers."""
    task = {"model": data.model, "ask": "general", "count": 0}
    try:
        return answered(part, general_estimate(_model(part, data), task))
    except UnsolvedError:
        raise part.error(
            "the likelihood has no single maximum that sums over the samples give in closed form",
            "model" if data.model else "density",
            hint="give samples = a list of numbers",
        ) from None


def _model(part: Part, data: Likelihood) -> Model:
    """Return the model, with letters for known numbers that are not given."""
    if data.density:
        names = tuple(name for name in variables_of(data.density, *sides(data.support)) if name != "x")
        if taken := {"n", "s", *("aMm" if data.support and not data.samples else "")} & set(names):
            message = f"'{min(taken)}' is the number of samples, or a sum of theirs, or one of them"
            raise part.error(message, "density", expected="another name")
        density = function_of(part, "density", data.density, (*names, "x"))
        stated = _ranges(data)
        implied = () if stated.unit or data.support else between_0_and_1(density, names)
        return Model(data.density, names, Ranges(stated.positive, (*stated.unit, *implied)))
    family = _family(part, data)
    text, letters, centre = family.density, [], ""
    for key in family.given:
        number = getattr(data, key)
        if number is None and key == "mean":
            centre = _LETTERS[key]
        elif number is None:
            letters.append(_LETTERS[key])
        known = _LETTERS[key] if number is None else f"({_known(part, data, key)})"
        text = text.replace(key, known)
    ranges = Ranges(family.positive, family.positive if family.below_one else ())
    return Model(text, family.parameters, ranges, tuple(letters), centre)


def _ranges(data: Likelihood) -> Ranges:
    """Return the ranges of the parameters that the part states."""
    return Ranges(tuple(map(plain_name, data.positive)), tuple(map(plain_name, data.unit)))


def _known(part: Part, data: Likelihood, key: str) -> Any:
    """Return a known number of a model; InputError for one that the model cannot have."""
    number = number_of(part, getattr(data, key), key)
    wanted = {"n": "positive count", "variance": "positive", "shape": "positive", "scale": "positive"}.get(
        key, "real"
    )
    if not HOLDS[wanted](number):
        raise part.error(f"'{key}' is no such number", key, expected=wanted)
    return number


def _family(part: Part, data: Likelihood) -> Family:
    if not data.model:
        raise part.error("there is no model", "model", expected=", ".join([*FAMILIES, "uniform"]))
    return FAMILIES[data.model]


def _density(part: Part, data: Likelihood, samples: tuple[Any, ...]) -> tuple[str, tuple[str, ...], Ranges]:
    if data.density:
        names = tuple(name for name in variables_of(data.density) if name != "x")
        function_of(part, "density", data.density, (*names, "x"))
        return (
            data.density,
            names,
            _ranges(data),
        )
    family = _family(part, data)
    text = family.density
    for key in family.given:
        if getattr(data, key) is None:
            raise part.error(f"this model needs '{key}'", "model", expected=f"{key} = a number")
        text = text.replace(key, f"({_known(part, data, key)})")
    _require_samples(part, family, samples)
    beyond = [i for i, x in enumerate(samples) if data.model == "binomial" and x > _known(part, data, "n")]
    if beyond:
        raise part.error("there are no so many successes", "samples", beyond[0], expected="0 to n")
    return text, family.parameters, Ranges(family.positive, family.positive if family.below_one else ())


def _require_samples(part: Part, family: Family, samples: tuple[Any, ...]) -> None:
    for place, x in enumerate(samples):
        if not HOLDS[family.samples](x):
            raise part.error("this model has no such sample", "samples", place, expected=family.samples)


def _posterior(part: Part, data: Likelihood) -> SolvedPart:
    """Find the posterior of a conjugate prior."""
    if is_in_letters(data):
        return answered(part, posterior_in_letters(part, data))
    prior = {key: number_of(part, x, "prior", key) for key, x in data.prior.items() if key != "family"}
    samples = vector_of(part, data.samples, "samples") if data.samples else ()
    family = str(data.prior["family"])
    if family not in PARAMETERS or set(prior) != set(PARAMETERS[family]):
        raise part.error("there is no such prior", "prior", expected=examples_of(family))
    if any(x <= 0 for key, x in prior.items() if key != "mean"):
        raise part.error("a parameter of the prior is not positive", "prior")
    if data.model in FAMILIES:
        _require_samples(part, FAMILIES[data.model], samples)
    found = _conjugate(part, data, prior, samples)
    task = {"model": data.model, "ask": "posterior", "count": len(samples), "letters": ()}
    task |= {f"prior_{key}": formula_latex(x) for key, x in prior.items()}
    task |= {"samples": Latex(",\\, ".join(map(formula_latex, samples or (0,))))}
    task |= {
        key: "" if x is None else formula_latex(number_of(part, x, key))
        for key, x in (("n", data.n), ("successes", data.successes), ("noise", data.variance))
    }
    return answered(part, posterior(found, task, _asked(part, data, prior, samples)))


def _asked(part: Part, data: Likelihood, prior: dict[str, Any], samples: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the formulas of the task about a posterior as plain data, in order."""
    family = data.prior["family"]
    letters = {"beta": ("a", "b"), "gamma": (r"\alpha", r"\beta")}.get(family)
    numbers = [shown.number(prior[key]) for key in PARAMETERS[family]]
    stated = map(shown.called, letters, numbers) if letters else numbers
    if family == "beta" and data.successes:
        given = (number_of(part, data.n, "n"), number_of(part, data.successes, "successes"))
    else:
        given = samples if data.variance is None else (*samples, number_of(part, data.variance, "variance"))
    return shown.said(*stated, *map(shown.number, given))


def _conjugate(part: Part, data: Likelihood, prior: dict[str, Any], samples: tuple[Any, ...]) -> Posterior:
    match data.prior["family"], data.model:
        case "beta", "Bernoulli" if samples:
            return beta_posterior(prior["a"], prior["b"], sum(samples), len(samples))
        case "beta", "binomial" if data.n is not None and data.successes is not None:
            successes, trials = number_of(part, data.successes, "successes"), number_of(part, data.n, "n")
            return beta_posterior(prior["a"], prior["b"], successes, trials)
        case "beta", "geometric" if samples:
            return beta_posterior(prior["a"], prior["b"], sympy.Integer(len(samples)), sum(samples))
        case "gamma", "Poisson" | "exponential" if samples:
            return gamma_posterior(prior["shape"], prior["rate"], samples, data.model)
        case "normal", "normal mean" if samples and data.variance is not None:
            noise = _known(part, data, "variance")
            return normal_posterior(prior["mean"], prior["variance"], samples, noise)
    raise part.error(
        "this prior is not conjugate to the model, or the model lacks its data",
        "model",
        expected="binomial with n and successes; Bernoulli, geometric, Poisson, exponential or normal mean "
        "with samples",
    )
