"""The worked answer for the convexity of a set by conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.convexity.verdicts import Ends
from backproof.optimisation.convexity.worked import drawn
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    formula_text,
    names_latex,
    texts,
)
from backproof.optimisation.sets.conditions import Condition, Form, box, form_of, natural
from backproof.optimisation.sets.segments import Point, fails, holds, leaving
from backproof.optimisation.shown import Shown
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_MIDPOINTS = "midpoints of random points of the set"
_SEGMENT = "both ends lie in the set, their midpoint does not"
_DRAWS = 6000
_ROUNDING = 1e-7
_NOTHING = Shown(Latex(""), ())


def work(conditions: Sequence[Condition]) -> Worked:
    """Decide whether a set is convex; UnsolvedError if neither a proof nor a segment is found."""
    names = conditions[0].function.names
    ends = box(conditions, conditions[0].function.symbols)
    forms = [form_of(item, conditions, ends) for item in conditions]
    segment = leaving(conditions, ends) if None in forms else None
    if None in forms and segment is None:
        raise UnsolvedError
    found = [form for form in forms if form is not None] if segment is None else []
    ends = natural(found, names, ends)
    word = "not convex" if segment else "convex"
    return Worked(
        kind="convex_set",
        task={
            "point": names_latex(names),
            "size": len(names),
            "conditions": tuple(item.latex for item in conditions),
        },
        lines=tuple(_lines(conditions, found, ends, segment)),
        results=(Stated("S", Latex("S"), Latex(""), "", word),),
        checks=tuple(_checks(conditions, ends, segment)),
        data={
            "variables": list(names),
            "domain": [[formula_text(a), formula_text(b)] for a, b in ends],
            "conditions": [[item.function.text, item.sign] for item in conditions],
            "forms": [form.text for form in found],
            "segment": [texts(point) for point in segment] if segment else [],
        },
        asked=({"name": "S"}, list(names), *(item.says for item in conditions)),
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
        yield shown.line("segment", *map(shown.point, (*segment, middle)), _stated(broken))
        return
    for item, form in zip(conditions, forms, strict=True):
        yield _form_line(item, form, dict(zip(item.function.symbols, ends, strict=True)))
    if len(conditions) > 1:
        yield Line("intersection")


def _stated(item: Condition) -> Shown:
    return Shown(item.latex, (item.says,))


def _form_line(item: Condition, form: Form, ends: Mapping[Any, Ends]) -> Line:
    f, first = item.function, _stated(item)
    match form.name:
        case "sublevel":
            reason, minors = form.shown
            hessian = shown.matrix(f.hessian) if reason in ("quadratic", "minors") else _NOTHING
            own = [s for s in f.symbols if s in f.value.free_symbols and ends[s] != (-sympy.oo, sympy.oo)]
            where = shown.listed(shown.between(str(s), *ends[s], (r"\le", r"\le")) for s in own)
            numbers = map(shown.number, minors)
            return shown.line("sublevel", first, shown.function(f), where, hessian, *numbers, word=reason)
        case "cone":
            square, u, v = form.shown
            factors = (shown.called(letter, shown.number(x)) for letter, x in (("u", u), ("v", v)))
            entries = shown.point((2 * sympy.sqrt(square), u - v))
            return shown.line("cone", first, *factors, entries, shown.number(u + v))
        case "product":
            return shown.line("product", first, shown.function(Function(form.text, f.names)))
        case "quotient":
            below, word = form.shown
            sign = "<" if item.is_strict else r"\le"
            turned = shown.related(shown.function(Function(form.text, f.names)), sign, shown.number(0))
            factor = shown.number(below)
            return shown.line("quotient", first, factor, turned, factor, word=word)
        case "interval":
            symbol, where = form.shown
            signs = ["<" if is_open else r"\le" for is_open in (where.left_open, where.right_open)]
            return shown.line("interval", first, shown.between(str(symbol), where.start, where.end, signs))
    return shown.line(form.name, first)


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
    yield Check(_MIDPOINTS, f"convex, {len(middle)} pairs", max(0.0, worst), _ROUNDING)
