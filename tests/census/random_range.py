"""The part of a matrix within the range of Q, where Q spans a random part of its column space."""

import numpy as np


def within(Q: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Return Q Q^T A."""
    return Q @ (Q.T @ A)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    U, V = (np.linalg.qr(rng.standard_normal((60, 60)))[0] for _ in range(2))
    A = U @ np.diag(0.5 ** np.arange(60)) @ V.T
    for k in (5, 10, 20):
        Q = np.linalg.qr(A @ rng.standard_normal((60, k)))[0]
        error = np.linalg.norm(A - within(Q, A), 2)
        print(f"k = {k:2}: error {error:.1e}, best possible {0.5**k:.1e}")
