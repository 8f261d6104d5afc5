"""The worked answer for a linear program: its solution and its dual's, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.linear.program import Program
from backproof.optimisation.printing import (
    formula_latex,
    formula_text,
    names_latex,
    texts,
    tuple_latex,
)
from backproof.optimisation.shown import Shown
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_PRINTED = {"<=": r"\le", ">=": r"\ge", "==": "="}
_METHOD = "feasibility and values in FLINT's fractions"


def work(program: Program) -> Worked:
    """Solve the program and write the derivation."""
    lines = {"optimal": _optimal, "infeasible": _infeasible, "unbounded": _unbounded}
    status, (objective, *constraints) = program.outcome.status, _stated_program(program)
    return Worked(
        kind="linear_program",
        task={
            "sense": program.sense,
            "objective": objective.latex,
            "constraints": tuple(item.latex for item in constraints),
            "status": status,
        },
        asked=shown.said(shown.name("P"), objective, *constraints),
        lines=tuple(lines[status](program)),
        results=tuple(_results(program)),
        checks=tuple(_checks(program)),
        data={
            "sense": program.sense,
            "costs": list(map(str, program.costs)),
            "rows": [list(map(str, row)) for row in program.rows],
            "signs": list(program.signs),
            "right": list(map(str, program.right)),
            "free": list(program.free),
            "status": status,
            "variables": list(program.names),
            "symbols": [f"y{i + 1}" for i in range(len(program.rows))],
        },
    )


def _rational(values: Sequence[Fraction]) -> list[Any]:
    return [sympy.Rational(x.numerator, x.denominator) for x in values]


def _fraction(value: Fraction) -> Latex:
    return formula_latex(*_rational([value]))


def _number_of(value: Fraction) -> Shown:
    return shown.number(*_rational([value]))


def _compared(left: Fraction, right: Fraction) -> Shown:
    """Show which of two numbers is the larger one."""
    relation = "=" if left == right else "<" if left < right else ">"
    return shown.related(_number_of(left), relation, _number_of(right))


def _combination(values: Sequence[Fraction], names: Sequence[str]) -> Shown:
    symbols = [sympy.Symbol(name, real=True) for name in names]
    return shown.number(sympy.Add(*(a * s for a, s in zip(_rational(values), symbols, strict=True))))


def _stated_program(program: Program) -> tuple[Shown, ...]:
    """Show a program: objective, rows, and the signs of the variables."""
    rows = (
        shown.related(_combination(row, program.names), _PRINTED[sign], _number_of(b))
        for row, sign, b in zip(program.rows, program.signs, program.right, strict=True)
    )
    held = [name for name, free in zip(program.names, program.free, strict=True) if not free]
    signs = [shown.not_negative(held)] if held else []
    return (_combination(program.costs, program.names), *rows, *signs)


def _stated(key: str, left: str, values: Sequence[Fraction], word: str = "") -> Stated:
    exact = _rational(values)
    return Stated(key, Latex(left), tuple_latex(exact), texts(exact), word)


def _number(key: str, left: str, value: Fraction, word: str = "") -> Stated:
    (exact,) = _rational([value])
    return Stated(key, Latex(left), formula_latex(exact), formula_text(exact), word)


def _row_values(program: Program, point: Sequence[Fraction]) -> list[Fraction]:
    return [sum((a * x for a, x in zip(row, point, strict=True)), Fraction(0)) for row in program.rows]


def _optimal(program: Program) -> Iterator[Line]:
    dual = program.dual_program
    turned = any(sign == (">=" if program.sense == "max" else "<=") for sign in program.signs)
    yield shown.line("dual", *_stated_program(dual), word=dual.sense + (" turned" if turned else ""))
    yield Line("solution", (_stated("x", names_latex(program.names), program.point),))
    values = _row_values(program, program.point)
    rows = map(_compared, values, program.right)
    yield shown.line("rows", *rows, word="tight" if values == list(program.right) else "")
    yield from _by_slackness(program)
    y = program.dual
    turned_y = _own_dual(program, y)
    yield Line("dual solution", (_stated("y", names_latex(dual.names), turned_y),))
    yield Line(
        "values",
        (
            _number("primal value", r"c^\top x", program.value(program.point)),
            _number("dual value", r"b^\top y", dual.value(turned_y)),
        ),
    )
    others = [point for point in program.optima if point != program.point]
    for point in others:
        yield Line("other vertex", (_stated("x", names_latex(program.names), point),))
    if program.optimal_ray:
        ray = shown.column(_rational(program.optimal_ray))
        yield shown.line("optimal ray", shown.related(shown.name("d"), "=", ray))
    if program.active > len(program.names):
        space = shown.name(rf"\mathbb{{R}}^{{{len(program.names)}}}")
        yield shown.line("degenerate", space, word=str(program.active))
    for item in program.dual_optima[1:]:
        yield Line("other dual", (_stated("y", names_latex(dual.names), _own_dual(program, item)),))


def _own_dual(program: Program, y: Sequence[Fraction]) -> list[Fraction]:
    """Return multipliers as values of the dual program's variables."""
    usual = "<=" if program.sense == "max" else ">="
    return [v if sign in (usual, "==") else -v for v, sign in zip(y, program.signs, strict=True)]


