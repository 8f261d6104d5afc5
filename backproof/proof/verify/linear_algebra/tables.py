"""Matrices of exact or rounded numbers, as texts state them, and what is computed of them."""

import ast
import math
from fractions import Fraction
from functools import reduce
from operator import matmul

import numpy as np

from backproof.proof.verify.claims import require
from backproof.proof.verify.complex_numbers import star
from backproof.proof.verify.exact import entry, rank, same


def sampled(text, at):
    """Return the number that a sample states: an entry, or a root by index, real ones before pairs."""
    if not text.startswith(("root(", "complex_root(")):
        return entry(text, at)
    k, *c = map(int, text[text.index("(") + 1 : -1].split(","))
    roots = np.roots(c[::-1]).astype(complex).tolist()
    found = sorted(roots, key=lambda z: (z.imag != 0, round(z.real, 9), abs(z.imag), -z.imag, z.real))[k]
    require(not found.imag or text[0] == "c", f"{text} is not real")
    return found if found.imag else found.real


def table(text, at):
    """Return the matrix that a text states: a list is a column, a number a matrix of one entry."""
    node = ast.parse(text, mode="eval").body
    rows = node.elts if isinstance(node, ast.List) else [node]
    cells = [map(ast.unparse, row.elts if isinstance(row, ast.List) else [row]) for row in rows]
    # What is written with a decimal point is rounded.
    numbers = [[float(entry(x, at)) if "." in x else entry(x, at) for x in row] for row in cells]
    return np.array(numbers, dtype=object)


def alike(a, b):
    """Return whether two numbers that may be complex are equal."""
    return same(a.real, b.real) and same(a.imag, b.imag)


def agree(a, b):
    """Return whether two matrices are equal; a number stands for a matrix of equal entries."""
    difference = a - b
    return all(alike(x, Fraction(0)) for x in difference.flat) and (np.ndim(b) == 0 or a.shape == b.shape)


def near(a, b):
    """Return whether two matrices are equal, those of floats up to their size."""
    return agree((a - b) / Fraction(math.ceil(1 + max(abs(complex(x)) for x in b.flat))), 0)


def ranked(x):
    """Return the rank of a matrix: of a complex one half of that of its real blocks."""
    both = [np.array([[getattr(v, part) for v in row] for row in x], object) for part in ("real", "imag")]
    if any(both[1].flat):
        return rank(np.block([[both[0], -both[1]], both[::-1]]).tolist()) // 2
    return rank(both[0].tolist()) if x.size else 0


def unit(x):
    """Return the identity matrix with as many rows as another one."""
    return np.eye(len(x), dtype=object) * Fraction(1)


def shifted(x, value, power=1):
    """Return a power of x - value I, with 0 for floats that rounding leaves."""
    room = 1e-13 * float(1 + max(abs(complex(part)) for part in [*x.flat, value]))
    cleared = [0 if isinstance(v, float) and abs(v) < room else v for v in (x - unit(x) * value).flat]
    return raised(np.array(cleared, object).reshape(x.shape), power)


def det(x):
    """Return the determinant by exact elimination, or that of floats."""
    if not all(isinstance(part, Fraction | int) for value in x.flat for part in (value.real, value.imag)):
        return np.linalg.det(x.astype(complex if any(value.imag for value in x.flat) else float))
    rows, found = x.tolist(), Fraction(1)
    while rows:
        k = next((k for k, row in enumerate(rows) if row[0]), None)
        if k is None:
            return Fraction(0)
        pivot = rows.pop(k)
        found *= pivot[0] * (-1) ** k
        rows = [[a - row[0] / pivot[0] * b for a, b in zip(row[1:], pivot[1:], strict=True)] for row in rows]
    return found


def above(x, k=1):
    """Return the entries above the diagonal, or above another one parallel to it."""
    return np.array([x[i, j] for i in range(x.shape[0]) for j in range(x.shape[1]) if j >= i + k])


def numbered(values, *letters):
    """Return the values of names such as P1, P2, by the number."""
    count = sum(name.startswith("lambda") for name in values)
    return [tuple(values[f"{letter}{k}"] for letter in letters) for k in range(1, count + 1)]


def orthonormal(x):
    """Return whether the columns are orthonormal."""
    return agree(star(x) @ x, unit(x.T))


def raised(x, power):
    """Return a power of a matrix."""
    return reduce(matmul, [x] * int(power), unit(x))


def sums(x, axis):
    """Return the largest sum of absolute values, of columns or of rows."""
    return max(abs(x).sum(axis=axis))


def floats(x):
    """Return the singular values of a matrix."""
    return np.linalg.svd(
        x.astype(complex if any(entry.imag for entry in x.flat) else float), compute_uv=False
    )
