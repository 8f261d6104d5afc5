"""The gradient of a linear layer's squared error, written with numpy alone."""

import numpy as np


def gradients(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray]:
    """Return the derivative of the squared distance of w x from y by w."""
    r = y - w @ x
    return (-2 * r @ x.T,)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    w, x, y = rng.standard_normal((2, 3)), rng.standard_normal((3, 1)), rng.standard_normal((2, 1))
    for step in range(4):
        print(f"step {step}: loss {np.sum((y - w @ x) ** 2):.6f}")
        w = w - 0.05 * gradients(x, y, w)[0]
