"""Approximations of low rank, and what they leave."""

import numpy as np


def error(A: np.ndarray, U: np.ndarray, V: np.ndarray) -> float:
    """Return the squared norm of A - U V^T."""
    return float(np.sum((A - U @ V.T) ** 2))


if __name__ == "__main__":
    rows, columns = np.mgrid[0:20, 0:30]
    picture = ((rows - 10) ** 2 + (columns - 15) ** 2 < 60).astype(float)
    left, values, right = np.linalg.svd(picture)
    for k in range(1, 5):
        found = error(picture, left[:, :k] * values[:k], right[:k].T)
        print(f"k = {k}: error {found:7.3f}, left out {np.sum(values[k:] ** 2):7.3f}")
