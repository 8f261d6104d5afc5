"""Posteriors with letters for numbers that are known, or from samples that are not given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy

from backproof.answer import Latex
from backproof.kinds.shared.numbers.exact_numbers import number_of, vector_of
from backproof.optimisation.functions import Function, variables_of
from backproof.optimisation.likelihood.conjugate import ADDED, PARAMETERS, Conjugate, work
from backproof.optimisation.likelihood.families import FAMILIES, HOLDS
from backproof.optimisation.printing import formula_latex
from backproof.optimisation.worked import Worked
from backproof.terms.term import Part

# The key of a model's known number, and the letter for it if there is none.
_KNOWN = {
    "binomial": ("n", "m"), "negative binomial": ("n", "m"), "gamma rate": ("shape", "k"),
    "normal mean": ("variance", "v"), "normal variance": ("mean", "c"),
}  # fmt: skip
# How people call families and their parameters.
_FAMILIES = {"gaussian": "normal", "invgamma": "inverse gamma", "inversegamma": "inverse gamma"}
_CALLED = {
    "beta": {"alpha": "a", "beta": "b"},
    "gamma": {"alpha": "shape", "a": "shape", "beta": "rate", "b": "rate"},
    "inverse gamma": {"alpha": "shape", "a": "shape", "beta": "scale", "b": "scale"},
    "normal": {"mu": "mean", "var": "variance"},
}
_TAKEN = {"n": "the number of samples", "s": "the sum of the samples", "x": "a sample"}


def is_in_letters(data: Any) -> bool:
    """Return whether a posterior is asked for that is no matter of numbers alone."""
    key, _ = _KNOWN.get(data.model, ("", ""))
    given = [value for name, value in data.prior.items() if name != "family"]
    if data.prior.get("family") == "inverse gamma":
        return True
    if data.model == "binomial" and data.successes is not None:
        return False
    by_letters = any(
        isinstance(value, str) and variables_of(value) for value in (*given, getattr(data, key or "n"))
    )
    return by_letters or not data.samples or data.model in ("binomial", "negative binomial", "gamma rate")


def usual(prior: Mapping[str, Any]) -> dict[str, Any]:
    """Return a prior with the names that its family and parameters have here; a gamma's scale as a rate."""
    plain = re.sub(r"[-_ ]+", " ", str(prior.get("family", ""))).strip().lower()
    family = _FAMILIES.get(plain.replace(" ", ""), plain)
    called = _CALLED.get(family, {})
    found = {called.get(key, key): value for key, value in prior.items()} | {"family": family}
    if family == "gamma" and "scale" in found and "rate" not in found:
        found["rate"] = f"1/({found.pop('scale')})"
    return found


def examples_of(family: Any) -> str:
    """Return how a prior of a family is stated; how one of each is, if there is no such family."""
    shown = [family] if family in PARAMETERS else list(PARAMETERS)
    listed = ((f'family = "{name}"', *(f"{key} = 1" for key in PARAMETERS[name])) for name in shown)
    return " or ".join(f"{{ {', '.join(keys)} }}" for keys in listed)


def posterior_in_letters(part: Part, data: Any) -> Worked:
    """Find a posterior in letters; InputError at what cannot be read, or does not fit."""
    family = data.prior.get("family")
    if (family, data.model) not in ADDED:
        pairs = [f"{model} with {name}" for name, model in ADDED]
        raise part.error("this prior is not conjugate to the model", "prior", expected=", ".join(pairs))
    stated = {key: value for key, value in data.prior.items() if key != "family"}
    if not set(stated) <= set(PARAMETERS[family]):
        raise part.error("there is no such prior", "prior", expected=examples_of(family))
    default = {"shape": "alpha", "rate": "beta", "scale": "beta", "mean": "m", "variance": "tau**2"}
    (own,) = FAMILIES[data.model].parameters
    prior = [
        _formula(part, stated.get(key, default.get(key, key)), own, "prior", key)
        for key in PARAMETERS[family]
    ]
    key, letter = _KNOWN.get(data.model, ("", ""))
    typed = getattr(data, key) if key else None
    used = {str(s) for value in prior for s in value.free_symbols}
    free = next(name for name in (letter, "w", "u", "z") if name not in used)
    known = _formula(part, free if typed is None else typed, own, key) if key else sympy.S.Zero
    samples = vector_of(part, data.samples, "samples") if data.samples else ()
    _require(part, data, prior, known, samples)
    density = FAMILIES[data.model].density
    density = density.replace(key, f"({known})") if key else density
    letters = sorted({str(s) for value in (*prior, known) for s in value.free_symbols})
    holds = FAMILIES[data.model].samples
    found = Conjugate(
        family, (prior[0], prior[1]), data.model, density, known, holds, tuple(letters), samples
    )
    return work(found, _task(data, dict(zip(PARAMETERS[family], prior, strict=True)), known, samples))


def _formula(part: Part, value: Any, own: str, *keys: str) -> Any:
    """Return a number, or a formula in letters but for the parameter's `own`; InputError at its place."""
    names = variables_of(value) if isinstance(value, str) else ()
    if not names:
        return number_of(part, value, *keys)
    if taken := [name for name in names if name in {**_TAKEN, own: ""}]:
        meaning = _TAKEN.get(taken[0]) or "the parameter"
        raise part.error(f"'{taken[0]}' is {meaning} here", *keys, expected="another letter")
    with part.locating(*keys):
        return Function(value, names).value


def _require(part: Part, data: Any, prior: list[Any], known: Any, samples: tuple[Any, ...]) -> None:
    """Refuse numbers that a prior or a model cannot have."""
    for key, value in zip(PARAMETERS[data.prior["family"]], prior, strict=True):
        if key != "mean" and value.is_number and not value > 0:
            raise part.error("a parameter of the prior is not positive", "prior")
    key, _ = _KNOWN.get(data.model, ("", ""))
    wanted = {"n": "positive count", "mean": "real"}.get(key, "positive")
    if key and known.is_number and not HOLDS[wanted](known):
        raise part.error(f"'{key}' is no such number", key, expected=wanted)
    most = known if data.model == "binomial" and known.is_number else sympy.oo
    for place, x in enumerate(samples):
        if not HOLDS[FAMILIES[data.model].samples](x) or x > most:
            expected = FAMILIES[data.model].samples
            raise part.error("this model has no such sample", "samples", place, expected=expected)


def _task(data: Any, prior: dict[str, Any], known: Any, samples: tuple[Any, ...]) -> dict[str, Any]:
    listed = Latex(",\\, ".join(map(formula_latex, samples))) if samples else Latex(r"x_1, \dots, x_n")
    return {
        "model": data.model,
        "ask": "posterior",
        "samples": listed,
        **{f"prior_{key}": formula_latex(value) for key, value in prior.items()},
        **dict.fromkeys(("n", "successes"), ""),
        "noise": formula_latex(known),
        "known": formula_latex(known),
    }
