"""The demands on an answer of each task: what has to hold of the given and the found matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import prod

import mpmath
from flint import fmpq_poly, fmpz_poly

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
from backproof.spaces.enclosures import balls, exact_matrices

PRODUCTS, RANK = "multiplied out in fractions", "rank over the rationals"
Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Demand:
    """A demand: its method, its subject, and the number of entries for which it does not hold."""

    method: str
    subject: str
    failing: Callable[[Tables], int]


def product(subject: str, failing: Callable[[Tables], int]) -> Demand:
    """Return a demand that is multiplied out."""
    return Demand(PRODUCTS, subject, failing)


def ranked(subject: str, failing: Callable[[Tables], int]) -> Demand:
    """Return a demand on ranks."""
    return Demand(RANK, subject, failing)


SYSTEMS = {
    "unique solution": (
        product("A x = b", lambda t: differing(t["A"] @ t["x"], t["b"])),
        ranked("rank A = n", lambda t: t["A"].width - t["A"].rank()),
    ),
    "solutions with parameters": (
        product("A x = b", lambda t: differing(t["A"] @ t["x"], t["b"])),
        product("A n = 0", lambda t: not_zero((t["A"] @ t["N"].T).entries)),
        ranked("independent n", lambda t: t["N"].height - t["N"].rank()),
        ranked("rank A = n - count", lambda t: abs(t["A"].width - t["N"].height - t["A"].rank())),
    ),
    "no solution": (
        product("y^T A = 0", lambda t: not_zero((t["y"].T @ t["A"]).entries)),
        product("y^T b is not 0", lambda t: 1 - not_zero((t["y"].T @ t["b"]).entries)),
    ),
}


def _off_identity(x: Table) -> int:
    return differing(x, identity(x.height))


def _above(x: Table) -> int:
    """Return how many entries above the diagonal are not 0."""
    return not_zero(x.where(lambda i, j: j > i))


def _below(x: Table) -> int:
    return _above(x.T)


def _not_ones(x: Table) -> int:
    return not_zero([value - 1 for value in x.diagonal])


def _number(x: Table) -> Number:
    return x.rows[0][0]


def _is_no_permutation(x: Table) -> int:
    entries = sum(value not in (0, 1) for value in x.entries)
    return entries + sum(sum(line) != 1 for line in (*x.rows, *x.T.rows))


def _leading(x: Table, size: Number) -> Number:
    return Table(tuple(row[: integer(size)] for row in x.rows[: integer(size)])).determinant()


MATRICES = {
    "inverse": (
        product("A X = I", lambda t: _off_identity(t["A"] @ t["X"])),
        product("X A = I", lambda t: _off_identity(t["X"] @ t["A"])),
    ),
    "singular": (
        product("A v = 0", lambda t: not_zero((t["A"] @ t["v"]).entries)),
        product("v is not 0", lambda t: not not_zero(t["v"].entries)),
    ),
    "determinant": (
        Demand(
            "determinant by FLINT", "det A", lambda t: not_zero([t["A"].determinant() - _number(t["det"])])
        ),
    ),
    "LU": (
        product("L U = A", lambda t: differing(t["L"] @ t["U"], t["A"])),
        product("L unit lower triangular", lambda t: _above(t["L"]) + _not_ones(t["L"])),
        product("U upper triangular", lambda t: _below(t["U"])),
    ),
    "PLU": (
        product("L U = P A", lambda t: differing(t["L"] @ t["U"], t["P"] @ t["A"])),
        product("L unit lower triangular", lambda t: _above(t["L"]) + _not_ones(t["L"])),
        product("U upper triangular", lambda t: _below(t["U"])),
        product("P permutes rows", lambda t: _is_no_permutation(t["P"])),
    ),
    "no LU": (
        Demand(
            "determinant by FLINT", "leading minor k", lambda t: not_zero([_leading(t["A"], _number(t["k"]))])
        ),
        ranked(
            "first k columns are independent of the rows above",
            lambda t: _leading_rank(t["A"], integer(_number(t["k"]))),
        ),
    ),
    "rank factorisation": (
        product("C F = A", lambda t: differing(t["C"] @ t["F"], t["A"])),
        ranked("rank C = rank F = r", lambda t: sum(t[n].rank() != _number(t["r"]) for n in "CFA")),
        product("C has r columns, F has r rows", lambda t: abs(t["C"].width - t["F"].height)),
    ),
    "Cholesky": (
        product("L L^T = A", lambda t: differing(t["L"] @ t["L"].T, t["A"])),
        product("L lower triangular", lambda t: _above(t["L"])),
        product("diagonal of L positive", lambda t: not_positive(t["L"].diagonal)),
    ),
    "no Cholesky": (
        Demand(
            "determinant by FLINT",
            "leading minor k",
            lambda t: (
                not_zero([_leading(t["A"], _number(t["k"])) - _number(t["minor"])])
                + (_number(t["minor"]) > 0)
            ),
        ),
    ),
}


def _leading_rank(x: Table, size: int) -> int:
    """Return 0 if the rows below make the zero pivot matter: the first columns have another rank without them."""
    columns = Table(tuple(row[:size] for row in x.rows))
    block = Table(tuple(row[:size] for row in x.rows[:size]))
    return int(columns.rank() <= block.rank())


def _weighted(t: Tables) -> Table:
    return t["B"].T @ t["W"] if "W" in t else t["B"].T


def _squared(x: Table) -> Number:
    return _number(x.T @ x)


def _spans(t: Tables) -> int:
    """Return how many of the first vectors span another space than the orthonormal ones up to there."""
    kept = [integer(x) for x in t["kept"].entries]
    wrong = 0
    for count in range(1, t["V"].height + 1):
        units = [row for row, k in zip(t["Q"].rows, kept, strict=True) if k <= count]
        given = Table(t["V"].rows[:count])
        wrong += given.rank() != len(units) or Table((*given.rows, *units)).rank() != len(units)
    return wrong


PROJECTIONS = {
    "Gram-Schmidt": (
        product("q_i^T q_j", lambda t: _off_identity(t["Q"] @ t["Q"].T)),
        ranked("span of the first vectors", _spans),
    ),
    "QR": (
        product("Q R = A", lambda t: differing(t["Q"] @ t["R"], t["A"])),
        product("Q^T Q = I", lambda t: _off_identity(t["Q"].T @ t["Q"])),
        product("R upper triangular", lambda t: _below(t["R"])),
        product("diagonal of R positive", lambda t: not_positive(t["R"].diagonal)),
    ),
    "projection": (
        product("B c = p", lambda t: differing(t["B"] @ t["c"], t["p"])),
        product("y - p is orthogonal", lambda t: not_zero((_weighted(t) @ (t["y"] - t["p"])).entries)),
    ),
    "projection along a normal": (
        product("P n = 0", lambda t: not_zero((t["P"] @ t["n"]).entries)),
        product("P P = P = P^T", lambda t: differing(t["P"] @ t["P"], t["P"]) + differing(t["P"].T, t["P"])),
        ranked(
            "rank P", lambda t: int(t["P"].rank() != _number(t["r"]) or _number(t["r"]) != t["P"].width - 1)
        ),
    ),
    "projection matrix": (
        product("P B = B", lambda t: differing(t["P"] @ t["B"], t["B"])),
        product("P P = P = P^T", lambda t: differing(t["P"] @ t["P"], t["P"]) + differing(t["P"].T, t["P"])),
        ranked("rank P = rank B", lambda t: sum(t[n].rank() != _number(t["r"]) for n in "PB")),
    ),
    "nearest point": (
        product("a + D t = p", lambda t: differing(t["D"] @ t["t"], t["p"] - t["a"])),
        product("y - p is orthogonal", lambda t: not_zero((t["D"].T @ (t["y"] - t["p"])).entries)),
        product(
            "d^2 = |y - p|^2",
            lambda t: (
                not_zero([_squared(t["y"] - t["p"]) - _number(t["d"]) ** 2]) + bool(_number(t["d"]) < 0)
            ),
        ),
    ),
    "least squares": (
        product("A^T (A x - b) = 0", lambda t: not_zero((t["A"].T @ (t["A"] @ t["x"] - t["b"])).entries)),
        product(
            "least value", lambda t: not_zero([_squared(t["A"] @ t["x"] - t["b"]) - _number(t["least"])])
        ),
        ranked("rank A = n", lambda t: t["A"].width - t["A"].rank()),
    ),
}
PROJECTIONS["weighted projection"] = PROJECTIONS["projection"]
PROJECTIONS["least squares of dependent columns"] = (
    *PROJECTIONS["least squares"][:2],
    product("A n = 0", lambda t: not_zero((t["A"] @ t["N"].T).entries)),
    product("x is orthogonal to n", lambda t: not_zero((t["N"] @ t["x"]).entries)),
    ranked("rank A = n - count", lambda t: abs(t["A"].width - t["A"].rank() - t["N"].rank())),
    ranked("independent n", lambda t: t["N"].height - t["N"].rank()),
)


def _eigenpairs(t: Tables) -> list[tuple[Number, int, Table]]:
    count = sum(name.startswith("lambda") for name in t)
    return [
        (_number(t[f"lambda{k}"]), integer(_number(t[f"algebraic{k}"])), t[f"V{k}"])
        for k in range(1, count + 1)
    ]


def _characteristic(t: Tables, x: int) -> Number:
    a = t["A"]
    return (identity(a.height).times(x) - a).determinant()


def _other_polynomial(t: Tables) -> int:
    """Return at how many of n + 1 points the product of the linear factors is not det(x I - A)."""
    pairs = _eigenpairs(t)
    points = range(t["A"].height + 1)
    return not_zero(
        [_characteristic(t, x) - prod((x - value) ** count for value, count, _ in pairs) for x in points]
    )


def _no_eigenvectors(t: Tables) -> int:
    return sum(differing(t["A"] @ v.T, v.T.times(value)) for value, _, v in _eigenpairs(t))


def _other_dimensions(t: Tables) -> int:
    a = t["A"]
    shifts = ((a - identity(a.height).times(value), v) for value, _, v in _eigenpairs(t))
    return sum(v.rank() != v.height or v.height != a.height - shift.rank() for shift, v in shifts)


def _off_diagonal(x: Table) -> int:
    return not_zero(x.where(lambda i, j: i != j))


def _no_jordan(x: Table) -> int:
    """Return how many entries are not as in a Jordan matrix."""
    wrong = not_zero(x.where(lambda i, j: j not in (i, i + 1)))
    for i in range(x.height - 1):
        beside = x.rows[i][i + 1]
        if not_zero([beside]):
            wrong += not_zero([beside - 1, x.rows[i][i] - x.rows[i + 1][i + 1]])
    return wrong


def _terms(t: Tables) -> list[tuple[Number, Table]]:
    count = sum(name.startswith("lambda") for name in t)
    return [(_number(t[f"lambda{k}"]), t[f"P{k}"]) for k in range(1, count + 1)]


def _summed(tables: Iterable[Table]) -> Table:
    first, *others = tables
    for other in others:
        first = first - other.times(-1)
    return first


def _powered(t: Tables) -> int:
    found = identity(t["A"].height)
    for _ in range(integer(_number(t["n"]))):
        found = found @ t["A"]
    return differing(found, t["power"])


def _at_roots(t: Tables) -> int:
    """Return how many stated roots, rounded, are not roots of the polynomial with the stated coefficients."""
    coefficients, wrong = t["coefficients"].entries, 0
    for root in t["roots"].entries:
        value, slope = Fraction(0), Fraction(0)
        for c in coefficients:
            value, slope = value * root + c, slope * root + value
        wrong += not bool(abs(ball(value)) <= abs(ball(slope)) * balls.of_fraction(Fraction(1, 10**25)))
    return wrong


EIGENVALUES = {
    "eigenvalues": (
        product("A v = lambda v", _no_eigenvectors),
        Demand("determinant by FLINT", "det(x I - A) by its factors", _other_polynomial),
        ranked("dimensions of the eigenspaces", _other_dimensions),
    ),
    "diagonalisation": (
        product("A S = S D", lambda t: differing(t["A"] @ t["S"], t["S"] @ t["D"])),
        product("D diagonal", lambda t: _off_diagonal(t["D"])),
        ranked("S invertible", lambda t: t["S"].height - t["S"].rank()),
    ),
    "defective": (
        product(
            "A v = lambda v", lambda t: differing(t["A"] @ t["V"].T, t["V"].T.times(_number(t["lambda"])))
        ),
        ranked("dimension of the eigenspace", lambda t: _defect(t)),
    ),
    "orthogonal diagonalisation": (
        product("Q D Q^T = A", lambda t: differing(t["Q"] @ t["D"] @ t["Q"].T, t["A"])),
        product("Q^T Q = I", lambda t: _off_identity(t["Q"].T @ t["Q"])),
        product("D diagonal", lambda t: _off_diagonal(t["D"])),
    ),
    "spectral decomposition": (
        product(
            "sum of lambda P = A", lambda t: differing(_summed(p.times(x) for x, p in _terms(t)), t["A"])
        ),
        product("sum of P = I", lambda t: _off_identity(_summed(p for _, p in _terms(t)))),
        product(
            "P P = P = P^T", lambda t: sum(differing(p @ p, p) + differing(p.T, p) for _, p in _terms(t))
        ),
    ),
    "Jordan form": (
        product("A P = P J", lambda t: differing(t["A"] @ t["P"], t["P"] @ t["J"])),
        product("J a Jordan matrix", lambda t: _no_jordan(t["J"])),
        ranked("P invertible", lambda t: t["P"].height - t["P"].rank()),
    ),
    "power": (product("A^n for n = 0 to 12", _powered),),
    "characteristic polynomial": (
        Demand("determinant by FLINT", "det(x I - A) by its coefficients", lambda t: _other_coefficients(t)),
        product("roots to 25 digits", _at_roots),
        Demand("roots counted by FLINT", "all real roots", lambda t: _other_count(t)),
    ),
}


def _defect(t: Tables) -> int:
    """Return 0 if the multiplicity exceeds the dimension: (A - lambda)^m has a larger null space, of dimension m."""
    shift = t["A"] - identity(t["A"].height).times(_number(t["lambda"]))
    count, power = integer(_number(t["algebraic"])), shift
    for _ in range(t["A"].height - 1):
        power = power @ shift
    is_space = t["V"].rank() == t["V"].height == shift.width - shift.rank() < count
    return int(not is_space or shift.width - power.rank() != count)


def _other_coefficients(t: Tables) -> int:
    coefficients = t["coefficients"].entries
    size = t["A"].height
    at = [sum(c * x ** (size - k) for k, c in enumerate(coefficients)) for x in range(size + 1)]
    return not_zero([_characteristic(t, x) - value for x, value in enumerate(at)]) + abs(
        len(coefficients) - size - 1
    )


def _other_count(t: Tables) -> int:
    """Return by how many the stated roots differ from the real roots, each as often as it is one."""
    whole = fmpq_poly([exact_matrices.of_fraction(c) for c in reversed(t["coefficients"].entries)])
    scaled = fmpz_poly([int(c * whole.denom()) for c in whole.coeffs()])
    real = sum(count for root, count in scaled.complex_roots() if root.imag.contains(0) and root.imag == 0)
    return abs(real - t["roots"].height)


def _norm_is_wrong(t: Tables, name: str, found: Number) -> int:
    return not_zero([_number(t[name]) - found])


def _sum_norm(rows: Iterable[Iterable[Number]]) -> Number:
    sums = [sum(abs(x) for x in row) for row in rows]
    return max(sums, key=lambda x: float(ball(x).mid()))


def _squares_sum(x: Table) -> Number:
    return sum(value * value for value in x.entries)


def _no_largest_eigenvalue(t: Tables) -> int:
    """Return 0 if two^2 is an eigenvalue of A^T A, and none is larger by Sylvester's law."""
    gram = t["A"].T @ t["A"]
    square = _number(t["two"]) ** 2
    return _not_extreme(gram, square)


