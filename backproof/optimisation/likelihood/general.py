"""Maximum likelihood from n samples x_1, ..., x_n that are not given as numbers.

The logarithm of the density must be a sum of products c(theta) T(x), as for exponential families (Casella and
Berger, Statistical Inference, eq. 3.4.1): the samples enter by the sums of T over them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.evidence import NO_LOWER, values
from backproof.optimisation.functions import Function, variables_of
from backproof.optimisation.likelihood.worked import Ranges, asked, density_latex, hat, logarithm, partial
from backproof.optimisation.printing import (
    formula_latex,
    formula_text,
    matrix_latex,
    rows_of_texts,
    symbol_latex,
)
from backproof.optimisation.shown import Shown
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Line, Stated, Worked

_COUNT = "n"
ALONE = re.compile(r"(?<![A-Za-z\\])x(?![A-Za-z])")
_X = sympy.Symbol("x", real=True)
_KINKS = (sympy.Abs, sympy.Max, sympy.Min, sympy.sign)
# Samples to try an estimate on: whole numbers, trials, positive numbers, parts of 1, any numbers.
DRAWN = {
    "count": (1, 2, 4, 1, 3),
    "bit": (0, 1, 1, 0, 1),
    "positive": ("3/4", "2", "5/3", "1/5", "4"),
    "unit": ("1/4", "2/3", "5/6", "1/2", "1/7"),
    "real": ("-3/2", "2", "1/3", "-4", "5/2"),
}


@dataclass(frozen=True)
class _Statistic:
    """A sum over the samples: its name, and the addend T(x), as a text and in sympy."""

    name: str
    text: str
    addend: Any

    @property
    def symbol(self) -> Any:
        return sympy.Symbol(self.name, real=True)


@dataclass(frozen=True)
class _Case:
    """Values of the statistics by free positive numbers, and the condition that these state, if any."""

    at: Mapping[Any, Any]
    condition: Shown | None = None


@dataclass(frozen=True)
class Model:
    """A density in x, its parameters with their ranges, and letters for known positive numbers.

    The samples enter by their differences to the letter `centre`, if there is one, which is any known number.
    """

    density: str
    parameters: tuple[str, ...]
    ranges: Ranges
    letters: tuple[str, ...] = ()
    centre: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        """All letters for known numbers."""
        return (*self.letters, self.centre) if self.centre else self.letters


@dataclass(frozen=True)
class _Problem:
    """A model, its density, the statistics of n samples, and the log-likelihood in all names."""

    model: Model
    density: Function
    statistics: tuple[_Statistic, ...]
    f: Function

    @property
    def count(self) -> int:
        """The number of parameters, which come first among the names."""
        return len(self.model.parameters)


@dataclass(frozen=True)
class _Estimate:
    """The only zero of the score, the Hessian there, and what the samples must satisfy."""

    point: tuple[Any, ...]
    bend: Any
    case: _Case


def general_estimate(model: Model, task: Mapping[str, Any]) -> Worked:
    """Maximise the likelihood of n independent samples in letters; UnsolvedError if that is beyond this."""
    problem = _problem(model)
    found = _maximum(problem)
    drawn = _fitting_samples(problem, found)
    names = model.parameters
    return Worked(
        kind="likelihood",
        task={
            **task,
            "density": density_latex(problem.density),
            "support": task.get("support", ()),
            "is_bounded": False,
            "parameters": tuple(map(symbol_latex, names)),
            "letters": tuple(map(symbol_latex, model.known)),
            "statistics": tuple(symbol_latex(s.name) for s in problem.statistics),
        },
        lines=tuple(_lines(problem, found)),
        results=tuple(hat(name, x) for name, x in zip(names, found.point, strict=True)),
        checks=tuple(check for samples in drawn for check in _checks(problem, found, samples)),
        data={
            "ask": "general",
            "density": problem.density.text,
            "variables": list(names),
            "symbols": [*model.known, _COUNT, *(s.name for s in problem.statistics)],
            "letters": list(model.known),
            "positive": list(model.ranges.positive),
            "unit": list(model.ranges.unit),
            "statistics": [[s.name, s.text] for s in problem.statistics],
            "samples": [[str(x) for x in samples] for samples in drawn],
        },
        asked=asked((), problem.density),
    )


def _lines(problem: _Problem, found: _Estimate) -> Iterator[Line]:
    names, f = problem.model.parameters, problem.f
    listed = ",\\, ".join(symbol_latex(name) for name in names)
    yield Line("statistics", tuple(sum_of(s.name, s.text) for s in problem.statistics))
    yield Line("likelihood", (_stated("log-likelihood", rf"\ell({listed})", f.value),))
    slopes = zip(names, f.gradient[: problem.count], strict=True)
    yield Line("score", tuple(_stated("score", partial(name, names), slope) for name, slope in slopes))
    solution = (hat(name, x) for name, x in zip(names, found.point, strict=True))
    condition = (found.case.condition,) if found.case.condition else ()
    yield shown.line("solution", *condition, stated=tuple(solution))
    word = "maximum" if problem.count == 1 else ""
    yield Line("second derivative", (_bend(names, found.bend),), word=word)


def _stated(key: str, left: str, value: Any) -> Stated:
    return Stated(key, Latex(left), formula_latex(value), formula_text(value))


def sum_of(name: str, text: str) -> Stated:
    """State s = sum of T(x_i), where the text is T(x)."""
    f = Function(text, variables_of(text))
    # As a name of its own, x_i would be read as the letter xi.
    addend = ALONE.sub("x_i", f.latex)
    inside = rf"\left({addend}\right)" if f.value.is_Add else addend
    right = Latex(rf"\sum_{{i=1}}^n {inside}")
    return Stated(name, symbol_latex(name), right, f"sum({text})")


def _bend(parameters: Sequence[str], bend: Any) -> Stated:
    if len(parameters) == 1:
        return _stated("bend", rf"\ell''(\hat{{{symbol_latex(parameters[0])}}})", bend[0, 0])
    return Stated("bend", Latex("H"), matrix_latex(bend), rows_of_texts(bend))


def _problem(model: Model) -> _Problem:
    """Split the log-likelihood into products c(theta) T(x), without the addends that have no parameter."""
    density = Function(model.density, (*model.parameters, *model.known, "x"))
    parts = factors(density, model)
    addends = sorted(parts.keys() - {sympy.S.One}, key=lambda t: (not t.is_polynomial(), sympy.count_ops(t)))
    if not addends:
        raise UnsolvedError
    names = ["s"] if len(addends) == 1 else [f"s{k}" for k in range(1, len(addends) + 1)]
    statistics = tuple(_statistic(name, t, model.centre) for name, t in zip(names, addends, strict=True))
    ell = sympy.Symbol(_COUNT, real=True) * parts.get(sympy.S.One, sympy.S.Zero)
    ell = sympy.expand(
        ell + sympy.Add(*(parts[t] * s.symbol for t, s in zip(addends, statistics, strict=True)))
    )
    ell = sympy.collect(ell, sorted(ell.atoms(sympy.log), key=str))
    names_ = (*model.parameters, *model.known, _COUNT, *(s.name for s in statistics))
    return _Problem(model, density, statistics, Function.of(ell, names_))


def _statistic(name: str, addend: Any, centre: str) -> _Statistic:
    """Return the sum of T(x), or of T(x - c)."""
    text = formula_text(addend)
    if not centre:
        return _Statistic(name, text, addend)
    moved = ALONE.sub(f"(x - {centre})", text)
    return _Statistic(name, moved, addend.subs(_X, _X - sympy.Symbol(centre, real=True)))


def factors(density: Function, model: Model) -> dict[Any, Any]:
    """Map each T(x) to its factor c(theta); UnsolvedError if the logarithm is no such sum."""
    names = (*model.parameters, *model.known, "x")
    centre = sympy.Symbol(model.centre, real=True) if model.centre else sympy.S.Zero
    signed = (*model.ranges.positive, *model.ranges.unit, *model.letters)
    # Samples of a density in |x| can be negative.
    whole = logarithm(
        density.value.subs(_X, _X + centre), names, signed if density.value.has(*_KINKS) else (*signed, "x")
    )
    parameters = {sympy.Symbol(name, real=True) for name in model.parameters}
    found: dict[Any, Any] = {}
    for addend in sympy.Add.make_args(whole):
        if addend.free_symbols & parameters:
            outer, inner = addend.as_independent(_X, as_Add=False)
            if inner.free_symbols - {_X}:
                raise UnsolvedError
            found[inner] = found.get(inner, sympy.S.Zero) + outer
    return found


def _maximum(problem: _Problem) -> _Estimate:
    """Return the only zero of the score in the parameters' ranges, where the Hessian is negative definite."""
    solutions = _zeros(problem)
    hessian = problem.f.hessian[: problem.count, : problem.count]
    for case in _cases(problem):
        fitting = [point for point in solutions if _holds(problem.model, point, case)]
        if len(fitting) == 1:
            at = dict(zip(problem.f.symbols, fitting[0], strict=False))
            bend = hessian.applyfunc(lambda x, at=at: _tidy(x.xreplace(at)))
            if _is_negative_definite(bend.applyfunc(lambda x, at=case.at: sympy.factor(x.xreplace(at)))):
                return _Estimate(fitting[0], bend, case)
    raise UnsolvedError


