"""Verdicts on KKT points: by convexity, squares, existence and comparison, or second-order conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import sympy

from backproof.optimisation.constrained.infeasible import Infeasible, infeasible
from backproof.optimisation.constrained.problem import Case, Problem, sequence
from backproof.optimisation.constrained.search import abnormal, cases
from backproof.optimisation.functions import Function, exact_at
from backproof.optimisation.signs import definiteness, form, sign
from backproof.optimisation.stationary.curves import T, along, squares
from backproof.optimisation.stationary.solving import UnsolvedError

# The power of the distance with which f falls at the slowest on a line that tells.
SLOWEST = 4


@dataclass(frozen=True)
class Verdict:
    """A candidate with its multipliers (none for an abnormal point), its value, its class and the reason.

    `word` is one of global minimum, local minimum and no minimum (or maximum); `reason` one of convex,
    on plane, squares, least, second order, active, downhill and along (a line on which f falls).
    """

    point: tuple[Any, ...]
    multipliers: Mapping[Any, Any] | None
    value: Any
    word: str
    reason: str
    squares: tuple[tuple[Any, Any], ...] = ()
    direction: tuple[Any, ...] = ()
    bend: Any = None
    tangents: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Solved:
    """A problem with its cases and the verdicts on all candidates, or what shows that there are none."""

    problem: Problem
    cases: tuple[Case, ...]
    verdicts: tuple[Verdict, ...]
    is_attained: bool
    infeasible: Infeasible | None = None


def solve(problem: Problem) -> Solved:
    """Find all KKT points and decide which are optimal; UnsolvedError if one cannot be decided."""
    empty = infeasible(problem) if problem.is_affine else None
    if empty:
        return Solved(problem, (), (), is_attained=False, infeasible=empty)
    found = cases(problem)
    points: list[Mapping[Any, Any]] = []
    for case in found:
        points += [point for point in case.points if point not in points]
    kind = "minimum" if problem.sense == "min" else "maximum"
    reason = "convex" if problem.is_convex else "on plane" if problem.is_convex_on_plane else ""
    if reason and points:
        verdicts = [_verdict(problem, point, f"global {kind}", reason) for point in points]
        return Solved(problem, found, tuple(verdicts), bool(verdicts))
    if any(sympy.sympify(x).free_symbols for point in points for x in sequence(point, problem.f.symbols)):
        raise UnsolvedError
    at_limits = [
        Verdict(sequence(p, problem.f.symbols), None, exact_at(problem.f.value, p), "", "")
        for p in abnormal(problem)
        if not any(all(q[s] == p[s] for s in problem.f.symbols) for q in points)
    ]
    if not points and not at_limits and (empty := infeasible(problem)):
        return Solved(problem, found, (), is_attained=False, infeasible=empty)
    verdicts = [_verdict(problem, point, "", "") for point in points]
    if problem.strict:
        least, at_limits = _least_closed(problem), []
    else:
        least = _least([*verdicts, *at_limits]) if problem.is_attained else None
    decided = [_decided(problem, item, kind, least) for item in verdicts]
    decided += [replace(v, word=f"global {kind}", reason="least") for v in at_limits if v.value == least]
    return Solved(problem, found, tuple(decided), problem.is_attained)


def _verdict(problem: Problem, point: Mapping[Any, Any], word: str, reason: str) -> Verdict:
    own = {symbol: point[symbol] for symbol in (*problem.mu, *problem.nu)}
    value = exact_at(problem.f.value, point)
    return Verdict(sequence(point, problem.f.symbols), own, value, word, reason)


def _least_closed(problem: Problem) -> Any:
    """Return the optimal value with equality allowed in all inequalities, if one is known to exist."""
    try:
        verdicts = solve(problem.closed).verdicts
    except UnsolvedError:
        return None
    return next((item.value for item in verdicts if item.word.startswith("global")), None)


def _least(found: Sequence[Verdict]) -> Any:
    if not found:
        return None
    best = found[0].value
    for item in found[1:]:
        best = item.value if sign(item.value - best) < 0 else best
    return best


def _decided(problem: Problem, item: Verdict, kind: str, least: Any) -> Verdict:
    assert item.multipliers is not None
    plain = dict(item.multipliers)
    if not any(sympy.sympify(v).free_symbols for v in plain.values()):
        lagrangian = problem.lagrangian_at(plain)
        if found := squares(lagrangian, item.point):
            return replace(item, word=f"global {kind}", reason="squares", squares=found)
    if least is not None and sign(item.value - least) == 0:
        return replace(item, word=f"global {kind}", reason="least")
    return _second_order(problem, item, kind)


def _second_order(problem: Problem, item: Verdict, kind: str) -> Verdict:
    assert item.multipliers is not None
    at = {**dict(zip(problem.f.symbols, item.point, strict=True)), **item.multipliers}
    bend = sympy.hessian(problem.lagrangian, problem.f.symbols).xreplace(at).applyfunc(sympy.simplify)
    strong = [
        g for mu, g in zip(problem.mu, problem.inequalities, strict=True) if sign(item.multipliers[mu]) > 0
    ]
    weak = [g for g in problem.inequalities if g not in strong and sign(exact_at(g.value, at)) == 0]
    rows = [[exact_at(x, at) for x in g.gradient] for g in (*strong, *problem.equations)]
    size = len(item.point)
    tangents = sympy.Matrix(rows).nullspace() if rows else [sympy.eye(size)[:, i] for i in range(size)]
    tangents = tuple(tuple(vector) for vector in tangents)
    item = replace(item, bend=bend, tangents=tangents)
    if not tangents:
        return replace(item, word=f"local {kind}", reason="active")
    basis = sympy.Matrix([list(t) for t in tangents]).T
    reduced = (basis.T * bend * basis).applyfunc(sympy.simplify)
    if definiteness(reduced).word == "positive definite":
        return replace(item, word=f"local {kind}", reason="second order")
    weak_rows = [[exact_at(x, at) for x in g.gradient] for g in weak]
    direction = _downhill(bend, tangents, weak_rows)
    independent = (
        sympy.Matrix([*rows, *weak_rows]).rank() == len(rows) + len(weak_rows) if rows or weak_rows else True
    )
    if direction and (independent or problem.is_affine):
        return replace(item, word=f"no {kind}", reason="downhill", direction=direction)
    if line := _lower_line(problem, item, (*strong, *weak)):
        return replace(item, word=f"no {kind}", reason="along", direction=line)
    raise UnsolvedError


def _lower_line(problem: Problem, item: Verdict, active: Sequence[Function]) -> tuple[Any, ...]:
    """Return a direction d that keeps all active constraints, which are affine, and in which f falls at once.

    So f(p + t d) - f(p), a polynomial in t, has a negative lowest coefficient.
    """
    f, at = problem.f, dict(zip(problem.f.symbols, item.point, strict=True))
    is_affine = not any(x.free_symbols for g in (*active, *problem.equations) for x in g.gradient)
    if not is_affine or not f.value.is_polynomial(*f.symbols):
        return ()

    def slopes(functions: Sequence[Function], vector: Sequence[int]) -> list[int]:
        rows = [[exact_at(x, at) for x in g.gradient] for g in functions]
        return [sign(sum(a * b for a, b in zip(row, vector, strict=True))) for row in rows]

    for vector in product((0, 1, -1), repeat=len(item.point)):
        if any(slopes(problem.equations, vector)) or any(s > 0 for s in slopes(active, vector)):
            continue
        difference = sympy.Poly(along(f, item.point, [T * x for x in vector]), T)
        # What falls slower is beyond the evidence in floats.
        if not difference.is_zero and difference.EM().exponents[0] <= SLOWEST and sign(difference.EC()) < 0:
            return tuple(map(sympy.Integer, vector))
    return ()


def _downhill(bend: Any, tangents: Sequence[Sequence[Any]], weak: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """Return a critical direction with negative curvature, if one of the simple ones is."""
    basis = sympy.Matrix([list(t) for t in tangents]).T
    found = definiteness((basis.T * bend * basis).applyfunc(sympy.simplify))
    candidates = [found.down] if found.down else []
    units = [tuple(int(i == j) for j in range(len(tangents))) for i in range(len(tangents))]
    for combination in (*candidates, *units):
        vector = basis * sympy.Matrix(list(combination))
        for turned in (vector, -vector):
            slopes = [sign(sum(a * b for a, b in zip(row, turned, strict=True))) for row in weak]
            if sign(form(bend, tuple(turned))) < 0 and all(s <= 0 for s in slopes):
                return tuple(turned)
    return ()
