"""The Hessian of the logistic loss, and its product with a vector."""

import numpy as np


def _curvature(A: np.ndarray, w: np.ndarray) -> np.ndarray:
    s = 1 / (1 + np.exp(-(A @ w)))
    return s * (1 - s)


def hessian(A: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return A^T D A."""
    return A.T @ (_curvature(A, w) * A)


def product(A: np.ndarray, w: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return A^T D A v, by two products with vectors."""
    return A.T @ (_curvature(A, w) * (A @ v))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, w, v = rng.standard_normal((50, 3)), rng.standard_normal((3, 1)), rng.standard_normal((3, 1))
    print("eigenvalues:", " ".join(f"{value:.3f}" for value in np.linalg.eigvalsh(hessian(A, w))))
    print(f"the products agree to 1e-12: {np.abs(hessian(A, w) @ v - product(A, w, v)).max() < 1e-12}")
    m, n = A.shape
    print(f"multiplications: {m * n * n + m * n + n * n} against {2 * m * n + m}")
