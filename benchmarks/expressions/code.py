"""The numpy code that the project writes, run as it stands: does it compute the derivatives?"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.expressions.cases import Case
from benchmarks.expressions.language import lines_of
from benchmarks.expressions.points import Point
from benchmarks.expressions.truth import UNTRUE, Scene, decided

# Floats that come to the same value on two ways, where sixty digits say which it is.
ROUNDING = 1e-6


def code_faults(case: Case, source: str, kinds: Mapping[str, str], where: Sequence[Point]) -> list[str]:
    """What is wrong with the source of a function that returns the derivatives by the names of `kinds`."""
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

    return decided(case, point, verdict)