def _zeros(problem: _Problem) -> list[tuple[Any, ...]]:
    """Return all zeros of the score, in terms of n, the statistics and the known numbers."""
    own = {
        symbol: sympy.Symbol(name, positive=True) if name in problem.model.ranges.positive else symbol
        for name, symbol in zip(problem.model.parameters, problem.f.symbols, strict=False)
    }
    score = (slope.xreplace(own) for slope in problem.f.gradient[: problem.count])
    unknowns = list(own.values())
    try:
        solutions = sympy.solve([sympy.numer(sympy.together(x)) for x in score], unknowns, dict=True)
    except NotImplementedError:
        raise UnsolvedError from None
    return [tuple(_tidy(found[u]) for u in unknowns) for found in solutions if set(found) == set(unknowns)]


def _tidy(value: Any) -> Any:
    """Return an expression in real symbols, as short as it gets."""
    exact = sympy.sympify(value)
    plain = exact.xreplace({s: sympy.Symbol(s.name, real=True) for s in exact.free_symbols})
    forms = (sympy.factor(plain), sympy.expand(plain), sympy.simplify(plain))
    return min(map(sympy.signsimp, forms), key=sympy.count_ops)


def _cases(problem: _Problem) -> Iterator[_Case]:
    """Yield values of the statistics by free positive numbers, the weakest condition first."""
    count, a = (sympy.Symbol(name, positive=True) for name in ("n_", "a_"))
    base = {sympy.Symbol(_COUNT, real=True): count}
    letters = {
        sympy.Symbol(name, real=True): sympy.Symbol(f"{name}_", positive=True)
        for name in problem.model.letters
    }
    middle = sympy.Symbol("m_", real=True)
    first, *others = problem.statistics
    total, n = shown.variables([first.name]), sympy.Symbol(_COUNT, real=True)
    zero = shown.number(0)
    if not others:
        yield _Case({**base, **letters, first.symbol: count * middle})
        yield _Case({**base, **letters, first.symbol: count * a}, shown.related(total, ">", zero))
        yield _Case({**base, **letters, first.symbol: -count * a}, shown.related(total, "<", zero))
        for bound in (sympy.S.One, *letters):
            most = count * bound.xreplace(letters)
            end = shown.number(bound * n)
            inside, outside = shown.related(zero, "<", total, "<", end), shown.related(total, ">", end)
            yield _Case({**base, **letters, first.symbol: most / (1 + a)}, inside)
            yield _Case({**base, **letters, first.symbol: most * (1 + a)}, outside)
    elif len(others) == 1 and others[0].addend == first.addend**2:
        second = count * (middle**2 + a)
        at = {**base, **letters, first.symbol: count * middle, others[0].symbol: second}
        scaled = shown.number(n * sympy.Symbol(others[0].name, real=True))
        square = shown.number(sympy.Symbol(first.name, real=True) ** 2)
        yield _Case(at, shown.related(scaled, ">", square))


