"""The change of the solution of a linear system when its right-hand side changes."""

import numpy as np


def change(A: np.ndarray, beta: np.ndarray) -> float:
    """Return the norm of A^-1 beta."""
    return float(np.linalg.norm(np.linalg.solve(A, beta)))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, x = rng.standard_normal((6, 6)), rng.standard_normal((6, 1))
    b = A @ x
    worst = 0.0
    for _ in range(1000):
        beta = 1e-3 * rng.standard_normal((6, 1))
        bound = np.linalg.cond(A) * np.linalg.norm(beta) / np.linalg.norm(b)
        worst = max(worst, change(A, beta) / np.linalg.norm(x) / bound)
    print(f"largest ratio of the left side to the right: {worst:.2f}")