def _not_extreme(gram: Table, square: Number) -> int:
    """Return 0 if square I - G is singular, and G - (square + e) I is negative definite for a small e."""
    size = gram.height
    shift = identity(size).times(square) - gram
    above = identity(size).times(ball(square) + balls.of_fraction(Fraction(1, 10**40))) - gram
    minors = [_leading(above, k) for k in range(1, size + 1)]
    return not_zero([shift.determinant()]) + not_positive(minors)


SINGULAR = {
    "SVD": (
        product("U S V^T = A", lambda t: differing(t["U"] @ _diagonal(t["S"].entries) @ t["Vt"], t["A"])),
        product("U^T U = I", lambda t: _off_identity(t["U"].T @ t["U"])),
        product("V^T V = I", lambda t: _off_identity(t["Vt"] @ t["Vt"].T)),
        product("positive, in order", lambda t: not_positive(t["S"].entries) + _rising(t["S"].entries)),
    ),
    "norms": (
        product("sums of columns", lambda t: _norm_is_wrong(t, "one", _sum_norm(t["A"].T.rows))),
        product("sums of rows", lambda t: _norm_is_wrong(t, "inf", _sum_norm(t["A"].rows))),
        product("sum of squares", lambda t: not_zero([_number(t["fro"]) ** 2 - _squares_sum(t["A"])])),
        Demand("determinant by FLINT", "largest eigenvalue of A^T A", _no_largest_eigenvalue),
    ),
    "condition number 1": (
        product("A X = I", lambda t: _off_identity(t["A"] @ t["X"])),
        product(
            "sums of columns",
            lambda t: _norm_is_wrong(t, "cond", _sum_norm(t["A"].T.rows) * _sum_norm(t["X"].T.rows)),
        ),
    ),
    "condition number inf": (
        product("A X = I", lambda t: _off_identity(t["A"] @ t["X"])),
        product(
            "sums of rows",
            lambda t: _norm_is_wrong(t, "cond", _sum_norm(t["A"].rows) * _sum_norm(t["X"].rows)),
        ),
    ),
    "condition number fro": (
        product("A X = I", lambda t: _off_identity(t["A"] @ t["X"])),
        product(
            "sums of squares",
            lambda t: not_zero([_number(t["cond"]) ** 2 - _squares_sum(t["A"]) * _squares_sum(t["X"])]),
        ),
    ),
    "condition number 2": (
        Demand("singular values in digits", "largest over smallest", lambda t: _other_ratio(t)),
    ),
    "pseudoinverse": (
        product("A X A = A", lambda t: differing(t["A"] @ t["X"] @ t["A"], t["A"])),
        product("X A X = X", lambda t: differing(t["X"] @ t["A"] @ t["X"], t["X"])),
        product("(A X)^T = A X", lambda t: differing((t["A"] @ t["X"]).T, t["A"] @ t["X"])),
        product("(X A)^T = X A", lambda t: differing((t["X"] @ t["A"]).T, t["X"] @ t["A"])),
    ),
}


