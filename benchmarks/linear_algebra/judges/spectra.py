"""Verdicts on factors, eigenvalues, singular values and signs: numpy, FLINT, and products in 60 digits."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import flint
import mpmath as mp
import numpy as np

from benchmarks.linear_algebra.judges.values import TINY, Found, Keys, array, exact, floats, near, rank, value


def factorisation(keys: Keys, found: Found) -> bool:
    """Judge factors by products in 60 digits, numpy and FLINT."""
    a, rows = array(keys["matrix"]), exact(keys["matrix"])
    form = keys["form"]
    if form == "cholesky":
        is_definite = all(np.linalg.eigvalsh(floats(keys["matrix"])) > 1e-9)
        if "L" not in found:
            return not is_definite
        lower = array(found["L"])
        return (
            is_definite
            and near(lower * lower.T, a)
            and np.allclose(floats(found["L"]), np.linalg.cholesky(floats(keys["matrix"])))
        )
    if form == "qr":
        q, r = array(found["Q"]), array(found["R"])
        return (
            near(q * r, a)
            and near(q.T * q, mp.eye(q.cols))
            and np.allclose(
                abs(np.linalg.qr(floats(keys["matrix"]))[1]),
                abs(floats(found["R"])),
            )
        )
    if form == "rank":
        c, f = exact(found["C"]), exact(found["F"])
        return c * f == rows and rank(rows) == int(found["r"]) == c.ncols() == f.nrows()
    if "k" in found:
        k = int(found["k"])
        return k <= rows.nrows() and _block(rows, k).det() == 0
    lower, upper = exact(found["L"]), exact(found["U"])
    left = exact(found["P"]) * rows if form == "plu" else rows
    shapes = np.allclose(np.triu(floats(found["L"]), 1), 0) and np.allclose(
        np.tril(floats(found["U"]), -1), 0
    )
    return lower * upper == left and shapes and all(lower[i, i] == 1 for i in range(lower.ncols()))


def _block(rows: flint.fmpq_mat, k: int) -> flint.fmpq_mat:
    return flint.fmpq_mat([row[:k] for row in rows.tolist()[:k]])


def eigenvalues(keys: Keys, found: Found) -> bool:  # noqa: PLR0911 (one for each question)
    """Judge what was asked of eigenvalues by numpy, products in 60 digits and FLINT's roots."""
    (ask,) = keys["ask"]
    a, small = array(keys["matrix"]), floats(keys["matrix"])
    n = a.rows
    match ask:
        case "diagonalisation":
            if "S" not in found:
                return np.linalg.matrix_rank(floats(found["V"])) < int(found["algebraic"])
            s, d = array(found["S"]), array(found["D"])
            return near(a * s, s * d) and abs(mp.det(s)) > TINY
        case "orthogonal diagonalisation":
            q, d = array(found["Q"]), array(found["D"])
            diagonal = np.sort([float(d[i, i]) for i in range(n)])
            return (
                near(q * d * q.T, a)
                and near(q.T * q, mp.eye(n))
                and np.allclose(diagonal, np.linalg.eigvalsh(small))
            )
        case "spectral decomposition":
            pairs = [
                (value(found[f"lambda{k}"]), array(found[f"P{k}"])) for k in range(1, len(found) // 2 + 1)
            ]
            total = sum((x * p for x, p in pairs), mp.zeros(n))
            return near(total, a) and all(near(p * p, p) and near(p, p.T) for _, p in pairs)
        case "Jordan form":
            p, j = array(found["P"]), array(found["J"])
            return near(a * p, p * j) and abs(mp.det(p)) > TINY and set(_beside_the_diagonal(j)) <= {0, 1}
        case "power":
            # Below the exponent from which the ranks of the powers are equal, no formula is possible.
            rows = exact(keys["matrix"])
            first = next(k for k in range(n + 1) if rank(rows**k) == rank(rows ** (k + 1)))
            return all(near(array(_with_n(found["power"], k)), a**k) for k in range(first, 11))
    real = [x for x in roots(keys["matrix"]) if abs(x.imag) < 1e-9]
    return len(real) == len(found["roots"]) and np.allclose(
        np.sort([float(r[0]) for r in found["roots"]]), np.sort([x.real for x in real]), atol=1e-6
    )


def roots(rows: Any) -> list[complex]:
    """All roots of the characteristic polynomial, by FLINT."""
    polynomial = exact(rows).charpoly()
    whole = flint.fmpz_poly([int(c * polynomial.denom()) for c in polynomial.coeffs()])
    return [complex(r) for r, count in whole.complex_roots() for _ in range(count)]


def _with_n(item: Any, n: int) -> Any:
    if isinstance(item, list):
        return [_with_n(x, n) for x in item]
    text = re.sub(r"\bn\b", f"({n})", str(item))
    # An exponent is a whole number, not a float.
    return str(Fraction(eval(re.sub(r"(?<![\w.])(\d+)", r"F(\1)", text), {"F": Fraction, "sqrt": mp.sqrt})))


def _beside_the_diagonal(j: Any) -> list[int]:
    return [int(j[i, i + 1]) for i in range(j.rows - 1)]


def singular_values(keys: Keys, found: Found) -> bool:
    """Judge what was asked of singular values by numpy, and products in 60 digits."""
    small, a = floats(keys["matrix"]), array(keys["matrix"])
    true = np.linalg.svd(small, compute_uv=False)
    match keys["ask"]:
        case "svd":
            u, v = array(found["U"]), array(found["Vt"])
            s = [value(x) for x in found["S"]]
            parts = (
                near(u * mp.diag(s) * v, a)
                and near(u.T * u, mp.eye(len(s)))
                and near(v * v.T, mp.eye(len(s)))
            )
            return (
                parts
                and np.allclose([float(x) for x in s], true[: len(s)])
                and np.allclose(true[len(s) :], 0, atol=1e-7)
            )
        case "norms":
            kinds = (("one", 1), ("inf", np.inf), ("fro", "fro"), ("two", 2))
            return all(
                np.isclose(float(value(found[name])), np.linalg.norm(small, kind)) for name, kind in kinds
            )
        case "condition number":
            order = {"inf": np.inf}.get(keys["norm"], keys["norm"])
            return bool(np.isclose(float(value(found["cond"])), np.linalg.cond(small, order), rtol=1e-6))
        case "pseudoinverse":
            return np.allclose(floats(found["X"]), np.linalg.pinv(small), atol=1e-9)
    rest = true[1:] if len(true) > 1 else np.zeros(1)
    least = np.linalg.norm(rest) if keys["norm"] == "fro" else rest[0]
    names = [name for name in ("B", "other") if name in found]
    order = "fro" if keys["norm"] == "fro" else 2
    tied = len(true) > 1 and np.isclose(true[0], true[1]) and true[0] > 1e-9
    return (
        np.isclose(float(value(found["error"])), least, atol=1e-7)
        and all(np.isclose(np.linalg.norm(small - floats(found[n]), order), least, atol=1e-7) for n in names)
        and all(np.linalg.matrix_rank(floats(found[n]), tol=1e-7) <= 1 for n in names)
        and ("other" in found) == tied
    )


def definiteness(keys: Keys, task: str) -> bool:
    """Judge a verdict by the eigenvalues, by FLINT."""
    rows = keys["matrix"]
    half = [
        [Fraction(str(x)) + Fraction(str(y)) for x, y in zip(a, b, strict=True)]
        for a, b in zip(rows, zip(*rows, strict=True), strict=True)
    ]
    values = [x.real for x in roots([[str(x) for x in row] for row in half])]
    negative, positive = any(x < -1e-9 for x in values), any(x > 1e-9 for x in values)
    zero = exact([[str(x) for x in row] for row in half]).det() == 0
    if negative and positive:
        return task == "indefinite"
    sign = "negative" if negative else "positive"
    if not negative and not positive:
        return task == "zero form"
    return task == f"{sign} {'semi' if zero else ''}definite"
