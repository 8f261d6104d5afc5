"""Least squares in a ball by splitting: x in the objective, z in the ball, u the scaled multiplier."""

import numpy as np


def slope(A: np.ndarray, x: np.ndarray, b: np.ndarray, z: np.ndarray, u: np.ndarray, mu: float) -> np.ndarray:
    """Return the gradient of the first step's objective."""
    return 2 * A.T @ (A @ x - b) + mu * (x - z + u)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    A, b = rng.standard_normal((8, 3)), rng.standard_normal((8, 1))
    z, u, mu, rho = np.zeros((3, 1)), np.zeros((3, 1)), 5.0, 0.1
    for step in range(1, 61):
        x = np.linalg.solve(2 * A.T @ A + mu * np.eye(3), 2 * A.T @ b + mu * (z - u))
        z = (x + u) * min(1, rho / np.linalg.norm(x + u))
        u += x - z
        if step % 20 == 0:
            print(f"step {step}: |x - z| = {np.linalg.norm(x - z):.1e}")
    left = np.abs(slope(A, x, b, z, u - x + z, mu)).max()
    print(f"the last first step has slope below 1e-9: {left < 1e-9}")