def _diagonal(values: Sequence[Number]) -> Table:
    return Table(tuple(tuple(x if i == j else 0 for j in range(len(values))) for i, x in enumerate(values)))


def _rising(values: Sequence[Number]) -> int:
    return sum(bool(a < b) for a, b in pairwise(values))


def _singular_values(x: Table) -> list[Number]:
    """Return the singular values in 60 digits, the largest first."""
    with mpmath.workdps(80):
        rows = [[mpmath.mpf(str(ball(entry).mid().str(70, radius=False))) for entry in row] for row in x.rows]
        found = mpmath.svd_r(mpmath.matrix(rows), compute_uv=False)
        return [found[i] for i in range(len(found))]


def _far(stated: Number, found: Number) -> int:
    with mpmath.workdps(80):
        digits = mpmath.mpf(str(ball(stated).mid().str(70, radius=False)))
        return int(abs(digits - found) > mpmath.mpf(10) ** -40 * max(1, abs(found)))


def _other_ratio(t: Tables) -> int:
    values = _singular_values(t["A"])
    with mpmath.workdps(80):
        return _far(_number(t["cond"]), values[0] / values[-1])


def _no_best(t: Tables, kind: str) -> int:
    """Return 0 if the distance is the one that the singular values leave, and B has at most the rank k."""
    values = _singular_values(t["A"])
    k = integer(_number(t["k"]))
    rest = values[k:] or [mpmath.mpf(0)]
    with mpmath.workdps(80):
        least = mpmath.sqrt(sum(s * s for s in rest)) if kind == "fro" else rest[0]
    wrong = _far(_number(t["error"]), least)
    for name in ("B", "other"):
        if name in t:
            difference = t["A"] - t[name]
            if kind == "fro":
                wrong += not_zero([_number(t["error"]) ** 2 - _squares_sum(difference)])
            else:
                wrong += _far(_number(t["error"]), _singular_values(difference)[0])
            wrong += t[name].rank() > k
    if "other" in t:
        wrong += not differing(t["B"], t["other"])
    return wrong


