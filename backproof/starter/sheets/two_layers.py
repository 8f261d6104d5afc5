"""The gradients of a network with one hidden layer of tanh, written with numpy alone."""

import numpy as np


def gradients(x: np.ndarray, y: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of the squared distance of w2 tanh(w1 x) from y by w1 and w2."""
    h = np.tanh(w1 @ x)
    r_bar = 2 * (y - w2 @ h)
    z_bar = -(w2.T @ r_bar) * (1 - h**2)
    return z_bar @ x.T, -r_bar @ h.T


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    w1, w2 = rng.standard_normal((4, 3)), rng.standard_normal((2, 4))
    x, y = rng.standard_normal((3, 1)), rng.standard_normal((2, 1))
    for step in range(4):
        print(f"step {step}: loss {np.sum((y - w2 @ np.tanh(w1 @ x)) ** 2):.6f}")
        by_w1, by_w2 = gradients(x, y, w1, w2)
        w1, w2 = w1 - 0.02 * by_w1, w2 - 0.02 * by_w2
