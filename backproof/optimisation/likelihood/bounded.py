"""Estimates where the parameters bound the samples, as theta does on [0, theta]: the support depends on them.

The likelihood is 0 unless all samples lie in the support, which bounds the parameters by the least and the
largest sample. Where it is monotone in a parameter, the estimate is that bound
(Casella and Berger, section 7.2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy

from backproof.optimisation.convexity.positivity import is_positive
from backproof.optimisation.functions import Function
from backproof.optimisation.likelihood.general import Model
from backproof.optimisation.stationary.solving import UnsolvedError

LEAST, LARGEST, FARTHEST = (sympy.Symbol(name, real=True) for name in ("m", "M", "a"))
COUNT = sympy.Symbol("n", real=True)
_X = sympy.Symbol("x", real=True)
_N, _WIDTH, _ABOVE = (sympy.Symbol(name, positive=True) for name in ("n_", "w_", "A_"))


class ImpossibleError(UnsolvedError):
    """Samples that the model has for no value of its parameters."""


@dataclass(frozen=True)
class Sample:
    """The samples: numbers, or none of them for n samples in letters."""

    numbers: tuple[Any, ...] = ()

    @property
    def least(self) -> Any:
        """The least sample."""
        return min(self.numbers) if self.numbers else LEAST

    @property
    def largest(self) -> Any:
        """The largest sample."""
        return max(self.numbers) if self.numbers else LARGEST


@dataclass(frozen=True)
class Bound:
    """The least and the greatest value that the samples leave a parameter, or None."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Step:
    """A parameter with its estimate at an end of its range; or both ends, all between being as likely."""

    name: str
    word: str
    ends: tuple[Any, ...]


@dataclass(frozen=True)
class Bounded:
    """A log-likelihood where it has a value, the bounds, and the estimates at them."""

    model: Model
    support: tuple[Function, ...]
    sample: Sample
    f: Function
    bounds: Mapping[str, Bound]
    steps: tuple[Step, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)
    bend: Any = None
    condition: tuple[Any, ...] = ()

    @property
    def point(self) -> dict[str, Any]:
        """The estimates, the least ones where there are several."""
        return {**{step.name: step.ends[0] for step in self.steps}, **self.rest}


def _bounds_of(model: Model, support: Sequence[Function], sample: Sample) -> dict[str, Bound]:
    """Return what the samples leave each parameter; ImpossibleError if that is nothing."""
    found: dict[str, Bound] = {}
    for name in model.parameters:
        symbol = sympy.Symbol(name, real=True)
        ends: dict[int, list[Any]] = {1: [], -1: []}
        for g in support:
            slope = g.value.diff(symbol)
            if slope == 0:
                continue
            others = {str(s) for s in g.value.free_symbols} - {name, "x"}
            if others & set(model.parameters):
                raise UnsolvedError
            at = sample.largest if g.value.diff(_X) > 0 else sample.least
            ends[1 if slope > 0 else -1].append(sympy.solve(g.value.subs(_X, at), symbol)[0])
        low, high = _tightest(ends[-1], sympy.Max), _tightest(ends[1], sympy.Min)
        if low is not None and high is not None and (high - low).is_negative:
            raise ImpossibleError
        found[name] = Bound(low, high)
    return found


