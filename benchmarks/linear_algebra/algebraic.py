"""Eigenvalues in 60 digits, and matrices whose characteristic polynomial has factors of degree above 2."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import mpmath as mp
import numpy as np

from benchmarks.linear_algebra.judges.values import array, floats, listed, near, value

Keys = Mapping[str, Any]
Found = Mapping[str, Any]


def problem(draw: random.Random) -> dict[str, Any]:
    """Draw a full, symmetric, companion or defective matrix, asked for eigenvalues or a diagonal form."""
    n = draw.randint(3, 5)
    rows = [[draw.randint(-3, 3) for _ in range(n)] for _ in range(n)]
    shape = draw.choice(("full", "symmetric", "companion", "twice"))
    if shape == "symmetric":
        rows = [[rows[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]
    if shape == "companion":
        rows = [[draw.randint(-3, 3) if j == n - 1 else int(i == j + 1) for j in range(n)] for i in range(n)]
    if shape == "twice":
        block = [row[:3] for row in rows[:3]]
        beside = draw.randint(0, 1)
        rows = [[*row, *(beside * int(i == j) for j in range(3))] for i, row in enumerate(block)]
        rows += [[0, 0, 0, *row] for row in block]
    ask = "diagonalisation" if shape == "symmetric" and draw.random() < 0.5 else "eigenvalues"
    return {"matrix": rows, "ask": (ask,)}


def is_right(keys: Keys, cases: Any) -> bool:
    """Return whether all eigenvalues, with whole eigenspaces, and the diagonal form are right."""
    found = {name: listed(text) for case in cases for name, text in case["found"].items()}
    a, n = array(keys["matrix"]), len(keys["matrix"])
    pairs = [
        (value(found[f"lambda{k}"]), int(found[f"algebraic{k}"]), array(found[f"V{k}"]).T)
        for k in range(1, 1 + _count("lambda", found))
    ]
    for k in range(1, 1 + _count("re", found)):
        x, y = value(found[f"re{k}"]), value(found[f"im{k}"])
        v = array(found[f"U{k}"]).T + mp.mpc(0, 1) * array(found[f"W{k}"]).T
        pairs.append((mp.mpc(x, y), int(found[f"pairs{k}"]), v))
        pairs.append((mp.mpc(x, -y), int(found[f"pairs{k}"]), v.apply(mp.conj)))
    named: dict[str, Any] = {"i": mp.mpc(0, 1)}
    first = 1 + _count("lambda", found) + 2 * _count("re", found)
    for k in range(1, 1 + _count("q", found)):
        roots = mp.polyroots([value(x) for x in reversed(found[f"coefficients{k}"])], 500, extraprec=500)
        real = sorted(mp.re(x) for x in roots if abs(mp.im(x)) < mp.mpf(10) ** -40)
        stated = [value(x) for (x,) in found[f"roots{k}"]]
        if len(real) != len(stated) or any(
            abs(x - y) > mp.mpf(10) ** -25 * (1 + abs(x)) for x, y in zip(real, stated, strict=True)
        ):
            return False
        above = sorted((x for x in roots if mp.im(x) > mp.mpf(10) ** -40), key=_place)
        every = [*real, *(y for x in above for y in (x, mp.conj(x)))]
        named |= {f"lam{first + i}": x for i, x in enumerate(every)}
        first += len(every)
        pairs += [(x, int(found[f"multiplicity{k}"]), _at(found[f"X{k}"], {"lam": x}).T) for x in roots]
    if "S" not in found and "diagonalisation" in keys["ask"] and sum(v.cols for _, _, v in pairs) == n:
        return False
    return _are_all(a, keys, pairs) and ("S" not in found or _is_diagonal_form(a, n, found, named))


def _place(root: Any) -> tuple[float, float]:
    """Return the order of roots above the real line: by their real parts, then by the imaginary ones."""
    return round(float(mp.re(root)), 9), float(mp.im(root))


def _count(letter: str, found: Found) -> int:
    return sum(bool(re.fullmatch(rf"{letter}\d+", name)) for name in found)


def _are_all(a: Any, keys: Keys, pairs: list[tuple[Any, int, Any]]) -> bool:
    true = np.linalg.eigvals(floats(keys["matrix"]))
    values = [complex(x) for x, count, _ in pairs for _ in range(count)]
    if len(values) != a.rows or any(min(abs(true - x)) > 1e-2 for x in values):
        return False
    small = floats(keys["matrix"])
    for x, _, v in pairs:
        shift = small - complex(x) * np.eye(a.rows)
        numbers = np.array([[complex(v[i, j]) for j in range(v.cols)] for i in range(v.rows)])
        numbers /= np.linalg.norm(numbers, axis=0)
        whole = np.linalg.matrix_rank(numbers, tol=1e-9) == v.cols
        if not (whole and v.cols == a.rows - np.linalg.matrix_rank(shift, tol=1e-7)):
            return False
        if mp.mnorm(a * v - x * v) > mp.mpf(10) ** -30 * mp.mnorm(v):
            return False
    return True


def _is_diagonal_form(a: Any, n: int, found: Found, named: Mapping[str, Any]) -> bool:
    s, d = _at(found["S"], named), _at(found["D"], named)
    off = max(abs(d[i, j]) for i in range(n) for j in range(n) if i != j)
    return near(a * s, s * d) and off == 0 and abs(mp.det(s)) > mp.mpf(10) ** -30


def _at(item: Any, named: Mapping[str, Any]) -> Any:
    """Return the matrix of a nested list of texts at values of their names."""
    rows = [[_value(x, named) for x in row] for row in item]
    return mp.matrix(rows)


def _value(text: str, named: Mapping[str, Any]) -> Any:
    words = re.sub(r"(?<![\w.*])(\d+)", r"M('\1')", text)
    return eval(words, {"M": mp.mpf, "sqrt": mp.sqrt, **named})
