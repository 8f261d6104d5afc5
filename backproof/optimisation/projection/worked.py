"""The worked answer for a projection: the nearest point, and the condition that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.printing import (
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    rows_of_texts,
    texts,
    tuple_latex,
)
from backproof.optimisation.projection.sets import Nearest
from backproof.optimisation.shown import Shown
from backproof.optimisation.worked import Line, Stated, Value, Worked

_METHOD = "no random point of the set is nearer"
_NUMBERS = {
    "distance": r"\lVert y - c\rVert",
    "value": r"a^\top y",
    "factor": r"\frac{a^\top y - b}{a^\top a}",
    "threshold": r"\theta",
    "sum": r"\lVert y\rVert_1",
    "length": r"\lVert x\rVert",
}


def work(name: str, target: Any, given: Mapping[str, Any], found: Nearest) -> Worked:
    """Write the derivation of a projection on a set with the given numbers."""
    is_matrix = hasattr(target, "shape")
    lines = tuple(_lines(name, target, found))
    return Worked(
        kind="set_projection",
        task={"set": name, "is_inside": found.is_inside, "is_matrix": is_matrix, **_task(target, given)},
        lines=lines,
        results=(_whole("p", "p", target, found.point),),
        checks=tuple(_checks(name, target, given, found)),
        data={
            "set": name,
            "target": rows_of_texts(target) if is_matrix else texts(target),
            "given": {key: _plain(value) for key, value in given.items()},
            "numbers": {"factors": texts(found.numbers["factors"])} if "factors" in found.numbers else {},
            "symbols": [],
        },
        asked=shown.said(*_asked(name, target, given)),
    )


def _asked(name: str, target: Any, given: Mapping[str, Any]) -> Iterator[Shown]:
    """Yield the formulas of the task in the order in which it is stated."""
    is_matrix = hasattr(target, "shape")
    yield shown.called("Y" if is_matrix else "y", shown.matrix(target) if is_matrix else shown.point(target))
    match name:
        case "box":
            yield from _intervals(given)
        case "ball":
            yield shown.number(given["radius"])
            yield shown.called("c", shown.point(given["centre"]))
        case "halfspace":
            yield shown.called("a", shown.column(given["normal"]))
            yield shown.called("b", shown.number(given["offset"]))
        case "affine":
            x = sympy.Symbol("x", real=True)
            # Entry by entry, the product with x is that with a number.
            yield shown.related(shown.matrix(given["matrix"] * x), "=", shown.column(given["right"]))
        case "simplex":
            yield shown.number(given["total"])
        case "l1 ball":
            yield shown.related(shown.name(r"\lVert x\rVert_1"), r"\le", shown.number(given["radius"]))


def _whole(key: str, left: str, target: Any, values: Sequence[Any]) -> Stated:
    """Return a point, or a matrix of the target's shape, under a name."""
    if hasattr(target, "shape"):
        matrix = sympy.Matrix(*target.shape, list(values))
        return Stated(key, Latex(left), matrix_latex(matrix), rows_of_texts(matrix))
    return Stated(key, Latex(left), tuple_latex(values), texts(values))


def _plain(value: Any) -> Value:
    if hasattr(value, "tolist"):
        return rows_of_texts(value)
    return texts(value) if isinstance(value, list | tuple) else formula_text(value)


