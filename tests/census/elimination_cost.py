"""Elimination with row exchanges, and its multiplications."""

import numpy as np


def solved(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the solution of A x = b."""
    return _eliminated(A, b)[0]


def _eliminated(A: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the solution and the number of multiplications and divisions."""
    rows, n, count = np.hstack([A, b]).astype(float), len(A), 0
    for k in range(n):
        best = k + np.argmax(np.abs(rows[k:, k]))
        rows[[k, best]] = rows[[best, k]]
        for i in range(k + 1, n):
            rows[i, k:] -= rows[i, k] / rows[k, k] * rows[k, k:]
            count += n + 1 - k
    x = np.zeros((n, 1))
    for i in range(n - 1, -1, -1):
        x[i] = (rows[i, n] - rows[i, i + 1 : n] @ x[i + 1 :, 0]) / rows[i, i]
        count += n - i
    return x, count


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    for n in (10, 20, 40):
        A, b = rng.standard_normal((n, n)), rng.standard_normal((n, 1))
        x, count = _eliminated(A, b)
        fits = np.allclose(A @ x, b)
        print(f"n = {n}: {count} multiplications, {3 * count / n**3:.2f} times n^3/3, solved: {fits}")
