"""Least squares by gradient descent with exact steps and with a fixed one."""

import numpy as np


def loss(A: np.ndarray, x: np.ndarray, b: np.ndarray) -> float:
    """Return half the squared norm of the residual."""
    return float(np.sum((A @ x - b) ** 2) / 2)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, b = rng.standard_normal((20, 4)), rng.standard_normal((20, 1))
    least = loss(A, np.linalg.lstsq(A, b, rcond=None)[0], b)
    for exact in (True, False):
        x = np.zeros((4, 1))
        for _ in range(10):
            g = A.T @ (A @ x - b)
            x -= g * (np.sum(g**2) / np.sum((A @ g) ** 2) if exact else 1 / np.linalg.norm(A, 2) ** 2)
        print(f"{'exact steps' if exact else 'fixed steps'}: {loss(A, x, b) - least:.1e} above the minimum")
