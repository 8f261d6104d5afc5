"""The function of a script that has to compute a given expression: its calls, and the check of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.answer import Check, Claim, Latex
from backproof.calculus.checking.points.sampling import points
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.user_functions import own_functions
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.diagnostic import Diagnostic
from backproof.kinds.script.keys import Program
from backproof.kinds.shared.claims import Call, Called, Stated, script_claim
from backproof.kinds.shared.notation import StatedFunction, Symbol, functions_of, stated, symbol
from backproof.numpy_scripts.distance import distance
from backproof.numpy_scripts.script_file import Script
from backproof.numpy_scripts.scripted import ScriptedFunction
from backproof.numpy_scripts.signature import require_arguments, require_function, require_signature
from backproof.terms.term import Item, Term

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Task:
    """The task for the template: the function, its arguments, and the expression that it has to compute."""

    function: str
    latex: Latex
    arguments: tuple[Symbol, ...]
    functions: tuple[StatedFunction, ...]


@dataclass(frozen=True)
class Computed:
    """A function that was compared with its expression: the task, the evidence, and branches not reached."""

    task: Task
    check: Check
    claim: Claim
    warnings: tuple[Diagnostic, ...]


def computed(item: Item, data: Program, script: Script, term: Term) -> Computed | None:
    """Compare the part's function with its expression; None if it names none.

    Raises InputError at the line that doesn't fit.
    """
    if data.function is None:
        for key in ("arguments", "expression", "shapes"):
            if getattr(data, key):
                raise item.error(f"'{key}' belongs to a function", key, expected='function = "..." with it')
        return None
    if data.expression is None:
        raise item.error("the function has no expression to compute", "function", expected="expression")
    with item.locating("expression"):
        expression = parse(data.expression, data.shapes, functions=functions_of(term))
    require_function(item, script, data.function)
    require_arguments(item, data.arguments, [variable.name for variable in variables(expression)])
    require_signature(item, script, data.function, data.arguments)
    function = ScriptedFunction(script, data.function, tuple(data.arguments), data.limits.limits)
    check, calls = _agreement(function, expression)
    source = Stated(data.expression, data.shapes, {})
    value = numpy_form(data.expression, to_text(expression))
    called = Called(data.script, data.function, data.arguments)
    claim = script_claim(source, expression, called, {"value": value}, calls, term)
    return Computed(_task(data, expression), check, claim, tuple(function.untaken()))


def _agreement(function: ScriptedFunction, expression: Expression) -> tuple[Check, list[Call]]:
    """Compare the function with the expression at random values of several sizes; also return the calls."""
    places = points((expression,))
    scalars = {variable.name for variable in variables(expression) if variable.is_scalar}
    returned = function.at([_with_numbers(point.values, scalars) for point in places])
    errors = list(_errors(expression, places, returned))
    subject = f"{function.name} at {len(places)} points"
    calls = [Call(point.values, values) for point, values in zip(places, returned, strict=True)]
    return Check("the expression itself", subject, max(errors), _TOLERANCE), calls


def _errors(expression: Expression, places: Any, returned: Any) -> Iterator[float]:
    for point, (value,) in zip(places, returned, strict=True):
        yield distance(evaluate(expression, point.values, point.sizes), np.atleast_2d(value))


def _with_numbers(values: Mapping[str, Any], scalars: Collection[str]) -> dict[str, Any]:
    """Return the values with each scalar as a number, which functions expect, and no matrix of one entry."""
    return {name: np.reshape(value, ()) if name in scalars else value for name, value in values.items()}


def _task(data: Program, expression: Expression) -> Task:
    symbols = {variable.name: symbol(variable) for variable in variables(expression)}
    return Task(
        function=data.function or "",
        latex=Latex(to_latex(expression)),
        arguments=tuple(symbols[name] for name in data.arguments),
        functions=tuple(stated(function) for function in own_functions(expression)),
    )
