"""Find the matrix of a linear map in given bases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backproof.answer import Latex, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows, Vectors
from backproof.linear_algebra.checking.polynomial_maps import images_check
from backproof.linear_algebra.finding.coordinates import matrix_of_map
from backproof.linear_algebra.finding.polynomial_maps import matrix_of_polynomial_map, rational_polynomial
from backproof.linear_algebra.language.matrices import identity
from backproof.linear_algebra.language.polynomial_maps import image_latex, read_map
from backproof.linear_algebra.language.reading import read_matrix
from backproof.linear_algebra.language.vector_maps import read_vector_map, without_argument
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula
from backproof.spaces.language.symbolic import number
from backproof.terms.fields import Line, Name
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class LinearMap(Data, frozen=True, kw_only=True):
    """A map as a text, or of vectors as a matrix, with a basis of each space: by default the unit vectors."""

    basis: Vectors | None = None
    image_basis: Vectors | None = None
    map: Line | None = None
    matrix: Rows | None = None
    variable: Name = "x"


DATA = LinearMap


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the matrix; InputError for data that do not fit."""
    data = part.data_as(LinearMap)
    if (data.map is None) == (data.matrix is None):
        raise part.error("the map is not given", expected="a map, or a matrix")
    if data.matrix is not None:
        with part.locating("matrix"):
            return _of_vectors(part, data, read_matrix(data.matrix, with_complex=True), ())
    text = data.map or ""
    with part.locating("map"):
        stated = read_vector_map(text)
    if stated is None:
        return _of_polynomials(part, data, without_argument(text))
    names, rows = stated
    return _of_vectors(part, data, rows, names)


def _of_vectors(part: Part, data: LinearMap, rows: Matrix, names: Sequence[str]) -> SolvedPart:
    """Find the matrix of x -> A x; `names` are those of the entries, if the map is stated by formulas."""
    with part.locating("basis"):
        basis = (
            read_matrix(data.basis, "the basis", "vector", with_complex=True)
            if data.basis
            else identity(len(rows[0]))
        )
    with part.locating("image_basis"):
        if data.image_basis:
            others = read_matrix(data.image_basis, "the basis", "vector", with_complex=True)
        else:
            others = basis if data.basis and len(rows) == len(rows[0]) else identity(len(rows))
        result = matrix_of_map(rows, basis, others)
    words = {**result.words, "formula": _formula(rows, names) if names else Latex("")}
    return solved_part(part, replace(result, words=words))


def _formula(rows: Matrix, names: Sequence[str]) -> Latex:
    """Print T(x, y) = (x + y, 2 y) for a map of vectors with these entries."""
    named = [Formula(name_latex(name), name) for name in names]
    images = r",\; ".join(combination(list(zip(row, named, strict=True))).latex for row in rows)
    entries = ", ".join(item.latex for item in named)
    return Latex(rf"T({entries}) = \left( {images} \right)")


def _of_polynomials(part: Part, data: LinearMap, text: str) -> SolvedPart:
    if not data.basis:
        raise part.error("the basis is not given", expected='basis = ["1", "x", "x**2"]')
    basis = _polynomials(part, data.basis, data.variable, "basis")
    others = _polynomials(part, data.image_basis, data.variable, "image_basis") if data.image_basis else basis
    with part.locating("map"):
        asked = read_map(text, data.variable)
        result = matrix_of_polynomial_map(asked, data.variable, basis, others)
    words = {
        "basis": tuple(number_latex(number(entry)) for entry in basis),
        "others": tuple(number_latex(number(entry)) for entry in others) if others != basis else (),
        "formula": Latex(f"T(p) = {image_latex(asked)}"),
    }
    solved = solved_part(part, replace(result, words=words))
    check = images_check(asked, data.variable, (basis, others), result.outcomes[0].found[0].texts)
    return replace(solved, answer=replace(solved.answer, checks=(*solved.answer.checks, check)))


def _polynomials(part: Part, entries: Sequence[object], variable: str, key: str) -> list[str]:
    """Return the texts of polynomials; InputError at the entry that is none."""
    for place, entry in enumerate(entries):
        if isinstance(entry, bool) or not isinstance(entry, int | float | str):
            raise part.error("this is no polynomial", key, place, expected=f'a text such as "{variable}**2"')
        with part.locating(key, place):
            rational_polynomial(str(entry), variable)
    return [str(entry) for entry in entries]
