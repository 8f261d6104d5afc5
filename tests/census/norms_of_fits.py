"""Fits by a constant in the 1-norm and in the maximum norm."""

import numpy as np


def distance(A: np.ndarray, x: np.ndarray, b: np.ndarray) -> float:
    """Return the 1-norm of A x - b."""
    return float(np.sum(np.abs(A @ x - b)))


if __name__ == "__main__":
    b = np.array([[0.0], [1.0], [1.0], [2.0], [9.0]])
    ones = np.ones((5, 1))
    fits = {"median": np.median(b), "midrange": (b.min() + b.max()) / 2}
    for name, x in fits.items():
        print(f"{name:8}: {distance(ones, np.array([[x]]), b):5.1f}, largest {np.abs(x - b).max():4.1f}")
