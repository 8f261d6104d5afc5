"""Supports that depend on parameters, such as "0 <= x <= theta"."""

from __future__ import annotations

import re
from typing import Any

from backproof.calculus.identities.hypotheses.wording import plain_signs
from backproof.diagnostic import Diagnostic, InputError
from backproof.optimisation.constraints import Constraint, constraint, linear_row, relations
from backproof.optimisation.functions import variables_of
from backproof.optimisation.likelihood.at_bounds import at_bounds
from backproof.optimisation.likelihood.bounded import ImpossibleError
from backproof.optimisation.likelihood.general import Model, general_estimate
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Worked
from backproof.terms.term import Part


def within(part: Part, text: str, model: Model, samples: tuple[Any, ...], task: dict[str, Any]) -> Worked:
    """Estimate with a support that depends on the parameters; InputError at what does not fit."""
    with part.locating("support"):
        read = [_relation(one, model) for one in relations(_ascii(text))]
    for place, x in enumerate(samples):
        for item, is_open in read:
            if not item.function.value.free_symbols & set(item.function.symbols[:-1]):
                gap = item.function.value.subs(item.function.symbols[-1], x)
                if gap > 0 or (is_open and gap == 0):
                    raise part.error("this sample is outside of the support", "samples", place, expected=text)
    support = tuple(item.function for item, _ in read)
    task = {**task, "support": tuple(item.latex for item, _ in read)}
    parameters = {*support[0].symbols[:-1]}
    try:
        if not samples and not any(g.value.free_symbols & parameters for g in support):
            return general_estimate(model, {**task, "ask": "general"})
        return at_bounds(model, support, samples, task, tuple(item.says for item, _ in read))
    except ImpossibleError:
        raise part.error(
            "the model has these samples for no value of its parameter",
            "samples",
            expected=f"samples with {text}",
        ) from None
    except (UnsolvedError, ArithmeticError):
        raise part.error(
            "no largest likelihood was found within these bounds",
            "support",
            expected="bounds in which the likelihood is monotone, such as x >= theta or 0 <= x <= theta",
            hint='state parameters that are positive by positive = ["theta"]',
        ) from None


def sides(text: str) -> list[str]:
    """Return the sides of the relations in a support."""
    return re.split("[<>=]+", _ascii(text))


def _ascii(text: str) -> str:
    return plain_signs(text).replace("≤", "<=").replace("≥", ">=")


def _relation(text: str, model: Model) -> tuple[Constraint, bool]:
    """Read a condition on x and the parameters, and whether its end is left out; InputError otherwise."""
    closed = text.replace("<=", "<").replace(">=", ">").replace("<", "<=").replace(">", ">=")
    is_open = "=" not in text
    names = (*model.parameters, *model.known, "x")
    if unknown := [name for name in variables_of(*sides(closed)) if name not in names]:
        raise InputError(
            Diagnostic(
                f"'{unknown[0]}' is no parameter of the density", expected="x and the density's parameters"
            )
        )
    found = constraint(closed, names)
    linear_row(found.function)
    if is_open and found.function.value.free_symbols & set(found.function.symbols[:-1]):
        raise InputError(
            Diagnostic(
                "without its end, the support leaves no largest likelihood",
                expected=f"the support with its end: {closed.strip()}",
                hint="the ends have the probability 0: both are densities of the same distribution",
            )
        )
    return found, is_open