def _holds(model: Model, point: Sequence[Any], case: _Case) -> bool:
    """Return whether a zero of the score lies in the parameters' ranges wherever the case holds."""
    for name, value in zip(model.parameters, point, strict=True):
        exact = sympy.factor(value.xreplace(case.at))
        if name in (*model.ranges.positive, *model.ranges.unit) and not exact.is_positive:
            return False
        if name in model.ranges.unit and not sympy.factor(1 - exact).is_positive:
            return False
    return True


def _is_negative_definite(matrix: Any) -> bool:
    """Return whether all leading minors of the negative are positive (Sylvester's criterion)."""
    minors = (sympy.factor((-matrix[:k, :k]).det()) for k in range(1, matrix.rows + 1))
    return all(minor.is_positive for minor in minors)


def _fitting_samples(problem: _Problem, found: _Estimate) -> list[list[Any]]:
    """Return two lists of samples that the model has, with estimates in the ranges; UnsolvedError if none."""
    found_lists: list[list[Any]] = []
    for listed in DRAWN.values():
        samples = [sympy.Rational(x) for x in listed]
        lists = [samples, samples[:3]]
        # Samples of both signs are tried wherever the density has values at them.
        if (not found_lists or listed is DRAWN["real"]) and all(_fits(problem, found, one) for one in lists):
            found_lists += lists
    if not found_lists:
        raise UnsolvedError
    return found_lists


