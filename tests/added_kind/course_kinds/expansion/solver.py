"""The determinant of a matrix of integers, expanded along its first row and checked by elimination."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backproof.answer import Answer, Check, Latex, Solution
from backproof.terms.reading import Data
from backproof.terms.term import Item, Question, Term

TEMPLATE = "kinds/expansion/question.tex.j2"


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a square matrix."""

    matrix: list[list[int]]


@dataclass(frozen=True)
class Details:
    """The matrix for the template."""

    rows: tuple[tuple[int, ...], ...]


def solve(question: Question, term: Term) -> Solution:  # noqa: ARG001 (a solver's signature)
    """Compute the determinant; InputError if the matrix is not square."""
    answer = determinant_answer(question)
    return Solution(question.id, question.number, question.title, TEMPLATE, (answer,), details=answer.details)


def determinant_answer(item: Item, label: str = "") -> Answer:
    """Compute the determinant of a question or part; InputError if the matrix is not square."""
    rows = item.data_as(Matrix).matrix
    if len(rows) != len(rows[0]):
        raise item.error("the matrix is not square", "matrix", expected="as many rows as columns")
    value, other = expanded(rows), eliminated(rows)
    return Answer(
        id=item.id,
        title=item.title,
        points=item.points,
        label=label,
        latex=Latex(rf"\det A = {value}"),
        summary=Latex(rf"\det A = {value}"),
        text=str(value),
        checks=(Check("elimination", "the determinant", float(abs(value - other)), 0.0),),
        details=Details(tuple(map(tuple, rows))),
    )


def expanded(rows: list[list[int]]) -> int:
    """Expand the determinant along the first row."""
    if not rows:
        return 1
    first, *below = rows
    minors = ([row[:column] + row[column + 1 :] for row in below] for column in range(len(first)))
    terms = zip(first, minors, strict=True)
    return sum((-1) ** column * entry * expanded(minor) for column, (entry, minor) in enumerate(terms))


def eliminated(rows: list[list[int]]) -> Fraction:
    """Multiply the pivots of an elimination with row swaps."""
    left = [[Fraction(entry) for entry in row] for row in rows]
    product = Fraction(1)
    while left:
        pivot = next((row for row in left if row[0]), None)
        if pivot is None:
            return Fraction(0)
        product *= pivot[0] * (-1) ** left.index(pivot)
        left.remove(pivot)
        factors = [row[0] / pivot[0] for row in left]
        left = [
            [b - factor * a for a, b in zip(pivot[1:], row[1:], strict=True)]
            for factor, row in zip(factors, left, strict=True)
        ]
    return product
