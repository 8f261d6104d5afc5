"""Factor a matrix in the asked form."""

from __future__ import annotations

from typing import Literal

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.factors import cholesky, ldl, lu, rank_factorisation
from backproof.linear_algebra.finding.orthogonal.vectors import qr
from backproof.linear_algebra.finding.symbolic import by_symbols
from backproof.linear_algebra.language.complex_numbers import is_complex, is_hermitian
from backproof.linear_algebra.language.reading import read_matrix, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term

Form = Literal["lu", "plu", "cholesky", "ldl", "rank", "qr"]


class Factored(Data, frozen=True, kw_only=True):
    """The rows of a matrix, and the form of the factorisation."""

    matrix: Rows
    form: Form


DATA = Factored


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Factor the matrix; InputError for one that has no factorisation of the form."""
    data = part.data_as(Factored)
    with part.locating("matrix"):
        rows = read_matrix(data.matrix, with_symbols=True, with_complex=True)
        return solved_part(part, _factored(rows, data.form, part.names.get("matrix", "A")))


def _factored(rows: Matrix, form: Form, name: str) -> Result:
    if symbols_of(rows) and form in ("qr", "cholesky"):
        refuse(
            "the factors would hold roots of symbols",
            'numbers alone, or the form "lu", "plu", "ldl" or "rank"',
        )
    match form:
        case "lu" | "plu":
            return by_symbols((rows,), lambda given: lu(given[0], name, exchanging=form == "plu"))
        case "rank":
            return by_symbols((rows,), lambda given: rank_factorisation(given[0], name), (rows,))
        case "qr":
            return qr(rows, name)
    if not is_hermitian(rows):
        if is_complex(rows):
            refuse("the matrix is not Hermitian", "A equal to its conjugate transpose")
        refuse("the matrix is not symmetric", "A = A.T")
    if form == "ldl":
        return by_symbols((rows,), lambda given: ldl(given[0], name))
    return cholesky(rows, name)
