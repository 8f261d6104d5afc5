"""Random problems with complex numbers, and judges of their answers by numpy."""

from __future__ import annotations

import cmath
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks.linear_algebra.judges.values import listed

Draw = random.Random
Keys = dict[str, Any]
_NAMES = {"i": 1j, "sqrt": cmath.sqrt, "cos": cmath.cos, "sin": cmath.sin, "atan": cmath.atan, "pi": cmath.pi}
_POWERS = 7


def numbers(item: Any, **names: complex) -> Any:
    """The complex array of texts."""
    if isinstance(item, list):
        return np.array([numbers(part, **names) for part in item], dtype=complex)
    return complex(eval(str(item).replace("^", "**"), {**_NAMES, **names}))


def entry(draw: Draw, *, wide: int = 3) -> str:
    """A small complex number as text, real in one case of four."""
    a, b = draw.randint(-wide, wide), draw.randint(-wide, wide)
    return str(a) if draw.random() < 0.25 else f"{a} + ({b})*i"


def square(draw: Draw, most: int = 4) -> list[list[str]]:
    """A square matrix, singular in one case of four: a row is a multiple of another."""
    n = draw.randint(1, most)
    rows = [[entry(draw) for _ in range(n)] for _ in range(n)]
    if n > 1 and draw.random() < 0.25:
        i, j = draw.sample(range(n), 2)
        rows[i] = [f"({entry(draw)})*({x})" for x in rows[j]]
    rows[0][0] = "1 + i" if rows[0][0].isdigit() else rows[0][0]
    return rows


def hermitian(draw: Draw, n: int) -> list[list[str]]:
    """A Hermitian matrix; a Gram matrix, which is definite or semidefinite, in one case of two."""
    if draw.random() < 0.5:
        part = np.array([[draw.randint(-2, 2) + draw.randint(-2, 2) * 1j for _ in range(n)]
                         for _ in range(draw.randint(1, n))])  # fmt: skip
        found = draw.choice((1, -1)) * part.conj().T @ part
    else:
        whole = [[draw.randint(-2, 2) + draw.randint(-2, 2) * 1j for _ in range(n)] for _ in range(n)]
        found = np.array(whole) + np.array(whole).conj().T
    return [[f"{int(x.real)} + ({int(x.imag)})*i" for x in row] for row in found]


def system(draw: Draw) -> Keys:
    """A system of two to four equations, solvable in three cases of five."""
    rows = square(draw)
    x = [entry(draw) for _ in rows]
    right = [" + ".join(f"({a})*({b})" for a, b in zip(row, x, strict=True)) for row in rows]
    return {"matrix": rows, "right_side": right if draw.random() < 0.6 else x}


def eigenvalues(draw: Draw) -> Keys:
    """A matrix with Gaussian integers as eigenvalues, or a Hermitian one of two rows."""
    if draw.random() < 0.4:
        return {"matrix": hermitian(draw, 2), "ask": ["eigenvalues", "orthogonal diagonalisation"]}
    n = draw.randint(1, 3)
    values = [draw.randint(-1, 2) + draw.choice((0, 1, -1)) * 1j for _ in range(n)]
    rows = np.diag(np.array(values)) + np.triu(
        [[draw.randint(-1, 1) + draw.randint(0, 1) * 1j for _ in range(n)] for _ in range(n)], 1
    )
    for _ in range(n):
        i, j = (draw.randrange(n), draw.randrange(n))
        if i != j:
            step = np.eye(n, dtype=complex)
            step[i, j] = draw.choice((1, -1, 1j))
            rows = step @ rows @ (2 * np.eye(n) - step)
    return {
        "matrix": [[f"{round(x.real)} + ({round(x.imag)})*i" for x in row] for row in rows],
        "ask": ["eigenvalues", "Jordan form", "power"],
    }


def turning(draw: Draw) -> Keys:
    """A real matrix with eigenvalues that are not real, in a basis of whole numbers."""
    a, b = draw.randint(-3, 3), draw.choice((-3, -2, -1, 1, 2, 3))
    rows = np.array([[a, -b, 0], [b, a, 0], [0, 0, draw.randint(-2, 2)]])[: (n := draw.choice((2, 3))), :n]
    for _ in range(n):
        i, j = draw.sample(range(n), 2)
        step = np.eye(n, dtype=int)
        step[i, j] = draw.choice((1, -1))
        rows = step @ rows @ (2 * np.eye(n, dtype=int) - step)
    return {"matrix": rows.tolist(), "ask": ["Jordan form", "diagonalisation", "power"]}


