"""A quadratic along a direction, and the condition of Armijo."""

import numpy as np


def along(Q: np.ndarray, b: np.ndarray, x: np.ndarray, d: np.ndarray, alpha: float) -> float:
    """Return the value at x + alpha d."""
    z = x + alpha * d
    return (z.T @ Q @ z / 2 - b.T @ z).item()


if __name__ == "__main__":
    Q, b, x = np.diag([1.0, 3.0]), np.array([[1.0], [1.0]]), np.zeros((2, 1))
    d = b - Q @ x
    for alpha in (2, 1, 0.5, 0.25):
        enough = along(Q, b, x, d, alpha) <= along(Q, b, x, d, 0) - 0.1 * alpha * np.sum(d**2)
        print(f"step {alpha}: {'satisfies' if enough else 'violates'} the condition")
