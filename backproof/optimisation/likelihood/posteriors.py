"""The worked answer for a conjugate posterior."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood.families import Posterior
from backproof.optimisation.printing import formula_latex, formula_text, symbol_latex
from backproof.optimisation.shown import Shown
from backproof.optimisation.worked import Stated, Worked


def posterior(found: Posterior, task: Mapping[str, Any], asked: tuple[Any, ...]) -> Worked:
    """Write a conjugate posterior with its mean and mode; `asked` are the formulas of the task."""
    symbol = symbol_latex(found.symbol)
    densities = {
        key: Function(text, (found.symbol,))
        for key, text in (("prior", found.prior), ("posterior", found.posterior))
    }
    lines = (
        shown.line("prior", _density(f"p({symbol})", densities["prior"])),
        shown.line("posterior", _density(rf"p({symbol} \mid x)", densities["posterior"]), word=found.family),
    )
    return Worked(
        kind="likelihood",
        task={**task, "family": found.family, "has_mode": found.mode is not None},
        lines=lines,
        results=tuple(_results(found)),
        checks=tuple(_posterior_checks(found)),
        data={
            "ask": "posterior",
            "variables": [found.symbol],
            "prior": found.prior,
            "letters": [],
            "statistics": [],
            # Of the samples together, whatever a single one is.
            "density": found.likelihood,
            "samples": [["0"]],
            "family": found.family,
            "model": task["model"],
        },
        asked=asked,
    )


def _density(name: str, density: Function) -> Shown:
    return shown.related(shown.name(name), r"\propto", shown.function(density))


PARAMETER = {
    "shape": r"\alpha_1",
    "rate": r"\beta_1",
    "scale": r"\beta_1",
    "mean": r"\mu_1",
    "variance": r"\sigma_1^2",
    "a": "a_1",
    "b": "b_1",
}


def _results(found: Posterior) -> Iterator[Stated]:
    """Yield the parameters; then the mean, where it is none of them, and the mode."""
    symbol = symbol_latex(found.symbol)
    listed = [(key, PARAMETER.get(key, key), x) for key, x in found.parameters.items()]
    if found.family != "normal":
        listed.append(("posterior mean", rf"\bar{{{symbol}}}", found.mean))
    if found.mode is not None:
        listed.append(("mode", rf"\hat{{{symbol}}}", found.mode))
    for key, left, value in listed:
        yield Stated(key, Latex(left), formula_latex(value), formula_text(value))


def _posterior_checks(found: Posterior) -> Iterator[Check]:
    """Check that prior times likelihood over posterior is constant, and that no point is above the mode."""
    at = np.linspace(0.05, 0.95, 60)[:, None] if found.family == "beta" else np.linspace(0.1, 6, 60)[:, None]
    prior, likelihood, posterior_ = (
        values(Function(text, (found.symbol,)), at)
        for text in (found.prior, found.likelihood, found.posterior)
    )
    with np.errstate(all="ignore"):
        ratio = np.log(prior) + np.log(likelihood) - np.log(posterior_)
    ratio = ratio[np.isfinite(ratio)]
    yield Check("prior times likelihood over posterior", found.family, float(np.ptp(ratio)), 1e-8)
    if found.mode is not None and found.mode not in (0, 1):
        top = values(Function(found.posterior, (found.symbol,)), np.array([[float(found.mode)]]))[0]
        yield Check(NO_LOWER, "posterior density", float(max(0.0, np.max(posterior_) / top - 1)), 1e-9)
