"""The worked answer for subdifferentials of a convex function of one number, and its minimisers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.convexity.one_variable import Curvature, curvature
from backproof.optimisation.evidence import no_lower_value, values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    at_latex,
    formula_latex,
    formula_text,
    symbol_latex,
    texts,
    value_at_latex,
)
from backproof.optimisation.signs import sign
from backproof.optimisation.stationary.solving import UnsolvedError
from backproof.optimisation.worked import Stated, Worked

_METHOD = "one-sided differences"
_STEP = 1e-7


def work(f: Function, points: Sequence[Any]) -> Worked:
    """Find the subdifferentials and a minimiser; UnsolvedError unless the function is convex with one."""
    (symbol,) = f.symbols
    found = curvature(f.value, symbol, -sympy.oo, sympy.oo)
    if found.falls_at is not None or any(p.least == -sympy.oo or sign(p.least) < 0 for p in found.pieces):
        raise UnsolvedError
    least = _minimiser(found, symbol)
    value = f.at(f.value, [least])
    slopes = [(p, _slopes(found, symbol, p)) for p in points]
    name = symbol_latex(f.names[0])
    results = [_interval(p, ends) for p, ends in slopes]
    results.append(Stated("minimiser", Latex(f"{name}^{{*}}"), formula_latex(least), formula_text(least)))
    results.append(Stated("min", Latex(r"\min f"), formula_latex(value), formula_text(value)))
    own = _slopes(found, symbol, least)
    lines = [
        shown.line(
            "piece", shown.between(f.names[0], p.start, p.end), shown.number(sympy.diff(p.value, symbol))
        )
        for p in found.pieces
    ]
    known = [item for item, _ in slopes if item == least]
    stated = () if known else (_interval(least, own),)
    lines.append(shown.line("minimiser", shown.number(least), stated=stated))
    return Worked(
        kind="subgradient",
        task={
            "signature": at_latex("f", f.names),
            "latex": f.latex,
            "points": tuple(map(formula_latex, points)),
            "name": name,
        },
        lines=tuple(lines),
        results=tuple(results),
        checks=tuple(_checks(f, [*slopes, (least, own)], value)),
        data={"f": f.text, "variables": list(f.names), "at": texts(points)},
        asked=(f.says, *texts(points), {"name": "f"}),
    )


def _interval(point: Any, ends: tuple[Any, Any]) -> Stated:

    right = Latex(rf"[{formula_latex(ends[0])},\, {formula_latex(ends[1])}]")
    left = value_at_latex(r"\partial f", [point])
    return Stated(f"subdifferential at {formula_text(point)}", left, right, texts(ends))


def _slopes(found: Curvature, symbol: Any, point: Any) -> tuple[Any, Any]:
    """Return the slopes on both sides of a point."""
    left = next(p for p in found.pieces if p.start < point <= p.end)
    right = next(p for p in found.pieces if p.start <= point < p.end)
    low, high = (sympy.simplify(sympy.diff(p.value, symbol).subs(symbol, point)) for p in (left, right))
    return low, high


def _minimiser(found: Curvature, symbol: Any) -> Any:
    """Return a point whose subdifferential contains 0."""
    kinks = [p.end for p in found.pieces if p.end != sympy.oo]
    for kink in kinks:
        low, high = _slopes(found, symbol, kink)
        if sign(low) <= 0 <= sign(high):
            return kink
    for piece in found.pieces:
        zeros = sympy.solveset(
            sympy.diff(piece.value, symbol), symbol, sympy.Interval.open(piece.start, piece.end)
        )
        if isinstance(zeros, sympy.FiniteSet) and zeros:
            return next(iter(zeros))
    raise UnsolvedError


def _checks(f: Function, slopes: Sequence[tuple[Any, tuple[Any, Any]]], value: Any) -> Iterator[Check]:
    for point, ends in slopes:
        at = float(point) + _STEP * np.array([-1.0, 0.0, 1.0])
        low, middle, high = values(f, at[:, None])
        gap = max(abs((middle - low) / _STEP - float(ends[0])), abs((high - middle) / _STEP - float(ends[1])))
        yield Check(_METHOD, f"f at {formula_text(point)}", float(gap), 1e-4 * (1 + abs(float(ends[1]))))
    yield no_lower_value(f, [slopes[-1][0]], value, 1, "minimiser of f")
