"""The worked answer for KKT points: conditions, cases, points with multipliers, and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy

from backproof.answer import Check, Latex
from backproof.optimisation.constrained.evidence import no_better, some_better_nearby
from backproof.optimisation.constrained.infeasible import Infeasible
from backproof.optimisation.constrained.problem import Problem, sequence
from backproof.optimisation.constrained.verdicts import Solved, Verdict, solve
from backproof.optimisation.evidence import starts, values
from backproof.optimisation.functions import Function, exact_at
from backproof.optimisation.printing import (
    at_latex,
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    names_latex,
    rows_of_texts,
    symbol_latex,
    texts,
    tuple_latex,
    value_at_latex,
)
from backproof.optimisation.signs import form, sign
from backproof.optimisation.stationary.worked import squares_latex
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_MOST_CASES = 8
SUM_POSITIVE = "sum of constraints at many points"


def work(problem: Problem) -> Worked:
    """Find the KKT points and write the derivation; UnsolvedError if they are beyond the methods."""
    found = solve(problem)
    if found.infeasible:
        lines = [_functions(problem), _infeasible(problem, found.infeasible)]
    else:
        lines = [_functions(problem), *_conditions(problem), *_cases(found)]
    lines += _bends(found)
    lines += [line for verdict in found.verdicts for line in _of_verdict(found, verdict)]
    return Worked(
        kind="kkt",
        task=_task(problem),
        lines=tuple(lines),
        results=tuple(_results(found)),
        checks=tuple(_checks(found)),
        data={
            "sense": problem.sense,
            "f": problem.objective.text,
            "variables": list(problem.f.names),
            "inequalities": [g.text for g in problem.inequalities],
            "equations": [h.text for h in problem.equations],
            "symbols": [str(m) for m in (*problem.mu, *problem.nu)],
            "points": [_certificate(problem, item) for item in found.verdicts],
            "infeasible": texts((*found.infeasible.mu, *found.infeasible.nu)) if found.infeasible else [],
        },
    )


def _task(problem: Problem) -> dict[str, Any]:
    return {
        "sense": problem.sense,
        "signature": at_latex("f", problem.f.names),
        "latex": problem.objective.latex,
        "constraints": tuple(item.latex for item in problem.constraints),
        "has_inequalities": bool(problem.inequalities),
        "inequalities": len(problem.inequalities),
        "is_turned": problem.sense == "max",
    }


def _certificate(problem: Problem, item: Verdict) -> dict[str, Any]:
    shown: dict[str, Any] = {"reason": item.reason, "free": []}
    if item.multipliers is not None:
        shown["mu"] = texts(sequence(item.multipliers, problem.mu))
        shown["nu"] = texts(sequence(item.multipliers, problem.nu))
        free = {str(s) for x in item.multipliers.values() for s in sympy.sympify(x).free_symbols}
        free |= {str(s) for x in item.point for s in sympy.sympify(x).free_symbols}
        shown["free"] = sorted(free)
    return shown


def _named(problem: Problem) -> list[tuple[str, Function]]:
    """Return the constraint functions with their letters: g1, g2 for inequalities, h for equations."""
    return [
        (f"{letter}_{{{i}}}" if len(functions) > 1 else letter, function)
        for letter, functions in (("g", problem.inequalities), ("h", problem.equations))
        for i, function in enumerate(functions, 1)
    ]


def _functions(problem: Problem) -> Line:
    """State the constraint functions."""
    stated = [
        Stated(name, at_latex(name, g.names), formula_latex(value), formula_text(value))
        for name, g in _named(problem)
        for value in (sympy.expand(g.value),)
    ]
    return Line("functions", tuple(stated), word=problem.sense)


def _infeasible(problem: Problem, found: Infeasible) -> Line:
    """State the sum of constraints that is positive everywhere."""
    left = ""
    for factor, (name, _) in zip((*found.mu, *found.nu), _named(problem), strict=True):
        if factor != 0:
            size = "" if abs(factor) == 1 else f"{formula_latex(abs(factor))} "
            left += (" - " if factor < 0 else " + " if left else "") + size + name
    shown = formula_latex(found.constant)
    right = f"{squares_latex(found.squares)} + {shown}" if found.squares else shown
    stated = Stated("sum", Latex(left.strip()), Latex(right), formula_text(found.total))
    return Line("infeasible", (stated,), (names_latex(problem.f.names),))


def _conditions(problem: Problem) -> Iterator[Line]:
    """Yield the Lagrangian and its derivatives."""
    multipliers = ",\\, ".join(symbol_latex(str(m)) for m in (*problem.mu, *problem.nu))
    inside = at_latex("L", problem.f.names)[:-1]
    left = Latex(rf"{inside},\, {multipliers})")
    yield Line(
        "lagrangian", (Stated("L", left, lagrangian_latex(problem), formula_text(problem.lagrangian)),)
    )
    slopes = [(str(s), sympy.expand(problem.lagrangian.diff(s))) for s in problem.f.symbols]
    yield Line(
        "stationarity",
        tuple(
            Stated(
                f"dL/d{name}",
                Latex(rf"\frac{{\partial L}}{{\partial {symbol_latex(name)}}}"),
                formula_latex(slope),
                formula_text(slope),
            )
            for name, slope in slopes
        ),
    )


def lagrangian_latex(problem: Problem) -> Latex:
    """Print f plus multipliers times functions, not multiplied out."""
    shown = formula_latex(problem.f.value)
    pairs = [
        *zip(problem.mu, problem.inequalities, strict=True),
        *zip(problem.nu, problem.equations, strict=True),
    ]
    for m, g in pairs:
        value = formula_latex(sympy.expand(g.value))
        inside = value if g.value.is_Symbol else rf"\left({value}\right)"
        shown = Latex(rf"{shown} + {symbol_latex(str(m))} {inside}")
    return shown


def _cases(found: Solved) -> Iterator[Line]:
    """Yield what came of each set of active inequalities, if there are few."""
    problem = found.problem
    if not problem.inequalities or len(found.cases) > _MOST_CASES:
        places = [(*v.point, *sequence(v.multipliers, (*problem.mu, *problem.nu))) for v in _proper(found)]
        names = names_latex([*problem.f.names, *map(str, (*problem.mu, *problem.nu))])
        if places:
            yield Line(
                "all",
                formulas=tuple(Latex(f"{names} = {tuple_latex(p)}") for p in places),
                word=str(len(found.cases)) if problem.inequalities else "",
            )
        else:
            yield Line("none")
        return
    names = names_latex([*problem.f.names, *map(str, (*problem.mu, *problem.nu))])
    for case in found.cases:
        active = tuple(Latex(f"g_{{{i + 1}}}" if len(problem.inequalities) > 1 else "g") for i in case.active)
        shown = case.points or case.rejected
        if any(sympy.sympify(x).has(sympy.CRootOf) for p in shown for x in p.values()):
            shown = ()
        whole = (*problem.f.symbols, *problem.mu, *problem.nu)
        points = tuple(Latex(f"{names} = {tuple_latex(sequence(p, whole))}") for p in shown)
        yield Line(f"case {case.reason}", formulas=(Latex(",\\, ".join(active)), *points))
    if not _proper(found):
        yield Line("none")


def _bends(found: Solved) -> Iterator[Line]:
    """Yield the Hessians that are not constant, by which the problem is convex."""
    problem = found.problem
    if not any(item.reason == "convex" for item in found.verdicts):
        return
    named = [("f", problem.f), *_named(problem)]
    stated = []
    for name, f in named:
        if f.hessian.free_symbols:
            minus = "-" if name == "f" and problem.sense == "max" else ""
            left = at_latex(rf"{minus}\nabla^2 {name}", f.names)
            stated.append(
                Stated(f"Hessian of {name}", left, matrix_latex(f.hessian), rows_of_texts(f.hessian))
            )
    if stated:
        yield Line("bends", tuple(stated))


def _proper(found: Solved) -> list[Any]:
    """Return the candidates with multipliers."""
    return [item for item in found.verdicts if item.multipliers is not None]


def _of_verdict(found: Solved, item: Verdict) -> Iterator[Line]:
    problem = found.problem
    place = Latex(f"{names_latex(problem.f.names)} = {tuple_latex(item.point)}")
    if item.reason == "squares":
        left = _gap_left(problem, item)
        exact = sum((w * root**2 for w, root in item.squares), sympy.S.Zero)
        yield Line(
            "squares",
            (Stated("squares", left, squares_latex(item.squares), formula_text(exact)),),
            (place,),
            item.word,
        )
    elif item.reason == "least":
        value = exact_at(problem.objective.value, dict(zip(problem.f.symbols, item.point, strict=True)))
        stated = Stated("value", value_at_latex("f", item.point), formula_latex(value), formula_text(value))
        yield Line(
            "least",
            (stated,),
            (place,),
            item.word if item.multipliers is not None else f"{item.word} abnormal",
        )
    elif item.reason == "on plane":
        yield _on_plane(problem, place, item.word)
    elif item.reason in ("second order", "downhill"):
        yield from _by_second_order(item, place)
    else:
        yield Line(item.reason, formulas=(place,), word=item.word)


def _on_plane(problem: Problem, place: Latex, word: str) -> Line:
    """State f on the points of the equations, with its Hessian."""
    f = problem.restricted
    assert f is not None
    at = at_latex(r"\varphi", f.names)
    stated = (
        Stated("restriction", at, formula_latex(f.value), formula_text(f.value)),
        Stated(
            "Hessian of the restriction",
            at_latex(r"\nabla^2 \varphi", f.names),
            matrix_latex(f.hessian),
            rows_of_texts(f.hessian),
        ),
    )
    return Line("on plane", stated, (place,), word)


def _gap_left(problem: Problem, item: Verdict) -> Latex:
    assert item.multipliers is not None
    inside = at_latex("L", problem.f.names)[:-1]
    given = ",\\, ".join(formula_latex(x) for x in sequence(item.multipliers, (*problem.mu, *problem.nu)))
    whole = rf"{inside},\, {given})"
    if sign(item.value) == 0:
        return Latex(whole)
    return Latex(
        f"{whole} - {formula_latex(item.value)}"
        if sign(item.value) > 0
        else f"{whole} + {formula_latex(-item.value)}"
    )


def _by_second_order(item: Verdict, place: Latex) -> Iterator[Line]:
    bend = Stated("H", Latex("H"), matrix_latex(item.bend), rows_of_texts(item.bend))
    if item.reason == "downhill":
        value = form(item.bend, item.direction)
        shown = Latex(
            rf"d = {column_latex(item.direction)}\colon\quad d^\top H d = {formula_latex(value)} < 0"
        )
        yield Line("downhill", (bend,), (place, shown), item.word)
        return
    yield Line("second order", (bend,), (place, *(column_latex(t) for t in item.tangents)), item.word)


def _results(found: Solved) -> Iterator[Stated]:
    problem = found.problem
    left, key = names_latex(problem.f.names), ", ".join(problem.f.names)
    for item in found.verdicts:
        yield Stated(key, left, tuple_latex(item.point), texts(item.point), item.word)
        if item.multipliers is not None:
            for group in (problem.mu, problem.nu):
                if group:
                    own = sequence(item.multipliers, group)
                    name = names_latex([str(m) for m in group])
                    yield Stated(", ".join(map(str, group)), name, tuple_latex(own), texts(own))
    if found.infeasible:
        yield Stated("feasible set", Latex("X"), Latex(""), "", "empty")
    elif not found.verdicts:
        yield Stated("KKT points", Latex("f"), Latex(""), "", "without KKT points")
    best = next((v for v in found.verdicts if v.word.startswith("global")), None)
    if best:
        value = exact_at(problem.objective.value, dict(zip(problem.f.symbols, best.point, strict=True)))
        yield Stated(problem.sense, Latex(rf"\{problem.sense} f"), formula_latex(value), formula_text(value))


def _numbers(values_of: Mapping[Any, Any], draw: Any) -> dict[Any, Any]:
    """Return values with free symbols replaced by a number."""
    return {
        key: sympy.sympify(x).xreplace(dict.fromkeys(sympy.sympify(x).free_symbols, draw))
        for key, x in values_of.items()
    }


def _checks(found: Solved) -> Iterator[Check]:
    import numpy as np

    problem = found.problem
    zero = [sympy.S.Zero] * len(problem.f.names)
    for item in found.verdicts:
        subject = f"f at {', '.join(texts(item.point))}"
        draw = sympy.Rational(3, 7)
        point = list(_numbers(dict(enumerate(item.point)), draw).values())
        if item.multipliers is not None:
            own = _numbers(item.multipliers, draw)
            lagrangian = problem.lagrangian_at(own)
            yield from lagrangian.slope_check(point, zero, f"{subject}: gradient of the Lagrangian")
            yield exact_check("signs and slackness", subject, _slack_faults(problem, point, own))
        at = np.array([[float(x) for x in point]])
        gaps = [max(0.0, float(values(g, at)[0])) for g in problem.inequalities]
        gaps += [abs(float(values(h, at)[0])) for h in problem.equations]
        yield Check("the constraints hold", subject, max(gaps, default=0.0), 1e-12)
        value = float(values(problem.f, at)[0])
        if item.word.startswith("global"):
            yield no_better(problem, point, value, f"{subject}: {item.word}")
        if item.word.startswith("no"):
            yield some_better_nearby(problem, point, value, f"{subject}: {item.word}")
    if found.infeasible:
        yield _empty_check(problem, found.infeasible)
    elif not found.verdicts:
        yield exact_check("cases without KKT points", "f", [c for c in found.cases if c.points])


def _empty_check(problem: Problem, found: Infeasible) -> Check:
    """Check in floats that the sum of constraints is positive at points near and far."""
    import numpy as np

    at = starts(len(problem.f.names), 3.0, 600)
    pairs = [
        *zip(found.mu, problem.inequalities, strict=True),
        *zip(found.nu, problem.equations, strict=True),
    ]
    total = sum(float(factor) * values(g, at) for factor, g in pairs)
    signs = [factor for factor in found.mu if factor < 0]
    return exact_check(SUM_POSITIVE, "constraints", [*signs, *at[np.asarray(total) <= 0].tolist()])


def _slack_faults(problem: Problem, point: Sequence[Any], own: Mapping[Any, Any]) -> list[str]:
    """Return the multipliers that are negative, or at a constraint that is not active."""
    import numpy as np

    at, faults = np.array([[float(x) for x in point]]), []
    for mu, g in zip(problem.mu, problem.inequalities, strict=True):
        value = float(own[mu])
        if value < 0 or (value > 0 and abs(float(values(g, at)[0])) > 1e-12):
            faults.append(str(mu))
    return faults
