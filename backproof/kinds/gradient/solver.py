"""The gradients of an expression, after the dimensions of its parts if these are asked for, too."""

from __future__ import annotations

from backproof.answer import Answer, Latex, Solution
from backproof.calculus.checking.printed.shapes import shape_checks
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.printing.tables import subexpressions
from backproof.kinds.shared.claims import Stated, shapes_claim
from backproof.kinds.shared.declared import declared_as
from backproof.kinds.shared.gradients import Model, derivations, details, gradients_answer
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.remarks import remarks
from backproof.terms.parts import parts_of
from backproof.terms.term import Part, Question, Term

_TEMPLATE = "kinds/gradient/question.tex.j2"


def solve(question: Question, term: Term) -> Solution:
    """Derive dimensions and gradients; InputError at the line that can't be parsed or doesn't fit."""
    functions = functions_of(term)
    found = derivations(question, functions, term.relu_at_zero)
    data = declared_as(question, Model)
    paper = details(found, data.shapes, data.weights)
    about = ("the dimensions", "the gradients")
    *dimensions, gradients = parts_of(question, *about[-max(len(question.parts), 1) :])
    answers = (
        *(_dimensions(part, found, data.stated, term) for part in dimensions),
        gradients_answer(gradients, found, paper, data.stated, term),
    )
    return Solution(
        question.id,
        question.number,
        question.title,
        _TEMPLATE,
        answers,
        warnings=remarks(question, data.stated, functions),
        details=paper,
    )


def _dimensions(part: Part, found: Derivations, stated: Stated, term: Term) -> Answer:
    expression = in_letters(found.expression, found.functions)
    rows = subexpressions(expression)
    extents = [(row.text, _extent(row.shape)) for row in rows]
    return Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r",\quad ".join(rf"{row.latex} \in {row.shape_latex}" for row in rows)),
        summary=Latex(r",\; ".join(row.shape_latex for row in rows)),
        text="; ".join(f"{text}: {extent}" for text, extent in extents),
        checks=tuple(shape_checks(rows, expression)),
        claims=(shapes_claim(stated, found.expression, extents, term),),
        details=rows,
    )


def _extent(shape: Shape) -> str:
    """Print a shape: 1 for a scalar, d for a vector, p x d for a matrix."""
    rows, columns = shape
    return str(rows) if columns == 1 else f"{rows} x {columns}"
