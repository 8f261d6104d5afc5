"""The worked answer for the convexity of a set by conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation.convexity.verdicts import Ends
from backproof.optimisation.convexity.worked import drawn
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    formula_latex,
    formula_text,
    matrix_latex,
    names_latex,
    symbol_latex,
    texts,
    tuple_latex,
)
from backproof.optimisation.sets.conditions import Condition, Form, box, form_of, natural
from backproof.optimisation.sets.segments import Point, fails, holds, leaving
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

MIDPOINTS = "midpoints of random points of the set"
_SEGMENT = "both ends lie in the set, their midpoint does not"
_DRAWS = 6000
_ROUNDING = 1e-7


def work(conditions: Sequence[Condition]) -> Worked:
    """Decide whether a set is convex; UnsolvedError if neither a proof nor a segment is found."""
    names = conditions[0].function.names
    ends = box(conditions, conditions[0].function.symbols)
    forms = [form_of(item, conditions, ends) for item in conditions]
    segment = leaving(conditions, ends) if None in forms else None
    if None in forms and segment is None:
        raise UnsolvedError
    shown = [form for form in forms if form is not None] if segment is None else []
    ends = natural(shown, names, ends)
    word = "not convex" if segment else "convex"
    return Worked(
        kind="convex_set",
        task={
            "point": names_latex(names),
            "size": len(names),
            "conditions": tuple(item.latex for item in conditions),
        },
        lines=tuple(_lines(conditions, shown, ends, segment)),
        results=(Stated("S", Latex("S"), Latex(""), "", word),),
        checks=tuple(_checks(conditions, ends, segment)),
        data={
            "variables": list(names),
            "domain": [[formula_text(a), formula_text(b)] for a, b in ends],
            "conditions": [[item.function.text, item.sign] for item in conditions],
            "forms": [form.text for form in shown],
            "segment": [texts(point) for point in segment] if segment else [],
        },
    )


def _lines(
    conditions: Sequence[Condition],
    forms: Sequence[Form],
    ends: Sequence[Ends],
    segment: tuple[Point, Point] | None,
) -> Iterator[Line]:
    if segment:
        middle = _middle(*segment)
        broken = next(item for item in conditions if fails(item, middle))
        yield Line("segment", formulas=(*map(tuple_latex, (*segment, middle)), broken.latex))
        return
    for item, form in zip(conditions, forms, strict=True):
        yield _form_line(item, form, dict(zip(item.function.symbols, ends, strict=True)))
    if len(conditions) > 1:
        yield Line("intersection")


def _form_line(item: Condition, form: Form, ends: Mapping[Any, Ends]) -> Line:
    f = item.function
    match form.name:
        case "sublevel":
            reason, minors = form.shown
            hessian = matrix_latex(f.hessian) if reason in ("quadratic", "minors") else Latex("")
            shown = tuple(map(formula_latex, minors))
            bounds = (_bounds(s, *ends[s]) for s in f.symbols if s in f.value.free_symbols)
            where = Latex(r",\, ".join(filter(None, bounds)))
            return Line("sublevel", formulas=(item.latex, f.latex, where, hessian, *shown), word=reason)
        case "cone":
            u, v = map(formula_latex, form.shown[1:])
            less = formula_latex(2 * sympy.sqrt(form.shown[0]))
            whole = formula_latex(form.shown[1] + form.shown[2])
            difference = formula_latex(form.shown[1] - form.shown[2])
            return Line("cone", formulas=(item.latex, less, u, v, difference, whole))
        case "product":
            return Line("product", formulas=(item.latex, Function(form.text, f.names).latex))
        case "quotient":
            below, word = form.shown
            turned = Latex(
                rf"{Function(form.text, f.names).latex} {'<' if item.is_strict else chr(92) + 'le'} 0"
            )
            return Line("quotient", formulas=(item.latex, formula_latex(below), turned), word=word)
        case "interval":
            symbol, where = form.shown
            return Line("interval", formulas=(item.latex, _interval(symbol, where)))
    return Line(form.name, formulas=(item.latex,))


def _bounds(symbol: Any, low: Any, high: Any) -> str:
    """State the bounds of a variable; an empty text without any."""
    name = symbol_latex(str(symbol))
    left = rf"{formula_latex(low)} \le " if low.is_finite and high.is_finite else ""
    right = rf" \le {formula_latex(high)}" if high.is_finite else ""
    if low.is_finite and not high.is_finite:
        right = rf" \ge {formula_latex(low)}"
    return f"{left}{name}{right}" if left or right else ""


def _interval(symbol: Any, where: Any) -> Latex:
    name = symbol_latex(str(symbol))
    if not where.start.is_finite:
        return Latex(rf"{name} {'<' if where.right_open else chr(92) + 'le'} {formula_latex(where.end)}")
    if not where.end.is_finite:
        return Latex(rf"{name} {'>' if where.left_open else chr(92) + 'ge'} {formula_latex(where.start)}")
    left, right = ("<" if is_open else r"\le" for is_open in (where.left_open, where.right_open))
    return Latex(f"{formula_latex(where.start)} {left} {name} {right} {formula_latex(where.end)}")


def _middle(a: Point, b: Point) -> Point:
    return tuple((x + y) / 2 for x, y in zip(a, b, strict=True))


def _checks(
    conditions: Sequence[Condition], ends: Sequence[Ends], segment: tuple[Point, Point] | None
) -> Iterator[Check]:
    if segment:
        middle = _middle(*segment)
        faults = [point for point in segment if not all(holds(item, point) for item in conditions)]
        faults += [] if any(fails(item, middle) for item in conditions) else [middle]
        yield exact_check(_SEGMENT, "not convex", faults)
        return
    # Equations of a convex set are affine, and hold in the middle of any two points.
    bounds = [item for item in conditions if item.sign != "=="]
    points = drawn(ends, _DRAWS, 9) * np.geomspace(0.05, 3, _DRAWS)[:, None]
    inside = points[np.all([values(item.function, points) <= 0 for item in bounds], axis=0)]
    a, b = inside[: len(inside) // 2], inside[len(inside) // 2 : len(inside) // 2 * 2]
    middle = (a + b) / 2
    gaps = [values(item.function, middle) for item in bounds] if len(middle) else []
    worst = max((float(np.max(gap)) for gap in gaps), default=0.0)
    yield Check(MIDPOINTS, f"convex, {len(middle)} pairs", max(0.0, worst), _ROUNDING)
