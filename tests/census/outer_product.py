"""An outer product applied to a vector, without the matrix."""

import time

import numpy as np


def applied(p: np.ndarray, q: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return p (q^T x)."""
    return p @ (q.T @ x)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    p, q, x = (rng.standard_normal((2000, 1)) for _ in range(3))
    start = time.perf_counter()
    by_matrix = (p @ q.T) @ x
    between = time.perf_counter()
    by_number = applied(p, q, x)
    end = time.perf_counter()
    print(f"equal to 1e-9: {np.abs(by_matrix - by_number).max() < 1e-9}")
    print(f"the second order is faster: {end - between < between - start}")
