"""All KKT points, by cases of active inequalities, and points where no multipliers need exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import sympy

from backproof.optimisation.constrained.problem import Case, Problem
from backproof.optimisation.functions import exact_at
from backproof.optimisation.signs import sign
from backproof.optimisation.stationary.repetitions import is_whole
from backproof.optimisation.stationary.solving import (
    UnsolvedError,
    all_solutions,
    has_implicit_root,
    systems,
    vanishes,
)

_MOST_TURNS = 20


def cases(problem: Problem) -> tuple[Case, ...]:
    """Return every case; UnsolvedError if the equations of one are beyond the methods."""
    # Where equality is excluded, an inequality is active nowhere.
    places = [i for i in range(len(problem.inequalities)) if i not in problem.strict]
    if len(places) > 6:
        raise UnsolvedError
    chosen = (active for size in range(len(places) + 1) for active in combinations(places, size))
    return tuple(_case(problem, active) for active in chosen)


def _case(problem: Problem, active: tuple[int, ...]) -> Case:
    off = {mu: sympy.S.Zero for i, mu in enumerate(problem.mu) if i not in active}
    whole = problem.lagrangian.xreplace(off)
    equations = [sympy.expand(sympy.diff(whole, s)) for s in problem.f.symbols]
    equations += [problem.inequalities[i].value for i in active]
    equations += [h.value for h in problem.equations]
    unknown = [*problem.f.symbols, *(problem.mu[i] for i in active), *problem.nu]
    found = [{**off, **x} for known in _solutions(equations, unknown) for x in _unrolled(problem, known)]
    narrowed = [p for known in found if _is_defined(problem, known) for p in _narrowed(problem, known)]
    good = [point for point in narrowed if not _fault(problem, point)]
    if any(has_implicit_root(x) for point in good for x in point.values()):
        raise UnsolvedError
    rejected = tuple(point for point in narrowed if point not in good)
    if good:
        return Case(active, "solution", tuple(map(_tidied, good)), rejected)
    reason = _fault(problem, rejected[0]) if rejected else "none"
    return Case(active, reason, (), rejected)


def _is_defined(problem: Problem, point: Mapping[Any, Any]) -> bool:
    """Return whether the functions have values and gradients there: at 0, a logarithm has none."""
    functions = (problem.f, *problem.inequalities, *problem.equations)
    found = [*point.values(), *(exact_at(x, point) for f in functions for x in (f.value, *f.gradient))]
    return not any(sympy.sympify(x).has(sympy.zoo, sympy.oo, -sympy.oo, sympy.nan, sympy.I) for x in found)


def _tidied(point: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return the values with logarithms of products with powers of e taken apart: log(e/2) is 1 - log(2)."""
    apart = {key: sympy.expand_log(sympy.sympify(x), force=True) for key, x in point.items()}
    return {key: apart[key] if apart[key].atoms(sympy.log) and _has_e(x) else x for key, x in point.items()}


def _has_e(value: Any) -> bool:
    return any(
        sympy.sympify(log.args[0]).has(sympy.E, sympy.exp) for log in sympy.sympify(value).atoms(sympy.log)
    )


def _solutions(equations: list[Any], unknown: list[Any]) -> Iterator[Mapping[Any, Any]]:
    for known in all_solutions(systems(equations, unknown)):
        yield {symbol: known.get(symbol, symbol) for symbol in unknown}


def _unrolled(problem: Problem, point: Mapping[Any, Any]) -> Iterator[Mapping[Any, Any]]:
    """Yield the solutions c + d k with whole k that lie within the bounds of their variable, one by one."""
    free = {s for x in point.values() for s in sympy.sympify(x).free_symbols if is_whole(s)}
    if not free:
        yield point
        return
    k = free.pop()
    symbol = next((s for s in problem.f.symbols if sympy.sympify(point[s]).has(k)), None)
    low, high = problem.ends.get(symbol, (-sympy.oo, sympy.oo))
    if free or symbol is None or not (low.is_finite and high.is_finite):
        raise UnsolvedError
    start, step = point[symbol].subs(k, 0), point[symbol].diff(k)
    ends = sorted(((low - start) / step, (high - start) / step), key=sympy.N)
    if ends[1] - ends[0] > _MOST_TURNS:
        raise UnsolvedError
    for turn in range(int(sympy.ceiling(ends[0])), int(sympy.floor(ends[1])) + 1):
        yield {key: exact_at(x, {k: sympy.Integer(turn)}) for key, x in point.items()}


