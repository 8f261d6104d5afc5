"""Answer what is asked about the eigenvalues of a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta

from backproof.answer import Figure, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.finding.eigenvalues.answers import answer_about
from backproof.linear_algebra.finding.eigenvalues.characteristic import is_rational
from backproof.linear_algebra.language.complex_numbers import star
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.reading import read_square, require_polynomials, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.symbolic import number
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term

Asked = Literal[
    "eigenvalues",
    "diagonalisation",
    "orthogonal diagonalisation",
    "spectral decomposition",
    "Jordan form",
    "power",
    "exponential",
    "characteristic polynomial",
    "minimal polynomial",
]


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a square matrix, and what is asked of it."""

    matrix: Rows
    ask: Annotated[tuple[Asked, ...], Meta(min_length=1, max_length=9)] = ("eigenvalues",)


DATA = Matrix
_PLANE = 2
# With larger entries nothing is seen of the circle.
_MOST_DRAWN = 6


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the eigenvalues; InputError if there are none in square roots."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_square(data.matrix, with_symbols=True, with_complex=True, with_angles=True)
        require_polynomials(rows)
        symbols = symbols_of(rows)
        name = part.names.get("matrix") or free_letter("A", symbols)
        result = answer_about(rows, symbols, name, data.ask)
        words = {"ask": data.ask, "star": star(rows), "roots": is_rational(rows)}
        solved = solved_part(part, replace(result, words=words))
        figures = _pictures(part.id, result) if data.ask == ("eigenvalues",) else ()
        return replace(solved, figures=tuple(figures))


def _pictures(name: str, result: Result) -> Iterator[Figure]:
    """Yield the figure of a map of the plane that is rational and has real eigenvalues."""
    rows, found = result.given[0].texts, {item.name: item for item in result.outcomes[0].found}
    spaces = [(found[f"lambda{k}"].text, found[f"V{k}"]) for k in range(1, 3) if f"lambda{k}" in found]
    pairs = [(value, vector) for value, space in spaces for vector in space.texts]
    if len(rows) != len(rows[0]) or len(rows) != _PLANE or not pairs or len(result.outcomes) > 1:
        return
    try:
        matrix = tuple(tuple(map(Fraction, row)) for row in rows)
        values = tuple(float(number(value)) for value, _ in pairs)
        vectors = tuple(tuple(float(number(x)) for x in vector) for _, vector in pairs)
    except (ValueError, TypeError):
        return
    if 0 < max(abs(x) for row in matrix for x in row) <= _MOST_DRAWN:
        texts = tuple((", ".join(vector), value) for value, vector in pairs)
        data = {"matrix": matrix, "vectors": vectors, "values": values, "texts": texts}
        yield Figure(name, f"{__package__}.plane_map", data)
