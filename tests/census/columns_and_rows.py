"""A matrix of low rank from some of its columns and rows."""

import numpy as np


def rebuilt(C: np.ndarray, W: np.ndarray, R: np.ndarray) -> np.ndarray:
    """Return C W^-1 R."""
    return C @ np.linalg.solve(W, R)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A = rng.standard_normal((30, 3)) @ rng.standard_normal((3, 20))
    found = rebuilt(A[:, :3], A[:3, :3], A[:3])
    ours, given = (np.linalg.svd(matrix, compute_uv=False) for matrix in (found, A))
    print(f"rank of A: {np.linalg.matrix_rank(A)}")
    print(f"singular values agree to 1e-9: {np.abs(ours - given).max() < 1e-9}")
