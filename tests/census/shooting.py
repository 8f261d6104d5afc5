"""The lasso by one entry of the weights after the other."""

import numpy as np


def objective(X: np.ndarray, w: np.ndarray, y: np.ndarray, lam: float) -> float:
    """Return the squared residual and lam times the 1-norm of the weights."""
    return float(np.sum((X @ w - y) ** 2) + lam * np.sum(np.abs(w)))


def spread(w: np.ndarray) -> float:
    """Return the 1-norm of the weights over their norm."""
    return float(np.sum(np.abs(w)) / np.linalg.norm(w))


def _shoot(X: np.ndarray, y: np.ndarray, lam: float, rounds: int) -> np.ndarray:
    w = np.zeros((X.shape[1], 1))
    for _ in range(rounds):
        for j in range(len(w)):
            x = X[:, [j]]
            c = (2 * x.T @ (y - X @ w + x * w[j])).item()
            w[j] = np.sign(c) * max(abs(c) - lam, 0) / (2 * np.sum(x**2))
    return w


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    truth = np.zeros((30, 1))
    truth[:3] = 1
    X = rng.standard_normal((40, 30))
    y = X @ truth + 0.1 * rng.standard_normal((40, 1))
    for rounds in (1, 10, 100):
        print(f"after {rounds:3} rounds: {objective(X, _shoot(X, y, 4, rounds), y, 4):.4f}")
    ridge = np.linalg.solve(X.T @ X + 4 * np.eye(30), X.T @ y)
    lasso = _shoot(X, y, 4, 100)
    print(f"spread: ridge {spread(ridge):.2f}, lasso {spread(lasso):.2f}")
    print(f"weights that are not zero: ridge {np.count_nonzero(ridge)}, lasso {np.count_nonzero(lasso)}")
