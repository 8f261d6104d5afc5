"""Solve a least squares problem by the normal equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from backproof.answer import Figure, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.projections import least_squares
from backproof.linear_algebra.finding.symbolic import as_row, by_symbols
from backproof.linear_algebra.language.reading import read_matrix, read_vector
from backproof.linear_algebra.language.result import Result
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Problem(Data, frozen=True, kw_only=True):
    """A matrix and a right-hand side."""

    matrix: list[Any]
    right_side: list[Any]


DATA = Problem


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find all minimisers; InputError for data that do not fit."""
    data = part.data_as(Problem)
    with part.locating("matrix"):
        rows = read_matrix(data.matrix, with_symbols=True)
    with part.locating("right_side"):
        right = read_vector(data.right_side, "the right-hand side", len(rows), with_symbols=True)
    names = (part.names.get("matrix", "A"), part.names.get("right_side", "b"))
    result = by_symbols(
        (rows, as_row(right)), lambda given: least_squares(given[0], given[1][0], names), (rows,)
    )
    is_unique = all(outcome.task == "least squares" for outcome in result.outcomes)
    solved = solved_part(part, replace(result, words={"unique": is_unique}))
    return replace(solved, figures=tuple(_pictures(part.id, result)))


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
