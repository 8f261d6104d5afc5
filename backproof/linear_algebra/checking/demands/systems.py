"""The demands on solutions of linear systems."""

from __future__ import annotations

from backproof.linear_algebra.checking.demands.demand import (
    product,
    ranked,
)
from backproof.linear_algebra.checking.tables import (
    differing,
    not_zero,
)

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
