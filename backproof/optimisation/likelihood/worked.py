"""The worked answers for estimates from samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood import edges
from backproof.optimisation.likelihood.supports import require_fixed_support
from backproof.optimisation.printing import (
    formula_latex,
    formula_text,
    matrix_latex,
    rows_of_texts,
    symbol_latex,
    texts,
)
from backproof.optimisation.signs import definiteness, sign
from backproof.optimisation.stationary.solving import UnsolvedError, all_solutions, systems
from backproof.optimisation.worked import Line, Stated, Worked


@dataclass(frozen=True)
class Ranges:
    """The parameters that are positive, and those that lie between 0 and 1."""

    positive: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()

    def hold(self, names: Sequence[str], values_: Sequence[Any]) -> bool:
        """Return whether the values of parameters lie in their ranges."""
        pairs = list(zip(names, values_, strict=True))
        is_positive = all(sign(x) > 0 for n, x in pairs if n in (*self.positive, *self.unit))
        return is_positive and all(sign(1 - x) > 0 for n, x in pairs if n in self.unit)


def estimate(
    density: str, parameters: Sequence[str], ranges: Ranges, samples: Sequence[Any], task: Mapping[str, Any]
) -> Worked:
    """Maximise the likelihood of independent samples; UnsolvedError if its score is beyond the methods."""
    whole = Function(density, (*parameters, "x"))
    ell = sympy.Add(
        *(logarithm(whole.value.subs(_symbol(whole, "x"), x), parameters, ranges.positive) for x in samples)
    )
    ell = sympy.collect(sympy.expand(ell), [sympy.log(s) for s in sorted(ell.free_symbols, key=str)])
    f = Function.of(ell, parameters)
    if f.has_kinks:
        raise UnsolvedError
    try:
        point, bend = _maximum(f, ranges)
    except UnsolvedError:
        return _at_edge(whole, f, ranges, samples, task)
    estimates = [hat(name, x) for name, x in zip(parameters, point, strict=True)]
    lines = list(_derivation(f, estimates, bend))
    results = list(estimates)
    if task["model"] == "normal":
        unbiased = point[1] * len(samples) / sympy.Integer(len(samples) - 1)
        variance = Stated("s2", Latex("s^2"), formula_latex(unbiased), formula_text(unbiased))
        results.append(replace(variance, word="unbiased"))
        lines.append(Line("unbiased", (variance,)))
    return Worked(
        kind="likelihood",
        task=_task(whole, samples, task),
        lines=tuple(lines),
        results=tuple(results),
        checks=tuple(_estimate_checks(whole, f, samples, (point, bend), ranges)),
        data=_data(whole, ranges, samples),
        asked=asked(samples, whole),
    )


def asked(samples: Sequence[Any], density: Function | None = None) -> tuple[Any, ...]:
    """Return the formulas of the task as plain data: samples one by one, and the density."""
    stated = [{"sides": [{"name": "p(x)"}, density.text], "signs": ["="]}] if density else []
    return (*texts(samples), *stated)


def _task(whole: Function, samples: Sequence[Any], task: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **task,
        "density": density_latex(whole),
        "samples": _listed(samples),
        "parameters": tuple(map(symbol_latex, whole.names[:-1])),
        "letters": (),
        "support": (),
        "is_bounded": False,
    }


def _data(whole: Function, ranges: Ranges, samples: Sequence[Any]) -> dict[str, Any]:
    return {
        "ask": "estimate",
        "density": whole.text,
        "variables": list(whole.names[:-1]),
        "positive": list(ranges.positive),
        "unit": list(ranges.unit),
        "letters": [],
        "statistics": [],
        "samples": [texts(samples)],
    }


def _at_edge(
    whole: Function, f: Function, ranges: Ranges, samples: Sequence[Any], task: Mapping[str, Any]
) -> Worked:
    """Tell that there is no maximum inside; UnsolvedError unless the likelihood rises to an edge."""
    found = edges.edge(f, ranges.positive, ranges.unit)
    if not task["model"]:
        require_fixed_support(whole, ranges.unit)
    return Worked(
        kind="likelihood",
        task=_task(whole, samples, task),
        lines=(*_first(f), *edges.lines(f, found)),
        results=tuple(edges.results(f, found)),
        checks=tuple(edges.checks(whole, samples, found)),
        data={**_data(whole, ranges, samples), **edges.data(found), "ask": "edge", "samples": texts(samples)},
        asked=asked(samples, whole),
    )


def _derivation(f: Function, estimates: Sequence[Stated], bend: Any) -> Iterator[Line]:
    """Yield the log-likelihood, the score, its zero, and the second derivative there."""
    yield from _first(f)
    yield Line("solution", tuple(estimates))
    if len(f.names) == 1:
        left = Latex(rf"\ell''(\hat{{{symbol_latex(f.names[0])}}})")
        stated = Stated("bend", left, formula_latex(bend[0, 0]), formula_text(bend[0, 0]))
        yield Line("second derivative", (stated,), word="maximum")
    else:
        stated = Stated("bend", Latex("H"), matrix_latex(bend), rows_of_texts(bend))
        yield Line("second derivative", (stated,))


def _first(f: Function) -> Iterator[Line]:
    """Yield the log-likelihood and the score."""
    names = ",\\, ".join(map(symbol_latex, f.names))
    whole = Latex(rf"\ell({names})")
    yield Line(
        "likelihood", (Stated("log-likelihood", whole, formula_latex(f.value), formula_text(f.value)),)
    )
    yield Line(
        "score",
        tuple(
            Stated("score", partial(name, f.names), formula_latex(slope), formula_text(slope))
            for name, slope in zip(f.names, f.gradient, strict=True)
        ),
    )


def _symbol(f: Function, name: str) -> Any:
    return f.symbols[f.names.index(name)]


def logarithm(density: Any, parameters: Sequence[str], positive: Sequence[str]) -> Any:
    """Return the logarithm of a density with a sample in it, as a sum."""
    own = {sympy.Symbol(n, real=True): sympy.Symbol(n, positive=True) for n in parameters if n in positive}
    split = sympy.expand_log(sympy.log(density.xreplace(own)), force=True)
    return sympy.expand(split).xreplace({new: old for old, new in own.items()})


def partial(name: str, parameters: Sequence[str]) -> Latex:
    """Return the name of a component of the score."""
    shown = symbol_latex(name)
    return Latex(
        rf"\ell'({shown})" if len(parameters) == 1 else rf"\frac{{\partial \ell}}{{\partial {shown}}}"
    )


def density_latex(density: Function) -> Latex:
    """Return a density as stated, with powers in place of exponentials of logarithms: theta^x."""
    is_read_as_exp = "log" in density.text and "log" not in density.typed
    return powers_latex(density) if is_read_as_exp else density.latex


def powers_latex(density: Function) -> Latex:
    """Return a density as sympy orders it, with powers in place of exponentials of logarithms."""
    return formula_latex(density.value.replace(_is_power, _as_power))


def _is_power(value: Any) -> bool:
    """Return whether an expression is exp(a log b)."""
    factors = sympy.Mul.make_args(value.args[0]) if isinstance(value, sympy.exp) else ()
    return sum(isinstance(factor, sympy.log) for factor in factors) == 1


def _as_power(value: Any) -> Any:
    factors = sympy.Mul.make_args(value.args[0])
    (log,) = (factor for factor in factors if isinstance(factor, sympy.log))
    return sympy.Pow(log.args[0], sympy.Mul(*(f for f in factors if f is not log)))


def hat(name: str, value: Any) -> Stated:
    """State an estimate, with a hat on the parameter."""
    return Stated(name, Latex(rf"\hat{{{symbol_latex(name)}}}"), formula_latex(value), formula_text(value))


def _listed(samples: Sequence[Any]) -> Latex:
    return Latex(",\\, ".join(map(formula_latex, samples)))


def _maximum(f: Function, ranges: Ranges) -> tuple[tuple[Any, ...], Any]:
    """Return the only stationary point with positive parameters, and the second derivative there."""
    points = [
        tuple(known.get(s, s) for s in f.symbols) for known in all_solutions(systems(f.gradient, f.symbols))
    ]
    if any(sympy.Matrix(list(p)).free_symbols for p in points):
        raise UnsolvedError
    points = [p for p in points if ranges.hold(f.names, p)]
    if len(points) != 1:
        raise UnsolvedError
    bend = f.hessian.applyfunc(lambda item: f.at(item, points[0]))
    if definiteness(bend).word != "negative definite":
        raise UnsolvedError
    return points[0], bend


def _estimate_checks(
    whole: Function, f: Function, samples: Sequence[Any], at: tuple[Sequence[Any], Any], ranges: Ranges
) -> Iterator[Check]:
    point, bend = at
    yield from f.slope_check(point, [0] * len(point), "score at the estimate")
    yield from f.hessian_check(point, bend, "second derivative")
    rng = np.random.default_rng(5)
    centre = np.array([float(x) for x in point])
    tried = centre * np.exp(rng.uniform(-1, 1, (400, len(centre)))) + (centre == 0) * rng.uniform(
        -1, 1, (400, len(centre))
    )
    for i, name in enumerate(f.names):
        tried = tried[tried[:, i] < 1] if name in ranges.unit else tried
    best, found = 0.0, np.zeros(len(tried))
    for x in samples:
        with_sample = np.concatenate([tried, np.full((len(tried), 1), float(x))], axis=1)
        own = np.array([[*centre, float(x)]])
        with np.errstate(all="ignore"):
            found = found + np.log(values(whole, with_sample))
            best += float(np.log(values(whole, own))[0])
    worst = float(np.max(found[np.isfinite(found)] - best, initial=-1.0))
    yield Check(NO_LOWER, "likelihood of the samples", max(0.0, worst), 1e-9)