def median(model: Model, sample: Sample, ell: Any, name: str) -> Bounded:
    """Maximise a log-likelihood that falls with the sum of |x_i - mu|: at the medians of the samples."""
    ordered, count = sorted(sample.numbers), len(sample.numbers)
    ends = tuple(dict.fromkeys((ordered[(count - 1) // 2], ordered[count // 2])))
    f = Function.of(ell, model.parameters)
    found = Bounded(model, (), sample, f, {}, (Step(name, "median", ends),))
    left = [other for other in model.parameters if other != name]
    if not left:
        return found
    rest, bend, _ = _inside(found, ell.xreplace({sympy.Symbol(name, real=True): ends[0]}), left)
    return replace(found, rest=rest, bend=bend)


def _tightest(ends: Sequence[Any], choose: Any) -> Any:
    """Return the bound that implies the others; the largest distance to 0 of the samples has a letter."""
    if not ends:
        return None
    one = choose(*ends)
    if one.has(sympy.Max, sympy.Min):
        scale = ends[0].coeff(LARGEST) or ends[-1].coeff(LARGEST)
        if scale != 0 and set(ends) == {scale * LARGEST, -scale * LEAST} and choose is sympy.Max:
            return scale * FARTHEST
        raise UnsolvedError
    return one


def solve(model: Model, support: tuple[Function, ...], sample: Sample, ell: Any) -> Bounded:
    """Maximise a log-likelihood within the bounds; UnsolvedError if it is not monotone there."""
    bounds = _bounds_of(model, support, sample)
    f = Function.of(ell, (*model.parameters, *_letters(model, ell)))
    found = Bounded(model, support, sample, f, bounds)
    steps = tuple(_steps(found, ell))
    at = {sympy.Symbol(s.name, real=True): s.ends[0] for s in steps}
    left = [name for name in model.parameters if name not in {step.name for step in steps}]
    rest, bend, condition = _inside(found, ell.xreplace(at), left) if left else ({}, None, ())
    whole = ell.xreplace(at).xreplace({sympy.Symbol(name, real=True): x for name, x in rest.items()})
    if whole.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
        raise UnsolvedError
    return replace(found, steps=steps, rest=rest, bend=bend, condition=condition)


def _letters(model: Model, ell: Any) -> tuple[str, ...]:
    own = {*model.parameters}
    return tuple(sorted({str(s) for s in ell.free_symbols} - own))


def _steps(found: Bounded, ell: Any) -> Iterator[Step]:
    """Yield each bounded parameter in which the likelihood is monotone, whatever the others are."""
    for name, bound in found.bounds.items():
        if bound.low is None and bound.high is None:
            continue
        score = sympy.simplify(ell.diff(sympy.Symbol(name, real=True)))
        if score == 0 and len(found.model.parameters) == 1 and None not in (bound.low, bound.high):
            same = bound.low == bound.high
            yield Step(name, "flat", (bound.low,) if same else (bound.low, bound.high))
            continue
        way = next((w for w in (1, -1) if any(_signed(w * score, at) for at in _inner(found))), 0)
        end = {1: bound.high, -1: bound.low}.get(way)
        if end is None:
            raise UnsolvedError
        yield Step(name, "increases" if way > 0 else "decreases", (end,))


def _signed(score: Any, at: Mapping[Any, Any]) -> bool:
    value = sympy.factor(sympy.simplify(score.xreplace(dict(at))))
    return is_positive(value, [s for s in value.free_symbols if s.is_positive])


def _inner(found: Bounded) -> Iterator[dict[Any, Any]]:
    """Yield parameters by free positive numbers: those of their ranges, then those of their bounds, too."""
    model, wide = found.model, {COUNT: _N, LARGEST: LEAST + _WIDTH}
    letters = {sympy.Symbol(x, real=True): sympy.Symbol(f"{x}_", positive=True) for x in model.letters}
    positive = (*model.ranges.positive, *model.ranges.unit)
    by_range, by_bounds = dict(wide | letters), dict(wide | letters)
    for name, bound in found.bounds.items():
        symbol, free = sympy.Symbol(name, real=True), sympy.Symbol(f"{name}_", positive=True)
        inside = free / (1 + free) if name in model.ranges.unit else free
        if name in positive:
            by_range[symbol] = by_bounds[symbol] = inside
        elif bound.low is not None:
            by_bounds[symbol] = sympy.sympify(bound.low).xreplace(wide) + free
        elif bound.high is not None:
            by_bounds[symbol] = sympy.sympify(bound.high).xreplace(wide) - free
    yield by_range
    yield by_bounds


def _inside(found: Bounded, ell: Any, left: Sequence[str]) -> tuple[dict[str, Any], Any, Any]:
    """Return the zero of the score in the one parameter without bounds, the bend there, and a condition."""
    if len(left) != 1 or left[0] not in found.model.ranges.positive:
        raise UnsolvedError
    symbol = sympy.Symbol(left[0], positive=True)
    turned = ell.xreplace({sympy.Symbol(left[0], real=True): symbol})
    try:
        zeros = sympy.solve(sympy.numer(sympy.together(turned.diff(symbol))), symbol, dict=True)
    except NotImplementedError:
        raise UnsolvedError from None
    for at, condition in _cases(turned):
        values = [sympy.factor(z[symbol]) for z in zeros]
        fitting = [z for z in values if sympy.simplify(z.xreplace(at)).is_positive]
        bends = [sympy.factor(sympy.simplify(turned.diff(symbol, 2).xreplace({symbol: z}))) for z in fitting]
        if len(fitting) == 1 and sympy.simplify(bends[0].xreplace(at)).is_negative:
            return {left[0]: fitting[0]}, bends[0], condition
    raise UnsolvedError


def _cases(ell: Any) -> Iterator[tuple[dict[Any, Any], Any]]:
    """Yield values of the sum of the samples, and the condition that states them: not all are the same."""
    yield {COUNT: _N}, ()
    s = sympy.Symbol("s", real=True)
    if ell.has(s) and LEAST in ell.free_symbols:
        for least in (ell.atoms(sympy.log) & {sympy.log(LEAST)}) or {LEAST}:
            yield {COUNT: _N, s: _N * (least + _ABOVE)}, ((s, COUNT * least),)