def _by_slackness(program: Program) -> Iterator[Line]:
    """Yield what complementary slackness says of the dual's variables."""
    dual = program.dual_program
    slack = [
        name
        for name, v, b in zip(dual.names, _row_values(program, program.point), program.right, strict=True)
        if v != b
    ]
    if slack:
        zero = shown.number(0)
        yield shown.line("no price", *(shown.related(shown.variables([name]), "=", zero) for name in slack))
    tight = [
        shown.related(_combination(row, dual.names), "=", _number_of(b))
        for row, b, x in zip(dual.rows, dual.right, program.point, strict=True)
        if x
    ]
    if tight:
        yield shown.line("equal rows", *tight)


def _certificate(program: Program) -> list[Fraction]:
    """Return the factors of an infeasible program's rows whose sum is a contradiction."""
    return [-y for y in program.outcome.multipliers]


def _infeasible(program: Program) -> Iterator[Line]:
    y = _certificate(program)
    columns = [
        sum((a * row[j] for a, row in zip(y, program.rows, strict=True)), Fraction(0))
        for j in range(len(program.names))
    ]
    total = sum((a * b for a, b in zip(y, program.right, strict=True)), Fraction(0))
    yield Line("factors", (_stated("y", names_latex([f"y{i + 1}" for i in range(len(y))]), y),))
    yield shown.line(
        "contradiction",
        shown.contradiction(_combination(columns, program.names), r"\le", _number_of(total)),
    )


def _unbounded(program: Program) -> Iterator[Line]:
    yield Line("feasible", (_stated("x", names_latex(program.names), program.point),))
    gain = program.value(program.ray)
    yield Line(
        "ray", (_stated("d", "d", program.ray), _number("gain", r"c^\top d", gain)), word=program.sense
    )


def _results(program: Program) -> Iterator[Stated]:
    status = program.outcome.status
    x, y = names_latex(program.names), names_latex([f"y{i + 1}" for i in range(len(program.rows))])
    if status != "optimal":
        yield Stated("program", Latex("P"), Latex(""), "", status)
        if status == "infeasible":
            yield _stated("y", y, _certificate(program))
        else:
            yield _stated("x", x, program.point)
            yield _stated("d", "d", program.ray)
        return
    word = "degenerate vertex" if program.active > len(program.names) else ""
    for place, point in enumerate(program.optima):
        yield _stated("x", x, point, word if not place else "")
    if program.optimal_ray:
        yield _stated("d", "d", program.optimal_ray)
    yield _number(program.sense, rf"\{program.sense}", program.value(program.point))
    for item in program.dual_optima:
        yield _stated("y", y, _own_dual(program, item))


def _checks(program: Program) -> Iterator[Check]:
    """Check feasibility, signs and equal values by products in FLINT."""
    from flint import fmpq, fmpq_mat

    def flint(rows: Sequence[Sequence[Fraction]]) -> Any:
        return fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows])

    def faults_of(point: Sequence[Fraction], *, is_ray: bool = False) -> list[str]:
        right = [Fraction(0)] * len(program.rows) if is_ray else program.right
        gaps = flint(program.rows) * flint([[x] for x in point]) - flint([[b] for b in right])
        found = [gaps[i, 0] for i in range(len(program.rows))]
        bad = [s for s, g in zip(program.signs, found, strict=True) if not _fits(s, g)]
        return bad + [f"{x} < 0" for x, free in zip(point, program.free, strict=True) if x < 0 and not free]

    if program.rows:
        for place, point in enumerate(program.optima or ([program.point] if program.point else [])):
            yield exact_check(_METHOD, f"solution {place + 1}", faults_of(point))
    yield from _certificate_checks(program, flint, faults_of)


def _fits(sign: str, gap: Any) -> bool:
    return bool(gap == 0 or (gap < 0 and sign == "<=") or (gap > 0 and sign == ">="))


def _certificate_checks(program: Program, flint: Any, faults_of: Any) -> Iterator[Check]:
    better = 1 if program.sense == "max" else -1
    if program.outcome.status == "unbounded":
        faults = faults_of(program.ray, is_ray=True)
        faults += [] if program.value(program.ray) * better > 0 else ["the objective does not improve"]
        yield exact_check(_METHOD, "ray", faults)
        return
    ys = program.dual_optima if program.outcome.status == "optimal" else [_certificate(program)]
    for y in ys if program.rows else ():
        products = flint([y]) * flint(program.rows)
        columns = [products[0, j] for j in range(len(program.names))]
        value = (flint([y]) * flint([[b] for b in program.right]))[0, 0]
        is_optimal = program.outcome.status == "optimal"
        side = better if is_optimal else 1
        faults = [f"factor {v}" for v, s in zip(y, program.signs, strict=True) if not _has_sign(v * side, s)]
        targets = flint([program.costs]) if is_optimal else flint([[Fraction(0)] * len(program.names)])
        for column, cost, free in zip(columns, targets.tolist()[0], program.free, strict=True):
            gap = (column - cost) * side
            faults += [f"column {column}"] if gap < 0 or (free and gap) else []
        best = flint([[program.value(program.point)]])[0, 0] if is_optimal else 0
        wrong = value != best if is_optimal else value >= 0
        yield exact_check(_METHOD, "dual certificate", [*faults, *(["value"] if wrong else [])])


def _has_sign(factor: Fraction, sign: str) -> bool:
    return sign == "==" or factor == 0 or (factor > 0) == (sign == "<=")
