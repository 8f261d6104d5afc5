"""The worked answer for convexity: the second derivatives, the verdicts, and the witnesses against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.convexity.verdicts import Ends, Verdict, decide, value_at
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    at_latex,
    formula_latex,
    formula_text,
    texts,
    value_at_latex,
)
from backproof.optimisation.shown import Shown
from backproof.optimisation.signs import definiteness
from backproof.optimisation.stationary.worked import hessian_line
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_MIDPOINTS = "values at midpoints of random segments"


def work(f: Function, domain: Sequence[Ends]) -> Worked:
    """Decide convexity and write the derivation; UnsolvedError if it is beyond the methods."""
    found = decide(f, domain)
    ends = [[formula_text(a), formula_text(b)] for a, b in domain]
    bounds = _bounds(f, domain)
    space = r"\mathbb{R}" if len(f.names) == 1 else rf"\mathbb{{R}}^{{{len(f.names)}}}"
    where = [says for item in bounds for says in item.says] or [{"name": space}]
    return Worked(
        kind="convexity",
        task={
            "by_rules": False,
            "signature": at_latex("f", f.names),
            "latex": f.latex,
            "is_best": not found.near,
            "bounds": tuple(item.latex for item in bounds),
            "size": len(f.names),
            "is_single": len(f.names) == 1,
        },
        asked=(f.says, *where),
        lines=tuple(_lines(f, found)),
        results=tuple(_results(found)),
        checks=tuple(_checks(f, domain, found)),
        data={
            "f": f.text,
            "variables": list(f.names),
            "domain": ends,
            **{
                key: [texts(point) for point in getattr(found, key)]
                for key in ("segment", "flat", "vanishing", "tight")
            },
            "arch": [texts(point) for point in found.negative.segment] if found.negative else [],
        },
    )


def _bounds(f: Function, domain: Sequence[Ends]) -> list[Shown]:
    """Show the intervals of the variables that have bounds."""
    pairs = zip(f.names, domain, strict=True)
    return [shown.between(name, *ends) for name, ends in pairs if ends != (-sympy.oo, sympy.oo)]


def _lines(f: Function, found: Verdict) -> Iterator[Line]:
    if found.reason in ("quadratic", "minors"):
        yield hessian_line(f)
    if found.eigenvalues:
        eigenvalues = [
            Stated(f"lambda{i}", Latex(rf"\lambda_{{{i}}}"), formula_latex(x), formula_text(x))
            for i, x in enumerate(found.eigenvalues, 1)
        ]
        yield Line("eigenvalues", tuple(eigenvalues))
    yield from _pieces(f, found)
    yield from _minors(found)
    yield from _witnesses(f, found)
    if found.negative:
        yield from _concavity(f, found.negative)


def _pieces(f: Function, found: Verdict) -> Iterator[Line]:
    """Yield the second derivatives of the pieces, or of the addends."""
    parts = found.parts or ([(f.value, found.curvature)] if found.curvature else [])
    for value, curvature in parts:
        name = str(next(iter(value.free_symbols), f.symbols[0]))
        if found.parts:
            yield shown.line("addend", shown.number(value))
        for piece in curvature.pieces:
            where, word = shown.between(name, piece.start, piece.end), _word(piece)
            least = (shown.number(piece.least),) if word in ("taken", "approached") else ()
            yield shown.line("piece", where, shown.number(piece.bend), *least, word=word)
        if len(curvature.pieces) > 1:
            yield Line("kinks", word="falls" if curvature.falls_at is not None else "rises")


def _minors(found: Verdict) -> Iterator[Line]:
    relation = r"\ge" if found.flat else ">"
    zero = shown.number(0)
    minors = [shown.related(*_minor(i, m), relation, zero) for i, m in enumerate(found.minors, 1)]
    if found.near:
        assert found.modulus is not None
        near = Shown(Latex(found.near), (found.near,))
        modulus = shown.called("m", shown.number(found.modulus))
        yield shown.line("bound", near, modulus, *minors)
    elif minors:
        yield shown.line("minors", *minors)


def _minor(i: int, value: Any) -> tuple[Shown, str, Shown]:
    return shown.name(rf"\Delta_{{{i}}}"), "=", shown.number(value)


def _concavity(f: Function, negative: Verdict) -> Iterator[Line]:
    """Yield what shows that -f is convex, or the segment that shows that it is not."""
    if negative.segment:
        yield _segment_line(f, "arch", negative.segment)
        return
    turned = Function(f"-({f.text})", f.names)
    if negative.reason == "quadratic":
        found = definiteness(turned.hessian)
        minors = (shown.related(*_minor(i, m)) for i, m in enumerate(found.minors, 1))
        yield shown.line("negated", *minors, word="quadratic")
        return
    yield Line("negated", word=negative.reason)
    yield from _pieces(turned, negative)
    yield from _minors(negative)


def _word(piece: Any) -> str:
    """Return what is known of the infimum of a second derivative: taken, approached, or below 0."""
    if piece.bend == 0:
        return "affine"
    if piece.least == -sympy.oo or piece.least < 0:
        return "negative"
    return "taken" if piece.is_attained else "approached"


def _witnesses(f: Function, found: Verdict) -> Iterator[Line]:
    for key, points in (("segment", found.segment), ("flat", found.flat)):
        if points:
            yield _segment_line(f, key, points)
    if found.vanishing:
        curve, vector = found.vanishing
        is_single = len(f.names) == 1
        along = () if is_single else (shown.column(vector),)
        yield shown.line("vanishing", shown.at(f.names, curve), *along, word="single" if is_single else "")
    if found.modulus is not None and not found.near:
        m = Stated("m", Latex("m"), formula_latex(found.modulus), formula_text(found.modulus))
        yield Line("modulus", (m,))


def _segment_line(f: Function, key: str, points: Sequence[Sequence[Any]]) -> Line:
    """State the values at the ends and in the middle of a segment, and the mean of those at the ends."""
    middle = tuple((a + b) / 2 for a, b in zip(*points, strict=True))
    three = (*points, middle)
    at = [(p, value_at(f, p)) for p in three]
    stated = tuple(
        Stated(f"value {i}", value_at_latex("f", p), formula_latex(value), formula_text(value))
        for i, (p, value) in enumerate(at)
    )
    mean = sympy.simplify((at[0][1] + at[1][1]) / 2)
    ends = tuple(map(shown.point, points))
    return shown.line(
        key, *(ends if key == "flat" else (shown.point(middle), *ends, shown.number(mean))), stated=stated
    )


def _results(found: Verdict) -> Iterator[Stated]:
    def said(key: str, word: str) -> Stated:
        return Stated(key, Latex("f"), Latex(""), "", word)

    yield said("f", "convex" if found.convex else "not convex")
    yield said("f", "strictly convex" if found.strict else "not strictly convex")
    if found.modulus is None:
        yield said("f", "not strongly convex")
    else:
        yield said("f", "strongly convex")
        word = "modulus" if found.near else "best modulus"
        yield Stated("m", Latex("m"), formula_latex(found.modulus), formula_text(found.modulus), word)
    if found.negative:
        word = "strictly concave" if found.negative.strict else "concave"
        yield said("f", word if found.negative.convex else "not concave")


def drawn(domain: Sequence[Ends], count: int, seed: int) -> Any:
    """Return random points of a box, near its ends and far out."""
    rng, columns = np.random.default_rng(seed), []
    for a, b in domain:
        has_low, has_high = a != -sympy.oo, b != sympy.oo
        spread = rng.exponential(2.0, count) + 1e-6
        if has_low and has_high:
            columns.append(rng.uniform(float(a), float(b), count))
        elif has_low or has_high:
            columns.append(float(a) + spread if has_low else float(b) - spread)
        else:
            columns.append(rng.normal(0, 2.5, count))
    return np.stack(columns, axis=1)


def _checks(f: Function, domain: Sequence[Ends], found: Verdict) -> Iterator[Check]:
    if found.convex:
        x, y = drawn(domain, 3000, 5), drawn(domain, 3000, 6)
        ends, middle = values(f, x) + values(f, y), values(f, (x + y) / 2)
        with np.errstate(all="ignore"):
            modulus = float(found.modulus or 0)
            gap = ends / 2 - middle - modulus / 8 * np.sum((x - y) ** 2, axis=1)
            worst = np.max(np.where(np.isfinite(gap), -gap / (1 + np.abs(ends)), 0.0))
            # Beyond the largest float nothing is known; without a value the function is not defined.
            worst = np.inf if np.isnan(ends).any() or np.isnan(middle).any() else worst
        yield Check(_MIDPOINTS, "convex", float(max(0.0, worst)), 1e-9)
    arch = found.negative.segment if found.negative else ()
    if found.negative and found.negative.convex:
        yield _concave_check(f, domain)
    for key, points in (("segment", found.segment), ("flat", found.flat), ("arch", arch)):
        if points:
            at = np.array([[float(x) for x in p] for p in points])
            gap = float(values(f, np.mean(at, axis=0)[None])[0] - np.mean(values(f, at)))
            size = 1 + float(np.max(np.abs(values(f, at))))
            holds = abs(gap) < 1e-9 * size if key == "flat" else (gap > 0 if key == "segment" else gap < 0)
            yield exact_check("values on a segment", key, [] if holds else [gap])
    if found.vanishing:
        yield _vanishing_check(f, found)
    if found.tight:
        point, vector = found.tight
        place = f.place(point)
        step = np.array([[place.values[f.names[0]][0, 0] * 0 + 1]], dtype=object)
        along = {name: step * float(v) for name, v in zip(f.names, map(float, vector), strict=True)}
        length = sum(float(v) ** 2 for v in vector)
        bend = float(place.slope([along, along])[0, 0]) / length
        yield Check(
            "curvature where it is least", "modulus", abs(bend - float(found.modulus)), 1e-6 * (1 + abs(bend))
        )


def _concave_check(f: Function, domain: Sequence[Ends]) -> Check:
    x, y = drawn(domain, 3000, 7), drawn(domain, 3000, 8)
    ends, middle = values(f, x) + values(f, y), values(f, (x + y) / 2)
    with np.errstate(all="ignore"):
        gap = (ends / 2 - middle) / (1 + np.abs(ends))
    worst = np.inf if np.isnan(ends).any() or np.isnan(middle).any() else np.max(gap[np.isfinite(gap)])
    return Check(_MIDPOINTS, "concave", float(max(0.0, worst)), 1e-9)


def _vanishing_check(f: Function, found: Verdict) -> Check:
    """Check by differences that the curvature on a curve falls towards 0."""
    curve, vector = found.vanishing

    def bend(t: int) -> float:
        place = f.place([sympy.sympify(x).subs(sympy.Symbol("t", real=True), t) for x in curve])
        one = np.array([[place.values[f.names[0]][0, 0] * 0 + 1]], dtype=object)
        along = {name: one * int(v) for name, v in zip(f.names, vector, strict=True)}
        return float(place.slope([along, along])[0, 0])

    # Far enough apart for a root that falls slowly; an exponential has fallen long before.
    bends = [bend(4), bend(64)]
    # Far out, what is left of a difference of values is rounding.
    room = 1e-9 * bends[0]
    if abs(bends[1]) > room:
        bends.append(bend(65536))
    falls = bends[0] > bends[1] >= bends[-1] - room and abs(bends[-1]) < bends[0] / 4
    return exact_check("curvature along a curve", "not strongly convex", [] if falls else bends)
