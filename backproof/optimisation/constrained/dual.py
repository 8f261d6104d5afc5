"""The worked answer for the dual of a convex problem, quadratic or separable (Boyd and Vandenberghe, 5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.constrained.problem import Problem, sequence
from backproof.optimisation.constrained.separable import least
from backproof.optimisation.constrained.verdicts import solve
from backproof.optimisation.constrained.worked import lagrangian_latex
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import Function, exact_at
from backproof.optimisation.printing import (
    at_latex,
    formula_latex,
    formula_text,
    names_latex,
    symbol_latex,
    texts,
    tuple_latex,
    value_at_latex,
)
from backproof.optimisation.shown import Shown
from backproof.optimisation.signs import definiteness, sign
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_BELOW = "dual values below those of the Lagrangian"
# What is longer is no formula to be read.
_LONGEST = 40
_EQUAL = "feasible points with equal values"


@dataclass(frozen=True)
class _Dual:
    """A problem, the optimiser of its Lagrangian, the dual function, and a pair of optimal points.

    In each of `directions`, along which f is affine, the slope of the Lagrangian is the formula of `slopes`.
    The dual function is finite where all of these are 0. It is stated where all of `positive` are above 0:
    multipliers, or formulas in them.
    """

    problem: Problem
    directions: tuple[tuple[Any, ...], ...]
    slopes: tuple[Any, ...]
    positive: tuple[Any, ...]
    inner: tuple[Any, ...]
    value: Any
    point: tuple[Any, ...]
    multipliers: tuple[Any, ...]
    best: Any

    @property
    def symbols(self) -> tuple[Any, ...]:
        """The multipliers, those of inequalities first."""
        return (*self.problem.mu, *self.problem.nu)


def work(problem: Problem) -> Worked:
    """State and solve the dual; UnsolvedError without a feasible point, or if multipliers are not single."""
    found = _solved(problem)
    f, names = problem.objective, list(map(str, found.symbols))
    return Worked(
        kind="dual",
        task={
            "sense": problem.sense,
            "signature": at_latex("f", f.names),
            "latex": f.latex,
            "constraints": tuple(item.latex for item in problem.constraints),
            "has_inequalities": bool(problem.mu),
            "has_equations": bool(problem.nu),
        },
        lines=tuple(_lines(found, names)),
        results=tuple(_results(found, f.names, names)),
        checks=tuple(_checks(found)),
        data={
            "sense": problem.sense,
            "f": f.text,
            "variables": list(f.names),
            "symbols": names,
            "inequalities": [g.text for g in problem.inequalities],
            "equations": [h.text for h in problem.equations],
            "inner": texts(found.inner),
            "directions": [texts(item) for item in found.directions],
            "slopes": texts(found.slopes),
            "positive": texts(found.positive),
        },
        asked=(f.says, *(item.says for item in problem.constraints)),
    )


def _results(found: _Dual, variables: Sequence[str], multipliers: Sequence[str]) -> Iterator[Stated]:
    """Yield the dual function, both optima, their values, and what keeps the dual finite."""
    yield Stated("q", at_latex("q", multipliers), formula_latex(found.value), formula_text(found.value))
    yield _optimum(", ".join(variables), names_latex(variables), found.point)
    yield _optimum(", ".join(multipliers), names_latex(multipliers), found.multipliers)
    for key in ("p", "d"):
        yield Stated(key, Latex(f"{key}^{{*}}"), formula_latex(found.best), formula_text(found.best))
    for slope in found.slopes:
        yield Stated("0", Latex("0"), formula_latex(slope), formula_text(slope), "for a finite value")


def _optimum(key: str, left: Latex, at: Sequence[Any]) -> Stated:
    return Stated(key, left, tuple_latex(at), texts(at), "optimal")


def _solved(problem: Problem) -> _Dual:
    """Optimise the Lagrangian for all multipliers, and solve the problem by its KKT conditions."""
    if problem.f.hessian.free_symbols:
        return _separable(problem)
    symbols, multipliers = problem.f.symbols, (*problem.mu, *problem.nu)
    whole = problem.side * problem.lagrangian
    at_zero = [whole.diff(s).xreplace(dict.fromkeys(symbols, sympy.S.Zero)) for s in symbols]
    bend = sympy.hessian(whole, symbols).applyfunc(sympy.expand)
    bent = [m for m in problem.mu if bend.has(m)]
    directions = tuple(tuple(vector) for vector in bend.xreplace(dict.fromkeys(bent, 1)).nullspace())
    slopes = tuple(
        sympy.expand(sum(a * b for a, b in zip(item, at_zero, strict=True))) for item in directions
    )
    if not all(slope.free_symbols for slope in slopes) or (bent and slopes):
        raise UnsolvedError
    inverse = bend.inv() if bent else bend.pinv()
    place = (-inverse * sympy.Matrix(at_zero)).applyfunc(sympy.factor if bent else sympy.expand)
    inner = dict(zip(symbols, place, strict=True))
    value = whole.xreplace(inner)
    value = sympy.apart(value, *multipliers) if bent and len(multipliers) == 1 else sympy.expand(value)
    value = sympy.factor(value) if len(multipliers) > 1 and bent else value
    is_definite = definiteness(problem.f.hessian).word == "positive definite"
    positive = () if is_definite else tuple(bent)
    return _Dual(problem, directions, slopes, positive, tuple(place), value, *_pair(problem, positive))


def _separable(problem: Problem) -> _Dual:
    """Optimise the Lagrangian of a sum of convex functions of one variable each, with affine constraints."""
    if not problem.is_affine:
        raise UnsolvedError
    at_zero = dict.fromkeys(problem.f.symbols, sympy.S.Zero)
    linear = sympy.expand(problem.lagrangian - problem.f.value)
    found = least(problem.f, [linear.diff(s) for s in problem.f.symbols], problem.mu)
    value = sympy.powsimp(sympy.expand(problem.side * (found.value + linear.xreplace(at_zero))))
    value = sympy.collect(value, sorted(value.atoms(sympy.log), key=str))
    if sympy.count_ops(value) > _LONGEST:
        raise UnsolvedError
    pair = _pair(problem, found.positive)
    return _Dual(problem, (), (), found.positive, found.place, value, *pair)


def _pair(problem: Problem, positive: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...], Any]:
    """Return the only optimal point, its multipliers and its value; what is `positive` must be so there."""
    optimal = [item for item in solve(problem).verdicts if item.word.startswith("global")]
    if len(optimal) != 1 or optimal[0].multipliers is None:
        raise UnsolvedError
    best = sequence(optimal[0].multipliers, (*problem.mu, *problem.nu))
    if any(sympy.sympify(x).free_symbols for x in (*best, *optimal[0].point)):
        raise UnsolvedError
    if any(sign(exact_at(x, optimal[0].multipliers)) <= 0 for x in positive):
        raise UnsolvedError
    return optimal[0].point, best, problem.side * optimal[0].value


def _lines(found: _Dual, names: list[str]) -> Iterator[Line]:
    problem = found.problem
    listed = ",\\, ".join(map(symbol_latex, names))
    left = Latex(rf"{at_latex('L', problem.f.names)[:-1]},\, {listed})")
    yield Line(
        "lagrangian",
        (
            Stated(
                "L",
                left,
                lagrangian_latex(problem, problem.side),
                formula_text(problem.side * problem.lagrangian),
            ),
        ),
    )
    for direction, slope in zip(found.directions, found.slopes, strict=True):
        yield shown.line("slope", shown.column(direction), shown.number(slope), _vanishing(slope))
    pairs = zip(problem.f.names, found.inner, strict=True)
    inner = ((n, Latex(f"{symbol_latex(n)}({listed})"), x) for n, x in pairs)
    stated = tuple(Stated(n, at, formula_latex(x), formula_text(x)) for n, at, x in inner)
    positive = [shown.related(shown.number(m), ">", shown.number(0)) for m in found.positive]
    word = "" if _is_strict(found) else "semidefinite"
    yield shown.line("inner", *positive, stated=stated, word=word)
    dual = Stated("q", at_latex("q", names), formula_latex(found.value), formula_text(found.value))
    mu = [str(m) for m in problem.mu if m not in found.positive]
    conditions = [*([shown.not_negative(mu)] if mu else []), *positive, *map(_vanishing, found.slopes)]
    yield shown.line("dual", *conditions, stated=(dual,))
    best = formula_latex(found.best), formula_text(found.best)
    values_ = (
        Stated("f", value_at_latex("f", found.point), *best),
        Stated("q at", value_at_latex("q", found.multipliers), *best),
    )
    pair = shown.at(problem.f.names, found.point), shown.at(names, found.multipliers)
    yield shown.line("pair", *pair, stated=values_)


def _is_strict(found: _Dual) -> bool:
    """Return whether the Lagrangian is strictly convex by its Hessian, one matrix for given multipliers."""
    return not found.slopes and not found.problem.f.hessian.free_symbols


def _vanishing(slope: Any) -> Shown:
    return shown.related(shown.number(slope), "=", shown.number(0))


def _checks(found: _Dual) -> Iterator[Check]:
    """Hold the dual function against values of the Lagrangian, and the pair against the constraints."""
    problem, rng = found.problem, np.random.default_rng(4)
    q = Function.of(problem.side * found.value, list(map(str, found.symbols)))
    (bounded,) = sympy.solve(found.slopes, list(found.symbols), dict=True) or ({},)
    worst = 0.0
    for at in islice(_drawn(found, rng), 12):
        # With affine constraints, multipliers of any sign have a least value.
        at |= {s: x.xreplace(at) for s, x in bounded.items()}
        drawn = [at[s] for s in found.symbols]
        lagrangian = problem.lagrangian_at(at)
        lowest = float(values(q, np.array([[float(x) for x in drawn]]))[0])
        place = [float(x.xreplace(at)) for x in found.inner]
        near = np.array(place) + rng.normal(0, 3, (200, len(place)))
        worst = max(worst, lowest - float(np.nanmin(values(lagrangian, near))))
        worst = max(worst, abs(lowest - float(values(lagrangian, np.array([place]))[0])))
    yield Check(_BELOW, "q", worst, 1e-8)
    at = dict(zip(problem.f.symbols, found.point, strict=True))
    own = dict(zip(found.symbols, found.multipliers, strict=True))
    faults = [g.text for g in problem.inequalities if sign(exact_at(g.value, at)) > 0]
    faults += [h.text for h in problem.equations if sign(exact_at(h.value, at)) != 0]
    faults += [str(m) for m in problem.mu if sign(own[m]) < 0]
    faults += [str(x) for x in found.positive if sign(exact_at(x, own)) <= 0]
    faults += [str(slope) for slope in found.slopes if sign(exact_at(slope, own)) != 0]
    both = (exact_at(problem.objective.value, at), exact_at(found.value, own))
    faults += [str(x) for x in both if sign(x - found.best) != 0]
    yield exact_check(_EQUAL, "the pair", faults)


def _drawn(found: _Dual, rng: np.random.Generator) -> Iterator[dict[Any, Any]]:
    """Yield multipliers at random, those of inequalities above 0, where the dual function is stated."""
    for _ in range(2000):
        drawn = [sympy.Rational(int(n), 4) for n in rng.integers(-12, 13, len(found.symbols))]
        drawn = [abs(x) + sympy.S.Half if i < len(found.problem.mu) else x for i, x in enumerate(drawn)]
        at = dict(zip(found.symbols, drawn, strict=True))
        if all(x.xreplace(at) > 0 for x in found.positive):
            yield at
