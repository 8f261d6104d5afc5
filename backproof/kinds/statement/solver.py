"""A statement with an argument in words, whose formula is checked numerically."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.answer import Answer, Claim, Latex, Solution
from backproof.calculus.checking.verify import statement_holds
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.user_functions import own_functions
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.shared.notation import StatedFunction, Symbol, functions_of, stated, symbol
from backproof.terms.reading import Data
from backproof.terms.term import Question, Term

TEMPLATE = "kinds/statement/question.tex.j2"


class Statement(Data, frozen=True, kw_only=True):
    """The claim that two expressions are equal, and the argument for it in words."""

    left: str
    right: str
    shapes: dict[str, str]
    argument: str = ""


@dataclass(frozen=True)
class Details:
    """The statement for the template."""

    left_latex: Latex
    right_latex: Latex
    arguments: tuple[Symbol, ...]
    functions: tuple[StatedFunction, ...]
    argument: str


def solve(question: Question, term: Term) -> Solution:
    """Check the statement; InputError at the line that can't be parsed."""
    data = question.data_as(Statement)
    functions = functions_of(term)
    with question.locating("left"):
        left = parse(data.left, data.shapes, functions=functions)
    with question.locating("right"):
        right = parse(data.right, data.shapes, functions=functions)
    latex = Latex(f"{to_latex(left)} = {to_latex(right)}")
    answer = Answer(
        id=question.id,
        title=question.title,
        points=question.points,
        latex=latex,
        summary=latex,
        text=f"{data.left} = {data.right}",
        checks=(statement_holds(left, right),),
        claims=(Claim("equation", _claimed(data, term)),),
    )
    used = dict.fromkeys((*variables(left), *variables(right)))
    own = dict.fromkeys((*own_functions(left), *own_functions(right)))
    details = Details(
        left_latex=Latex(to_latex(left)),
        right_latex=Latex(to_latex(right)),
        arguments=tuple(symbol(variable) for variable in used),
        functions=tuple(stated(function) for function in own),
        argument=data.argument,
    )
    return Solution(question.id, question.number, question.title, TEMPLATE, (answer,), details=details)


def _claimed(data: Statement, term: Term) -> dict[str, object]:
    """Return the statement as plain data."""
    sides = {"left": data.left, "right": data.right}
    return sides | {"shapes": data.shapes, "properties": {}, "functions": list(term.functions)}
