"""A perceptron with a kernel, on two rings of points."""

import numpy as np


def scores(K: np.ndarray, c: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return K (c * y)."""
    return K @ (c * y)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    angles, y = rng.uniform(0, 2 * np.pi, 60), np.repeat([[1.0], [-1.0]], 30, axis=0)
    points = np.repeat([1.0, 2.0], 30)[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    products = points @ points.T
    for name, K in (("x'z", products), ("(1 + x'z)^2", (1 + products) ** 2)):
        c = np.zeros((60, 1))
        for _ in range(50):
            for i in range(60):
                c[i] += y[i] * scores(K[[i]], c, y)[0] <= 0
        print(f"{name:11}: {np.mean(y * scores(K, c, y) <= 0):.0%} errors")