def _solves(keys: Keys, found: Mapping[str, Any]) -> bool:
    a, b = numbers(keys["matrix"]), numbers(keys["right_side"])
    rank, both = np.linalg.matrix_rank(a), np.linalg.matrix_rank(np.column_stack([a, b]))
    if rank < both:
        y = numbers(found["y"])
        return bool(np.allclose(y @ a, 0) and abs(y @ b) > 1e-9)
    n = numbers(found["N"]) if "N" in found else np.zeros((0, len(a)))
    is_whole = len(n) == len(a) - rank and (not len(n) or np.linalg.matrix_rank(n) == len(n))
    return bool(np.allclose(a @ numbers(found["x"]), b) and is_whole and np.allclose(a @ n.T, 0))


def _inverts(keys: Keys, found: Mapping[str, Any]) -> bool:
    a = numbers(keys["matrix"])
    if np.linalg.matrix_rank(a) < len(a):
        v = numbers(found["v"])
        return bool(np.allclose(a @ v, 0) and np.linalg.norm(v) > 1e-9)
    return bool(np.allclose(numbers(found["X"]), np.linalg.inv(a)))


def _is_determinant(keys: Keys, found: Mapping[str, Any]) -> bool:
    return bool(np.isclose(numbers(found["found"]), np.linalg.det(numbers(keys["matrix"])), atol=1e-7))


def _diagonalises(keys: Keys, found: Mapping[str, Any]) -> bool:
    a, ok = numbers(keys["matrix"]), True
    if "Q" in found:
        q, d = numbers(found["Q"]), numbers(found["D"])
        ok = np.allclose(q.conj().T @ q, np.eye(len(a))) and np.allclose(q @ d @ q.conj().T, a)
    if "J" in found:
        p, j = numbers(found["P"]), numbers(found["J"])
        ok = np.allclose(a @ p, p @ j) and np.linalg.matrix_rank(p) == len(a) and ok
        ok = np.allclose(np.triu(j, 2), 0) and np.allclose(np.tril(j, -1), 0) and ok
    if "power" in found:
        nilpotent = next(k for k in range(len(a) + 1) if k == len(a) or abs(np.linalg.det(a)) > 1e-9)
        for n in range(nilpotent, _POWERS):
            power = numbers(found["power"], n=n)
            ok = np.allclose(power, np.linalg.matrix_power(a, n), atol=1e-6) and ok
    return bool(ok)


def _is_class(keys: Keys, found: Mapping[str, Any]) -> bool:
    values = np.linalg.eigvalsh(numbers(keys["matrix"]))
    least, most = values[0], values[-1]
    if least < -1e-9 and most > 1e-9:
        a, u, v = numbers(keys["matrix"]), numbers(found["u"]), numbers(found["v"])
        return bool((u.conj() @ a @ u).real > 1e-9 and (v.conj() @ a @ v).real < -1e-9)
    weights = numbers(found["d"]).real if "d" in found else np.zeros(0)
    is_definite = least > 1e-9 or most < -1e-9
    signs = all(weights > 0) if most > 1e-9 else all(weights < 0)
    return bool(
        signs and (len(weights) == len(values)) == is_definite and ("z" not in found or not is_definite)
    )


PROBLEMS: Mapping[str, tuple[str, Callable[[Draw], Keys]]] = {
    "complex systems": ("linear_system", system),
    "complex inverses": ("inverse", lambda draw: {"matrix": square(draw)}),
    "complex determinants": ("determinant", lambda draw: {"matrix": square(draw)}),
    "complex eigenvalues": ("eigenvalues", eigenvalues),
    "turning matrices": ("eigenvalues", turning),
    "Hermitian forms": ("definiteness", lambda draw: {"matrix": hermitian(draw, draw.randint(1, 4))}),
}
_JUDGES = {
    "complex systems": _solves,
    "complex inverses": _inverts,
    "complex determinants": _is_determinant,
    "complex eigenvalues": _diagonalises,
    "turning matrices": _diagonalises,
    "Hermitian forms": _is_class,
}


def is_right(name: str, keys: Keys, formulas: Mapping[str, str]) -> bool:
    """Return whether the answer to one of these problems agrees with numpy."""
    return _JUDGES[name](keys, {key: listed(text) for key, text in formulas.items()})
