"""A numpy script whose function computes a given expression, listed and run, as an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.answer import Answer, Check, Latex, SolvedPart
from backproof.calculus.checking.sampling import points
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.language.user_functions import own_functions
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.kinds.shared.claims import Call, Called, Stated, script_claim
from backproof.kinds.shared.notation import StatedFunction, Symbol, functions_of, stated, symbol
from backproof.numpy_scripts.distance import distance
from backproof.numpy_scripts.script_file import Script
from backproof.numpy_scripts.scripted import ScriptedFunction
from backproof.numpy_scripts.signature import (
    require_arguments,
    require_function,
    require_signature,
    script_of,
)
from backproof.running.runner import Limits, run_script
from backproof.running.script import Excerpt
from backproof.running.unprotected import reach_warnings
from backproof.terms.fields import Line, Names
from backproof.terms.reading import Data
from backproof.terms.term import Item, Term

_TOLERANCE = 1e-9


class Program(Data, frozen=True, kw_only=True):
    """The script, its function, and the expression that it must compute; it gets each scalar as a number."""

    script: str
    function: Line
    arguments: Names
    expression: str
    shapes: dict[str, str]


@dataclass(frozen=True)
class Details:
    """The task, the function's lines and the script's output, for the template."""

    script: str
    function: str
    latex: Latex
    arguments: tuple[Symbol, ...]
    functions: tuple[StatedFunction, ...]
    listing: Excerpt
    output: str


def script_answer(item: Item, term: Term, label: str = "") -> SolvedPart:
    """Check and run the script; its text is among the files.

    Raises InputError at the line that doesn't fit, ScriptError if the script fails.
    """
    data = item.data_as(Program)
    with item.locating("expression"):
        expression = parse(data.expression, data.shapes, functions=functions_of(term))
    script = _script(item, data, expression)
    with script.on_disk() as path:
        run = run_script(path)
    paper = _details(data, script, expression, run.stdout)
    function = ScriptedFunction(script, data.function, tuple(data.arguments), Limits())
    agreement, calls = _agreement(function, expression)
    stated = Stated(data.expression, data.shapes, {})
    value = numpy_form(data.expression, to_text(expression))
    called = Called(data.script, data.function, data.arguments)
    answer = Answer(
        id=item.id,
        title=item.title,
        points=item.points,
        label=label,
        latex=paper.latex,
        summary=paper.latex,
        text=paper.listing.text,
        checks=(
            agreement,
            Check("exit code of the run", data.script, run.exit_code, 0),
        ),
        claims=(script_claim(stated, expression, called, {"value": value}, calls, term),),
        details=paper,
    )
    warnings = (*function.untaken(), *reach_warnings(run.isolation, script.shown))
    return SolvedPart(answer, warnings=warnings, files={data.script: script.handed_in})


def _script(item: Item, data: Program, expression: Expression) -> Script:
    """Read the script; InputError unless it defines the function with these arguments."""
    script = script_of(item, data.script)
    require_function(item, script, data.function)
    require_arguments(item, data.arguments, [variable.name for variable in variables(expression)])
    require_signature(item, script, data.function, data.arguments)
    return script


def _agreement(function: ScriptedFunction, expression: Expression) -> tuple[Check, list[Call]]:
    """Compare the function with the expression at random values of several sizes; also return the calls."""
    places = points((expression,))
    scalars = {variable.name for variable in variables(expression) if variable.is_scalar}
    returned = function.at([_with_numbers(point.values, scalars) for point in places])
    errors = [
        distance(evaluate(expression, point.values, point.sizes), np.atleast_2d(value))
        for point, (value,) in zip(places, returned, strict=True)
    ]
    subject = f"{function.name} at {len(places)} points"
    calls = [Call(point.values, values) for point, values in zip(places, returned, strict=True)]
    return Check("the expression itself", subject, max(errors), _TOLERANCE), calls


def _with_numbers(values: Mapping[str, Any], scalars: Collection[str]) -> dict[str, Any]:
    """Return the values with each scalar as a number, which functions expect, and no matrix of one entry."""
    return {name: np.reshape(value, ()) if name in scalars else value for name, value in values.items()}


def _details(data: Program, script: Script, expression: Expression, output: str) -> Details:
    symbols = {variable.name: symbol(variable) for variable in variables(expression)}
    return Details(
        script=data.script,
        function=data.function,
        latex=Latex(to_latex(expression)),
        arguments=tuple(symbols[name] for name in data.arguments),
        functions=tuple(stated(function) for function in own_functions(expression)),
        listing=script.function(data.function),
        output=output,
    )
