"""The demands on quadratic forms, coordinates and bases of subspaces."""

from __future__ import annotations

from functools import partial

from backproof.linear_algebra.checking.demands.demand import (
    Demand,
    Tables,
    number,
    product,
    ranked,
)
from backproof.linear_algebra.checking.tables import (
    Number,
    Table,
    differing,
    identity,
    not_positive,
    not_zero,
)


def _symmetric(t: Tables) -> Table:
    """Return twice the symmetric part, or the Hermitian one."""
    a = t["A"]
    return a - a.H.times(-1)


def _other_squares(t: Tables) -> int:
    weights = t["d"].entries if "d" in t else []
    total = _symmetric(t)
    for d, form in zip(weights, t["L"].rows if "L" in t else (), strict=True):
        total = total - (Table((form,)).H @ Table((form,))).times(2 * d)
    return not_zero(total.entries)


def _value(t: Tables, name: str) -> Number:
    return number(t[name].H @ t["A"] @ t[name])


def _of_sign(sign: int) -> tuple[Demand, ...]:
    return (
        product("sum of squares", _other_squares),
        product(
            "signs of the squares",
            lambda t: not_positive([sign * x for x in t["d"].entries]) if "d" in t else 0,
        ),
    )


def _other_coefficients(t: Tables) -> int:
    """Return at how many of n + 1 points det(x I - S) is not the polynomial with the coefficients."""
    twice, size = _symmetric(t), t["A"].height
    wrong = []
    for x in range(size + 1):
        stated = x**size + sum((-1) ** k * e * x ** (size - k) for k, e in enumerate(t["e"].entries, 1))
        wrong.append((identity(size).times(2 * x) - twice).determinant() - 2**size * stated)
    return not_zero(wrong)


def _other_signs(t: Tables, sign: int, *, is_definite: bool) -> int:
    """Return how many coefficients have a sign that the class excludes."""
    turned = [e * sign**k for k, e in enumerate(t["e"].entries, 1)]
    if is_definite:
        return not_positive(turned)
    return sum(bool(not_zero([x]) and not x > 0) for x in turned) + 1 - int(not not_zero(turned[-1:]))


def _of_one_sign(t: Tables) -> int:
    """Return 0 if the coefficients exclude a matrix that is definite or semidefinite."""
    both = [(sign, end) for sign in (1, -1) for end in (True, False)]
    return int(any(not _other_signs(t, sign, is_definite=end) for sign, end in both))


def _no_basis_of(t: Tables, name: str, rank: int) -> int:
    rows = t[name]
    return int(rows.height != rank or (rank and rows.rank() != rank))


def _outside(rows: Table, others: Table) -> int:
    """Return 0 if the rows lie in the row space of another matrix."""
    return Table((*others.rows, *rows.rows)).rank() - others.rank() if rows.rows else 0


def _other_counts(t: Tables) -> int:
    rank, a = t["A"].rank(), t["A"]
    sizes = {"column": rank, "row": rank, "null": a.width - rank, "left": a.height - rank}
    wrong = sum(_no_basis_of(t, name, size) for name, size in sizes.items())
    return wrong + int(rank != number(t["count"]))


DEFINITE: dict[str, tuple[Demand, ...]] = {
    "indefinite": (
        product("u^T A u > 0", lambda t: not_positive([_value(t, "u")])),
        product("v^T A v < 0", lambda t: not_positive([-_value(t, "v")])),
    ),
}
for _word, _sign in (("positive", 1), ("negative", -1)):
    DEFINITE[f"{_word} definite"] = (
        *_of_sign(_sign),
        ranked("independent forms", lambda t: t["A"].height - t["L"].rank()),
    )
    DEFINITE[f"{_word} semidefinite"] = (
        *_of_sign(_sign),
        product("z^T A z = 0", lambda t: not_zero([_value(t, "z")]) + (not not_zero(t["z"].entries))),
    )
for _word, _sign in (("positive", 1), ("negative", -1)):
    for _end in (True, False):
        DEFINITE[f"{_word} {'' if _end else 'semi'}definite by coefficients"] = (
            Demand("determinant by FLINT", "det(x I - S) by its coefficients", _other_coefficients),
            product("signs of the coefficients", partial(_other_signs, sign=_sign, is_definite=_end)),
        )
DEFINITE["form by coefficients"] = DEFINITE["positive definite by coefficients"][:1]
DEFINITE["zero form"] = (product("A + A^T = 0", lambda t: not_zero(_symmetric(t).entries)),)
DEFINITE["zero form by coefficients"] = (
    *DEFINITE["zero form"],
    product("coefficients 0", lambda t: not_zero(t["e"].entries)),
)
DEFINITE["indefinite by coefficients"] = (
    Demand("determinant by FLINT", "det(x I - S) by its coefficients", _other_coefficients),
    product("signs of the coefficients", _of_one_sign),
)
BASES = {
    "member": (product("combination", lambda t: differing(t["V"].T @ t["c"], t["y"])),),
    "no member": (
        product("f^T v = 0", lambda t: not_zero((t["V"] @ t["f"]).entries)),
        product("f^T y is not 0", lambda t: 1 - not_zero((t["f"].T @ t["y"]).entries)),
    ),
    "coordinates": (
        product("combination", lambda t: differing(t["B"].T @ t["c"], t["y"])),
        ranked("basis", lambda t: t["B"].width - t["B"].rank()),
    ),
    "change of basis": (
        product("C M = B", lambda t: differing(t["C"] @ t["M"], t["B"])),
        ranked("bases", lambda t: 2 * t["B"].height - t["B"].rank() - t["C"].rank()),
    ),
    "matrix of a map": (
        product("C M = A B", lambda t: differing(t["C"] @ t["M"], t["A"] @ t["B"])),
        ranked("bases", lambda t: t["B"].height + t["C"].height - t["B"].rank() - t["C"].rank()),
    ),
    "matrix by images": (
        product("C M = images", lambda t: differing(t["C"] @ t["M"], t["images"])),
        ranked("basis", lambda t: t["C"].width - t["C"].rank()),
    ),
    "four subspaces": (
        product("A n = 0", lambda t: not_zero((t["A"] @ t["null"].T).entries) if t["null"].rows else 0),
        product("A^T y = 0", lambda t: not_zero((t["left"] @ t["A"]).entries) if t["left"].rows else 0),
        ranked(
            "spaces of columns and rows",
            lambda t: _outside(t["column"], t["A"].T) + _outside(t["row"], t["A"]),
        ),
        ranked("dimensions", _other_counts),
    ),
}
