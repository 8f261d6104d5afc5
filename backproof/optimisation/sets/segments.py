"""A segment between two points of a set whose middle is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import sympy

from backproof.optimisation.convexity.verdicts import Ends
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import exact_at
from backproof.optimisation.sets.conditions import Condition
from backproof.optimisation.signs import sign

_FEW = tuple(map(sympy.Rational, (0, 1, -1, 2, -2, "1/2", "-1/2", 3, -3)))
_MANY = (*_FEW, *map(sympy.Rational, (5, -5, 10, -10, "1/4", "-1/4", 100, -100)))
_MOST = 400
_CLEAR = 1e-7
Point = tuple[Any, ...]


def leaving(conditions: Sequence[Condition], ends: Sequence[Ends]) -> tuple[Point, Point] | None:
    """Return the ends of a segment whose middle is not in a set, simple ones first; None if none is found."""
    found = _between(conditions, list(dict.fromkeys(_points(conditions, ends)))[:_MOST])
    if found or any(item.sign == "==" for item in conditions):
        return found
    return _between(conditions, list(_drawn_points(conditions, ends)))


def _between(conditions: Sequence[Condition], inside: list[Point]) -> tuple[Point, Point] | None:
    if len(inside) < 2:
        return None
    inside.sort(key=lambda point: sum(abs(float(x)) + len(str(x)) / 2 for x in point))
    floats = np.array([[float(x) for x in point] for point in inside])
    first, second = np.triu_indices(len(inside), 1)
    middles = (floats[first] + floats[second]) / 2
    out = np.zeros(len(middles), dtype=bool)
    for item in conditions:
        found = values(item.function, middles)
        gap = np.abs(found) if item.sign == "==" else found
        out |= ~np.isfinite(gap) | (gap > (-_CLEAR if item.is_strict else _CLEAR))
    order = np.argsort((first + second)[out], kind="stable")
    for place in order[:60]:
        a, b = inside[first[out][place]], inside[second[out][place]]
        middle = tuple((x + y) / 2 for x, y in zip(a, b, strict=True))
        if any(fails(item, middle) for item in conditions):
            return a, b
    return None


def holds(item: Condition, point: Point) -> bool:
    """Return whether a condition holds at an exact point; not where it has no value."""
    try:
        side = sign(_at(item, point))
    except (ArithmeticError, TypeError, ValueError):
        return False
    return side == 0 if item.sign == "==" else side < 0 or (side == 0 and not item.is_strict)


def fails(item: Condition, point: Point) -> bool:
    """Return whether a condition has a value at an exact point and does not hold there."""
    try:
        side = sign(_at(item, point))
    except (ArithmeticError, TypeError, ValueError):
        return False
    return side != 0 if item.sign == "==" else side > 0 or (side == 0 and item.is_strict)


def _at(item: Condition, point: Point) -> Any:
    return exact_at(item.function.value, dict(zip(item.function.symbols, point, strict=True)))


def _points(conditions: Sequence[Condition], ends: Sequence[Ends]) -> Iterator[Point]:
    """Yield points of the set: of a grid, or solutions of the equations for one variable."""
    axes = [_axis(low, high, len(ends)) for low, high in ends]
    equations = [item for item in conditions if item.sign == "=="]
    grid = np.array(list(product(*axes)), dtype=object)
    floats = grid.astype(float)
    if equations:
        candidates: Iterator[Point] = _solved(equations, axes)
    else:
        near = np.ones(len(floats), dtype=bool)
        for item in conditions:
            with np.errstate(all="ignore"):
                near &= values(item.function, floats) < _CLEAR
        candidates = iter(map(tuple, grid[near][: 2 * _MOST]))
    for point in candidates:
        if all(holds(item, point) for item in conditions):
            yield point


def _drawn_points(conditions: Sequence[Condition], ends: Sequence[Ends]) -> Iterator[Point]:
    """Yield random points of the set, with coordinates of few digits."""
    rng = np.random.default_rng(17)
    count = 20000
    spread = rng.normal(0, 1, (count, len(ends))) * np.geomspace(0.2, 20, count)[:, None]
    rounded = np.unique(np.round(rng.permutation(spread) * 16) / 16, axis=0)
    near = np.ones(len(rounded), dtype=bool)
    for item in conditions:
        with np.errstate(all="ignore"):
            near &= values(item.function, rounded) < 0
    for point in rng.permutation(rounded[near])[:_MOST]:
        yield tuple(sympy.Rational(int(x * 16), 16) for x in point)


def _axis(low: Any, high: Any, size: int) -> list[Any]:
    tried = list(_MANY if size <= 2 else _FEW if size == 3 else _FEW[:5])
    tried += [low + x for x in _FEW if low.is_finite] + [high - x for x in _FEW if high.is_finite]
    return sorted({x for x in tried if low <= x <= high}, key=lambda x: (abs(x), bool(x < 0)))[
        : 17 if size <= 2 else 9
    ]


def _solved(equations: Sequence[Condition], axes: Sequence[Sequence[Any]]) -> Iterator[Point]:
    """Yield points that satisfy equations: as many variables are solved for as there are equations."""
    symbols = equations[0].function.symbols
    count = min(len(equations), len(symbols))
    wanted = [symbols[-count:], symbols[:count]] if len(symbols) > count else [symbols]
    for unknowns in wanted:
        others = [s for s in symbols if s not in unknowns]
        kept = [axes[symbols.index(s)][:7] for s in others]
        for chosen in list(product(*kept))[:60]:
            known = dict(zip(others, chosen, strict=True))
            yield from _completed(
                [e.function.value.xreplace(known) for e in equations], unknowns, known, symbols
            )


def _completed(
    left: Sequence[Any], unknowns: Sequence[Any], known: dict[Any, Any], symbols: Sequence[Any]
) -> Iterator[Point]:
    try:
        found = sympy.solve([x for x in left if x != 0] or [sympy.S.Zero], list(unknowns), dict=True)
    except NotImplementedError:
        return
    for solution in found[:4]:
        whole = {**known, **solution}
        point = tuple(whole.get(s, sympy.S.Zero) for s in symbols)
        if all(sympy.sympify(x).is_real and not x.free_symbols for x in point):
            yield point
