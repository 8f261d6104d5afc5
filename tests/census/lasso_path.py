"""The lasso for falling penalties, each started from the last solution."""

import numpy as np


def slope(X: np.ndarray, w: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the gradient of the squared residual."""
    return 2 * X.T @ (X @ w - y)


def _solved(X: np.ndarray, y: np.ndarray, lam: float, w: np.ndarray) -> tuple[np.ndarray, int]:
    step = 0.5 / np.linalg.norm(X, 2) ** 2
    for count in range(1, 100_000):
        moved = w - step * slope(X, w, y)
        moved = np.sign(moved) * np.maximum(np.abs(moved) - step * lam, 0)
        if np.abs(moved - w).max() < 1e-10:
            return moved, count
        w = moved
    raise ArithmeticError("no convergence")


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    X, w = rng.standard_normal((40, 10)), np.zeros((10, 1))
    y = X[:, :3].sum(axis=1, keepdims=True) + 0.1 * rng.standard_normal((40, 1))
    lam = np.abs(slope(X, w, y)).max()
    for _ in range(5):
        w, count = _solved(X, y, lam, w)
        cold = _solved(X, y, lam, 0 * w)[1]
        print(f"lambda {lam:7.2f}: {np.count_nonzero(w)} weights, {count} steps, from zero {cold}")
        lam /= 3
