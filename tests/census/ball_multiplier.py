"""Least squares in a ball: the multiplier by bisection."""

import numpy as np


def solution(A: np.ndarray, b: np.ndarray, lam: float, D: np.ndarray) -> np.ndarray:
    """Return the minimiser for the multiplier lam."""
    return np.linalg.solve(A.T @ A + lam * D, A.T @ b)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, b = rng.standard_normal((8, 3)), rng.standard_normal((8, 1))
    D, rho = np.eye(3), 0.1
    low, high = 0.0, 1e4
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.linalg.norm(solution(A, b, middle, D)) > rho else (low, middle)
    print(f"multiplier {low:.4f}, norm {np.linalg.norm(solution(A, b, low, D)):.6f}")
