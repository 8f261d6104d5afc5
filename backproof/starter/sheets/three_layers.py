"""The gradients of a classifier of three layers, written with numpy alone."""

import numpy as np


def softmax(s: np.ndarray) -> np.ndarray:
    """Return exp(s) divided by its sum."""
    # Less the largest score, no exponent is positive.
    exponentials: np.ndarray = np.exp(s - np.max(s))
    total: float = np.sum(exponentials)
    return exponentials / total


def gradients(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, w2: np.ndarray, w3: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the derivatives of the cross-entropy by the three weights; the target y sums to one."""
    g = np.tanh(w1 @ x)
    h = np.tanh(w2 @ g)
    s_bar = softmax(w3 @ h) - y
    v_bar = (w3.T @ s_bar) * (1 - h**2)
    u_bar = (w2.T @ v_bar) * (1 - g**2)
    return u_bar @ x.T, v_bar @ g.T, s_bar @ h.T


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    weights = [rng.standard_normal(shape) for shape in ((5, 3), (4, 5), (2, 4))]
    x, y = rng.standard_normal((3, 1)), np.array([[1.0], [0.0]])
    for step in range(4):
        scores = weights[2] @ np.tanh(weights[1] @ np.tanh(weights[0] @ x))
        print(f"step {step}: cross-entropy {-np.log(softmax(scores)[0, 0]):.6f}")
        weights = [w - 0.1 * slope for w, slope in zip(weights, gradients(x, y, *weights), strict=True)]
