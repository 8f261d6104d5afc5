"""The gradient of a solution's distance by one adjoint equation, against central differences."""

import numpy as np


def gradient(p: np.ndarray, A0: np.ndarray, b: np.ndarray, d: np.ndarray) -> np.ndarray:  # noqa: N803
    """Return the gradient of norm(u - d)**2/2 with respect to p, where (A0 + diag(p)) u = b."""
    matrix = A0 + np.diag(p.ravel())
    u = np.linalg.solve(matrix, b)
    v = np.linalg.solve(matrix.T, u - d)
    return -u * v


def distance(p: np.ndarray, A0: np.ndarray, b: np.ndarray, d: np.ndarray) -> float:  # noqa: N803
    """Return norm(u - d)**2/2."""
    u = np.linalg.solve(A0 + np.diag(p.ravel()), b)
    return float(np.sum((u - d) ** 2) / 2)


if __name__ == "__main__":
    rng = np.random.default_rng(3)
    n = 50
    tridiagonal = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    p, b, d = rng.uniform(size=(n, 1)), rng.normal(size=(n, 1)), rng.normal(size=(n, 1))
    direction = rng.normal(size=(n, 1))
    direction /= np.linalg.norm(direction)
    exact = float(np.sum(gradient(p, tridiagonal, b, d) * direction))
    steps = 10.0 ** -np.arange(0, 12.5, 0.5)
    errors = []
    for h in steps:
        ahead, behind = (distance(p + s * direction, tridiagonal, b, d) for s in (h, -h))
        errors.append(abs((ahead - behind) / (2 * h) - exact) / abs(exact))
    for h, error in zip(steps[::2], errors[::2], strict=True):
        print(f"h = {h:.0e}: relative error {error:.1e}")
    print(f"least error: {min(errors):.1e} at h = {steps[np.argmin(errors)]:.1e}")
    print(f"slope on the right: {np.polyfit(np.log(steps[1:6]), np.log(errors[1:6]), 1)[0]:.2f}")
