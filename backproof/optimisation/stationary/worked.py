"""The worked answer for stationary points: lines, results, evidence and claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.evidence import no_lower_value, no_other_point, values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    at_latex,
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    names_latex,
    rows_of_texts,
    texts,
    tuple_latex,
    value_at_latex,
)
from backproof.optimisation.shown import Shown
from backproof.optimisation.signs import form, sign
from backproof.optimisation.stationary.curves import Curve
from backproof.optimisation.stationary.forms import Bound
from backproof.optimisation.stationary.points import Point, Stationary, stationary
from backproof.optimisation.stationary.repetitions import is_whole
from backproof.optimisation.worked import Line, Stated, Worked


def work(f: Function) -> Worked:
    """Find the stationary points and write the derivation; UnsolvedError if they are beyond the methods."""
    found = stationary(f)
    lines = [*_first(found), *(line for point in found.points for line in _of_point(f, point))]
    task = {"signature": at_latex("f", f.names), "latex": f.latex, "names": names_latex(f.names)}
    data = {
        "f": f.text,
        "variables": list(f.names),
        "points": [_certificate(point) for point in found.points],
        "count": len(found.points),
        "symbols": sorted({str(s) for point in found.points for s in _free(point)}),
    }
    return Worked(
        kind="stationary",
        task={**task, "count": len(found.points), "is_single": len(f.names) == 1},
        lines=tuple(lines),
        results=tuple(_results(f, found)),
        checks=tuple(_checks(found)),
        data=data,
        asked=(f.says,),
    )


def gradient_line(f: Function) -> Line:
    """Return the line that states the gradient, or the derivative by a single number."""
    value = [[text] for text in texts(f.gradient)]
    return Line("gradient", (Stated("gradient", gradient_at(f), column_latex(f.gradient), value),))


def gradient_at(f: Function, point: Any = None) -> Latex:
    """Return the gradient at the variables, or at a point, as a symbol."""
    name = r"f'" if len(f.names) == 1 else r"\nabla f"
    return at_latex(name, f.names) if point is None else value_at_latex(name, point)


def hessian_at(f: Function, point: Any = None) -> Latex:
    """Return the Hessian at the variables, or at a point, as a symbol."""
    name = r"f''" if len(f.names) == 1 else r"\nabla^2 f"
    return at_latex(name, f.names) if point is None else value_at_latex(name, point)


def hessian_line(f: Function) -> Line:
    """Return the line that states the Hessian."""
    stated = Stated("Hessian", hessian_at(f), matrix_latex(f.hessian), rows_of_texts(f.hessian))
    return Line("hessian", (stated,))


def _first(found: Stationary) -> Iterator[Line]:
    """Yield the lines up to the points: the gradient, its zeros, and the Hessian."""
    f = found.f
    yield gradient_line(f)
    for system in found.systems:
        equations = list(map(_vanishing, system.equations))
        yield shown.line("equations", *equations)
        if system.rule == "triangular" or (system.rule == "single" and system.triangular):
            equivalent = list(map(_vanishing, system.triangular))
            if equivalent != equations:
                yield shown.line("equivalent", *equivalent, word=system.rule)
    if not found.points:
        yield Line("none")
        return
    free = {symbol for point in found.points for symbol in _free(point)}
    word = "whole" if any(map(is_whole, free)) else "angle" if free - set(f.symbols) else ""
    yield shown.line("points", *(shown.at(f.names, p.at) for p in found.points), word=word)
    yield hessian_line(f)


def _free(point: Point) -> set[Any]:
    return set(sympy.Matrix(list(point.at)).free_symbols)


def _vanishing(item: Any) -> Shown:
    if item.is_number and item != 0:
        return shown.contradiction(shown.number(item), "=", shown.number(0))
    return shown.related(shown.number(item), "=", shown.number(0))


def _of_point(f: Function, point: Point) -> Iterator[Line]:
    """Yield the lines that classify a point."""
    at = Stated(
        "Hessian at the point",
        hessian_at(f, point.at),
        matrix_latex(point.hessian),
        rows_of_texts(point.hessian),
    )
    yield shown.line("at point", shown.at(f.names, point.at), stated=(at,), word=point.word)
    if point.reason == "indefinite":
        yield shown.line("indefinite", *_forms(point), word=point.word)
    elif point.definite.word in ("positive definite", "negative definite"):
        # Of a single number, the second derivative is its only minor.
        minors = _minors(point) if len(f.names) > 1 else ()
        yield shown.line("minors", *minors, word=point.definite.word)
    else:
        yield Line("semidefinite", word="zero" if point.definite.word == "zero" else "")
    if point.squares:
        yield Line("squares", (_sum_of_squares(f, point),), word=point.word)
    if point.reason == "across":
        bend = sympy.simplify(point.hessian.trace())
        yield shown.line("across", shown.number(bend), word=point.word)
    if point.order:
        yield _first_derivative(point, *point.order)
    for curve, word in ((point.lower, "lower"), (point.higher, "higher")):
        if curve and not point.order:
            place = shown.at(f.names, curve.at)
            yield shown.line("curve", place, stated=(_difference(point, curve),), word=word)
    yield from _global(f, point)


def _first_derivative(point: Point, order: int, value: Any) -> Line:
    """Return the line that states the first derivative at a point of one variable that is not 0."""
    left = value_at_latex(r"f'''" if order == 3 else f"f^{{({order})}}", point.at)
    stated = Stated("derivative", left, formula_latex(value), formula_text(value))
    return Line("order", (stated,), word=point.word)


def _global(f: Function, point: Point) -> Iterator[Line]:
    """Yield the reason why an optimum is global, or is not."""
    if point.reason in ("convex", "coercive", "periodic", "decay", "limits", "drift"):
        value = Stated(
            "value", value_at_latex("f", point.at), formula_latex(point.value), formula_text(point.value)
        )
        yield Line(point.reason, (value,), word=point.word)
    if point.bound:
        yield _by_form(f, point, point.bound)
    if point.better:
        *at, value = point.better
        other = Stated("better value", value_at_latex("f", at), formula_latex(value), formula_text(value))
        own = Stated(
            "value", value_at_latex("f", point.at), formula_latex(point.value), formula_text(point.value)
        )
        yield Line("better", (other, own), word=point.word)
    if point.beyond:
        far = Stated(
            "values far out",
            value_at_latex("f", point.beyond.at),
            formula_latex(point.beyond.difference),
            formula_text(point.beyond.difference),
        )
        yield Line("beyond", (far,), word=point.word)


def _by_form(f: Function, point: Point, found: Bound) -> Line:
    """Return the line on what f, or an inner function, differs by from its value at the point."""
    if found.inner is None:
        rest = formula_latex(found.rest), formula_text(found.rest)
        return Line("form", (Stated("difference", _gap_latex(f, point), *rest),), word=point.word)
    rule = "increasing" if found.is_rising else "decreasing"
    relation = shown.related(shown.number(found.rest), r"\ge", shown.number(0))
    return shown.line(rule, shown.number(found.inner), relation, word=point.word)


def _minors(point: Point) -> Iterator[Shown]:
    for k, minor in enumerate(point.definite.minors, 1):
        yield shown.compared(shown.name(rf"\Delta_{{{k}}}"), minor, sign(minor))


def _forms(point: Point) -> Iterator[Shown]:
    """Yield the values of the quadratic form at two vectors, of different signs."""
    for name, vector in (("u", point.definite.up), ("v", point.definite.down)):
        value = form(point.hessian, vector)
        product = shown.compared(shown.name(rf"{name}^\top \nabla^2 f \, {name}"), value, sign(value))
        direction = shown.called(name, shown.column(vector))
        yield shown.listed((direction, product), r"\colon\quad ")


def _sum_of_squares(f: Function, point: Point) -> Stated:
    """Return f - f(p), or f(p) - f, as a sum of squares."""
    exact = sum((w * root**2 for w, root in point.squares), sympy.S.Zero)
    return Stated("squares", _gap_latex(f, point), squares_latex(point.squares), formula_text(exact))


def _gap_latex(f: Function, point: Point) -> Latex:
    """Print f - f(p) for a minimum, and f(p) - f for a maximum."""
    whole, value = at_latex("f", f.names), formula_latex(point.value)
    is_least = point.word.endswith("minimum")
    if point.value == 0:
        return whole if is_least else Latex(f"-{whole}")
    minus = f"- {value}" if sign(point.value) > 0 else f"+ {formula_latex(-point.value)}"
    return Latex(f"{whole} {minus}" if is_least else f"{value} - {whole}")


def squares_latex(squares: Any) -> Latex:
    """Print weights times squares."""
    addends = []
    for weight, root in squares:
        inside = formula_latex(root)
        square = f"{inside}^2" if len(inside) == 1 else rf"\left({inside}\right)^2"
        addends.append(square if weight == 1 else rf"{formula_latex(weight)} {square}")
    return Latex(" + ".join(addends))


def _difference(point: Point, curve: Curve) -> Stated:
    left = value_at_latex("f", curve.at)
    if point.value != 0:
        minus = (
            f"- {formula_latex(point.value)}" if sign(point.value) > 0 else f"+ {formula_latex(-point.value)}"
        )
        left = Latex(f"{left} {minus}")
    return Stated("difference", left, formula_latex(curve.difference), formula_text(curve.difference))


def _results(f: Function, found: Stationary) -> Iterator[Stated]:
    left, key = names_latex(f.names), f"({', '.join(f.names)})" if len(f.names) > 1 else f.names[0]
    if not found.points:
        yield Stated("stationary points", Latex("f"), Latex(""), "", "without stationary points")
    for point in found.points:
        yield Stated(key, left, tuple_latex(point.at), texts(point.at), point.word)
    extreme = [p for p in found.points if p.word.startswith("global")]
    for p in {p.word: p for p in extreme}.values():
        name = "min" if p.word.endswith("minimum") else "max"
        yield Stated(name, Latex(rf"\{name} f"), formula_latex(p.value), formula_text(p.value))


def _certificate(point: Point) -> dict[str, Any]:
    """Return what shows a point's class, as plain data."""
    data: dict[str, Any] = {"free": sorted(map(str, _free(point)))}
    for key, curve in (("lower", point.lower), ("higher", point.higher), ("beyond", point.beyond)):
        if curve:
            data[key] = texts(curve.at)
    if point.better:
        data["better"] = texts(point.better[:-1])
    if point.squares:
        data["squares"] = [[formula_text(w), formula_text(root)] for w, root in point.squares]
    return data


