"""Checks of results about matrices, by multiplying out."""

import math
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.complex_numbers import UNIT, star
from backproof.proof.verify.linear_algebra.spectra import (
    algebraic,
    complex_eigen,
    eigen,
    is_exponential,
    jordan,
    minimal_polynomial,
    polynomial,
    polynomial_at,
    spectral,
)
from backproof.proof.verify.linear_algebra.tables import (
    above,
    agree,
    alike,
    det,
    floats,
    near,
    orthonormal,
    raised,
    ranked,
    sampled,
    shifted,
    sums,
    table,
    unit,
)


def gram_schmidt(V, Q, kept, W=None):
    """Demand orthonormal vectors whose first ones span the same as the first given ones."""
    counts = [sum(int(k) <= i for k in kept.flat) for i in range(1, len(V) + 1)]
    units = Q.reshape(len(Q), V.shape[1])  # the empty list is read without columns
    kind = complex if any(x.imag for x in [*V.flat, *Q.flat]) else float
    spans = (np.vstack([V[:i].astype(kind), units[:c].astype(kind)]) for i, c in enumerate(counts, 1))
    same_spans = all(np.linalg.matrix_rank(x, tol=1e-9) == c for x, c in zip(spans, counts, strict=True))
    dimensions = all(ranked(V[:i]) == c for i, c in enumerate(counts, 1))
    products = np.conj(units) @ (unit(V.T) if W is None else W) @ units.T
    return [agree(products, unit(units)), dimensions, counts[-1] == len(Q), same_spans]


def coefficients(V, y, x, given):
    """Return whether the rows, and y, are the coefficients of the given polynomials, if there are any."""
    rows = zip([*V, y[:, 0]], given.values(), strict=True) if given else ()
    return all(alike(polynomial_at(row, x[0, 0]), value[0, 0]) for row, value in rows)


def orthonormal_polynomials(V, W, ends, Q, kept, x, **found):  # noqa: PLR0913, PLR0917 (by name)
    """Demand the same of coefficients, W by integrals of powers between the ends, and the values at x."""
    powers = np.arange(len(W))[:, None] + np.arange(1, len(W) + 1) + Fraction(0)
    low, high = (np.array([[end**k for k in row] for row in powers], object) / powers for end in ends[:, 0])
    return [*gram_schmidt(V, Q, kept, W), agree(W, high - low), ends[0, 0] < ends[1, 0],
            all(alike(polynomial_at(row, x[0, 0]), found[f"{letter}{k}"][0, 0])
                for letter, rows in (("p", V), ("q", Q)) for k, row in enumerate(rows, 1))]  # fmt: skip


def nearest(order, A, k, B, error, other=None):  # noqa: PLR0913, PLR0917 (by name)
    """Demand a matrix of rank k at the distance that the singular values leave."""
    values, others = floats(A)[int(k[0, 0]) :], [B] if other is None else [B, other]
    least = np.linalg.norm(values, order) if len(values) else 0.0
    return [math.isclose(error[0, 0], least, abs_tol=1e-9), all(ranked(x) <= k[0, 0] for x in others),
            all(math.isclose(np.linalg.norm(floats(A - x), order), least, rel_tol=1e-9, abs_tol=1e-9)
                for x in others)]  # fmt: skip


def squares(sign, definite, A, d, L=None, z=None):  # noqa: PLR0913, PLR0917 (by name)
    """Demand a sum of squares of one sign: of independent forms, or a vector at which it is 0."""
    forms = (A + star(A)) if L is None else (A + star(A)) - 2 * (star(L) @ (d * L))
    end = ranked(L) == len(A) if definite else agree(star(z) @ A @ z, 0) and not agree(z, 0)
    return [agree(forms, 0), all(sign * x > 0 for x in d.flat), end]


def signs(word, A, e):
    """Demand the coefficients of det(x I - S), S the symmetric part, and the signs that a class needs."""
    half, size, values = (A + A.T) * Fraction(1, 2), len(A), list(e.flat)
    points = [(x, x**size + sum((-1) ** k * c * x ** (size - k) for k, c in enumerate(values, 1)))
              for x in map(Fraction, range(size + 1))]  # fmt: skip
    turned = {s: [c * s**k for k, c in enumerate(values, 1)] for s in (1, -1)}
    least = [(f"{name} {end}", min(turned[s]) > bound) for end, bound in (("definite", 1e-12),
             ("semidefinite", -1e-12)) for name, s in (("positive", 1), ("negative", -1))]  # fmt: skip
    found = next((kind for kind, holds in least if holds), "indefinite")
    return [all(alike(det(unit(A) * x - half), p) for x, p in points), found == word]


