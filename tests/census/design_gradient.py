"""The gradient of |u - d|^2 by p, where u solves (K + diag p) u = b."""

import numpy as np


def gradient(K: np.ndarray, p: np.ndarray, b: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return the gradient by p, with one solve more than the value takes."""
    matrix = K + np.diag(p[:, 0])
    u = np.linalg.solve(matrix, b)
    v = np.linalg.solve(matrix.T, 2 * (u - d))
    return -u * v


def value(K: np.ndarray, p: np.ndarray, b: np.ndarray, d: np.ndarray) -> float:
    """Return the squared distance of the solution from d."""
    return float(np.sum((np.linalg.solve(K + np.diag(p[:, 0]), b) - d) ** 2))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    n, h = 5, 1e-6
    K = rng.standard_normal((n, n)) + 5 * np.eye(n)
    p, b, d = (rng.standard_normal((n, 1)) for _ in range(3))
    found = gradient(K, p, b, d)
    steps = h * np.eye(n)[:, :, None]
    slopes = [(value(K, p + e, b, d) - value(K, p - e, b, d)) / (2 * h) for e in steps]
    print(f"differences agree to 1e-7: {np.abs(found[:, 0] - slopes).max() < 1e-7}")
