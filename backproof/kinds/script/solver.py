"""A question about a numpy script whose function computes a given expression, listed and run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backproof.answer import Answer, Check, Latex, Solution
from backproof.calculus.checking.sampling import points
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.language.user_functions import own_functions
from backproof.calculus.printing.latex import to_latex
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
from backproof.terms.reading import Data
from backproof.terms.term import Question, Term

TEMPLATE = "kinds/script/question.tex.j2"
_TOLERANCE = 1e-9


class Program(Data, frozen=True, kw_only=True):
    """The script, its function, and the expression in its arguments that the function must compute."""

    script: str
    function: str
    arguments: list[str]
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


def solve(question: Question, term: Term) -> Solution:
    """Check and run the script, and list its function; ScriptError if the script fails."""
    data = question.data_as(Program)
    with question.locating("expression"):
        expression = parse(data.expression, data.shapes, functions=functions_of(term))
    script = _script(question, data, expression)
    with script.on_disk() as path:
        run = run_script(path)
    paper = _details(data, script, expression, run.stdout)
    agreement, calls = _agreement(data, script, expression)
    stated = Stated(data.expression, data.shapes, {})
    called = Called(data.script, data.function, data.arguments)
    answer = Answer(
        id=question.id,
        title=question.title,
        points=question.points,
        latex=paper.latex,
        summary=paper.latex,
        text=paper.listing.text,
        checks=(
            agreement,
            Check("exit code of the run", data.script, run.exit_code, 0),
        ),
        claims=(script_claim(stated, called, {"value": data.expression}, calls, term),),
    )
    files = {data.script: script.source}
    return Solution(
        question.id, question.number, question.title, TEMPLATE, (answer,), files=files, details=paper
    )


def _script(question: Question, data: Program, expression: Expression) -> Script:
    """Read the script; InputError unless it defines the function with these arguments."""
    script = script_of(question, data.script)
    require_function(question, script, data.function)
    require_arguments(question, data.arguments, [variable.name for variable in variables(expression)])
    require_signature(question, script, data.function, data.arguments)
    return script


def _agreement(data: Program, script: Script, expression: Expression) -> tuple[Check, list[Call]]:
    """Compare the function with the expression at random values of several sizes; also return the calls."""
    places = points((expression,))
    function = ScriptedFunction(script, data.function, tuple(data.arguments), Limits())
    returned = function.at([point.values for point in places])
    errors = [
        distance(evaluate(expression, point.values, point.sizes), np.atleast_2d(value))
        for point, (value,) in zip(places, returned, strict=True)
    ]
    subject = f"{data.function} at {len(places)} points"
    calls = [Call(point.values, values) for point, values in zip(places, returned, strict=True)]
    return Check("the expression itself", subject, max(errors), _TOLERANCE), calls


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
