"""The demands on singular values, norms, condition numbers, pseudoinverses and approximations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

import mpmath

from backproof.linear_algebra.checking.complex_values import Complex, parts
from backproof.linear_algebra.checking.demands.demand import (
    Demand,
    Tables,
    leading_minor,
    number,
    off_identity,
    product,
)
from backproof.linear_algebra.checking.tables import (
    Number,
    Table,
    ball,
    differing,
    identity,
    integer,
    not_positive,
    not_zero,
)
from backproof.spaces.enclosures import balls


def _norm_is_wrong(t: Tables, name: str, found: Number) -> int:
    stated = number(t[name])
    return not_zero([(stated if isinstance(found, Fraction | int) else ball(stated)) - found])


def _size(x: Number) -> Number:
    """Return the absolute value, of a complex number as a ball."""
    if not isinstance(x, Complex):
        return abs(x)
    return ball(x.real * x.real + x.imag * x.imag).sqrt()


def _sum_norm(rows: Iterable[Iterable[Number]]) -> Number:
    """Return the largest sum of absolute values in a row; a ball if an entry is complex."""
    sizes = [[_size(x) for x in row] for row in rows]
    if not all(isinstance(size, Fraction | int) for row in sizes for size in row):
        sizes = [[ball(size) for size in row] for row in sizes]
    sums = [sum(row) for row in sizes]
    return max(sums, key=lambda x: float(ball(x).mid()))


def _squares_sum(x: Table) -> Number:
    return sum(a * a + b * b for a, b in map(parts, x.entries))


def _no_largest_eigenvalue(t: Tables) -> int:
    """Return 0 if two^2 is an eigenvalue of A^T A, and none is larger by Sylvester's law."""
    gram = t["A"].H @ t["A"]
    square = number(t["two"]) ** 2
    return _not_extreme(gram, square)


def _not_extreme(gram: Table, square: Number) -> int:
    """Return 0 if square I - G is singular, and G - (square + e) I is negative definite for a small e."""
    size = gram.height
    room = balls.of_fraction(Fraction(1, 10**40))
    shift = identity(size).times(square) - gram
    above = identity(size).times(ball(square) + room) - Table(
        tuple(tuple(map(ball, row)) for row in gram.rows)
    )
    minors = [leading_minor(above, k) for k in range(1, size + 1)]
    return not_zero([shift.determinant()]) + not_positive(minors)


def _diagonal(values: Sequence[Number]) -> Table:
    return Table(tuple(tuple(x if i == j else 0 for j in range(len(values))) for i, x in enumerate(values)))


def _rising(values: Sequence[Number]) -> int:
    return sum(bool(a < b) for a, b in pairwise(values))


def _singular_values(x: Table) -> list[Number]:
    """Return the singular values in 60 digits, the largest first."""
    with mpmath.workdps(80):
        rows = [[mpmath.mpc(*map(_digits, parts(entry))) for entry in row] for row in x.rows]
        found = mpmath.svd(mpmath.matrix(rows), compute_uv=False)
        return [found[i] for i in range(len(found))]


def _digits(x: Number) -> mpmath.mpf:
    """Return a real number to 70 digits."""
    return mpmath.mpf(str(ball(x).mid().str(70, radius=False)))


def _far(stated: Number, found: Number) -> int:
    with mpmath.workdps(80):
        return int(abs(_digits(stated) - found) > mpmath.mpf(10) ** -40 * max(1, abs(found)))


def _other_ratio(t: Tables) -> int:
    values = _singular_values(t["A"])
    with mpmath.workdps(80):
        return _far(number(t["cond"]), values[0] / values[-1])


def _no_best(t: Tables, kind: str) -> int:
    """Return 0 if the distance is the one that the singular values leave, and B has at most the rank k."""
    values = _singular_values(t["A"])
    k = integer(number(t["k"]))
    rest = values[k:] or [mpmath.mpf(0)]
    with mpmath.workdps(80):
        least = mpmath.sqrt(sum(s * s for s in rest)) if kind == "fro" else rest[0]
    wrong = _far(number(t["error"]), least)
    for name in ("B", "other"):
        if name in t:
            difference = t["A"] - t[name]
            if kind == "fro":
                wrong += not_zero([number(t["error"]) ** 2 - _squares_sum(difference)])
            else:
                wrong += _far(number(t["error"]), _singular_values(difference)[0])
            wrong += t[name].rank() > k
    if "other" in t:
        wrong += not differing(t["B"], t["other"])
    return wrong


SINGULAR = {
    "SVD": (
        product("U S V* = A", lambda t: differing(t["U"] @ _diagonal(t["S"].entries) @ t["Vt"], t["A"])),
        product("U* U = I", lambda t: off_identity(t["U"].H @ t["U"])),
        product("V* V = I", lambda t: off_identity(t["Vt"] @ t["Vt"].H)),
        product("positive, in order", lambda t: not_positive(t["S"].entries) + _rising(t["S"].entries)),
    ),
    "norms": (
        product("sums of columns", lambda t: _norm_is_wrong(t, "one", _sum_norm(t["A"].T.rows))),
        product("sums of rows", lambda t: _norm_is_wrong(t, "inf", _sum_norm(t["A"].rows))),
        product("sum of squares", lambda t: not_zero([number(t["fro"]) ** 2 - _squares_sum(t["A"])])),
        Demand("determinant by FLINT", "largest eigenvalue of A* A", _no_largest_eigenvalue),
    ),
    "condition number 1": (
        product("A X = I", lambda t: off_identity(t["A"] @ t["X"])),
        product(
            "sums of columns",
            lambda t: _norm_is_wrong(t, "cond", _sum_norm(t["A"].T.rows) * _sum_norm(t["X"].T.rows)),
        ),
    ),
    "condition number inf": (
        product("A X = I", lambda t: off_identity(t["A"] @ t["X"])),
        product(
            "sums of rows",
            lambda t: _norm_is_wrong(t, "cond", _sum_norm(t["A"].rows) * _sum_norm(t["X"].rows)),
        ),
    ),
    "condition number fro": (
        product("A X = I", lambda t: off_identity(t["A"] @ t["X"])),
        product(
            "sums of squares",
            lambda t: not_zero([number(t["cond"]) ** 2 - _squares_sum(t["A"]) * _squares_sum(t["X"])]),
        ),
    ),
    "condition number 2": (Demand("singular values in digits", "largest over smallest", _other_ratio),),
    "pseudoinverse": (
        product("A X A = A", lambda t: differing(t["A"] @ t["X"] @ t["A"], t["A"])),
        product("X A X = X", lambda t: differing(t["X"] @ t["A"] @ t["X"], t["X"])),
        product("(A X)* = A X", lambda t: differing((t["A"] @ t["X"]).H, t["A"] @ t["X"])),
        product("(X A)* = X A", lambda t: differing((t["X"] @ t["A"]).H, t["X"] @ t["A"])),
    ),
}
for _kind in ("fro", "2"):
    for _tied in ("", ", tied"):
        SINGULAR[f"best approximation {_kind}{_tied}"] = (
            Demand("singular values in digits", "distance and rank", partial(_no_best, kind=_kind)),
        )
