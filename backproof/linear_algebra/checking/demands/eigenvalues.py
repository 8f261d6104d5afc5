"""The demands on eigenvalues, diagonalisations, Jordan forms and powers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import prod
from typing import Any

from flint import arb_mat, fmpq_poly, fmpz_poly

from backproof.linear_algebra.checking.demands.demand import (
    Demand,
    Tables,
    number,
    off_diagonal,
    off_identity,
    product,
    ranked,
)
from backproof.linear_algebra.checking.tables import (
    Number,
    Table,
    ball,
    differing,
    identity,
    integer,
    not_zero,
    raised,
)
from backproof.spaces.enclosures import balls, exact_matrices


def _eigenpairs(t: Tables) -> list[tuple[Number, int, Table]]:
    count = sum(name.startswith("lambda") for name in t)
    return [
        (number(t[f"lambda{k}"]), integer(number(t[f"algebraic{k}"])), t[f"V{k}"])
        for k in range(1, count + 1)
    ]


def characteristic(t: Tables, x: int) -> Number:
    """Return det(x I - A)."""
    a = t["A"]
    return (identity(a.height).times(x) - a).determinant()


def _other_polynomial(t: Tables) -> int:
    """Return at how many of n + 1 points the product of the linear factors is not det(x I - A)."""
    pairs = _eigenpairs(t)
    points = range(t["A"].height + 1)
    return not_zero(
        [characteristic(t, x) - prod(raised(x - value, count) for value, count, _ in pairs) for x in points]
    )


def _no_eigenvectors(t: Tables) -> int:
    return sum(differing(t["A"] @ v.T, v.T.times(value)) for value, _, v in _eigenpairs(t))


def _complex_pairs(t: Tables) -> list[tuple[Number, Number, int, Table, Table]]:
    count = sum(name.startswith("re") for name in t)
    return [
        (number(t[f"re{k}"]), number(t[f"im{k}"]), integer(number(t[f"pairs{k}"])), t[f"U{k}"], t[f"W{k}"])
        for k in range(1, count + 1)
    ]


def no_complex_vectors(t: Tables) -> int:
    """Return how many entries of A u = a u - b w and A w = b u + a w differ."""
    wrong = _no_eigenvectors(t)
    for a, b, _, u, w in _complex_pairs(t):
        wrong += differing(t["A"] @ u.T, u.T.times(a) - w.T.times(b))
        wrong += differing(t["A"] @ w.T, u.T.times(b) - w.T.times(-a)) + (not not_zero([b]))
    return wrong


def _other_complex_polynomial(t: Tables) -> int:
    return not_zero([characteristic(t, x) - of_degree_two(t, x) for x in range(t["A"].height + 1)])


def of_degree_two(t: Tables, x: int) -> Number:
    """Return the value at x of the product of the factors of the stated eigenvalues and pairs."""
    linear = prod(raised(x - value, count) for value, count, _ in _eigenpairs(t))
    return linear * prod(raised((x - a) * (x - a) + b * b, count) for a, b, count, _, _ in _complex_pairs(t))


def other_complex_dimensions(t: Tables) -> int:
    """Return at how many eigenvalues the eigenspace is another one: twice as large over the real numbers."""
    wrong, size = _other_dimensions(t), t["A"].height
    for a, b, _, u, w in _complex_pairs(t):
        shift = t["A"] - identity(size).times(a)
        rows = Table((*u.rows, *w.rows))
        full = Table(
            (*shift.beside(identity(size).times(b)).rows, *identity(size).times(-b).beside(shift).rows)
        )
        wrong += int(rows.rank() != 2 * u.height or 2 * u.height != 2 * size - full.rank())
    return wrong


def _other_dimensions(t: Tables) -> int:
    a = t["A"]
    shifts = ((a - identity(a.height).times(value), v) for value, _, v in _eigenpairs(t))
    return sum(v.rank() != v.height or v.height != a.height - shift.rank() for shift, v in shifts)


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
    return [(number(t[f"lambda{k}"]), t[f"P{k}"]) for k in range(1, count + 1)]


def _summed(tables: Iterable[Table]) -> Table:
    first, *others = tables
    for other in others:
        first = first - other.times(-1)
    return first


def _powered(t: Tables) -> int:
    found = identity(t["A"].height)
    for _ in range(integer(number(t["n"]))):
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


def _defect(t: Tables) -> int:
    """Return 0 if the multiplicity exceeds the dimension: it is that of the null space of (A - lambda)^n."""
    shift = t["A"] - identity(t["A"].height).times(number(t["lambda"]))
    count, power = integer(number(t["algebraic"])), shift
    for _ in range(t["A"].height - 1):
        power = power @ shift
    is_space = t["V"].rank() == t["V"].height == shift.width - shift.rank() < count
    return int(not is_space or shift.width - power.rank() != count)


def _other_coefficients(t: Tables) -> int:
    coefficients = t["coefficients"].entries
    size = t["A"].height
    at = [sum(c * x ** (size - k) for k, c in enumerate(coefficients)) for x in range(size + 1)]
    return not_zero([characteristic(t, x) - value for x, value in enumerate(at)]) + abs(
        len(coefficients) - size - 1
    )


def _other_count(t: Tables) -> int:
    """Return by how many the stated roots differ from the real roots, each as often as it is one."""
    whole = fmpq_poly([exact_matrices.of_fraction(c) for c in reversed(t["coefficients"].entries)])
    scaled = fmpz_poly([int(c * whole.denom()) for c in whole.coeffs()])
    found: Any = scaled.complex_roots()
    real = sum(int(count) for root, count in found if root.imag == 0)
    return abs(real - t["roots"].height)


def _other_exponential(t: Tables) -> int:
    """Return how many entries are not those of FLINT's exponential of t A."""
    at = ball(number(t["t"]))
    found = arb_mat([[ball(x) * at for x in row] for row in t["A"].rows]).exp()
    stated = t["exponential"].entries
    return sum(not balls.is_zero(ball(x) - y) for x, y in zip(stated, found.entries(), strict=True))


