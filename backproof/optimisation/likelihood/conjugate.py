"""Posteriors of conjugate priors in letters: what n samples of sum s add to a prior's parameters.

Beta, gamma, inverse gamma and normal priors (Gelman et al., Bayesian Data Analysis, sections 2.4 to 2.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood.families import FAMILIES
from backproof.optimisation.likelihood.general import sum_of
from backproof.optimisation.likelihood.posteriors import PARAMETER
from backproof.optimisation.likelihood.worked import powers_latex
from backproof.optimisation.printing import formula_latex, formula_text, symbol_latex
from backproof.optimisation.worked import Line, Stated, Worked

# What samples add to the parameters of a prior, by their number n, their sum s and the known number k:
# to a and b, to shape and rate, or to the precision and to the mean times the precision.
ADDED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("beta", "Bernoulli"): ("s", "n - s"),
    ("beta", "binomial"): ("s", "k*n - s"),
    ("beta", "geometric"): ("n", "s - n"),
    ("beta", "negative binomial"): ("k*n", "s"),
    ("gamma", "Poisson"): ("s", "n"),
    ("gamma", "exponential"): ("n", "s"),
    ("gamma", "gamma rate"): ("k*n", "s"),
    ("inverse gamma", "exponential mean"): ("n", "s"),
    ("inverse gamma", "normal variance"): ("n/2", "s/2"),
    ("normal", "normal mean"): ("n/k", "s/k"),
}
PARAMETERS: Mapping[str, tuple[str, str]] = {
    "beta": ("a", "b"),
    "gamma": ("shape", "rate"),
    "inverse gamma": ("shape", "scale"),
    "normal": ("mean", "variance"),
}
_N, _S, _K = sympy.symbols("n s k", real=True)
# Two lists of samples to try a posterior on, by what samples a model can have.
_DRAWN = {
    "bit": ((0, 1, 1, 0, 1), (1, 0)),
    "count": ((0, 1, 1, 0, 1), (1, 2)),
    "positive count": ((1, 2, 4, 1, 3), (2, 5)),
    "positive": (("3/4", "2", "5/3"), ("1/5", "4")),
    "real": (("-3/2", "2", "1/3"), ("-4", "5/2")),
}


@dataclass(frozen=True)
class Conjugate:
    """A prior's family and two parameters, the model's density, known number and samples, and the letters."""

    family: str
    prior: tuple[Any, Any]
    model: str
    density: str
    known: Any
    holds: str
    letters: tuple[str, ...]
    samples: tuple[Any, ...] = ()

    @property
    def symbol(self) -> str:
        """The parameter's name."""
        return FAMILIES[self.model].parameters[0]

    @property
    def addend(self) -> str:
        """The function of a sample x whose sum over the samples enters."""
        if self.model != "normal variance":
            return "x"
        return f"(x - {formula_text(self.known)})**2" if self.known != 0 else "x**2"

    @property
    def total(self) -> Any:
        """The sum over the samples that are given."""
        f = Function(self.addend, ("x", *self.letters))
        return sympy.expand(sum((f.value.xreplace({f.symbols[0]: x}) for x in self.samples), sympy.S.Zero))

    @property
    def names(self) -> tuple[str, ...]:
        """The parameter, and all letters of the posterior."""
        return (self.symbol, *self.letters, *(() if self.samples else ("n", "s")))

    @property
    def posterior(self) -> tuple[Any, Any]:
        """The posterior's parameters."""
        first, second = (
            sympy.sympify(text, {"n": _N, "s": _S, "k": _K}) for text in ADDED[self.family, self.model]
        )
        put_in = {_K: self.known}
        if self.samples:
            put_in |= {_N: sympy.Integer(len(self.samples)), _S: self.total}
        one, other = first.xreplace(put_in), second.xreplace(put_in)
        if self.family != "normal":
            return self.prior[0] + one, self.prior[1] + other
        mean, variance = self.prior
        precision = 1 / variance + one
        return _short((mean / variance + other) / precision), _short(1 / precision)


def _short(value: Any) -> Any:
    forms = (sympy.factor(value), sympy.together(value), sympy.cancel(value))
    return min(forms, key=sympy.count_ops)


def _kernel(family: str, symbol: str, first: Any, second: Any) -> str:
    """Return a density up to factors without the parameter."""
    a, b = formula_text(first), formula_text(second)
    if family == "normal":
        return f"exp(-(mu - ({a}))**2/(2*({b})))"
    if family == "inverse gamma":
        return f"{symbol}**(-({formula_text(first + 1)}))*exp(-({b})/{symbol})"
    x, y = (formula_text(value - 1) for value in (first, second))
    return f"theta**({x})*(1 - theta)**({y})" if family == "beta" else f"theta**({x})*exp(-({b})*theta)"


