"""Demands on eigenvalues and what is built of them: by the matrix itself, multiplied out."""

import math
from fractions import Fraction
from functools import reduce
from itertools import combinations

import numpy as np

from backproof.proof.verify.complex_numbers import star
from backproof.proof.verify.linear_algebra.tables import (
    above,
    agree,
    alike,
    det,
    numbered,
    raised,
    ranked,
    shifted,
    unit,
)


def eigen(A, **found):
    """Demand eigenvectors, each eigenspace whole, and as many eigenvalues as det(x I - A) has roots."""
    triples = [(v[0, 0], int(m[0, 0]), V) for v, m, V in numbered(found, "lambda", "algebraic", "V")]
    points = [Fraction(x) for x in range(len(A) + 1)]
    return [
        all(agree(A @ V.T, V.T * v) for v, _, V in triples),
        all(len(V) == ranked(V) == len(A) - ranked(shifted(A, v)) for v, _, V in triples),
        all(alike(det(unit(A) * x - A), math.prod((x - v) ** m for v, m, _ in triples)) for x in points),
    ]


def complex_eigen(A, others=(), **found):
    """Demand real and complex eigenvectors, u + iw for a + bi, and the characteristic polynomial."""
    real, holds, size = numbered(found, "lambda", "algebraic", "V"), eigen(A, **found)[:2], len(A)
    roots = [(v[0, 0], m[0, 0]) for v, m, _ in real]
    for k in range(1, 1 + sum(name.startswith("re") for name in found)):
        a, b, m, u, w = (found[f"{name}{k}"] for name in ("re", "im", "pairs", "U", "W"))
        shift, turn = shifted(A, a[0, 0]), unit(A) * b[0, 0]
        double, both = np.block([[shift, turn], [-turn, shift]]), np.vstack([u, w])
        holds += [agree(shift @ u.T, -b * w.T), agree(shift @ w.T, b * u.T), not agree(b, 0)]
        holds += [ranked(both) == 2 * len(u) == 2 * size - ranked(double)]
        roots += [((a[0, 0], b[0, 0]), m[0, 0])]
    for x in map(Fraction, range(size + 1)):
        factors = [
            (x - v if not isinstance(v, tuple) else (x - v[0]) ** 2 + v[1] ** 2) ** m for v, m in roots
        ]
        factors += [polynomial_at(q, x) ** m for q, m in others]
        holds.append(alike(math.prod(factors), det(unit(A) * x - A)))
    return holds


def polynomial_at(q, x):
    """Return the value of a polynomial at a number or a square matrix, the constant coefficient first."""
    return sum(c * (raised(x, k) if np.ndim(x) else x**k) for k, c in enumerate(q))


def is_irreducible(q):
    """Return whether no product of linear factors of at most half of the roots has whole coefficients."""
    roots = np.roots(q[::-1].astype(float)) * int(q[-1])
    found = (np.poly(some) for k in range(1, (len(q) + 1) // 2) for some in combinations(roots, k))
    return not any(np.allclose(c, np.round(c.real), rtol=1e-11, atol=1e-6) for c in found)


def has_roots(q, real, above):
    """Return whether these are the real roots in order, and the parts of those above the real line."""
    roots = sorted(np.roots(q[::-1].astype(float)), key=lambda z: z.real)
    parts = [(z.real, z.imag) for z in roots if z.imag > 1e-9]
    pairs = [([z.real for z in roots if abs(z.imag) <= 1e-9], real.flat), (parts, sorted(above))]
    return all(len(x) == len(y) and np.allclose(x, np.array(y, float)) for x, y in pairs)


def algebraic(A, lam, **found):
    """Demand vectors in powers of the roots of each irreducible q, which span the null space of q(A)."""
    holds, others, x = [], [], lam[0, 0]
    for k in range(1, 1 + sum(name.startswith("coefficients") for name in found)):
        whole, parts = found[f"coefficients{k}"][:, 0], found[f"C{k}"]
        q, d = whole / whole[-1], len(whole) - 1
        companion, parts = np.vstack([np.eye(d, dtype=object)[1:], -q[:-1]]), parts.reshape(-1, d, len(A))
        pairs = zip(found[f"a{k}"].flat, found[f"b{k}"].flat, strict=True)
        holds += [
            all(agree(A @ w.T, w.T @ companion) for w in parts), is_irreducible(whole),
            agree(found[f"X{k}"], np.array([x ** np.arange(d) @ w for w in parts])),
            alike(found[f"q{k}"][0, 0], polynomial_at(q, x)), has_roots(whole, found[f"roots{k}"], pairs),
            d * len(parts) == ranked(found[f"C{k}"]) == len(A) - ranked(polynomial_at(q, A)),
        ]  # fmt: skip
        others.append((q, found[f"multiplicity{k}"][0, 0]))
    return [*holds, *complex_eigen(A, others, **found)]


def jordan(A, P, J):
    """Demand chains of generalised eigenvectors."""
    beside = [(J[i, i + 1], J[i, i] - J[i + 1, i + 1]) for i in range(len(J) - 1)]
    ones = all(alike(x, 0) or (alike(x, 1) and alike(y, 0)) for x, y in beside)
    zeros = agree(above(J.T), 0) if len(J) > 1 else True
    return [
        agree(A @ P, P @ J),
        ranked(P) == len(A),
        ones and zeros and (len(J) < 3 or agree(above(J, 2), 0)),
    ]


def spectral(A, **found):
    """Demand orthogonal projections that sum to I, and to A with the eigenvalues."""
    pairs = numbered(found, "lambda", "P")
    return [
        agree(sum(v[0, 0] * P for v, P in pairs), A), agree(sum(P for _, P in pairs), unit(A)),
        all(agree(P @ P, P) and agree(P, star(P)) for _, P in pairs),
    ]  # fmt: skip


def polynomial(A, p, coefficients, lam, roots=None):
    """Demand the characteristic polynomial, and all of its real roots if they are stated."""
    at = [
        (polynomial_at(coefficients[::-1, 0], x), det(unit(A) * x - A))
        for x in map(Fraction, range(len(A) + 1))
    ]
    same = all(alike(a, b) for a, b in [*at, (polynomial_at(coefficients[::-1, 0], lam[0, 0]), p[0, 0])])
    values = np.linalg.eigvals(A.astype(complex if roots is None else float))
    found = np.sort([x.real for x in values if abs(x.imag) < 1e-6])
    stated = found if roots is None else np.sort(roots.astype(float).ravel())
    return [same, len(found) == len(stated) and np.allclose(found, stated, rtol=1e-4, atol=1e-4)]


def is_exponential(x, stated):
    """Return whether a matrix is the exponential of another: its series at a small multiple, squared."""
    halvings = 4 + int(np.ceil(np.log2(1 + abs(x.astype(float)).max() * len(x))))
    small = x.astype(float) / 2**halvings
    terms = [unit(x).astype(float)]
    for k in range(1, 20):
        terms.append(terms[-1] @ small / k)
    found = reduce(lambda y, _: y @ y, range(halvings), sum(terms))
    return agree((found - stated) / abs(found).max(), 0)


def minimal_polynomial(A, m, coefficients, lam):
    """Demand a monic polynomial with the value 0 at A, of a degree below which the powers are independent."""
    c = coefficients[:, 0]
    powers = np.array([raised(A, k).ravel() for k in range(len(c) - 1)])
    return [agree(polynomial_at(c, A), 0), c[-1] == 1, ranked(powers) == len(powers),
            alike(polynomial_at(c, lam[0, 0]), m[0, 0])]  # fmt: skip
