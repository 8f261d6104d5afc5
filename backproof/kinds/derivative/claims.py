"""Results as plain data: each as the derivative of a program by one variable, at 0, or as an equation.

Derivatives along directions are those by t of a program that begins with x = x + t*dx; derivatives by several
scalars are those by a vector w, whose entries are added to the scalars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.answer import Claim, Step
from backproof.calculus.checking.along import REMAINDER
from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.differentials import direction_of
from backproof.calculus.engine.differentiate import result_of
from backproof.calculus.language.expression import Variable
from backproof.calculus.primitives.shapes import shape_text
from backproof.kinds.derivative.formulas import Formula
from backproof.kinds.derivative.found import TERM, Found
from backproof.kinds.derivative.problem import Problem

Row = dict[str, Any]


def row_of(asked: Problem, found: Found, text: str, at: Mapping[str, Any], key: str) -> Row:
    """Return a result as plain data: its text, and the program that it is the derivative of.

    `at` has the values and sizes of a point; without them, any will do.
    """
    names = fresh_names(taken_names(asked.expression) | {*asked.stated.shapes, *found.along.values()})
    row = {"key": key, "symbol": str(found.symbol), "is_boxed": found.kind != TERM, "text": text}
    row |= {**_evidence(asked, found, key, bool(at)), **at}
    if found.kind == "value":
        return row | {"left": found.base.text}
    if found.kind == "taylor":
        return row | {"left": found.formula.text}
    step = _step(found, names)
    of, program = asked.name, asked.text.split("; ")
    if found.base.text != Formula.of(result_of(asked.expression)).text:
        of = names("slope")
        program = [f"{of} = {found.base.text}"]
    directions = {found.along[wrt.name]: wrt for wrt in found.by if found.along}
    if found.kind == "jacobian" and asked.expression.shape[0] == 1 and of == asked.name:
        # The Jacobian of a row is that of the column with its entries.
        row_name, of = of, names("column")
        program = [*program, f"{of} = {row_name}.T"]
    return row | {
        "name": of,
        "definition": "\n".join([*step.lines, *program]),
        "derivatives": {step.by: text},
        "lines": [*step.lines, *program, f"d{of}_d{step.by} = {text}"],
        "shapes": _shapes_of(asked, directions) | step.shapes,
        "at": {**at.get("at", {}), **step.at},
    }


def _evidence(asked: Problem, found: Found, key: str, has_point: bool) -> Row:
    """Return the methods by which a result is checked, and what its checks are about."""
    if found.kind == "taylor":
        methods = ["central differences", REMAINDER] if has_point else []
    else:
        methods = ["equal values" if found.kind == "value" else "central differences"]
    return {"evidence": methods, "subject": key if has_point else found.subject(asked.name)}


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


def _shapes_of(asked: Problem, directions: Mapping[str, Variable]) -> dict[str, str]:
    """Return the shapes of the variables, and of their directions by name."""
    return asked.stated_shapes | {name: shape_text(wrt.shape) for name, wrt in directions.items()}


def _properties_of(asked: Problem, directions: Mapping[str, Variable]) -> dict[str, str]:
    """Return the properties of the variables, and of their directions by name."""
    symmetric = {name for name, wrt in directions.items() if direction_of(wrt, name).properties}
    return dict(asked.stated.properties) | dict.fromkeys(sorted(symmetric), "symmetric")


def results_claim(
    asked: Problem, rows: Sequence[Row], lines: Sequence[Step], directions: Mapping[str, Variable]
) -> Claim:
    """Claim the results of a part, with the lines of their derivations."""
    return Claim(
        "results",
        {
            **asked.stated.data(asked.expression, asked.term),
            "properties": _properties_of(asked, directions),
            "shapes": _shapes_of(asked, directions),
            "definition": asked.text,
            "name": asked.name,
            "lines": list(dict.fromkeys(step.text for step in lines)),
            "results": list(rows),
        },
    )
