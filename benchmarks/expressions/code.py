"""The numpy code that the project writes, run as it stands: does it compute the derivatives?"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.expressions.cases import Case
from benchmarks.expressions.language import Matrix, lines_of
from benchmarks.expressions.points import Point
from benchmarks.expressions.truth import DIGITS, FLOATS, OPEN, UNTRUE, Engine, Function, Pair, Scene, decided

# Floats that come to the same value on two ways, where sixty digits say which it is.
ROUNDING = 1e-6
# How many times the error that jax makes in floats is rounding, too.
_TIMES_USUAL = 100
_EPSILON = float(np.finfo(float).eps)


def code_faults(case: Case, source: str, kinds: Mapping[str, str], where: Sequence[Point]) -> list[str]:
    """Return the faults of the source of a function that returns the derivatives by the names of `kinds`."""
    try:
        function = _compiled(source)
    except SyntaxError as error:
        return [f"{error}: {source}"]
    return [fault for point in where for fault in _faults(case, function, kinds, point)]


def _compiled(source: str) -> Callable[..., Any]:
    names: dict[str, Any] = {"np": np}
    exec(compile(source, "<generated>", "exec"), names)
    functions = [value for name, value in names.items() if inspect.isfunction(value)]
    return functions[-1]


def _faults(case: Case, function: Callable[..., Any], kinds: Mapping[str, str], point: Point) -> list[str]:
    names = inspect.signature(function).parameters
    given = {name: _given(case, name, point) for name in names}
    try:
        returned = function(**given)
    except Exception as error:  # whatever it is, it is a finding
        return [f"{type(error).__name__}: {error} at {point}"]
    results = returned if isinstance(returned, tuple) else (returned,)
    return [
        f"d_{name} at {point} is {np.asarray(result).tolist()}"
        for (name, kind), result in zip(kinds.items(), results, strict=True)
        if _verdict(case, name, kind, result, point) == UNTRUE
    ]


def _given(case: Case, name: str, point: Point) -> Any:
    """A scalar or a size that no array has as a number, anything else as an array."""
    if name not in point.values:
        return point.sizes[name]
    value = point.values[name]
    return value if case.shapes[name] else float(value[0, 0])


def _verdict(case: Case, name: str, kind: str, result: Any, point: Point) -> str:
    got = np.asarray(result, dtype=float)

    def verdict(scene: Scene) -> str:
        claimed = scene.engine.taken(got.reshape(got.shape or (1, 1)))
        loose = replace(scene, engine=replace(scene.engine, close=ROUNDING))
        return loose.tells(lines_of(case.text), name, kind, claimed)

    found = decided(case, point, verdict)
    wide = got.reshape(got.shape or (1, 1))
    return OPEN if found == UNTRUE and _as_floats_err(case, name, kind, wide, point) else found


def _as_floats_err(case: Case, name: str, kind: str, got: Matrix, point: Point) -> bool:
    """Return whether rounding explains the difference from the derivative in sixty digits.

    Either jax in floats is about as far from it, as for sin(exp(50)), or addends of the size |F| / |x|^order
    have cancelled, as in the second derivative of x/|x| near 0.
    """
    right, floats = (_derivative(case, name, kind, point, engine) for engine in (DIGITS, FLOATS))
    if right.shape != got.shape:
        return False
    error, usual = (float(abs(value - right).astype(float).max()) for value in (got, floats))
    sizes = (np.abs(value).max() for value in (Scene(case, point, FLOATS).whole, point.values[name]))
    whole, by = map(float, sizes)
    return error <= _TIMES_USUAL * max(usual, _EPSILON * whole / max(by, _EPSILON) ** case.order)


def _derivative(case: Case, name: str, kind: str, point: Point, engine: Engine) -> Matrix:
    """All entries of the derivative as an engine finds it itself."""
    scene, lines = Scene(case, point, engine), lines_of(case.text)
    found: list[Matrix] = []

    def kept(function: Function, at: Matrix, value: Matrix, kind: str, claimed: Matrix) -> Pair:
        found.append(engine.pair(function, at, value, kind, claimed)[0])
        return found[-1], found[-1]

    replace(scene, engine=replace(engine, pair=kept)).tells(lines, name, kind, engine.taken(np.zeros((1, 1))))
    return found[0]
