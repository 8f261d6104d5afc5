"""Ridge regression for several penalties."""

import numpy as np


def objective(X: np.ndarray, w: np.ndarray, y: np.ndarray, lam: float) -> float:
    """Return the squared residual and lam times the squared weights."""
    return float(np.sum((X @ w - y) ** 2) + lam * np.sum(w**2))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    w = np.zeros((30, 1))
    w[:3] = 1
    X, other = rng.standard_normal((40, 30)), rng.standard_normal((400, 30))
    y, z = X @ w + rng.standard_normal((40, 1)), other @ w + rng.standard_normal((400, 1))
    for lam in (1e-3, 1, 10, 100, 1000):
        found = np.linalg.solve(X.T @ X + lam * np.eye(30), X.T @ y)
        print(f"lambda {lam:6g}: objective {objective(X, found, y, lam):7.2f}, ", end="")
        print(f"mean square on other data {np.mean((other @ found - z) ** 2):.3f}")