def _narrowed(problem: Problem, point: Mapping[Any, Any]) -> Iterator[Mapping[Any, Any]]:
    """Yield a point itself, or those of a family in one free symbol that fulfil all conditions.

    Of an interval of multipliers of one and the same point, an end is taken.
    """
    conditions = [-sympy.sympify(point[mu]) for mu in problem.mu]
    conditions += [exact_at(g.value, point) for g in problem.inequalities]
    free = {s for x in (*point.values(), *conditions) for s in sympy.sympify(x).free_symbols}
    if not any(item.free_symbols for item in conditions):
        yield point
        return
    if len(free) != 1:
        raise UnsolvedError
    (symbol,) = free
    kept: Any = sympy.S.Reals
    for item in conditions:
        if item.free_symbols:
            kept &= sympy.solve_univariate_inequality(item <= 0, symbol, relational=False)
        elif sign(item) > 0:
            return
    is_fixed = not any(sympy.sympify(point[s]).free_symbols for s in problem.f.symbols)
    if isinstance(kept, sympy.Interval) and is_fixed:
        ends = [x for x in (kept.start, kept.end) if x.is_finite]
        kept = sympy.FiniteSet(ends[0]) if ends else kept
    if kept == sympy.S.EmptySet:
        return
    if not isinstance(kept, sympy.FiniteSet):
        raise UnsolvedError
    for value in kept:
        yield {key: exact_at(x, {symbol: value}) for key, x in point.items()}


def _fault(problem: Problem, point: Mapping[Any, Any]) -> str:
    """Return why a solution is no KKT point: it is infeasible, or has a negative multiplier."""
    for i, (mu, g) in enumerate(zip(problem.mu, problem.inequalities, strict=True)):
        value, multiplier = exact_at(g.value, point), sympy.sympify(point[mu])
        if i in problem.strict if vanishes(value) else sign(value) > 0:
            return "infeasible"
        if not vanishes(multiplier) and sign(multiplier) < 0:
            return "negative"
    return ""


def abnormal(problem: Problem) -> list[Mapping[Any, Any]]:
    """Return all feasible points at which the gradients of active constraints are dependent.

    For inequalities, with factors that are not negative, not all 0, and a sum of 0.
    """
    found: list[Mapping[Any, Any]] = []
    if problem.is_affine:
        return found
    count = len(problem.inequalities)
    for size in range(count + 1):
        for active in combinations(range(count), size):
            functions = [problem.inequalities[i] for i in active] + list(problem.equations)
            if functions:
                for point in _dependent(problem, functions, len(active)):
                    found += [] if point in found else [point]
    return found


def _dependent(problem: Problem, functions: list[Any], inequalities: int) -> Iterator[Mapping[Any, Any]]:
    factors = [sympy.Symbol(f"kappa{i}", real=True) for i in range(len(functions))]
    total = sum(k * g.value for k, g in zip(factors, functions, strict=True))
    equations = [sympy.expand(sympy.diff(total, s)) for s in problem.f.symbols]
    equations += [g.value for g in functions]
    equations.append(sum(k**2 for k in factors) - 1)
    for known in _solutions(equations, [*problem.f.symbols, *factors]):
        point = {s: known[s] for s in problem.f.symbols}
        if not _is_defined(problem, point):
            continue
        if any(sympy.sympify(x).free_symbols for x in point.values()):
            raise UnsolvedError
        positive = all(sign(known[k]) >= 0 for k in factors[:inequalities])
        if positive and all(sign(exact_at(g.value, point)) <= 0 for g in problem.inequalities):
            yield point
