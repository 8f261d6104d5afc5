"""Verdicts on nearest points, minimisers and orthonormal vectors: numpy and scipy."""

from __future__ import annotations

import numpy as np
import scipy.linalg

from benchmarks.linear_algebra.judges.values import Found, Keys, exact, floats, rank, value


def projection(keys: Keys, found: Found) -> bool:
    """Judge a projection by numpy and scipy."""
    if "normal" in keys:
        n = floats(keys["normal"])
        return np.allclose(floats(found["P"]), np.eye(len(n)) - n @ n.T / (n.T @ n))
    columns = floats(keys["vectors"]).T
    if "target" not in keys:
        basis = scipy.linalg.orth(columns)
        return np.allclose(floats(found["P"]), basis @ basis.T)
    y = floats(keys["target"])
    if "point" in keys:
        a = floats(keys["point"])
        t = np.linalg.lstsq(columns, y - a, rcond=None)[0]
        p = a + columns @ t
        return np.allclose(floats(found["p"]), p) and np.isclose(
            float(value(found["d"])), np.linalg.norm(y - p), atol=1e-7
        )
    w = floats(keys["inner_product"]) if "inner_product" in keys else np.eye(len(y))
    root = np.linalg.cholesky(w).T
    t = np.linalg.lstsq(root @ columns, root @ y, rcond=None)[0]
    return np.allclose(floats(found["p"]), columns @ t) and np.allclose(
        columns @ floats(found["c"]), columns @ t
    )


def least_squares(keys: Keys, found: Found) -> bool:
    """Judge minimisers by numpy."""
    a, b = floats(keys["matrix"]), floats(keys["right_side"])
    x = np.linalg.lstsq(a, b, rcond=None)[0]
    rest = a @ x - b
    kernel = a.shape[1] - rank(exact(keys["matrix"]))
    return (
        np.allclose(floats(found["x"]), x)
        and np.isclose(float(value(found["least"])), (rest.T @ rest).item(), atol=1e-7)
        and len(found.get("N", [])) == kernel
        and (not kernel or np.allclose(a @ floats(found["N"]).T, 0))
    )


def gram_schmidt(keys: Keys, found: Found) -> bool:
    """Judge orthonormal vectors by numpy's QR."""
    v = floats(keys["vectors"])
    kept = [k - 1 for k in map(int, found["kept"])]
    if not kept:
        return np.allclose(v, 0)
    q = floats(found["Q"])
    true, r = np.linalg.qr(v[kept].T)
    return np.allclose(q.T, true * np.sign(np.diag(r))) and len(kept) == rank(exact(keys["vectors"]))