def subspaces(A, count, column, row, null, left):  # noqa: PLR0913, PLR0917 (by name)
    """Demand bases of the four subspaces."""
    r, (height, width) = ranked(A), A.shape
    spans = [ranked(np.vstack([A.T, column])) if r else 0, ranked(np.vstack([A, row])) if r else 0]
    return [count[0, 0] == r == len(column) == len(row) == ranked(column) == ranked(row), spans == [r, r],
            not null.size or agree(A @ null.T, 0), not left.size or agree(left @ A, 0),
            len(null) == ranked(null) == width - r, len(left) == ranked(left) == height - r]  # fmt: skip


def triangular(A, L, U):
    """Demand L U = A with a unit lower triangular and an upper triangular matrix."""
    return [agree(L @ U, A), agree(np.diag(L), 1), agree(above(L), 0), agree(above(U.T), 0)]


def obstructed(A, k):
    """Return whether the ranks of A_k and of the first k columns exclude L U = A with a unit L."""
    return ranked(A[:k, :k]) < ranked(A[:, :k])


def minimal(A, b, x, least):
    """Demand a residual orthogonal to the columns, and its squared length."""
    return [agree(star(A) @ (A @ x - b), 0), agree(star(A @ x - b) @ (A @ x - b), least)]


def complemented(A, k, S, value, X=None, v=None):  # noqa: PLR0913, PLR0917 (by name)
    """Demand the Schur complement by bordered minors, the determinant, and an inverse or a null vector."""
    first, last = [*range(int(k[0, 0]))], range(int(k[0, 0]), len(A))
    minors = [[det(A[np.ix_([*first, i], [*first, j])]) for j in last] for i in last]
    block = det(A[np.ix_(first, first)])
    end = agree(A @ X, unit(A)) if v is None else agree(A @ v, 0) and not agree(v, 0)
    return [block != 0 and agree(np.array(minors, object), S * block), alike(value[0, 0], det(A)), end]


