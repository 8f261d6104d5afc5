"""Solve a least squares problem by the normal equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Annotated, Any

from msgspec import Meta

from backproof.answer import Figure, Latex, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Entries, Rows
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.orthogonal.nearest import vandermonde, weighted_least_squares
from backproof.linear_algebra.finding.orthogonal.projections import least_squares
from backproof.linear_algebra.finding.symbolic import as_row, by_symbols
from backproof.linear_algebra.language.complex_numbers import is_complex
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.matrices import Vector
from backproof.linear_algebra.language.reading import read_matrix, read_vector, symbols_of
from backproof.linear_algebra.language.result import Line, Result
from backproof.spaces.language.printing import Matrix, combination
from backproof.spaces.language.result import Formula
from backproof.spaces.language.symbolic import number
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Problem(Data, frozen=True, kw_only=True):
    """A matrix and a right-hand side, or points and the degree of a polynomial; weights of the squares."""

    matrix: Rows | None = None
    right_side: Entries | None = None
    fitted: Rows | None = None
    degree: Annotated[int, Meta(ge=0, le=11)] = 1
    weights: Entries | None = None


DATA = Problem


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find all minimisers; InputError for data that do not fit."""
    data = part.data_as(Problem)
    rows, right = _given(part, data)
    symbols = symbols_of(rows, (right,))
    names = (
        part.names.get("matrix") or free_letter("A", symbols),
        part.names.get("right_side") or free_letter("b", symbols),
    )
    if data.weights is not None:
        weights = _weights(part, data.weights, len(rows))
        if symbols:
            refuse("the matrix or the right-hand side has symbols", "numbers alone, with weights")
        if is_complex(rows, (right,)):
            refuse("the matrix or the right-hand side has complex entries", "real numbers, with weights")
        result = weighted_least_squares(rows, right, weights, names)
        result = _with_polynomial(result) if data.fitted is not None else result
        return solved_part(part, replace(result, words=_words(data, is_unique=True)))
    result = by_symbols(
        (rows, as_row(right)), lambda given: least_squares(given[0], given[1][0], names), (rows,)
    )
    result = _with_polynomial(result) if data.fitted is not None else result
    is_unique = all(outcome.task == "least squares" for outcome in result.outcomes)
    solved = solved_part(part, replace(result, words=_words(data, is_unique=is_unique)))
    return replace(solved, figures=tuple(_pictures(part.id, result)))


def _with_polynomial(result: Result) -> Result:
    """State the polynomial that is fitted, if there is one alone, after the other lines."""
    (outcome,) = result.outcomes
    if outcome.task not in ("least squares", "weighted least squares"):
        return result
    powers = (Formula(Latex(f"t^{{{k}}}" if k > 1 else "1t"[k]), "1" if k == 0 else "t") for k in count())
    coefficients = [
        (number(text), power) for (text,), power in zip(outcome.found[0].texts, powers, strict=False)
    ]
    line = Line("fitted polynomial", (Latex(f"p(t) = {combination(coefficients).latex}"),))
    return replace(result, outcomes=(replace(outcome, lines=(*outcome.lines, line)),))


def _weights(part: Part, given: list[Any], count: int) -> Vector:
    with part.locating("weights"):
        weights = read_vector(given, "the list of weights", count)
    for place, weight in enumerate(weights):
        if not weight.is_positive:
            raise part.error("this weight is not positive", "weights", place, expected="weights above 0")
    return weights


def _words(data: Problem, *, is_unique: bool) -> dict[str, object]:
    """Return what the statement depends on: the degree of a polynomial that is fitted to points."""
    known = {"degree": data.degree} if data.fitted is not None else {}
    return {"unique": is_unique, **known}


def _given(part: Part, data: Problem) -> tuple[Matrix, Vector]:
    """Return the matrix and the right-hand side; InputError if neither they nor points are given."""
    if data.fitted is not None and data.matrix is None and data.right_side is None:
        with part.locating("fitted"):
            points = read_matrix(data.fitted, "the list of points", "point")
            if len(points[0]) != 2:
                refuse(f"point 1 has {len(points[0])} coordinates", "2: points such as [0, 1]")
        return vandermonde(points, data.degree)
    if data.fitted is not None or data.matrix is None or data.right_side is None:
        raise part.error("the problem is not given", expected="matrix and right_side, or fitted")
    with part.locating("matrix"):
        rows = read_matrix(data.matrix, with_symbols=True, with_complex=True)
    with part.locating("right_side"):
        return rows, read_vector(
            data.right_side, "the right-hand side", len(rows), with_symbols=True, with_complex=True
        )


def _pictures(name: str, result: Result) -> Iterator[Figure]:
    """Yield the figure of a line of best fit: a column of ones, and one of different rational numbers."""
    rows, right = result.given[0].texts, result.given[1].texts
    if len(result.outcomes) != 1 or result.outcomes[0].task != "least squares" or len(rows[0]) != 2:
        return
    place = next((j for j in (0, 1) if all(row[j] == "1" for row in rows)), None)
    if place is None:
        return
    try:
        points = tuple((Fraction(row[1 - place]), Fraction(b)) for row, (b,) in zip(rows, right, strict=True))
        x = [Fraction(text) for (text,) in result.outcomes[0].found[0].texts]
    except ValueError:
        return
    data = {"points": points, "intercept": x[place], "slope": x[1 - place]}
    yield Figure(name, f"{__package__}.fit", data)
