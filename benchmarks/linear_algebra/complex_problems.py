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


def _rows(draw: Draw, height: int, width: int) -> list[list[str]]:
    """A complex matrix, whose last column is a multiple of the first in one case of four."""
    rows = [[entry(draw, wide=2) for _ in range(width)] for _ in range(height)]
    rows[0][0] = "1 + i"
    if width > 1 and draw.random() < 0.25:
        factor = entry(draw)
        rows = [[*row[:-1], f"({factor})*({row[0]})"] for row in rows]
    return rows


def factorisation(draw: Draw) -> Keys:
    """A matrix to be factored, positive definite with real pivots where the form needs it."""
    form, n = draw.choice(("plu", "rank", "qr", "cholesky", "ldl")), draw.randint(1, 3)
    if form in ("plu", "rank"):
        return {"form": form, "matrix": _rows(draw, draw.randint(1, 4), n)}
    if form == "qr":
        return {"form": form, "matrix": [[entry(draw, wide=1), "i"], ["1", 0], [entry(draw, wide=1), "1"]]}
    lower = np.tril(
        [[draw.randint(-2, 2) + draw.randint(-2, 2) * 1j for _ in range(n)] for _ in range(n)], -1
    )
    lower += np.diag([draw.randint(1, 3) for _ in range(n)])
    found = lower @ lower.conj().T
    return {"form": form, "matrix": [[f"{int(x.real)} + ({int(x.imag)})*i" for x in row] for row in found]}


def least_squares(draw: Draw) -> Keys:
    """A complex system that seldom has a solution."""
    height = draw.randint(2, 4)
    rows = _rows(draw, height, draw.randint(1, 2))
    return {"matrix": rows, "right_side": [entry(draw) for _ in range(height)]}


def projection(draw: Draw) -> Keys:
    """A space by complex vectors that span it, and a vector in two cases of three."""
    size = draw.randint(2, 4)
    vectors = [list(row) for row in zip(*_rows(draw, size, draw.randint(1, 2)), strict=True)]
    return {
        "vectors": vectors,
        **({"target": [entry(draw) for _ in range(size)]} if draw.random() < 0.67 else {}),
    }


def singular(draw: Draw) -> Keys:
    """A matrix with few rows or columns, and a question about its singular values."""
    rows = _rows(draw, draw.randint(1, 3), draw.randint(1, 2))
    return {"matrix": rows, "ask": draw.choice(("svd", "norms", "pseudoinverse"))}


def membership(draw: Draw) -> Keys:
    """Vectors, and a combination of them in one case of two."""
    given = projection(draw)["vectors"]
    factors = [entry(draw) for _ in given]
    inside = [
        " + ".join(f"({c})*({x})" for c, x in zip(factors, xs, strict=True))
        for xs in zip(*given, strict=True)
    ]
    return {"vectors": given, "target": inside if draw.random() < 0.5 else [entry(draw) for _ in inside]}


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
    if "S" in found:
        s, d = numbers(found["S"]), numbers(found["D"])
        ok = np.allclose(a @ s, s @ d) and np.linalg.matrix_rank(s) == len(a) and ok
        ok = np.allclose(d, np.diag(np.diag(d))) and ok
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


def _factors(keys: Keys, found: Mapping[str, Any]) -> bool:
    a = numbers(keys["matrix"])
    f = {name: np.atleast_2d(numbers(item)) for name, item in found.items()}
    match keys["form"]:
        case "plu":
            ok = np.allclose(f["P"] @ a, f["L"] @ f["U"]) and np.allclose(np.triu(f["L"], 1), 0)
            return bool(ok and np.allclose(np.diag(f["L"]), 1) and np.allclose(np.tril(f["U"], -1), 0))
        case "rank":
            rank = np.linalg.matrix_rank(a)
            return bool(np.allclose(f["C"] @ f["F"], a) and f["C"].shape[1] == rank == len(f["F"]))
        case "qr":
            wanted = np.linalg.qr(a).R
            turned = np.diag(np.exp(-1j * np.angle(np.diag(wanted)))) @ wanted
            return bool(np.allclose(f["Q"] @ f["R"], a) and np.allclose(f["R"], turned))
        case "cholesky":
            return bool(np.allclose(f["L"], np.linalg.cholesky(a)))
    root = np.linalg.cholesky(a)
    unit = root / np.diag(root)
    return bool(np.allclose(f["L"], unit) and np.allclose(np.diag(f["D"]), np.diag(root) ** 2))


def _minimises(keys: Keys, found: Mapping[str, Any]) -> bool:
    a, b = numbers(keys["matrix"]), numbers(keys["right_side"])
    x = np.linalg.pinv(a) @ b
    least = np.linalg.norm(a @ x - b) ** 2
    return bool(np.allclose(numbers(found["x"]), x) and np.isclose(numbers(found["least"]), least))


def _projects(keys: Keys, found: Mapping[str, Any]) -> bool:
    columns = numbers(keys["vectors"]).T
    matrix = columns @ np.linalg.pinv(columns)
    if "target" in keys:
        return bool(np.allclose(numbers(found["p"]), matrix @ numbers(keys["target"])))
    return bool(np.allclose(numbers(found["P"]), matrix))


def _has_singular_values(keys: Keys, found: Mapping[str, Any]) -> bool:
    a = numbers(keys["matrix"])
    values = np.linalg.svd(a, compute_uv=False)
    match keys["ask"]:
        case "pseudoinverse":
            return bool(np.allclose(numbers(found["X"]), np.linalg.pinv(a)))
        case "norms":
            kinds = (("one", 1), ("inf", np.inf), ("fro", "fro"), ("two", 2))
            return all(np.isclose(numbers(found[name]), np.linalg.norm(a, kind)) for name, kind in kinds)
    u, s, v = numbers(found["U"]), numbers(found["S"]), numbers(found["Vt"])
    units = (np.eye(len(s)) - u.conj().T @ u, np.eye(len(s)) - v @ v.conj().T)
    return bool(
        np.allclose(s, values[values > 1e-7])
        and np.allclose(u @ np.diag(s) @ v, a)
        and all(np.allclose(x, 0) for x in units)
    )


def _is_member(keys: Keys, found: Mapping[str, Any]) -> bool:
    v, y = numbers(keys["vectors"]), numbers(keys["target"])
    if np.linalg.matrix_rank(np.vstack([v, y]), tol=1e-9) > np.linalg.matrix_rank(v, tol=1e-9):
        f = numbers(found["f"])
        return bool(np.allclose(v @ f, 0) and abs(y @ f) > 1e-9)
    return bool(np.allclose(numbers(found["c"]) @ v, y))


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
    "complex factorisations": ("matrix_factorisation", factorisation),
    "complex least squares": ("least_squares", least_squares),
    "complex projections": ("projection", projection),
    "complex membership": ("membership", membership),
    "complex singular values": ("singular_values", singular),
}
_JUDGES = {
    "complex systems": _solves,
    "complex inverses": _inverts,
    "complex determinants": _is_determinant,
    "complex eigenvalues": _diagonalises,
    "turning matrices": _diagonalises,
    "Hermitian forms": _is_class,
    "complex factorisations": _factors,
    "complex least squares": _minimises,
    "complex projections": _projects,
    "complex membership": _is_member,
    "complex singular values": _has_singular_values,
}


def is_right(name: str, keys: Keys, formulas: Mapping[str, str]) -> bool:
    """Return whether the answer to one of these problems agrees with numpy."""
    return _JUDGES[name](keys, {key: listed(text) for key, text in formulas.items()})
