"""Random problems of each kind: the keys of a part."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from benchmarks.linear_algebra import algebraic, complex_problems

Rows = list[list[Any]]
Draw = random.Random
Keys = dict[str, Any]


def entry(draw: Draw, wide: int = 4) -> Any:
    """An integer, or now and then a fraction as text."""
    if draw.random() < 0.08:
        return str(Fraction(draw.randint(-5, 5), draw.randint(2, 4)))
    return draw.randint(-wide, wide)


def matrix(draw: Draw, height: int, width: int, wide: int = 4) -> Rows:
    """A matrix, of a lower rank in one case of three."""
    rows = [[entry(draw, wide) for _ in range(width)] for _ in range(height)]
    if height > 1 and draw.random() < 0.35:
        i, j = draw.sample(range(height), 2)
        factor = draw.choice((-2, -1, 1, 2))
        rows[i] = [text(factor * Fraction(x)) for x in rows[j]]
    return rows


def text(value: Fraction) -> Any:
    """A fraction as a term file has it."""
    return int(value) if value.denominator == 1 else str(value)


def product(left: Rows, right: Rows) -> Rows:
    """The product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [
        [
            text(sum((Fraction(x) * Fraction(y) for x, y in zip(r, c, strict=True)), Fraction(0)))
            for c in columns
        ]
        for r in left
    ]


def transposed(rows: Rows) -> Rows:
    """The transposed matrix."""
    return [list(column) for column in zip(*rows, strict=True)]


def size(draw: Draw, most: int = 4) -> int:
    """A small size."""
    return draw.randint(1, most)


def unimodular(draw: Draw, n: int) -> tuple[Rows, Rows]:
    """An integer matrix of determinant 1, and its inverse."""
    left = [[int(i == j) for j in range(n)] for i in range(n)]
    inverse = [row[:] for row in left]
    for _ in range(2 * n if n > 1 else 0):
        i, j = draw.sample(range(n), 2)
        c = draw.choice((-1, 1))
        left[i] = [x + c * y for x, y in zip(left[i], left[j], strict=True)]
        for row in inverse:
            row[j] -= c * row[i]
    return left, inverse


def _with_eigenvalues(draw: Draw, *, chains: bool) -> Rows:
    """A matrix with whole eigenvalues, some of them repeated, and with `chains` some defective."""
    n = draw.randint(1, 4)
    values = sorted(draw.choice((-2, -1, 0, 1, 2, 3)) for _ in range(n))
    rows = [[values[i] if i == j else 0 for j in range(n)] for i in range(n)]
    for i in range(n - 1):
        if chains and values[i] == values[i + 1] and draw.random() < 0.6:
            rows[i][i + 1] = 1
    left, inverse = unimodular(draw, n)
    return product(product(left, rows), inverse)


def symmetric(draw: Draw, n: int) -> Rows:
    """A symmetric matrix, of blocks in one case of two, so that its eigenvalues need square roots at most."""
    rows = [[0] * n for _ in range(n)]
    i = 0
    while i < n:
        if i + 1 < n and draw.random() < 0.7:
            a, b, c = (draw.randint(-3, 3) for _ in range(3))
            rows[i][i], rows[i][i + 1], rows[i + 1][i], rows[i + 1][i + 1] = a, b, b, c
            i += 2
        else:
            rows[i][i] = draw.randint(-3, 3)
            i += 1
    order = draw.sample(range(n), n)
    return [[rows[p][q] for q in order] for p in order]


def linear_system(draw: Draw) -> Keys:
    """Draw a system, solvable in three cases of five at least."""
    rows = matrix(draw, size(draw), size(draw))
    if draw.random() < 0.6:
        x = [[entry(draw)] for _ in rows[0]]
        return {"matrix": rows, "right_side": [row[0] for row in product(rows, x)]}
    return {"matrix": rows, "right_side": [entry(draw) for _ in rows]}


def with_symbols(draw: Draw) -> Keys:
    """Draw a system with one or two symbols."""
    n = draw.randint(2, 3)
    rows: Rows = [[draw.randint(-2, 2) for _ in range(n)] for _ in range(draw.choice((n, n, n - 1)))]
    for _ in range(draw.randint(1, 2)):
        rows[draw.randrange(len(rows))][draw.randrange(n)] = draw.choice(("k", "k + 1", "2 - k", "m", "k"))
    right = [draw.choice((0, 1, 2, -1, "k", "m")) for _ in rows]
    return {"matrix": rows, "right_side": right}


def square(draw: Draw) -> Keys:
    """Draw a square matrix."""
    n = size(draw, 5)
    return {"matrix": matrix(draw, n, n)}


def factorisation(draw: Draw) -> Keys:
    """Draw a matrix that mostly has the asked factors."""
    form = draw.choice(("lu", "plu", "cholesky", "rank", "qr"))
    if form == "cholesky":
        n = size(draw, 4)
        root = matrix(draw, n, n, 2)
        rows = product(root, transposed(root)) if draw.random() < 0.7 else symmetric(draw, n)
        return {"matrix": rows, "form": form}
    if form == "qr":
        width = size(draw, 3)
        return {"matrix": matrix(draw, width + draw.randint(0, 2), width, 2), "form": form}
    return {"matrix": matrix(draw, size(draw), size(draw)), "form": form}


ASKED = (
    *("eigenvalues", "diagonalisation", "orthogonal diagonalisation", "spectral decomposition"),
    *("Jordan form", "power", "characteristic polynomial"),
)


