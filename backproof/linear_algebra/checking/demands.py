"""The demands on an answer of each task: what has to hold of the given and the found matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backproof.linear_algebra.checking.tables import Table, differing, not_zero

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
DEMANDS: Mapping[str, tuple[Demand, ...]] = {**SYSTEMS}
