"""B X A^T by two products, and by the Kronecker product of A and B."""

import numpy as np


def operator(B: np.ndarray, X: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Return B X A^T."""
    return B @ X @ A.T


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    n = 30
    A, B, X = (rng.standard_normal((n, n)) for _ in range(3))
    stacked = np.kron(A, B) @ X.flatten(order="F")
    difference = np.abs(stacked - operator(B, X, A).flatten(order="F")).max()
    print(f"largest difference below 1e-9: {difference < 1e-9}")
    print(f"multiplications: {2 * n**3} against {2 * n**4}")