def work(found: Conjugate, task: Mapping[str, Any]) -> Worked:
    """Write a posterior in letters with its mean and mode."""
    kernels = {
        "prior": _kernel(found.family, found.symbol, *found.prior),
        "posterior": _kernel(found.family, found.symbol, *found.posterior),
    }
    listed = (
        [list(found.samples)]
        if found.samples
        else [[sympy.Rational(x) for x in samples] for samples in _DRAWN[found.holds]]
    )
    results = tuple(_results(found))
    return Worked(
        kind="likelihood",
        task={
            **task,
            "family": found.family,
            "has_mode": results[-1].key == "mode",
            "letters": tuple(map(symbol_latex, found.letters)),
            "is_general": not found.samples,
        },
        lines=tuple(_lines(found, kernels)),
        results=results,
        checks=tuple(check for samples in listed for check in _checks(found, kernels, samples)),
        data={
            "ask": "posterior",
            "variables": [found.symbol],
            "symbols": [*found.letters, *(() if found.samples else ("n", "s"))],
            "letters": list(found.letters),
            "statistics": [["s", found.addend]],
            "samples": [[str(x) for x in samples] for samples in listed],
            "prior": kernels["prior"],
            "density": found.density,
            "family": found.family,
            "model": task["model"],
        },
    )


def _lines(found: Conjugate, kernels: Mapping[str, str]) -> Iterator[Line]:
    if not found.samples:
        yield Line("statistics", (sum_of("s", found.addend),))
    symbol = symbol_latex(found.symbol)
    for key, left in (("prior", rf"p({symbol})"), ("posterior", rf"p({symbol} \mid x)")):
        shown = powers_latex(Function(kernels[key], found.names))
        yield Line(key, formulas=(Latex(rf"{left} \propto {shown}"),), word=found.family)


def _results(found: Conjugate) -> Iterator[Stated]:
    """Yield the parameters; then mean and mode, where they are not among these."""
    first, second = found.posterior
    for key, value in zip(PARAMETERS[found.family], (first, second), strict=True):
        yield _stated(key, PARAMETER[key], value)
    symbol = symbol_latex(found.symbol)
    mode, room, word = first, tuple[Any, ...](), ""
    if found.family == "beta":
        yield _stated("posterior mean", rf"\bar{{{symbol}}}", _short(first / (first + second)))
        room, word = (first - 1, second - 1), "if both parameters exceed 1"
        mode = room[0] / sum(room) if sum(room) != 0 else None
    elif found.family == "gamma":
        yield _stated("posterior mean", rf"\bar{{{symbol}}}", _short(first / second))
        mode, room, word = (first - 1) / second, (first - 1,), "if the shape is at least 1"
    elif found.family == "inverse gamma":
        is_sure = _is_positive(found, first - 1)
        if is_sure or not first.is_number:
            mean = _short(second / (first - 1))
            word = "" if is_sure else "if the shape exceeds 1"
            yield _stated("posterior mean", rf"\bar{{{symbol}}}", mean, word)
        mode = second / (first + 1)
    if mode is None or any(value.is_number and value < 0 for value in room):
        return
    is_sure = all(value.is_number or _is_positive(found, value) for value in room)
    yield _stated("mode", rf"\hat{{{symbol}}}", _short(mode), "" if is_sure else word)


def _stated(key: str, left: str, value: Any, word: str = "") -> Stated:
    return Stated(key, Latex(left), formula_latex(value), formula_text(value), word)


def _is_positive(found: Conjugate, value: Any) -> bool:
    """Return whether an expression is positive for all positive letters and one sample at least."""
    free = {sympy.Symbol(name, real=True): sympy.Symbol(name, positive=True) for name in found.letters}
    free |= {_N: 1 + sympy.Symbol("m_", nonnegative=True), _S: sympy.Symbol("s_", nonnegative=True)}
    return bool(sympy.expand(value.xreplace(free)).is_positive)


def _checks(found: Conjugate, kernels: Mapping[str, str], samples: Sequence[Any]) -> Iterator[Check]:
    """Check that prior times likelihood over posterior is constant, and that no point is above the mode."""
    letters = {name: (5 + i) / 3 for i, name in enumerate(found.letters)}
    addends = values(Function(found.addend, ("x", *letters)), _columns([float(x) for x in samples], letters))
    scope = {**letters, "n": float(len(samples)), "s": float(sum(addends))}
    places = np.linspace(0.05, 0.95, 60) if found.family == "beta" else np.linspace(0.1, 6, 60)

    def logs(text: str, **more: float) -> Any:
        names = (found.symbol, *scope, *more)
        at = _columns(places, scope | more)
        with np.errstate(all="ignore"):
            return np.log(values(Function(text, names), at))

    ratio = logs(kernels["prior"]) - logs(kernels["posterior"])
    ratio = ratio + sum(logs(found.density, x=float(x)) for x in samples)
    yield Check("prior times likelihood over posterior", found.family, float(np.ptp(ratio)), 1e-8)
    *_, mode = _results(found)
    if mode.key != "mode":
        return
    known = {sympy.Symbol(name, real=True): value for name, value in scope.items()}
    top = float(Function(str(mode.value), tuple(scope) or ("n",)).value.xreplace(known))
    heights = logs(kernels["posterior"])
    places = np.array([top] * 60)
    gain = float(np.max(heights) - logs(kernels["posterior"])[0])
    yield Check(NO_LOWER, "posterior density", max(gain, 0.0), 1e-9)


def _columns(numbers: Any, known: Mapping[str, float]) -> Any:
    """Return rows of a number each, followed by the known ones."""
    return np.column_stack([numbers, *(np.full(len(numbers), x) for x in known.values())])