def eigenvalues(draw: Draw) -> Keys:
    """Draw a matrix whose eigenvalues are mostly whole numbers or square roots."""
    ask = draw.choice(ASKED)
    if ask in ("orthogonal diagonalisation", "spectral decomposition"):
        return {"matrix": symmetric(draw, draw.randint(1, 4)), "ask": (ask,)}
    if ask in ("Jordan form", "power"):
        return {"matrix": _with_eigenvalues(draw, chains=True), "ask": (ask,)}
    if draw.random() < 0.6:
        return {"matrix": _with_eigenvalues(draw, chains=draw.random() < 0.5), "ask": (ask,)}
    n = draw.randint(1, 3)
    return {"matrix": [[draw.randint(-3, 3) for _ in range(n)] for _ in range(n)], "ask": (ask,)}


def singular_values(draw: Draw) -> Keys:
    """Draw a matrix whose singular values are roots of roots at most."""
    ask = draw.choice(("svd", "norms", "condition number", "pseudoinverse", "best approximation"))
    height, width = draw.choice(((1, 1), (1, 3), (2, 2), (2, 2), (2, 3), (3, 2), (4, 2)))
    if ask == "pseudoinverse":
        height, width = size(draw), size(draw)
    if ask == "condition number":
        width = height = draw.randint(1, 2)
        return {"matrix": matrix(draw, height, width), "ask": ask, "norm": draw.choice((1, 2, "inf", "fro"))}
    norm = {"norm": draw.choice((2, "fro"))} if ask == "best approximation" else {}
    return {"matrix": matrix(draw, height, width, 3), "ask": ask, **norm}


def projection(draw: Draw) -> Keys:
    """Draw a space and what is projected on it."""
    n = draw.randint(1, 4)
    if draw.random() < 0.2:
        return {"normal": [entry(draw) for _ in range(n)]}
    keys: Keys = {"vectors": matrix(draw, draw.randint(1, 3), n)}
    if draw.random() < 0.7:
        keys["target"] = [entry(draw) for _ in range(n)]
        if draw.random() < 0.3:
            keys["point"] = [entry(draw) for _ in range(n)]
        elif draw.random() < 0.3:
            root = unimodular(draw, n)[0]
            keys["inner_product"] = product(root, transposed(root))
    return keys


def least_squares(draw: Draw) -> Keys:
    """Draw a least squares problem."""
    rows = matrix(draw, size(draw, 5), size(draw, 3))
    return {"matrix": rows, "right_side": [entry(draw) for _ in rows]}


def gram_schmidt(draw: Draw) -> Keys:
    """Draw vectors, some of them dependent."""
    return {"vectors": matrix(draw, draw.randint(1, 3), draw.randint(1, 4), 2)}


def definiteness(draw: Draw) -> Keys:
    """Draw a matrix of any sign."""
    n = size(draw)
    if draw.random() < 0.5:
        root = matrix(draw, n, draw.randint(1, n), 2)
        sign = draw.choice((-1, 1))
        return {
            "matrix": [[text(sign * Fraction(x)) for x in row] for row in product(root, transposed(root))]
        }
    return {"matrix": matrix(draw, n, n, 3) if draw.random() < 0.5 else symmetric(draw, n)}


def membership(draw: Draw) -> Keys:
    """Draw vectors and a combination of them, or another vector."""
    vectors = matrix(draw, draw.randint(1, 4), draw.randint(1, 4))
    if draw.random() < 0.5:
        return {"vectors": vectors, "target": product([[entry(draw) for _ in vectors]], vectors)[0]}
    return {"vectors": vectors, "target": [entry(draw) for _ in vectors[0]]}


def coordinates(draw: Draw) -> Keys:
    """Draw a basis, mostly, and a vector or another basis."""
    n = size(draw)
    basis = matrix(draw, n, n)
    if draw.random() < 0.5:
        return {"basis": basis, "target": [entry(draw) for _ in range(n)]}
    return {"basis": basis, "new_basis": unimodular(draw, n)[0]}


def linear_map(draw: Draw) -> Keys:
    """Draw a map of vectors or of polynomials."""
    if draw.random() < 0.5:
        height, width = size(draw, 3), size(draw, 3)
        keys = {"matrix": matrix(draw, height, width), "basis": unimodular(draw, width)[0]}
        return {**keys, "image_basis": unimodular(draw, height)[0]}
    n = draw.randint(1, 3)
    basis = ["1", "x", "x**2", "x**3"][: n + 1]
    if draw.random() < 0.4:
        basis = ["1", "x + 1", "x**2 - x", "(x - 1)**3"][: n + 1]
    terms = ("p'", "3*p", "p(2)", "p(0)*x", "x*p'", "p(x + 1)", "p''", "2*p(-x)", "diff(p, x)*(x - 1)")
    return {"map": " + ".join(draw.sample(terms, draw.randint(1, 3))), "basis": basis}


def four_subspaces(draw: Draw) -> Keys:
    """Draw a matrix."""
    return {"matrix": matrix(draw, size(draw), size(draw))}


PROBLEMS: Mapping[str, tuple[str, Callable[[Draw], Keys]]] = {
    "linear_system": ("linear_system", linear_system),
    "symbols": ("linear_system", with_symbols),
    "inverse": ("inverse", square),
    "determinant": ("determinant", square),
    "matrix_factorisation": ("matrix_factorisation", factorisation),
    "eigenvalues": ("eigenvalues", eigenvalues),
    "higher eigenvalues": ("eigenvalues", algebraic.problem),
    "singular_values": ("singular_values", singular_values),
    "projection": ("projection", projection),
    "least_squares": ("least_squares", least_squares),
    "gram_schmidt": ("gram_schmidt", gram_schmidt),
    "definiteness": ("definiteness", definiteness),
    "membership": ("membership", membership),
    "coordinates": ("coordinates", coordinates),
    "linear_map": ("linear_map", linear_map),
    "four_subspaces": ("four_subspaces", four_subspaces),
    **complex_problems.PROBLEMS,
}
