"""The demands on orthonormal bases, projections and least squares."""

from __future__ import annotations

from backproof.linear_algebra.checking.demands.demand import (
    Tables,
    below_diagonal,
    number,
    off_diagonal,
    off_identity,
    product,
    ranked,
)
from backproof.linear_algebra.checking.tables import (
    Number,
    Table,
    differing,
    integer,
    not_positive,
    not_zero,
)


def _weighted(t: Tables) -> Table:
    return t["B"].H @ t["W"] if "W" in t else t["B"].H


def _weighted_square(t: Tables) -> Number:
    rest = t["A"] @ t["x"] - t["b"]
    return number(rest.T @ t["W"] @ rest)


def _squared(x: Table) -> Number:
    return number(x.H @ x)


def _spans(t: Tables) -> int:
    """Return how many of the first vectors span another space than the orthonormal ones up to there."""
    kept = [integer(x) for x in t["kept"].entries]
    wrong = 0
    for count in range(1, t["V"].height + 1):
        units = [row for row, k in zip(t["Q"].rows, kept, strict=True) if k <= count]
        given = Table(t["V"].rows[:count])
        wrong += given.rank() != len(units) or Table((*given.rows, *units)).rank() != len(units)
    return wrong


def _other_integrals(t: Tables) -> int:
    """Return how many entries of W are not the integrals of products of powers between the ends."""
    low, high = t["ends"].entries
    size = range(t["W"].height)
    found = [[(high ** (j + k + 1) - low ** (j + k + 1)) / (j + k + 1) for k in size] for j in size]
    return differing(t["W"], Table(tuple(map(tuple, found)))) + not_positive([high - low])


def _other_polynomials(t: Tables) -> int:
    """Return how many polynomials have another value at the variable than their coefficients give."""
    known = {"V", "W", "Q", "kept", "ends"}
    (x,) = (number(item) for name, item in t.items() if name not in known and name[0] not in "pq")
    wrong = []
    for rows, letter in ((t["V"].rows, "p"), (t["Q"].rows, "q")):
        for place, row in enumerate(rows, 1):
            wrong.append(sum(c * x**k for k, c in enumerate(row)) - number(t[f"{letter}{place}"]))
    return not_zero(wrong)


PROJECTIONS = {
    "Gram-Schmidt": (
        product("q_i^T q_j", lambda t: off_identity(t["Q"] @ t["Q"].H)),
        ranked("span of the first vectors", _spans),
    ),
    "Gram-Schmidt in an inner product": (
        product("q_i^T W q_j", lambda t: off_identity(t["Q"].H.T @ t["W"] @ t["Q"].T)),
        ranked("span of the first vectors", _spans),
    ),
    "Gram-Schmidt of polynomials": (
        product("W by integrals of powers", _other_integrals),
        product("q_i^T W q_j", lambda t: off_identity(t["Q"] @ t["W"] @ t["Q"].T)),
        product("polynomials by their coefficients", _other_polynomials),
        ranked("span of the first polynomials", _spans),
    ),
    "QR": (
        product("Q R = A", lambda t: differing(t["Q"] @ t["R"], t["A"])),
        product("Q* Q = I", lambda t: off_identity(t["Q"].H @ t["Q"])),
        product("R upper triangular", lambda t: below_diagonal(t["R"])),
        product("diagonal of R positive", lambda t: not_positive(t["R"].diagonal)),
    ),
    "projection": (
        product("B c = p", lambda t: differing(t["B"] @ t["c"], t["p"])),
        product("y - p is orthogonal", lambda t: not_zero((_weighted(t) @ (t["y"] - t["p"])).entries)),
    ),
    "projection along a normal": (
        product("P n = 0", lambda t: not_zero((t["P"] @ t["n"]).entries)),
        product("P P = P = P*", lambda t: differing(t["P"] @ t["P"], t["P"]) + differing(t["P"].H, t["P"])),
        ranked(
            "rank P", lambda t: int(t["P"].rank() != number(t["r"]) or number(t["r"]) != t["P"].width - 1)
        ),
    ),
    "projection matrix": (
        product("P B = B", lambda t: differing(t["P"] @ t["B"], t["B"])),
        product("P P = P = P*", lambda t: differing(t["P"] @ t["P"], t["P"]) + differing(t["P"].H, t["P"])),
        ranked("rank P = rank B", lambda t: sum(t[n].rank() != number(t["r"]) for n in "PB")),
    ),
    "nearest point": (
        product("a + D t = p", lambda t: differing(t["D"] @ t["t"], t["p"] - t["a"])),
        product("y - p is orthogonal", lambda t: not_zero((t["D"].H @ (t["y"] - t["p"])).entries)),
        product(
            "d^2 = |y - p|^2",
            lambda t: not_zero([_squared(t["y"] - t["p"]) - number(t["d"]) ** 2]) + bool(number(t["d"]) < 0),
        ),
    ),
    "least squares": (
        product("A* (A x - b) = 0", lambda t: not_zero((t["A"].H @ (t["A"] @ t["x"] - t["b"])).entries)),
        product("least value", lambda t: not_zero([_squared(t["A"] @ t["x"] - t["b"]) - number(t["least"])])),
        ranked("rank A = n", lambda t: t["A"].width - t["A"].rank()),
    ),
}
PROJECTIONS["nearest point of a hyperplane"] = (
    product("n^T (p - a) = 0", lambda t: not_zero((t["n"].T @ (t["p"] - t["a"])).entries)),
    product("y - p = c n", lambda t: differing(t["n"].times(number(t["c"])), t["y"] - t["p"])),
    *PROJECTIONS["nearest point"][2:],
)
PROJECTIONS["weighted least squares"] = (
    product(
        "A^T W (A x - b) = 0",
        lambda t: not_zero((t["A"].T @ t["W"] @ (t["A"] @ t["x"] - t["b"])).entries),
    ),
    product("least value", lambda t: not_zero([_weighted_square(t) - number(t["least"])])),
    product("weights above 0", lambda t: off_diagonal(t["W"]) + not_positive(t["W"].diagonal)),
    ranked("rank A = n", lambda t: t["A"].width - t["A"].rank()),
)
PROJECTIONS["weighted projection"] = PROJECTIONS["projection"]
PROJECTIONS["least squares of dependent columns"] = (
    *PROJECTIONS["least squares"][:2],
    product("A n = 0", lambda t: not_zero((t["A"] @ t["N"].T).entries)),
    product("x is orthogonal to n", lambda t: not_zero((t["N"].H.T @ t["x"]).entries)),
    ranked("rank A = n - count", lambda t: abs(t["A"].width - t["A"].rank() - t["N"].rank())),
    ranked("independent n", lambda t: t["N"].height - t["N"].rank()),
)