def _polynomial_at(t: Tables) -> Table:
    a, total = t["A"], t["A"] - t["A"]
    for c in reversed(t["coefficients"].entries):
        total = total @ a - identity(a.height).times(-c)
    return total


def _other_minimal(t: Tables) -> int:
    at, coefficients = number(t["lam"]), t["coefficients"].entries
    value = sum(c * raised(at, k) for k, c in enumerate(coefficients))
    return not_zero([value - number(t["m"]), coefficients[-1] - 1])


def _other_value(t: Tables) -> int:
    """Return whether the stated polynomial has another value than its coefficients give."""
    at, value = number(t["lam"]), 0
    for c in t["coefficients"].entries:
        value = value * at + c
    return not_zero([value - number(t["p"])])


def _dependent_powers(t: Tables) -> int:
    """Return 0 if the powers of A below the degree are independent."""
    power, rows = identity(t["A"].height), []
    for _ in range(len(t["coefficients"].entries) - 1):
        rows.append(tuple(power.entries))
        power = power @ t["A"]
    return len(rows) - Table(tuple(rows)).rank()


_POLYNOMIAL = (
    Demand("determinant by FLINT", "det(x I - A) by its coefficients", _other_coefficients),
    product("p by its coefficients", _other_value),
)

EIGENVALUES = {
    "eigenvalues": (
        product("A v = lambda v", _no_eigenvectors),
        Demand("determinant by FLINT", "det(x I - A) by its factors", _other_polynomial),
        ranked("dimensions of the eigenspaces", _other_dimensions),
    ),
    "complex eigenvalues": (
        product("A v = lambda v", no_complex_vectors),
        Demand("determinant by FLINT", "det(x I - A) by its factors", _other_complex_polynomial),
        ranked("dimensions of the eigenspaces", other_complex_dimensions),
    ),
    "diagonalisation": (
        product("A S = S D", lambda t: differing(t["A"] @ t["S"], t["S"] @ t["D"])),
        product("D diagonal", lambda t: off_diagonal(t["D"])),
        ranked("S invertible", lambda t: t["S"].height - t["S"].rank()),
    ),
    "defective": (
        product(
            "A v = lambda v", lambda t: differing(t["A"] @ t["V"].T, t["V"].T.times(number(t["lambda"])))
        ),
        ranked("dimension of the eigenspace", _defect),
    ),
    "orthogonal diagonalisation": (
        product("Q D Q^T = A", lambda t: differing(t["Q"] @ t["D"] @ t["Q"].H, t["A"])),
        product("Q^T Q = I", lambda t: off_identity(t["Q"].H @ t["Q"])),
        product("D diagonal", lambda t: off_diagonal(t["D"])),
    ),
    "spectral decomposition": (
        product(
            "sum of lambda P = A", lambda t: differing(_summed(p.times(x) for x, p in _terms(t)), t["A"])
        ),
        product("sum of P = I", lambda t: off_identity(_summed(p for _, p in _terms(t)))),
        product(
            "P P = P = P^T", lambda t: sum(differing(p @ p, p) + differing(p.H, p) for _, p in _terms(t))
        ),
    ),
    "Jordan form": (
        product("A P = P J", lambda t: differing(t["A"] @ t["P"], t["P"] @ t["J"])),
        product("J a Jordan matrix", lambda t: _no_jordan(t["J"])),
        ranked("P invertible", lambda t: t["P"].height - t["P"].rank()),
    ),
    "exponential": (Demand("exponential by FLINT", "e^(tA) at values of t", _other_exponential),),
    "minimal polynomial": (
        product("m(A) = 0", lambda t: not_zero(_polynomial_at(t).entries)),
        product("m by its coefficients", _other_minimal),
        ranked("independent powers of A", _dependent_powers),
    ),
    "power": (product("A^n for the first exponents that the formula is for", _powered),),
    "characteristic polynomial without roots": _POLYNOMIAL,
    "characteristic polynomial": (
        *_POLYNOMIAL,
        product("roots to 25 digits", _at_roots),
        Demand("roots counted by FLINT", "all real roots", _other_count),
    ),
}
