"""The computation, written with numpy alone."""

import numpy as np


def residual(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """Return the squared distance of w x from y."""
    r = w @ x - y
    return float(np.sum(r**2))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    w, y = rng.standard_normal((4, 2)), rng.standard_normal((4, 1))
    best = np.linalg.lstsq(w, y, rcond=None)[0]
    print(f"residual at 0:        {residual(w, 0 * best, y):.6f}")
    print(f"residual at the best: {residual(w, best, y):.6f}")