def _fits(problem: _Problem, found: _Estimate, samples: Sequence[Any]) -> bool:
    point = _at(problem, found, samples)
    model, last = problem.model, problem.count + len(problem.model.known)
    if point is None or not model.ranges.hold(model.parameters, point[: problem.count]):
        return False
    rows = [[float(value) for value in (*point[:last], x)] for x in samples]
    heights = values(problem.density, np.array(rows))
    return bool(np.all(np.isfinite(heights) & (heights > 0)))


def _at(problem: _Problem, found: _Estimate, samples: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the values of all names for given samples: the estimate, known numbers, n and the statistics."""
    known: dict[Any, Any] = {sympy.Symbol(_COUNT, real=True): sympy.Integer(len(samples))}
    for place, name in enumerate(problem.model.known):
        known[sympy.Symbol(name, real=True)] = sympy.Rational(3 + place, 2)
    for s in problem.statistics:
        known[s.symbol] = sympy.Add(*(s.addend.xreplace(known).subs(_X, x) for x in samples))
    if any(not x.is_real or not x.is_finite for x in known.values()):
        return None
    point = [sympy.sympify(x).xreplace(known) for x in found.point]
    if any(not x.is_real or not x.is_finite for x in point):
        return None
    return (*point, *(known[s] for s in problem.f.symbols[len(point) :]))


def _checks(problem: _Problem, found: _Estimate, samples: Sequence[Any]) -> Iterator[Check]:
    """Hold the score against differences, and the density of samples at the estimate against other values."""
    point = _at(problem, found, samples) or ()
    f, count = problem.f, problem.count
    others = [f.at(slope, point) for slope in f.gradient[count:]]
    yield from f.slope_check(point, [0] * count + others, f"score of {len(samples)} samples")[:count]
    last = count + len(problem.model.known)
    centre = np.array([float(x) for x in point[:last]])
    moved = np.exp(np.random.default_rng(5).uniform(-1, 1, (400, count)))
    tried = np.tile(centre, (400, 1))
    tried[:, :count] = np.where(centre[:count] == 0, np.log(moved), centre[:count] * moved)
    for i, name in enumerate(problem.model.parameters):
        tried = tried[tried[:, i] < 1] if name in problem.model.ranges.unit else tried
    gain = np.zeros(len(tried))
    for x in samples:
        heights = values(problem.density, np.column_stack([tried, np.full(len(tried), float(x))]))
        best = values(problem.density, np.array([[*centre, float(x)]]))[0]
        with np.errstate(all="ignore"):
            gain = gain + np.log(heights) - np.log(best)
    worst = float(np.max(gain[np.isfinite(gain)], initial=-1.0))
    yield Check(NO_LOWER, f"likelihood of {len(samples)} samples", max(0.0, worst), 1e-9)
