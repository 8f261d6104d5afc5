"""Find the matrix of a linear map in given bases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.checking.polynomial_maps import images_check
from backproof.linear_algebra.finding.coordinates import matrix_of_map
from backproof.linear_algebra.finding.polynomial_maps import matrix_of_polynomial_map
from backproof.linear_algebra.language.polynomial_maps import read_map
from backproof.linear_algebra.language.reading import read_matrix
from backproof.spaces.language.printing import number_latex, text_latex
from backproof.spaces.language.symbolic import number
from backproof.terms.fields import Line, Name
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class LinearMap(Data, frozen=True, kw_only=True):
    """A map of polynomials as a text, or of vectors as a matrix, with a basis of each space."""

    basis: list[Any]
    image_basis: list[Any] | None = None
    map: Line | None = None
    matrix: list[Any] | None = None
    variable: Name = "x"


DATA = LinearMap


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the matrix; InputError for data that do not fit."""
    data = part.data_as(LinearMap)
    if data.map is not None and data.matrix is None:
        return _of_polynomials(part, data, data.map)
    if data.matrix is not None and data.map is None:
        with part.locating("matrix"):
            rows = read_matrix(data.matrix)
        with part.locating("basis"):
            basis = read_matrix(data.basis, "the basis", "vector")
        with part.locating("image_basis"):
            others = read_matrix(data.image_basis, "the basis", "vector") if data.image_basis else basis
            return solved_part(part, matrix_of_map(rows, basis, others))
    raise part.error("the map is not given", expected="a map of polynomials or a matrix")


def _of_polynomials(part: Part, data: LinearMap, text: str) -> SolvedPart:
    basis = [str(entry) for entry in data.basis]
    others = [str(entry) for entry in data.image_basis] if data.image_basis else basis
    with part.locating("map"):
        asked = read_map(text, data.variable)
        result = matrix_of_polynomial_map(asked, data.variable, basis, others)
    shown = {f"p{k}": f"p{chr(39) * k}({data.variable})" for k in asked.derivatives}
    words = {
        "text": shown,
        "basis": tuple(number_latex(number(entry)) for entry in basis),
        "others": tuple(number_latex(number(entry)) for entry in others) if others != basis else (),
        "formula": text_latex(asked.text),
    }
    solved = solved_part(part, replace(result, words=words))
    check = images_check(asked, data.variable, (basis, others), result.outcomes[0].found[0].texts)
    return replace(solved, answer=replace(solved.answer, checks=(*solved.answer.checks, check)))
