"""Labels of a linear model with noise."""

import numpy as np


def labels(X: np.ndarray, w: np.ndarray, sigma: float, e: np.ndarray) -> np.ndarray:
    """Return X w + sigma e."""
    return X @ w + sigma * e


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    X, e = rng.random((150, 75)), rng.standard_normal((150, 1))
    w = np.zeros((75, 1))
    w[:10, 0] = rng.choice([-10, 10], 10)
    print(f"{np.count_nonzero(w)} of {len(w)} weights are not zero")
    print(f"mean square of the noise: {np.mean((labels(X, w, 0.1, e) - X @ w) ** 2):.4f}")
