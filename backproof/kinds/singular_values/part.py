"""Answer what is asked about the singular values of a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from msgspec import Meta

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.finding import singular
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.reading import read_matrix
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term

Asked = Literal["svd", "norms", "condition number", "pseudoinverse", "best approximation"]
Norm = Literal[1, 2, "inf", "fro"]


class Singular(Data, frozen=True, kw_only=True):
    """The rows of a matrix, what is asked of it, and a norm and a rank where these matter."""

    matrix: Rows
    ask: Asked
    norm: Norm = 2
    rank: Annotated[int, Meta(ge=1, le=12)] = 1


DATA = Singular


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Answer what is asked; InputError for symbols, or if roots do not suffice."""
    data = part.data_as(Singular)
    with part.locating("matrix"):
        rows = read_matrix(data.matrix, with_complex=True)
        result = _answered(rows, data, part.names.get("matrix", "A"))
        return solved_part(part, replace(result, words={**result.words, "ask": data.ask}))


def _answered(rows: Matrix, data: Singular, name: str) -> Result:
    match data.ask:
        case "svd":
            return singular.svd(rows, name)
        case "norms":
            return singular.norms(rows, name)
        case "pseudoinverse":
            return singular.pseudoinverse(rows, name)
        case "best approximation":
            if data.norm not in (2, "fro"):
                refuse("the nearest matrix is known in two norms", '2 or "fro"')
            return singular.best_approximation(rows, name, data.rank, str(data.norm))
    if len(rows) != len(rows[0]):
        refuse(f"the matrix is {len(rows)} by {len(rows[0])}", "as many rows as columns")
    return singular.condition_number(rows, name, str(data.norm))