MATRICES = {
    "unique solution": lambda A, b, x: [agree(A @ x, b), ranked(A) == len(x)],
    "solutions with parameters": lambda A, b, x, N: [
        agree(A @ x, b), agree(A @ N.T, 0), ranked(N) == len(N) == len(x) - ranked(A)],
    "no solution": lambda A, b, y: [agree(y.T @ A, 0), not agree(y.T @ b, 0)],
    "inverse": lambda A, X: [agree(A @ X, unit(A)), agree(X @ A, unit(A))],
    "singular": lambda A, v: [agree(A @ v, 0), not agree(v, 0)],
    "inverse of an update": lambda A, u, v, X: [agree((A + u @ v.T) @ X, unit(A))],
    "singular update": lambda A, u, v, w: [agree((A + u @ v.T) @ w, 0), not agree(w, 0)],
    "block inverse": complemented, "singular by blocks": complemented,
    "determinant": lambda A, found: [alike(found[0, 0], det(A))],
    "LU": triangular,
    "PLU": lambda A, P, L, U: [*triangular(P @ A, L, U), orthonormal(P), sorted(P.flat)[-len(P)] == 1],
    "LDL": lambda A, L, D: [*triangular(A, L, D @ star(L)), agree(D, np.diag(np.diag(D)))],
    "no LU": lambda A, k: [obstructed(A, int(k[0, 0]))],
    "rank factorisation": lambda A, r, C, F: [
        agree(C @ F, A), ranked(A) == r[0, 0] == C.shape[1] == len(F) == ranked(C) == ranked(F)],
    "Cholesky": lambda A, L: [agree(L @ star(L), A), agree(above(L), 0), all(x > 0 for x in np.diag(L))],
    "no Cholesky": lambda A, k, minor: [
        alike(minor[0, 0], det(A[: int(k[0, 0]), : int(k[0, 0])])), minor[0, 0] <= 0, k[0, 0] <= len(A)],
    "QR": lambda A, Q, R: [agree(Q @ R, A), orthonormal(Q), agree(above(R.T), 0), all(np.diag(R) > 0)],
    "Gram-Schmidt": gram_schmidt, "Gram-Schmidt in an inner product": gram_schmidt,
    "Gram-Schmidt of polynomials": orthonormal_polynomials,
    "projection": lambda B, y, p, c: [agree(B @ c, p), agree(star(B) @ (y - p), 0)],
    "weighted projection": lambda B, y, W, p, c: [agree(B @ c, p), agree(star(B) @ W @ (y - p), 0)],
    "projection along a normal": lambda n, P, r: [
        agree(P @ n, 0), agree(P @ P, P), agree(P, P.T), ranked(P) == r[0, 0] == len(P) - 1],
    "projection matrix": lambda B, P, r: [
        agree(P @ B, B), agree(P @ P, P), agree(P, star(P)), ranked(P) == r[0, 0] == ranked(B)],
    "nearest point": lambda a, D, y, p, d, t: [
        agree(a + D @ t, p), agree(star(D) @ (y - p), 0), d[0, 0] >= 0,
        agree(star(y - p) @ (y - p), d[0, 0] ** 2),
    ],
    "nearest point of a hyperplane": lambda n, a, y, p, c, d: [
        agree(n.T @ (p - a), 0), agree(c[0, 0] * n, y - p), d[0, 0] >= 0,
        agree((y - p).T @ (y - p), d[0, 0] ** 2),
    ],
    "weighted least squares": lambda A, b, W, x, least: [
        agree(A.T @ W @ (A @ x - b), 0), agree((A @ x - b).T @ W @ (A @ x - b), least), ranked(A) == len(x),
        all(np.diag(W) > 0) and agree(W, np.diag(np.diag(W))),
    ],
    "least squares": lambda A, b, x, least: [*minimal(A, b, x, least), ranked(A) == len(x)],
    "least squares of dependent columns": lambda A, b, x, N, least: [
        *minimal(A, b, x, least), agree(A @ N.T, 0), agree(np.conj(N) @ x, 0),
        ranked(N) == len(N) == len(x) - ranked(A),
    ],
    "eigenvalues": eigen, "complex eigenvalues": complex_eigen, "Jordan form": jordan,
    "spectral decomposition": spectral, "algebraic eigenvalues": algebraic,
    "exponential": lambda A, exponential, t: [is_exponential(A * t[0, 0], exponential)],
    "minimal polynomial": minimal_polynomial,
    "power": lambda A, power, n: [near(power, raised(A, n[0, 0]))],
    "characteristic polynomial": polynomial, "characteristic polynomial without roots": polynomial,
    "four subspaces": subspaces,
    "diagonalisation": lambda A, S, D: [
        agree(A @ S, S @ D), ranked(S) == len(A), agree(D, np.diag(np.diag(D)))],
    "defective": lambda A, V, algebraic, **found: [
        agree(A @ V.T, V.T * found["lambda"][0, 0]), ranked(V) == len(V) < algebraic[0, 0],
        len(V) == len(A) - ranked(shifted(A, found["lambda"][0, 0])),
        algebraic[0, 0] == len(A) - ranked(shifted(A, found["lambda"][0, 0], len(A))),
    ],
    "orthogonal diagonalisation": lambda A, Q, D: [
        agree(Q @ D @ star(Q), A), orthonormal(Q), agree(D, np.diag(np.diag(D)))],
    "SVD": lambda A, U, S, Vt: [
        agree(U @ np.diag(S[:, 0]) @ Vt, A), orthonormal(U), orthonormal(star(Vt)), S[-1, 0] > 0,
        all(x >= y for x, y in pairwise(S[:, 0])),
    ],
    "norms": lambda A, one, inf, fro, two: [
        alike(one[0, 0], sums(A, 0)), alike(inf[0, 0], sums(A, 1)),
        alike(fro[0, 0] ** 2, (A * np.conj(A)).sum()),
        math.isclose(two[0, 0], floats(A)[0], rel_tol=1e-9),
    ],
    "condition number 1": lambda A, X, cond: [
        agree(A @ X, unit(A)), alike(cond[0, 0], sums(A, 0) * sums(X, 0))],
    "condition number inf": lambda A, X, cond: [
        agree(A @ X, unit(A)), alike(cond[0, 0], sums(A, 1) * sums(X, 1))],
    "condition number fro": lambda A, X, cond: [
        agree(A @ X, unit(A)), alike(cond[0, 0] ** 2, (A * np.conj(A)).sum() * (X * np.conj(X)).sum())],
    "condition number 2": lambda A, cond: [
        math.isclose(cond[0, 0], floats(A)[0] / floats(A)[-1], rel_tol=1e-6)],
    "pseudoinverse": lambda A, X: [
        agree(A @ X @ A, A), agree(X @ A @ X, X), agree(star(A @ X), A @ X), agree(star(X @ A), X @ A)],
    **{f"{word} by coefficients": partial(signs, word) for word in (
        *("positive definite", "positive semidefinite", "negative definite", "negative semidefinite"),
        "indefinite",
    )},
    "determinant zero": lambda A, zeros, at: [alike(det(A), 0), any(alike(x, at[0, 0]) for x in zeros.flat)],
    "form by coefficients": lambda A, e: signs("", A, e)[:1], "zero form": lambda A: [agree(A, -A.T)],
    "zero form by coefficients": lambda A, e: [agree(A, -A.T), agree(e, 0)],
    "indefinite": lambda A, u, v: [(star(u) @ A @ u)[0, 0] > 0, -(star(v) @ A @ v)[0, 0] > 0],
    "member": lambda V, y, c, x, **given: [agree(V.T @ c, y), coefficients(V, y, x, given)],
    "no member": lambda V, y, f, x, **given: [
        agree(V @ f, 0), not agree(f.T @ y, 0), coefficients(V, y, x, given)],
    "coordinates": lambda B, y, c, x, **given: [
        agree(B.T @ c, y), ranked(B) == len(B) == B.shape[1], coefficients(B, y, x, given)],
    "change of basis": lambda B, C, M: [agree(C @ M, B), ranked(B) == ranked(C) == len(B)],
    "matrix of a map": lambda A, B, C, M: [agree(C @ M, A @ B), ranked(B) == len(B), ranked(C) == len(C)],
    "matrix by images": lambda images, C, M: [agree(C @ M, images), ranked(C) == C.shape[1]],
    **{f"best approximation {norm}{tied}": partial(nearest, order)
       for norm, order in (("fro", 2), ("2", np.inf)) for tied in ("", ", tied")},
    **{f"{word} {kind}": partial(squares, sign, kind == "definite")
       for word, sign in (("positive", 1), ("negative", -1)) for kind in ("definite", "semidefinite")},
}  # fmt: skip


