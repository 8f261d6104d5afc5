"""The worked answers for estimates, conjugate posteriors, and Gaussian vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood.families import Posterior
from backproof.optimisation.printing import (
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    rows_of_texts,
    symbol_latex,
    texts,
)
from backproof.optimisation.signs import definiteness, sign
from backproof.optimisation.stationary.solving import UnsolvedError, all_solutions, systems
from backproof.optimisation.worked import Line, Stated, Worked, exact_check


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
    f = Function(formula_text(ell), tuple(parameters))
    point, bend = _maximum(f, ranges)
    word = "" if len(parameters) > 1 else "maximum"
    names = ",\\, ".join(symbol_latex(name) for name in parameters)
    score = [
        Stated("score", partial(name, parameters), formula_latex(slope), formula_text(slope))
        for name, slope in zip(parameters, f.gradient, strict=True)
    ]
    lines = [
        Line(
            "likelihood",
            (
                Stated(
                    "log-likelihood", Latex(rf"\ell({names})"), formula_latex(f.value), formula_text(f.value)
                ),
            ),
        ),
        Line("score", tuple(score)),
        Line("solution", tuple(hat(name, x) for name, x in zip(parameters, point, strict=True))),
    ]
    left = Latex(rf"\ell''(\hat{{{symbol_latex(parameters[0])}}})") if word else Latex("H")
    shown = formula_latex(bend[0, 0]) if word else matrix_latex(bend)
    value: Any = formula_text(bend[0, 0]) if word else rows_of_texts(bend)
    lines.append(Line("second derivative", (Stated("bend", left, shown, value),), word=word))
    results = [hat(name, x) for name, x in zip(parameters, point, strict=True)]
    if task["model"] == "normal":
        unbiased = point[1] * len(samples) / sympy.Integer(len(samples) - 1)
        results.append(
            Stated("s2", Latex("s^2"), formula_latex(unbiased), formula_text(unbiased), "unbiased")
        )
        lines.append(
            Line("unbiased", (Stated("s2", Latex("s^2"), formula_latex(unbiased), formula_text(unbiased)),))
        )
    return Worked(
        kind="likelihood",
        task={
            **task,
            "density": density_latex(whole),
            "samples": _listed(samples),
            "parameters": tuple(map(symbol_latex, parameters)),
            "letters": (),
        },
        lines=tuple(lines),
        results=tuple(results),
        checks=tuple(_estimate_checks(whole, f, samples, (point, bend), ranges)),
        data={
            "ask": "estimate",
            "density": whole.text,
            "variables": list(parameters),
            "positive": list(ranges.positive),
            "unit": list(ranges.unit),
            "samples": texts(samples),
        },
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
    return formula_latex(density.value.replace(_is_power, _as_power)) if is_read_as_exp else density.latex


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
    points = [p for p in points if all(not x.free_symbols for x in p)]
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


def uniform(samples: Sequence[Any], task: Mapping[str, Any]) -> Worked:
    """Estimate the end of a uniform distribution on [0, theta]: the largest sample."""
    largest = max(samples)
    estimated = hat("theta", largest)
    count = formula_latex(len(samples))
    faults = [x for x in samples if x > largest or x < 0]
    return Worked(
        kind="likelihood",
        task={**task, "samples": _listed(samples), "count": count},
        lines=(Line("largest"),),
        results=(estimated,),
        checks=(exact_check("the largest sample", "theta", faults),),
        data={"ask": "uniform", "variables": ["theta"], "samples": texts(samples)},
    )


def posterior(found: Posterior, task: Mapping[str, Any]) -> Worked:
    """Write a conjugate posterior with its mean and mode."""
    shown = [
        Stated(key, Latex(_PARAMETER.get(key, key)), formula_latex(x), formula_text(x))
        for key, x in found.parameters.items()
    ]
    symbol = symbol_latex(found.symbol)
    points = (
        []
        if found.family == "normal"
        else [
            Stated(
                "posterior mean",
                Latex(r"\bar{" + symbol + "}"),
                formula_latex(found.mean),
                formula_text(found.mean),
            )
        ]
    )
    if found.mode is not None:
        points.append(
            Stated("mode", Latex(rf"\hat{{{symbol}}}"), formula_latex(found.mode), formula_text(found.mode))
        )
    densities = {
        key: Function(text, (found.symbol,))
        for key, text in (("prior", found.prior), ("posterior", found.posterior))
    }
    lines = (
        Line("prior", formulas=(Latex(rf"p({symbol}) \propto {densities['prior'].latex}"),)),
        Line(
            "posterior",
            formulas=(Latex(rf"p({symbol} \mid x) \propto {densities['posterior'].latex}"),),
            word=found.family,
        ),
    )
    return Worked(
        kind="likelihood",
        task={**task, "family": found.family, "has_mode": found.mode is not None},
        lines=lines,
        results=(*shown, *points),
        checks=tuple(_posterior_checks(found)),
        data={
            "ask": "posterior",
            "variables": [found.symbol],
            "prior": found.prior,
            "likelihood": found.likelihood,
            "family": found.family,
        },
    )


_PARAMETER = {
    "shape": r"\alpha_1",
    "rate": r"\beta_1",
    "mean": r"\mu_1",
    "variance": r"\sigma_1^2",
    "a": "a_1",
    "b": "b_1",
}


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


def gaussian(task: Mapping[str, Any], given: Mapping[str, Any]) -> Worked:
    """Find mean and covariance of A X + b, or of X given h X = c."""
    mean, covariance = sympy.Matrix(given["mean"]), given["covariance"]
    if "matrix" in given:
        matrix, shift = given["matrix"], sympy.Matrix(given["shift"])
        new_mean, new = matrix * mean + shift, matrix * covariance * matrix.T
        lines = [
            Line("map mean", (_vector("A m + b", r"A m + b", new_mean),)),
            Line(
                "map covariance",
                (Stated("A S A^T", Latex(r"A \Sigma A^\top"), matrix_latex(new), rows_of_texts(new)),),
            ),
        ]
    else:
        h = given["matrix_of_condition"]
        value = sympy.Matrix(given["value"])
        inner = h * covariance * h.T
        gain = covariance * h.T * inner.inv()
        new_mean, new = mean + gain * (value - h * mean), covariance - gain * h * covariance
        lines = [
            Line(
                "gain",
                (
                    Stated("variance", Latex(r"H \Sigma H^\top"), matrix_latex(inner), rows_of_texts(inner)),
                    Stated(
                        "gain",
                        Latex(r"\Sigma H^\top(H \Sigma H^\top)^{-1}"),
                        matrix_latex(gain),
                        rows_of_texts(gain),
                    ),
                ),
            ),
            Line("condition mean", (_vector("mean", r"m + K(c - Hm)", new_mean),)),
            Line(
                "condition covariance",
                (Stated("covariance", Latex(r"\Sigma - K H \Sigma"), matrix_latex(new), rows_of_texts(new)),),
            ),
        ]
    rank = new.rank()
    results = (
        Stated("mean", Latex("m_1"), column_latex(new_mean), [[t] for t in texts(new_mean)]),
        Stated("covariance", Latex(r"\Sigma_1"), matrix_latex(new), rows_of_texts(new)),
        Stated("rank", Latex(r"\operatorname{rank}\Sigma_1"), formula_latex(rank), str(rank)),
    )
    return Worked(
        kind="gaussian",
        task=task,
        lines=tuple(lines),
        results=results,
        checks=tuple(_gaussian_checks(given, new_mean, new)),
        data={
            "mode": "map" if "matrix" in given else "condition",
            "given": {
                key: rows_of_texts(x) if hasattr(x, "tolist") else texts(x) for key, x in given.items()
            },
            "symbols": [],
        },
    )


def _vector(key: str, left: str, value: Any) -> Stated:
    return Stated(key, Latex(left), column_latex(value), [[text] for text in texts(value)])


def _gaussian_checks(given: Mapping[str, Any], mean: Any, covariance: Any) -> Iterator[Check]:
    """Compare with factors of the covariance in floats, and least squares for conditions."""
    old = np.array(given["covariance"].tolist(), dtype=float)
    m, new = np.array([float(x) for x in given["mean"]]), np.array(covariance.tolist(), dtype=float)
    centre = np.array([float(x) for x in mean])
    root = _root(old)
    if "matrix" in given:
        matrix = np.array(given["matrix"].tolist(), dtype=float)
        half, expected = matrix @ root, matrix @ m + np.array([float(x) for x in given["shift"]])
    else:
        h = np.array(given["matrix_of_condition"].tolist(), dtype=float)
        value = np.array([float(x) for x in given["value"]])
        # X = m + R z with z standard normal: given H R z, the rest of z is its projection.
        rows = h @ root
        least = np.linalg.lstsq(rows, value - h @ m, rcond=None)[0]
        half = root @ (np.eye(root.shape[1]) - np.linalg.pinv(rows) @ rows)
        expected = m + root @ least
    size = 1 + float(np.max(np.abs(old)))
    yield Check("factors in floats", "covariance", float(np.max(np.abs(half @ half.T - new))) / size, 1e-9)
    yield Check(
        "factors in floats", "mean", float(np.max(np.abs(expected - centre))) / (1 + np.max(np.abs(m))), 1e-9
    )


def _root(matrix: Any) -> Any:
    values_, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.maximum(values_, 0))
