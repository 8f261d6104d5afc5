"""Find the inverse of a matrix, or a vector that it sends to zero."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Entries, Rows
from backproof.linear_algebra.finding.inverses.block_inverses import invert_by_blocks, invert_update
from backproof.linear_algebra.finding.inverses.inverses import invert
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.reading import read_square, read_vector, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a matrix; vectors u and v of the update u v^T, or the size of a leading block."""

    matrix: Rows
    u: Entries | None = None
    v: Entries | None = None
    block: Annotated[int, Meta(ge=1, le=11)] | None = None


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the inverse of a matrix; InputError for what is no square matrix."""
    data = part.data_as(Matrix)
    name = part.names.get("matrix", "A")
    with part.locating("matrix"):
        if data.u is not None or data.v is not None or data.block is not None:
            return solved_part(part, _from_smaller(part, data, name))
        rows = read_square(data.matrix, with_symbols=True, with_complex=True, with_angles=True)
        symbols = symbols_of(rows)
        named = part.names.get("matrix") or free_letter("A", symbols)
        return solved_part(part, invert(rows, symbols, named))


def _from_smaller(part: Part, data: Matrix, name: str) -> Result:
    """Invert by the Schur complement of a block, or after an update of rank one."""
    rows = read_square(data.matrix)
    if data.block is not None and data.u is None and data.v is None:
        with part.locating("block"):
            return invert_by_blocks(rows, data.block, name)
    if data.block is None and (data.u is None or data.v is None):
        missing = "v" if data.v is None else "u"
        raise part.error(f"'{missing}' is missing", expected="both vectors of the update u v^T")
    if data.u is None or data.v is None or data.block is not None:
        raise part.error(
            "the inverse is asked for in several ways", expected="u and v, or a block, or neither"
        )
    with part.locating("u"):
        u = read_vector(data.u, "the vector u", len(rows))
    with part.locating("v"):
        v = read_vector(data.v, "the vector v", len(rows))
    return invert_update(rows, u, v, name)
