"""Results as plain data: each as the derivative of a program by one variable, at 0, or as an equation.

Derivatives along directions are those by t of a program that begins with x = x + t*dx; derivatives by several
scalars are those by a vector w, whose entries are added to the scalars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.answer import Claim, Step
from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.engine.differentiate import result_of
from backproof.calculus.language.expression import Variable
from backproof.kinds.derivative.formulas import Formula
from backproof.kinds.derivative.found import Found
from backproof.kinds.derivative.problem import Problem

Row = dict[str, Any]


def row_of(asked: Problem, found: Found, text: str, at: Row, key: str) -> Row:
    """Return a result as plain data: its text, and the program that it is the derivative of.

    `at` has the values and sizes of a point; without them, any will do.
    """
    names = fresh_names(taken_names(asked.expression) | {*asked.stated.shapes, *found.along.values()})
    row = {"key": key, "symbol": str(found.symbol), "text": text, **at}
    if found.kind == "value":
        return row | {"left": asked.text}
    if found.kind == "taylor":
        return row | {"left": found.formula.text}
    step = _step(found, names)
    of, program = asked.name, asked.text.split("; ")
    if found.base.text != Formula.of(result_of(asked.expression)).text:
        of = names("slope")
        program = [f"{of} = {found.base.text}"]
    return row | {
        "name": of,
        "definition": "\n".join([*step.lines, *program]),
        "derivatives": {step.by: text},
        "lines": [*step.lines, *program, f"d{of}_d{step.by} = {text}"],
        "shapes": shapes_of(asked, found) | step.shapes,
        "at": {**at.get("at", {}), **step.at},
    }


@dataclass(frozen=True)
class _Step:
    """The variable by which a result is a derivative: its name, and the lines that add it to others."""

    by: str
    lines: list[str]
    shapes: dict[str, str]
    at: Row


def _step(found: Found, names: Callable[..., str]) -> _Step:
    if found.along:
        by = names("t")
        lines = [f"{name} = {name} + {by}*{direction}" for name, direction in found.along.items()]
        return _Step(by, lines, {by: ""}, {by: [["0"]]})
    if len(found.by) == 1:
        return _Step(found.by[0].name, [], {}, {})
    by, count = names("w"), len(found.by)
    units = {wrt.name: names("u", True) for wrt in found.by}
    lines = [f"{wrt} = {wrt} + {unit}.T @ {by}" for wrt, unit in units.items()]
    fixed: Row = {unit: [[str(int(i == j))] for j in range(count)] for i, unit in enumerate(units.values())}
    shapes = dict.fromkeys([by, *units.values()], str(count))
    return _Step(by, lines, shapes, fixed | {by: [["0"]] * count})


def shapes_of(asked: Problem, *found: Found) -> dict[str, str]:
    """Return the shapes of the variables, and of the directions in the results."""
    directions = {
        direction: _shape_text(wrt)
        for item in found
        for wrt in item.by
        if (direction := item.along.get(wrt.name))
    }
    return {**asked.stated.shapes, **directions}


def _shape_text(variable: Variable) -> str:
    rows, columns = variable.shape
    return "" if variable.is_scalar else f"{rows}" if columns == 1 else f"{rows},{columns}"


def results_claim(
    asked: Problem,
    found: Sequence[Found],
    rows: Sequence[Row],
    lines: Sequence[Step],
    differentials: Mapping[str, str],
) -> Claim:
    """Claim the results of a part, with the lines of their derivations."""
    return Claim(
        "results",
        {
            **asked.stated.data(asked.term),
            "shapes": shapes_of(asked, *found),
            "definition": asked.text,
            "name": asked.name,
            "lines": list(dict.fromkeys(step.text for step in lines)),
            "differentials": dict(differentials),
            "results": list(rows),
        },
    )
