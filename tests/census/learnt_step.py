"""The loss after one step of gradient descent, as a function of the step."""

import numpy as np


def after(A: np.ndarray, x: np.ndarray, b: np.ndarray, t: float) -> float:
    """Return the loss at x - t g with the gradient g."""
    g = A.T @ (A @ x - b)
    return float(np.sum((A @ (x - t * g) - b) ** 2) / 2)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, x, b = rng.standard_normal((8, 3)), rng.standard_normal((3, 1)), rng.standard_normal((8, 1))
    g = A.T @ (A @ x - b)
    best = (np.sum(g**2) / np.sum((A @ g) ** 2)).item()
    t, rate = 0.0, 0.5 / np.sum((A @ g) ** 2)
    for _ in range(40):
        t -= rate * (after(A, x, b, t + 1e-6) - after(A, x, b, t - 1e-6)) / 2e-6
    print(f"learnt step {t:.5f}, exact step {best:.5f}")
