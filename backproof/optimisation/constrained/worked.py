"""The worked answer for KKT points: conditions, cases, points with multipliers, and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.constrained.evidence import no_better, some_better_nearby
from backproof.optimisation.constrained.infeasible import Infeasible
from backproof.optimisation.constrained.problem import Problem, sequence
from backproof.optimisation.constrained.verdicts import SLOWEST, Solved, Verdict, solve
from backproof.optimisation.evidence import starts, values
from backproof.optimisation.functions import Function, exact_at
from backproof.optimisation.printing import (
    at_latex,
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
from backproof.optimisation.shown import Shown
from backproof.optimisation.signs import form, sign
from backproof.optimisation.stationary.curves import T
from backproof.optimisation.stationary.worked import squares_latex
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_MOST_CASES = 8
_SUM_POSITIVE = "sum of constraints at many points"


def work(problem: Problem) -> Worked:
    """Find the KKT points and write the derivation; UnsolvedError if they are beyond the methods."""
    found = solve(problem)
    if found.infeasible:
        lines = [_functions(problem), _infeasible(problem, found.infeasible)]
    else:
        lines = [_functions(problem), *_conditions(problem), *_cases(found)]
    lines += _bends(found)
    # A point with several sets of multipliers is judged once.
    judged = [list(_of_verdict(found, verdict)) for verdict in found.verdicts]
    lines += [line for i, group in enumerate(judged) if group not in judged[:i] for line in group]
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
            "strict": list(problem.strict),
            "points": [_certificate(problem, item) for item in found.verdicts],
            "infeasible": texts((*found.infeasible.mu, *found.infeasible.nu)) if found.infeasible else [],
        },
        asked=(problem.objective.says, *(item.says for item in problem.constraints)),
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
        "is_strict": bool(problem.strict),
    }


def _certificate(problem: Problem, item: Verdict) -> dict[str, Any]:
    data: dict[str, Any] = {"reason": item.reason, "free": []}
    if item.multipliers is not None:
        data["mu"] = texts(sequence(item.multipliers, problem.mu))
        data["nu"] = texts(sequence(item.multipliers, problem.nu))
        free = {str(s) for x in item.multipliers.values() for s in sympy.sympify(x).free_symbols}
        free |= {str(s) for x in item.point for s in sympy.sympify(x).free_symbols}
        data["free"] = sorted(free)
    return data


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
    constant = formula_latex(found.constant)
    right = f"{squares_latex(found.squares)} + {constant}" if found.squares else constant
    stated = Stated("sum", Latex(left.strip()), Latex(right), formula_text(found.total))
    point = shown.variables(problem.f.names)
    return shown.line("infeasible", point, point, stated=(stated,))


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
    if problem.strict:
        yield Line("strict")


def lagrangian_latex(problem: Problem, side: int = 1) -> Latex:
    """Print f plus multipliers times functions, not multiplied out; with side -1, the negative of that."""
    whole = formula_latex(side * problem.f.value)
    pairs = [
        *zip(problem.mu, problem.inequalities, strict=True),
        *zip(problem.nu, problem.equations, strict=True),
    ]
    for m, g in pairs:
        value = formula_latex(sympy.expand(g.value))
        inside = value if g.value.is_Symbol else rf"\left({value}\right)"
        whole = Latex(rf"{whole} {'+' if side > 0 else '-'} {symbol_latex(str(m))} {inside}")
    return whole


def _cases(found: Solved) -> Iterator[Line]:
    """Yield what came of each set of active inequalities, if there are few."""
    problem = found.problem
    names = [*problem.f.names, *map(str, (*problem.mu, *problem.nu))]
    if not problem.inequalities or len(found.cases) > _MOST_CASES:
        places = [(*v.point, *sequence(v.multipliers, (*problem.mu, *problem.nu))) for v in _proper(found)]
        if places:
            word = str(len(found.cases)) if problem.inequalities else ""
            yield shown.line("all", *(shown.at(names, place) for place in places), word=word)
        else:
            yield Line("none")
        return
    for case in found.cases:
        active = (f"g_{{{i + 1}}}" if len(problem.inequalities) > 1 else "g" for i in case.active)
        points = case.points or case.rejected
        if any(sympy.sympify(x).has(sympy.CRootOf) for p in points for x in p.values()):
            points = ()
        whole = (*problem.f.symbols, *problem.mu, *problem.nu)
        solutions = (shown.at(names, sequence(p, whole)) for p in points)
        yield shown.line(f"case {case.reason}", shown.listed(map(shown.name, active)), *solutions)
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
    place = shown.at(problem.f.names, item.point)
    if item.reason == "squares":
        left = _gap_left(problem, item)
        exact = sum((w * root**2 for w, root in item.squares), sympy.S.Zero)
        stated = Stated("squares", left, squares_latex(item.squares), formula_text(exact))
        yield shown.line("squares", place, stated=(stated,), word=item.word)
    elif item.reason == "least":
        value = exact_at(problem.objective.value, dict(zip(problem.f.symbols, item.point, strict=True)))
        stated = Stated("value", value_at_latex("f", item.point), formula_latex(value), formula_text(value))
        if item.multipliers is None:
            yield shown.line("least", place, place, stated=(stated,), word=f"{item.word} abnormal")
        else:
            rule = "least closed" if problem.strict else "least"
            yield shown.line(rule, place, stated=(stated,), word=item.word)
    elif item.reason == "on plane":
        yield _on_plane(problem, place, item.word)
    elif item.reason == "along":
        yield _along(problem, item, place)
    elif item.reason in ("second order", "downhill"):
        yield from _by_second_order(item, place)
    else:
        yield shown.line(item.reason, place, word=item.word)


def _along(problem: Problem, item: Verdict, place: Shown) -> Line:
    """State f on a feasible line through a point."""
    line = [p + T * d for p, d in zip(item.point, item.direction, strict=True)]
    value = sympy.expand(problem.objective.value.xreplace(dict(zip(problem.f.symbols, line, strict=True))))
    stated = Stated("along", value_at_latex("f", line), formula_latex(value), formula_text(value))
    return shown.line("along", place, stated=(stated,), word=item.word)


def _on_plane(problem: Problem, place: Shown, word: str) -> Line:
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
    return shown.line("on plane", place, stated=stated, word=word)


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


def _by_second_order(item: Verdict, place: Shown) -> Iterator[Line]:
    bend = (Stated("H", Latex("H"), matrix_latex(item.bend), rows_of_texts(item.bend)),)
    if item.reason == "downhill":
        product = shown.name(r"d^\top H d")
        value = shown.compared(product, form(item.bend, item.direction), -1)
        along = shown.called("d", shown.column(item.direction))
        yield shown.line(
            "downhill", place, shown.listed((along, value), r"\colon\quad "), stated=bend, word=item.word
        )
        return
    tangents = map(shown.column, item.tangents)
    yield shown.line("second order", place, *tangents, stated=bend, word=item.word)


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
            order = SLOWEST if item.reason == "along" else 2
            yield some_better_nearby(problem, point, value, f"{subject}: {item.word}", order)
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
    return exact_check(_SUM_POSITIVE, "constraints", [*signs, *at[np.asarray(total) <= 0].tolist()])


def _slack_faults(problem: Problem, point: Sequence[Any], own: Mapping[Any, Any]) -> list[str]:
    """Return the multipliers that are negative, or at a constraint that is not active."""
    import numpy as np

    at, faults = np.array([[float(x) for x in point]]), []
    for mu, g in zip(problem.mu, problem.inequalities, strict=True):
        value = float(own[mu])
        if value < 0 or (value > 0 and abs(float(values(g, at)[0])) > 1e-12):
            faults.append(str(mu))
    return faults
