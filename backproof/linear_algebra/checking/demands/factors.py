"""The demands on inverses, determinants and factorisations."""

from __future__ import annotations

from fractions import Fraction

from backproof.linear_algebra.checking.demands.demand import (
    Demand,
    Tables,
    above_diagonal,
    below_diagonal,
    leading_minor,
    not_ones,
    number,
    off_diagonal,
    off_identity,
    product,
    ranked,
)
from backproof.linear_algebra.checking.tables import (
    Table,
    differing,
    integer,
    not_positive,
    not_zero,
)


def _is_no_permutation(x: Table) -> int:
    entries = sum(value not in (0, 1) for value in x.entries)
    return entries + sum(int(sum(line) != 1) for line in (*x.rows, *x.T.rows))


def _unlisted(t: Tables) -> int:
    """Return 0 if the symbol's value is one of the zeros."""
    (at,) = (number(item) for name, item in t.items() if name not in ("A", "zeros"))
    return int(all(not_zero([zero - at]) for zero in t["zeros"].entries))


def _is_possible(x: Table, size: int) -> int:
    """Return 0 if there is no L U with a unit L: rank A_k is below that of the first k columns."""
    left = Table(tuple(row[:size] for row in x.rows))
    return int(Table(left.rows[:size]).rank() >= left.rank())


def _updated(t: Tables) -> Table:
    """Return A + u v^T."""
    return t["A"] - (t["u"] @ t["v"].T).times(-1)


def _other_complement(t: Tables) -> int:
    """Return in how many entries S differs from quotients of the minors that border the leading block."""
    k, a, wrong = integer(number(t["k"])), t["A"].rows, []
    first = Table(tuple(row[:k] for row in a[:k])).determinant()
    for i, entries in enumerate(t["S"].rows, k):
        for j, entry in enumerate(entries, k):
            bordered = Table(tuple((*row[:k], row[j]) for row in (*a[:k], a[i])))
            wrong.append(bordered.determinant() - entry * first)
    return not_zero([*wrong, Fraction(t["S"].height + k - t["A"].height)])


_COMPLEMENT = Demand("determinant by FLINT", "S by the minors around the block", _other_complement)
_DETERMINANT_OF_BLOCKS = Demand(
    "determinant by FLINT", "det A", lambda t: not_zero([t["A"].determinant() - number(t["value"])])
)
MATRICES = {
    "inverse": (
        product("A X = I", lambda t: off_identity(t["A"] @ t["X"])),
        product("X A = I", lambda t: off_identity(t["X"] @ t["A"])),
    ),
    "singular": (
        product("A v = 0", lambda t: not_zero((t["A"] @ t["v"]).entries)),
        product("v is not 0", lambda t: not not_zero(t["v"].entries)),
    ),
    "inverse of an update": (
        product("(A + u v^T) X = I", lambda t: off_identity(_updated(t) @ t["X"])),
        product("X (A + u v^T) = I", lambda t: off_identity(t["X"] @ _updated(t))),
    ),
    "singular update": (
        product("(A + u v^T) w = 0", lambda t: not_zero((_updated(t) @ t["w"]).entries)),
        product("w is not 0", lambda t: not not_zero(t["w"].entries)),
    ),
    "block inverse": (
        product("A X = I", lambda t: off_identity(t["A"] @ t["X"])),
        _COMPLEMENT,
        _DETERMINANT_OF_BLOCKS,
    ),
    "singular by blocks": (
        product("A v = 0", lambda t: not_zero((t["A"] @ t["v"]).entries)),
        product("v is not 0", lambda t: not not_zero(t["v"].entries)),
        _COMPLEMENT,
        _DETERMINANT_OF_BLOCKS,
    ),
    "determinant": (
        Demand(
            "determinant by FLINT", "det A", lambda t: not_zero([t["A"].determinant() - number(t["found"])])
        ),
    ),
    "determinant zero": (
        Demand("determinant by FLINT", "det A = 0", lambda t: not_zero([t["A"].determinant()])),
        product("zeros as listed", _unlisted),
    ),
    "LU": (
        product("L U = A", lambda t: differing(t["L"] @ t["U"], t["A"])),
        product("L unit lower triangular", lambda t: above_diagonal(t["L"]) + not_ones(t["L"])),
        product("U upper triangular", lambda t: below_diagonal(t["U"])),
    ),
    "PLU": (
        product("L U = P A", lambda t: differing(t["L"] @ t["U"], t["P"] @ t["A"])),
        product("L unit lower triangular", lambda t: above_diagonal(t["L"]) + not_ones(t["L"])),
        product("U upper triangular", lambda t: below_diagonal(t["U"])),
        product("P permutes rows", lambda t: _is_no_permutation(t["P"])),
    ),
    "LDL": (
        product("L D L* = A", lambda t: differing(t["L"] @ t["D"] @ t["L"].H, t["A"])),
        product("L unit lower triangular", lambda t: above_diagonal(t["L"]) + not_ones(t["L"])),
        product("D diagonal", lambda t: off_diagonal(t["D"])),
    ),
    "no LU": (ranked("ranks of A_k", lambda t: _is_possible(t["A"], integer(number(t["k"])))),),
    "rank factorisation": (
        product("C F = A", lambda t: differing(t["C"] @ t["F"], t["A"])),
        ranked("rank C = rank F = r", lambda t: sum(t[n].rank() != number(t["r"]) for n in "CFA")),
        product("C has r columns, F has r rows", lambda t: abs(t["C"].width - t["F"].height)),
    ),
    "Cholesky": (
        product("L L* = A", lambda t: differing(t["L"] @ t["L"].H, t["A"])),
        product("L lower triangular", lambda t: above_diagonal(t["L"])),
        product("diagonal of L positive", lambda t: not_positive(t["L"].diagonal)),
    ),
    "no Cholesky": (
        Demand(
            "determinant by FLINT",
            "leading minor k",
            lambda t: (
                not_zero([leading_minor(t["A"], number(t["k"])) - number(t["minor"])])
                + (number(t["minor"]) > 0)
            ),
        ),
    ),
}