# The name of the sample that a task demands something of.
POINTS = {"power": "n", "determinant zero": "at", "exponential": "t", "Gram-Schmidt of polynomials": "x",
          **dict.fromkeys(("member", "no member", "coordinates"), "x"),
          **dict.fromkeys(("algebraic eigenvalues", "minimal polynomial", "characteristic polynomial",
                          "characteristic polynomial without roots"), "lam")}  # fmt: skip


def check_matrices(claim, answer):
    """Judge each case of an answer about matrices at its samples: what its task demands is multiplied out."""
    stated = {}
    for case in claim["cases"]:
        before = f"{case['condition']}: " if case["condition"] else ""
        stated |= {before + name: text for name, text in case["found"].items()}
        require(case["samples"], f"{case['task']} has no sample")
        for sample in case["samples"]:
            at = {**UNIT}
            for name, text in sample.items():
                at[name] = sampled(text, at)
            values = {name: table(text, at) for name, text in (claim["given"] | case["found"]).items()}
            if case["task"] in POINTS:
                name = POINTS[case["task"]]
                values[name] = np.array([[at.get(name, [*at.values()][-1])]], object)
            for place, holds in enumerate(MATRICES[case["task"]](**values), 1):
                require(holds, f"demand {place} on {before}{case['task']} does not hold")
    require(stated == answer.get("formulas", {}), "the answer states other matrices")
    return f"{len(claim['cases'])} by its demands, multiplied out; that no case is missing was not checked"


CHECKS["matrices"] = check_matrices