def _checks(found: Stationary) -> Iterator[Check]:
    f = found.f
    zero = [0] * len(f.names)
    for point in found.points:
        free = _free(point)
        subject = f"f at {', '.join(texts(point.at))}"
        other = 3 if any(map(is_whole, free)) else sympy.Rational(3, 7)
        for value in (0, other, -2) if free else (0,):
            at = [sympy.sympify(x).subs(dict.fromkeys(free, value)) for x in point.at]
            yield from f.slope_check(at, zero, f"{subject}: gradient")
            yield from f.hessian_check(
                at, point.hessian.subs(dict.fromkeys(free, value)), f"{subject}: Hessian"
            )
        if point.word.startswith("global"):
            sense = 1 if point.word.endswith("minimum") else -1
            yield no_lower_value(f, point.at, point.value, sense, f"{subject}: {point.word}")
        if point.lower and point.higher:
            yield _witness_check(f, point, subject)
    yield no_other_point(f, [point.at for point in found.points], "stationary points of f")


def _witness_check(f: Function, point: Point, subject: str) -> Check:
    """Check that values on the two curves lie on different sides of the point's."""
    assert point.lower is not None
    assert point.higher is not None
    faults = 0
    for curve, wanted in ((point.lower, -1), (point.higher, 1)):
        for t in (1e-1, 1e-2, 1e-3):
            at = np.array([[float(sympy.sympify(x).subs("t", t)) for x in texts(curve.at)]])
            faults += not (values(f, at)[0] - float(point.value)) * wanted > 0
    return Check("values along curves", subject, float(faults), 0.0)
