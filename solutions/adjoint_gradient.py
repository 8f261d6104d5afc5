"""The gradient of a solution's distance by one adjoint equation, against central differences."""

import json
from pathlib import Path

import numpy as np

Array = np.ndarray


def gradient(p: Array, A: Array, b: Array, d: Array) -> Array:
    """Return the gradient of norm(u - d)**2/2 by p, where (A + diag(p)) u = b."""
    M = A + np.diag(p.ravel())
    u = np.linalg.solve(M, b)
    v = np.linalg.solve(M.T, u - d)
    return -u * v


def distance(p: Array, A: Array, b: Array, d: Array) -> float:
    """Return norm(u - d)**2/2."""
    u = np.linalg.solve(A + np.diag(p.ravel()), b)
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
    for h, error in zip(steps[::4], errors[::4], strict=True):
        print(f"h = {h:.0e}: relative error {error:.1e}")
    print(f"least error: {min(errors):.1e} at h = {steps[np.argmin(errors)]:.1e}")
    print(f"slope on the right: {np.polyfit(np.log(steps[1:6]), np.log(errors[1:6]), 1)[0]:.2f}")
    line = [float(errors[0] * (h / steps[0]) ** 2) for h in (steps[0], steps[10])]
    series = {"steps": steps.tolist(), "errors": errors, "line_steps": [steps[0], steps[10]], "line": line}
    Path("series.json").write_text(json.dumps(series), encoding="utf-8")
