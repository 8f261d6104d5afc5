"""The demands on eigenvalues of degree above 2: companion matrices, ranks of q(A), and FLINT's roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz_poly

from backproof.linear_algebra.checking.demands.demand import Demand, Tables, number, product, ranked
from backproof.linear_algebra.checking.demands.eigenvalues import (
    characteristic,
    no_complex_vectors,
    of_degree_two,
    other_complex_dimensions,
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
from backproof.spaces.enclosures import balls

_ROOM = Fraction(1, 10**25)


@dataclass(frozen=True)
class _Factor:
    """A stated factor: whole coefficients, the constant one first, and the coefficients of its vectors."""

    coefficients: list[int]
    multiplicity: int
    vectors: Table
    tables: Tables
    place: int

    @property
    def degree(self) -> int:
        """The degree, as stated."""
        return len(self.coefficients) - 1

    def of(self, name: str) -> Table:
        """Return the table of that name."""
        return self.tables[f"{name}{self.place}"]

    @property
    def monic(self) -> list[Fraction]:
        """The coefficients over the last one."""
        return [Fraction(c, self.coefficients[-1]) for c in self.coefficients]

    def at(self, x: Number) -> Number:
        """Return the value of the monic polynomial at a number."""
        return sum(_like(c, x) * raised(x, k) for k, c in enumerate(self.monic))


def _like(c: Fraction, x: Number) -> Number:
    return c if isinstance(x, int | Fraction) else ball(c)


def _factors(t: Tables) -> Iterator[_Factor]:
    for k in range(1, 1 + sum(name.startswith("coefficients") for name in t)):
        coefficients = [integer(c) for c in t[f"coefficients{k}"].entries]
        yield _Factor(coefficients, integer(number(t[f"multiplicity{k}"])), t[f"C{k}"], t, k)


def _no_vectors(t: Tables) -> int:
    """Return how many entries of A W = W C differ, which is A v = lambda v for v = W (1, lambda, ...).

    The last row of the companion matrix C writes the highest power of a root in the lower ones.
    """
    wrong = no_complex_vectors(t)
    for f in _factors(t):
        last = f.degree - 1
        rows = [tuple(Fraction(int(j == i + 1)) for j in range(f.degree)) for i in range(last)]
        companion = Table((*rows, tuple(-c for c in f.monic[:-1])))
        wrong += f.vectors.height % f.degree
        for start in range(0, f.vectors.height, f.degree):
            w = Table(f.vectors.rows[start : start + f.degree]).T
            right = w @ Table(tuple(tuple(_like(c, w.rows[0][0]) for c in row) for row in companion.rows))
            wrong += differing(t["A"] @ w, right)
    return wrong


def _other_print(t: Tables) -> int:
    """Return how many polynomials and entries have another value than their coefficients give."""
    x, wrong = number(t["lam"]), 0
    for f in _factors(t):
        wrong += not_zero([number(f.of("q")) - f.at(x)])
        powers = Table((tuple(raised(x, k) for k in range(f.degree)),))
        starts = range(0, f.vectors.height, f.degree)
        values = [(powers @ Table(f.vectors.rows[i : i + f.degree])).rows[0] for i in starts]
        wrong += differing(f.of("X"), Table(tuple(values)))
    return wrong


def _other_dimensions(t: Tables) -> int:
    """Return at how many factors the vectors are dependent, or no basis of the null space of q(A)."""
    wrong, a = other_complex_dimensions(t), t["A"]
    for f in _factors(t):
        one = identity(a.height).times(_like(Fraction(1), a.rows[0][0]))
        total = one - one
        for c in reversed(f.monic):
            total = total @ a - one.times(_like(-c, a.rows[0][0]))
        wrong += not (f.vectors.rank() == f.vectors.height == a.height - total.rank() > 0)
    return wrong


def _other_polynomial(t: Tables) -> int:
    wrong = []
    for x in range(t["A"].height + 1):
        found = of_degree_two(t, x)
        for f in _factors(t):
            found *= raised(f.at(_like(Fraction(x), t["A"].rows[0][0])), f.multiplicity)
        wrong.append(characteristic(t, x) - found)
    return not_zero(wrong)


def _reducible(t: Tables) -> int:
    """Return how many stated factors have simpler factors, by FLINT."""
    found = 0
    for f in _factors(t):
        _, parts = fmpz_poly(f.coefficients).factor()
        found += [(p.degree(), count) for p, count in parts] != [(f.degree, 1)]
    return found


def _other_roots(t: Tables) -> int:
    """Return how many digits are not those of FLINT's roots, in their order."""
    wrong = 0
    for f in _factors(t):
        # FLINT's stubs state another type.
        roots: Any = fmpz_poly(f.coefficients).complex_roots()
        real = sorted((x.real for x, _ in roots if x.imag == 0), key=lambda x: x.mid())
        above = [(x.real, x.imag) for x, _ in roots if x.imag > 0]
        parts = list(zip(f.of("a").entries, f.of("b").entries, strict=True))
        wrong += abs(len(real) - len(f.of("roots").entries)) + abs(len(above) - len(parts))
        wrong += sum(not _near(x, r) for x, r in zip(f.of("roots").entries, real, strict=False))
        wrong += sum(sum(_near(a, x) and _near(b, y) for x, y in above) != 1 for a, b in parts)
        wrong += len(parts) - len(set(map(str, parts)))
    return wrong


def _near(stated: Number, root: Number) -> bool:
    room = balls.of_fraction(_ROOM) * (1 + abs(root))
    return bool(abs(ball(stated) - root) <= room)


ALGEBRAIC = {
    "algebraic eigenvalues": (
        product("A W = W C by companion matrices", _no_vectors),
        product("vectors by their coefficients", _other_print),
        Demand("determinant by FLINT", "det(x I - A) by its factors", _other_polynomial),
        ranked("dimensions of the eigenspaces", _other_dimensions),
        Demand("factored by FLINT", "irreducible", _reducible),
        Demand("roots counted by FLINT", "all roots to 25 digits", _other_roots),
    ),
}