for _kind in ("fro", "2"):
    for _tied in ("", ", tied"):
        SINGULAR[f"best approximation {_kind}{_tied}"] = (
            Demand("singular values in digits", "distance and rank", partial(_no_best, kind=_kind)),
        )


def _symmetric(t: Tables) -> Table:
    """Return twice the symmetric part."""
    a = t["A"]
    return a - a.T.times(-1)


def _other_squares(t: Tables) -> int:
    weights = t["d"].entries if "d" in t else []
    total = _symmetric(t)
    for d, form in zip(weights, t["L"].rows if "L" in t else (), strict=True):
        total = total - (Table((form,)).T @ Table((form,))).times(2 * d)
    return not_zero(total.entries)


def _value(t: Tables, name: str) -> Number:
    return _number(t[name].T @ t["A"] @ t[name])


def _of_sign(sign: int) -> tuple[Demand, ...]:
    return (
        product("sum of squares", _other_squares),
        product(
            "signs of the squares",
            lambda t: not_positive([sign * x for x in t["d"].entries]) if "d" in t else 0,
        ),
    )


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


def _no_basis_of(t: Tables, name: str, rank: int) -> int:
    rows = t[name]
    return int(rows.height != rank or (rank and rows.rank() != rank))


def _outside(rows: Table, others: Table) -> int:
    """Return 0 if the rows lie in the row space of another matrix."""
    return Table((*others.rows, *rows.rows)).rank() - others.rank() if rows.rows else 0


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
        ranked("dimensions", lambda t: _other_counts(t)),
    ),
}


def _other_counts(t: Tables) -> int:
    rank, a = t["A"].rank(), t["A"]
    sizes = {"column": rank, "row": rank, "null": a.width - rank, "left": a.height - rank}
    return sum(_no_basis_of(t, name, size) for name, size in sizes.items()) + (rank != _number(t["rank"]))


DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    **SYSTEMS,
    **MATRICES,
    **PROJECTIONS,
    **EIGENVALUES,
    **SINGULAR,
    **DEFINITE,
    **BASES,
}
