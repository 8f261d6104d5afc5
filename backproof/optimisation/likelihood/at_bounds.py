"""The worked answer for estimates at bounds that the samples set, and at their median."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.convexity.positivity import is_positive
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood.bounded import (
    COUNT,
    FARTHEST,
    LARGEST,
    LEAST,
    Bound,
    Bounded,
    Sample,
    Step,
    median,
    solve,
)
from backproof.optimisation.likelihood.general import ALONE, DRAWN, Model, factors
from backproof.optimisation.likelihood.worked import asked, density_latex, hat, logarithm, partial
from backproof.optimisation.printing import formula_latex, formula_text, symbol_latex, texts
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_X, _S = sympy.Symbol("x", real=True), sympy.Symbol("s", real=True)
_WITHIN = "the samples at the estimate"
_ENDS = ("least estimate", "largest estimate")


def at_bounds(
    model: Model,
    support: tuple[Function, ...],
    samples: Sequence[Any],
    task: Mapping[str, Any],
    says: Any = (),
) -> Worked:
    """Estimate within the bounds that samples, or n of them in letters, set; else UnsolvedError."""
    sample = Sample(tuple(samples))
    if samples:
        whole = Function(model.density, (*model.parameters, *model.known, "x"))
        ell = sum(logarithm(whole.value.subs(_X, x), whole.names, model.ranges.positive) for x in samples)
        return _worked(solve(model, support, sample, sympy.expand(ell)), None, task, says)
    ell, addend = _in_letters(model)
    return _worked(solve(model, support, sample, ell), addend, task, says)


def at_median(model: Model, samples: Sequence[Any], task: Mapping[str, Any]) -> Worked | None:
    """Estimate a location mu that enters by |x - mu| alone, or return None if no parameter is one."""
    density = Function(model.density, (*model.parameters, "x"))
    log = logarithm(density.value, density.names, model.ranges.positive)
    distances = log.atoms(sympy.Abs)
    if len(distances) != 1:
        return None
    (distance,) = distances
    factor = sympy.simplify(log.coeff(distance))
    symbols = (distance.args[0] - _X).free_symbols, (distance.args[0] + _X).free_symbols
    location = next((s.pop() for s in symbols if len(s) == 1), None)
    if location is None or (log - factor * distance).has(location) or factor.has(location, _X):
        return None
    positive = [sympy.Symbol(name, real=True) for name in model.ranges.positive]
    if abs(distance.args[0].diff(location)) != 1 or not is_positive(sympy.factor(-factor), positive):
        return None
    ell = sympy.expand(sum(log.subs(_X, x) for x in samples))
    return _worked(
        median(model, Sample(tuple(samples)), ell, str(location)), None, {**task, "support": ()}, ()
    )


def _in_letters(model: Model) -> tuple[Any, Any]:
    """Return the log-likelihood in n, letters and s, the sum of T(x); and T(x), or None if there is none."""
    parts = factors(Function(model.density, (*model.parameters, *model.known, "x")), model)
    addends = [t for t in parts if t != 1]
    if len(addends) > 1:
        raise UnsolvedError
    ell = COUNT * parts.get(sympy.S.One, sympy.S.Zero) + sum(parts[t] * _S for t in addends)
    return sympy.expand(ell), addends[0] if addends else None


def _worked(found: Bounded, addend: Any, task: Mapping[str, Any], says: Any) -> Worked:
    """Write an estimate at bounds; `says` are the conditions of the support as plain data."""
    density = Function(found.model.density, (*found.model.parameters, *found.model.known, "x"))
    numbers = found.sample.numbers
    lists = [list(numbers)] if numbers else _drawn(found, addend)
    return Worked(
        kind="likelihood",
        task={
            **task,
            "ask": "estimate" if numbers else "general",
            "is_bounded": True,
            "density": density_latex(density),
            "samples": Latex(",\\, ".join(map(formula_latex, numbers))),
            "parameters": tuple(map(symbol_latex, found.model.parameters)),
            "letters": tuple(map(symbol_latex, found.model.known)),
        },
        lines=tuple(_lines(found, addend)),
        results=tuple(_results(found)),
        checks=tuple(check for one in lists for check in _checks(found, addend, one)),
        data={
            "ask": "bounded",
            "density": density.text,
            "variables": list(found.model.parameters),
            "support": [g.text for g in found.support],
            "ends": [step.name for step in found.steps],
            "symbols": [*found.model.known, *map(str, _names(found, addend))],
            "letters": list(found.model.known),
            "positive": list(found.model.ranges.positive),
            "unit": list(found.model.ranges.unit),
            "statistics": [["s", formula_text(addend)]] if addend else [],
            "samples": [texts(one) for one in lists],
        },
        asked=(*asked(numbers, density), *says),
    )


def _names(found: Bounded, addend: Any) -> tuple[Any, ...]:
    """Return the letters for what the samples enter by."""
    if found.sample.numbers:
        return ()
    used = {s for x in found.point.values() for s in sympy.sympify(x).free_symbols}
    used |= {
        s for b in found.bounds.values() for x in (b.low, b.high) if x is not None for s in x.free_symbols
    }
    return (COUNT, *(s for s in (LEAST, LARGEST, FARTHEST) if s in used), *((_S,) if addend else ()))


def _results(found: Bounded) -> Iterator[Stated]:
    at = found.point
    steps = {step.name: step for step in found.steps}
    for name in found.model.parameters:
        ends = steps[name].ends if name in steps else (at[name],)
        for end, word in zip(ends, _ENDS if len(ends) > 1 else ("",), strict=False):
            one = hat(name, end)
            yield Stated(one.key, one.left, one.right, one.value, word)


def _lines(found: Bounded, addend: Any) -> Iterator[Line]:
    letters = [s for s in _names(found, addend)[1:] if s != _S]
    if letters:
        yield Line("extremes", (), tuple(symbol_latex(str(s)) for s in letters))
    if addend:
        inside = Latex(ALONE.sub("x_i", formula_latex(addend)))
        text = f"sum({formula_text(addend)})"
        yield Line("sum", (Stated("s", Latex("s"), Latex(rf"\sum_{{i=1}}^n {inside}"), text),))
    conditions = [
        shown.within(shown.variables([name]), *_ends_of(bound), (r"\le", r"\le"))
        for name, bound in found.bounds.items()
        if bound != Bound()
    ]
    if conditions:
        yield shown.line("bounds", *conditions)
    names = ",\\, ".join(map(symbol_latex, found.model.parameters))
    yield Line(
        "log-likelihood there" if conditions else "likelihood",
        (_equation("log-likelihood", Latex(rf"\ell({names})"), found.f.value),),
    )
    for step in found.steps:
        yield from _step(found, step)
    yield from _rest(found)


def _equation(key: str, left: Latex, value: Any) -> Stated:
    return Stated(key, left, formula_latex(value), formula_text(value))


def _ends_of(bound: Any) -> tuple[Any, Any]:
    return (-sympy.oo if bound.low is None else bound.low, sympy.oo if bound.high is None else bound.high)


def _step(found: Bounded, step: Step) -> Iterator[Line]:
    own = shown.variables([step.name])
    if step.word == "median":
        estimate = hat(step.name, step.ends[0])
        yield shown.line("median", own, stated=(estimate,))
        if len(step.ends) > 1:
            least, largest = step.ends
            yield shown.line("medians", shown.within(own, least, largest, (r"\le", r"\le")))
        return
    if step.word == "flat":
        yield shown.line("flat", own)
        return
    score = sympy.factor(sympy.simplify(found.f.value.diff(sympy.Symbol(step.name, real=True))))
    slope = _equation("score", partial(step.name, found.model.parameters), score)
    yield Line("slope there", (slope,), word=step.word)
    yield shown.line("end", own, stated=(hat(step.name, step.ends[0]),), word=step.word)


def _rest(found: Bounded) -> Iterator[Line]:
    at = {sympy.Symbol(s.name, real=True): s.ends[0] for s in found.steps}
    for name, value in found.rest.items():
        score = sympy.expand(found.f.value.xreplace(at).diff(sympy.Symbol(name, real=True)))
        yield Line("rest", (_equation("score", partial(name, found.model.parameters), score),))
        condition = [shown.related(shown.number(s), ">", shown.number(x)) for s, x in found.condition]
        yield shown.line("solution", *condition, stated=(hat(name, value),))
        left = Latex(rf"\ell''(\hat{{{symbol_latex(name)}}})")
        yield Line("second derivative", (_equation("bend", left, found.bend),), word="maximum")


def _drawn(found: Bounded, addend: Any) -> list[list[Any]]:
    """Return two lists of samples that the model has at the estimate; UnsolvedError if there are none."""
    for listed in (*DRAWN.values(), ("3/2", "5/4", "7/5", "2", "9/8")):
        numbers = [sympy.Rational(x) for x in listed]
        lists = [numbers, numbers[:3]]
        if all(not _outside(found, addend, one) for one in lists):
            return lists
    raise UnsolvedError


def _at(found: Bounded, addend: Any, samples: Sequence[Any]) -> dict[Any, Any]:
    """Return the values of letters, and of the estimates, for given samples."""
    known = {
        sympy.Symbol(name, real=True): sympy.Rational(3 + i, 2) for i, name in enumerate(found.model.known)
    }
    known |= {COUNT: sympy.Integer(len(samples)), LEAST: min(samples), LARGEST: max(samples)}
    known |= {FARTHEST: max(map(abs, samples))}
    if addend:
        known[_S] = sum(addend.subs(_X, x) for x in samples)
    at = {sympy.Symbol(n, real=True): sympy.sympify(x).xreplace(known) for n, x in found.point.items()}
    return {**known, **at}


def _outside(found: Bounded, addend: Any, samples: Sequence[Any]) -> list[Any]:
    """Return samples beyond the support at the estimate, or an estimate beyond its range."""
    at = _at(found, addend, samples)
    model = found.model
    own = [at[sympy.Symbol(name, real=True)] for name in model.parameters]
    if not all(x.is_real and x.is_finite for x in own) or not model.ranges.hold(model.parameters, own):
        return [own]
    return [x for x in samples for g in found.support if not g.value.xreplace({**at, _X: x}) <= 0]


def _checks(found: Bounded, addend: Any, samples: Sequence[Any]) -> Iterator[Check]:
    """Hold the samples against the support, and their likelihood at the estimate against other parameters."""
    yield exact_check(_WITHIN, f"{len(samples)} samples", _outside(found, addend, samples))
    at, model = _at(found, addend, samples), found.model
    own = [float(at[sympy.Symbol(name, real=True)]) for name in model.parameters]
    known = [float(at[sympy.Symbol(name, real=True)]) for name in model.known]
    moved = np.random.default_rng(5).uniform(-1, 1, (400, len(own)))
    tried = np.array([own * np.exp(row) + [x == 0 for x in own] * row for row in moved])
    for i, name in enumerate(model.parameters):
        tried = tried[tried[:, i] < 1] if name in model.ranges.unit else tried
    rows = np.column_stack([np.vstack([own, tried]), np.tile(known, (len(tried) + 1, 1))])
    density = Function(model.density, (*model.parameters, *model.known, "x"))
    total = np.zeros(len(rows))
    for x in samples:
        full = np.column_stack([rows, np.full(len(rows), float(x))])
        with np.errstate(all="ignore"):
            total = total + np.log(values(density, full))
        for g in found.support:
            named = Function(g.text, density.names)
            total[1:][values(named, full)[1:] > 0] = -np.inf
    gain = total[1:] - total[0]
    yield Check(
        NO_LOWER,
        f"likelihood of {len(samples)} samples",
        max(0.0, float(np.max(gain[np.isfinite(gain)], initial=-1.0))),
        1e-9,
    )