def _task(target: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    task: dict[str, Any] = {
        "target": matrix_latex(target) if hasattr(target, "shape") else tuple_latex(target)
    }
    for key, value in given.items():
        if hasattr(value, "tolist"):
            task[key] = matrix_latex(value)
        elif isinstance(value, list | tuple):
            is_column = key in ("normal", "right")
            task[key] = column_latex(value) if is_column else tuple(map(formula_latex, value))
            task[f"{key}_point"] = tuple_latex(value)
        else:
            task[key] = formula_latex(value)
    if "lower" in given:
        task["intervals"] = tuple(item.latex for item in _intervals(given))
    return task


def _intervals(given: Mapping[str, Any]) -> Iterator[Shown]:
    for i, ends in enumerate(zip(given["lower"], given["upper"], strict=True), 1):
        is_free = ends == (-sympy.oo, sympy.oo)
        middle = shown.name(rf"x_{{{i}}}")
        yield middle if is_free else shown.within(middle, *ends, (r"\le", r"\le"))


def _lines(name: str, target: Any, found: Nearest) -> Iterator[Line]:
    for key, left in _NUMBERS.items():
        if key in found.numbers:
            value = found.numbers[key]
            yield Line(key, (Stated(key, Latex(left), formula_latex(value), formula_text(value)),))
    if "factors" in found.numbers:
        factors = found.numbers["factors"]
        yield Line(
            "factors",
            (Stated("factors", Latex(r"\nu"), column_latex(factors), [[t] for t in texts(factors)]),),
        )
    for k, (value, vector) in enumerate(found.numbers.get("eigen", ()), 1):
        yield Line(
            "eigen",
            (
                Stated(f"lambda{k}", Latex(rf"\lambda_{{{k}}}"), formula_latex(value), formula_text(value)),
                Stated(f"v{k}", Latex(f"v_{{{k}}}"), column_latex(vector), [[t] for t in texts(vector)]),
            ),
        )
    yield Line("inside" if found.is_inside else f"nearest {name}")
    if not found.is_inside:
        gap = [sympy.radsimp(sympy.simplify(a - b)) for a, b in zip(target, found.point, strict=True)]
        yield Line("gap", (_whole("gap", "y - p", target, gap),))


def _checks(name: str, target: Any, given: Mapping[str, Any], found: Nearest) -> Iterator[Check]:
    """Compare distances with those of random points of the set, and test that p lies in it."""
    y = np.array([float(x) for x in target])
    p = np.array([float(x) for x in found.point])
    rng = np.random.default_rng(6)
    numbers = {key: _floats(value) for key, value in given.items()}
    yield Check("p lies in the set", name, _distance_to(name, p, numbers), 1e-9)
    worst = 0.0
    for scale in (0.01, 0.3, 3.0, 20.0):
        for step in rng.standard_normal((60, len(y))):
            z = _inside(name, p + scale * step, numbers)
            # Optimal if and only if (y - p)·(z - p) <= 0 for all z of the set.
            worst = max(worst, float((y - p) @ (z - p)) / (1 + scale))
    yield Check(_METHOD, name, worst, 1e-9)


def _floats(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return np.array(value.tolist(), dtype=float)
    return np.array([float(x) for x in value]) if isinstance(value, list | tuple) else float(value)


def _distance_to(name: str, p: Any, given: Mapping[str, Any]) -> float:  # noqa: PLR0911 (one a set)
    """Return by how much a point misses the set."""
    match name:
        case "box":
            return float(np.max(np.maximum(given["lower"] - p, p - given["upper"]), initial=0))
        case "ball":
            return float(max(0, np.linalg.norm(p - given["centre"]) - given["radius"]))
        case "halfspace":
            return float(max(0, given["normal"] @ p - given["offset"]))
        case "affine":
            return float(np.max(np.abs(given["matrix"] @ p - given["right"])))
        case "simplex":
            return float(max(abs(np.sum(p) - given["total"]), -np.min(p)))
        case "l1 ball":
            return float(max(0, np.sum(np.abs(p)) - given["radius"]))
        case "second-order cone":
            return float(max(0, np.linalg.norm(p[:-1]) - p[-1]))
    size = round(len(p) ** 0.5)
    square = p.reshape(size, size)
    return float(max(0, -np.linalg.eigvalsh(square)[0], np.max(np.abs(square - square.T))))


def _inside(name: str, z: Any, given: Mapping[str, Any]) -> Any:  # noqa: PLR0911 (one for each set)
    """Return some point of the set, by other means than its projection."""
    match name:
        case "box":
            return np.minimum(np.maximum(z, given["lower"]), given["upper"])
        case "ball":
            away = z - given["centre"]
            return given["centre"] + away * min(1, given["radius"] / np.linalg.norm(away))
        case "halfspace":
            a = given["normal"]
            return z - max(0, a @ z - given["offset"]) * a / (a @ a) * 1.5
        case "affine":
            return z - np.linalg.pinv(given["matrix"]) @ (given["matrix"] @ z - given["right"])
        case "simplex":
            return np.abs(z) / np.sum(np.abs(z)) * given["total"]
        case "l1 ball":
            return z * min(1, given["radius"] / np.sum(np.abs(z)))
        case "second-order cone":
            return np.append(z[:-1], np.linalg.norm(z[:-1]) + abs(z[-1]))
    size = round(len(z) ** 0.5)
    square = z.reshape(size, size)
    return (square @ square.T).ravel()
