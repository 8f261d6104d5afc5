"""The gradient of half the squared norm of W X - Y by W."""

import numpy as np


def gradient(W: np.ndarray, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return (W X - Y) X^T."""
    return (W @ X - Y) @ X.T


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((3, 20)), rng.standard_normal((2, 20))
    best = np.linalg.lstsq(X.T, Y.T, rcond=None)[0].T
    print(f"zero at the fit, to 1e-12: {np.abs(gradient(best, X, Y)).max() < 1e-12}")
    print(f"at W = 0: {np.linalg.norm(gradient(0 * best, X, Y)):.3f}")
