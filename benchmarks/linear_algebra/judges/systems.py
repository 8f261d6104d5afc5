"""Verdicts on systems, inverses, bases and maps: FLINT's ranks, determinants and products."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np

from benchmarks.linear_algebra.judges.values import (
    TINY,
    Found,
    Keys,
    beside,
    exact,
    floats,
    is_zero,
    listed,
    rank,
)


def system(keys: Keys, found: Found) -> bool:
    """Judge solutions by FLINT's ranks and products."""
    a, b = exact(keys["matrix"]), exact(keys["right_side"])
    ranks = rank(a), rank(beside(a, b))
    if "y" in found:
        y = exact(found["y"]).transpose()
        return ranks[1] > ranks[0] and is_zero(y * a) and not is_zero(y * b)
    solves = a * exact(found["x"]) == b
    if "N" not in found:
        return solves and ranks[0] == a.ncols()
    n = exact(found["N"])
    return solves and is_zero(a * n.transpose()) and rank(n) == n.nrows() == a.ncols() - ranks[0]


def by_cases(keys: Keys, cases: Any) -> bool:
    """At small points, exactly the cases that hold are right."""
    points = [{"k": Fraction(i, 2), "m": Fraction(j)} for i in range(-6, 7) for j in (-2, -1, 0, 1, 2, 3)]
    for point in points:
        known = {
            "matrix": [[_at(x, point) for x in row] for row in keys["matrix"]],
            "right_side": [_at(x, point) for x in keys["right_side"]],
        }
        holding = [case for case in cases if _holds(case["condition"], point)]
        if not holding:
            return False
        for case in holding:
            stated = {name: _all_at(listed(text), point) for name, text in case["found"].items()}
            if not system(known, stated):
                return False
    return True


def _at(item: Any, point: Mapping[str, Fraction]) -> str:
    text = re.sub(r"(?<![\w.*])(\d+)", r"F(\1)", str(item))
    return str(Fraction(eval(text, {"F": Fraction}, dict(point))))


def _all_at(item: Any, point: Mapping[str, Fraction]) -> Any:
    return [_all_at(x, point) for x in item] if isinstance(item, list) else _at(item, point)


def _holds(condition: str, point: Mapping[str, Fraction]) -> bool:
    if not condition:
        return True
    parts = [re.sub(r"(?<![!<>=])=(?!=)", "==", part) for part in condition.split(",")]
    values = {name: mp.mpf(x.numerator) / x.denominator for name, x in point.items()}
    return all(_relation(part, values) for part in parts)


def _relation(part: str, values: Mapping[str, Any]) -> bool:
    left, sign, right = re.split(r"(==|!=)", part)
    sides = [
        eval(re.sub(r"(?<![\w.*])(\d+)", r"M(\1)", side), {"M": mp.mpf, "sqrt": mp.sqrt, **values})
        for side in (left, right)
    ]
    return (abs(sides[0] - sides[1]) < TINY) == (sign == "==")


def inverse(keys: Keys, found: Found) -> bool:
    """Judge an inverse, or a vector that is sent to zero, by FLINT."""
    a = exact(keys["matrix"])
    if "v" in found:
        v = exact(found["v"])
        return a.det() == 0 and is_zero(a * v) and not is_zero(v)
    return a.det() != 0 and a.inv() == exact(found["X"])


def determinant(keys: Keys, found: Found) -> bool:
    """Judge a determinant by FLINT."""
    return exact([[found["found"]]])[0, 0] == exact(keys["matrix"]).det()


def membership(keys: Keys, found: Found) -> bool:
    """Judge membership by FLINT."""
    v, y = exact(keys["vectors"]).transpose(), exact(keys["target"])
    inside = rank(v) == rank(beside(v, y))
    return (
        v * exact(found["c"]) == y
        if inside and "c" in found
        else not inside and "f" in found and is_zero(exact(found["f"]).transpose() * v)
    )


def coordinates(keys: Keys, found: Found) -> bool:
    """Judge coordinates by FLINT."""
    b = exact(keys["basis"]).transpose()
    if "target" in keys:
        return b * exact(found["c"]) == exact(keys["target"])
    return exact(keys["new_basis"]).transpose() * exact(found["M"]) == b


def linear_map(keys: Keys, found: Found) -> bool:
    """Judge a matrix of a map by FLINT, or by values of polynomials."""
    if "matrix" in keys:
        a, b, c = (exact(keys[name]) for name in ("matrix", "basis", "image_basis"))
        return c.transpose() * exact(found["M"]) == a * b.transpose()
    m = floats(found["M"])
    for x in (-1.5, 0.3, 2.25):
        basis = [np.poly1d(np.polyfit(*_sampled(text), 5)) for text in keys["basis"]]
        images = [_image(keys["map"], p, x) for p in basis]
        if not np.allclose(images, np.array([p(x) for p in basis]) @ m, atol=1e-5):
            return False
    return True


def _sampled(text: str) -> tuple[Any, Any]:
    x = np.linspace(-2, 2, 12)
    return x, eval(text, {"x": x}) + 0 * x


def _image(text: str, p: Any, x: float) -> float:
    words = text.replace("p''", "d2(x)").replace("diff(p, x)", "d1(x)").replace("p'", "d1(x)")
    words = re.sub(r"\bp\b(?!\()", "p(x)", words)
    return float(eval(words, {"p": p, "d1": p.deriv(), "d2": p.deriv(2), "x": x}))


def four_subspaces(keys: Keys, found: Found) -> bool:
    """Judge bases by FLINT's ranks."""
    a = exact(keys["matrix"])
    r = rank(a)
    sizes = {"column": r, "row": r, "null": a.ncols() - r, "left": a.nrows() - r}
    for name, size in sizes.items():
        rows = found[name]
        if len(rows) != size or (size and rank(exact(rows)) != size):
            return False
        if size and name in ("null", "left"):
            if not is_zero((a if name == "null" else a.transpose()) * exact(rows).transpose()):
                return False
        elif size and rank(beside(a if name == "column" else a.transpose(), exact(rows).transpose())) != r:
            return False
    return True
