"""Figures of spaces: vectors in two or three dimensions as arrows, functions as curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import mpmath

from backproof.answer import Figure, Latex
from backproof.spaces.exact.evaluate import UndefinedError, digits
from backproof.spaces.language.domain import read_domain
from backproof.spaces.language.printing import text_latex
from backproof.spaces.language.result import Dimension, Element
from backproof.spaces.language.syntax import names, parse

# Numbers of intervals of a curve: the first is taken by which nearly all chords are near their graphs.
_INTERVALS = (160, 320, 640, 1280)
_NEAR, _FEW = 0.01, 0.05
_SPAN, _NULL_SPACE, _CURVES = (f"{__package__}.{name}" for name in ("span", "null_space", "functions"))
_CONSTANTS = frozenset({"pi", "e"})


def pictures(name: str, found: Dimension) -> Iterator[Figure]:
    """Yield at most one figure; none for more than three coordinates, symbols or another field."""
    if found.source.scalars:
        return
    if found.kind in ("span", "column space") and (vectors := _in_space(found.given)):
        labels = tuple(element.name.latex for element in found.given)
        yield Figure(name, _SPAN, {"vectors": vectors, "pivots": found.pivots, "labels": labels})
    elif (
        found.kind == "null space"
        and (basis := _in_space(found.basis))
        and (rows := _rational(found.matrix_text))
    ):
        data = {
            "basis": basis,
            "rows": rows,
            "row_labels": tuple(f"r_{{{i}}}" for i in range(1, len(rows) + 1)),
        }
        yield Figure(name, _NULL_SPACE, data)
    elif found.kind == "span of polynomials" and (vectors := _coefficients(found)):
        axes = tuple(coordinate.latex for coordinate in found.coordinates)
        labels = tuple(element.latex for element in found.given)
        yield Figure(
            name, _SPAN, {"vectors": vectors, "pivots": found.pivots, "labels": labels, "axes": axes}
        )
    elif found.kind == "span of functions" and (figure := _curves(name, found)):
        yield figure


def _in_space(elements: Sequence[Element]) -> tuple[tuple[Fraction, ...], ...]:
    """Return the elements as vectors of two or three rational numbers; () for anything else."""
    if not all(len(element.entries) in (2, 3) for element in elements):
        return ()
    return _rational([element.entries for element in elements])


def _coefficients(found: Dimension) -> tuple[tuple[Fraction, ...], ...]:
    """Return polynomials as vectors of two or three rational coefficients; () for anything else."""
    if len(found.coordinates) not in (2, 3):
        return ()
    return tuple(zip(*_rational(found.matrix_text), strict=True))


def _rational(rows: Sequence[Sequence[str]]) -> tuple[tuple[Fraction, ...], ...]:
    """Return the entries as rational numbers; () if one of them is none."""
    try:
        return tuple(tuple(map(Fraction, row)) for row in rows)
    except ValueError:
        return ()


def _curves(name: str, found: Dimension) -> Figure | None:
    """Draw functions of one variable over a bounded interval, with the first relation; else None."""
    ends = _ends(found.source.domain)
    variables = sorted(set().union(*(names(parse(element.text)) for element in found.given)) - _CONSTANTS)
    if ends is None or len(variables) != 1:
        return None
    low, high = ends
    for count in _INTERVALS:
        points = tuple(low + (high - low) * i / count for i in range(count + 1))
        functions = tuple(
            (element.latex, tuple(_value(element.text, variables[0], x) for x in points))
            for element in found.given
        )
        if all(_are_near(values[::2], values[1::2]) for _, values in functions):
            break
    data = {"points": points, "functions": functions, "relation": _relation(found), "variable": variables[0]}
    return Figure(name, _CURVES, data)


def _are_near(values: Sequence[float], between: Sequence[float]) -> bool:
    """Return whether nearly all chords, over every other point, are near the values between their ends."""
    known = [value for value in values if math.isfinite(value)]
    room = _NEAR * (max(known) - min(known)) if known else 0.0
    apart = [abs(middle - (a + b) / 2) for a, middle, b in zip(values, between, values[1:], strict=False)]
    return sum(distance > room for distance in apart) <= _FEW * len(between)


def _ends(domain: Sequence[str]) -> tuple[float, float] | None:
    """Return the ends of a domain that is one bounded interval, else None."""
    intervals = [interval for text in domain for interval in read_domain(text)]
    if len(intervals) != 1 or intervals[0].low is None or intervals[0].high is None:
        return None
    low, high = (_value(end, "", 0.0) for end in (intervals[0].low, intervals[0].high))
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _value(text: str, variable: str, at: float) -> float:
    """Evaluate the text in double precision; NaN where it is undefined."""
    try:
        return float(digits(parse(text), {variable: mpmath.mpf(at)}))
    except (UndefinedError, ZeroDivisionError, KeyError, ValueError):
        return math.nan


def _relation(found: Dimension) -> tuple[int, tuple[tuple[str, float, int], ...]] | None:
    """Return the first relation as (index of the function, its addends), with coefficients as floats."""
    if not found.relations:
        return None
    first = found.relations[0]
    addends = tuple(
        (_multiple(number, found.given[index]), _value(number, "", 0.0), index)
        for index, number in first.coefficients
    )
    return first.index, addends


def _multiple(number: str, element: Element) -> str:
    """Print a multiple of a function in LaTeX for a plot's label."""
    shown = rf"\left({element.latex}\right)" if parse(element.text).kind == "sum" else element.latex
    if number in ("1", "-1"):
        return number.removesuffix("1") + shown
    factor = text_latex(number)
    if parse(number).kind == "sum":
        factor = Latex(rf"\left({factor}\right)")
    dot = r"\cdot " if shown[:1].isdigit() or shown.startswith((r"\frac", "-")) else ""
    return f"{factor} {dot}{shown}"
