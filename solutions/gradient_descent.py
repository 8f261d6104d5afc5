"""Gradient descent, with momentum and without."""

import json
from pathlib import Path

import numpy as np

Array = np.ndarray


def step(x: Array, before: Array, D: Array, eta: float, beta: float) -> Array:
    """Return the point after x for f(x) = x^T D x with symmetric D; `before` is the one before x."""
    return x - 2 * eta * (D @ x) + beta * (x - before)


if __name__ == "__main__":
    D = np.diag([1.0, 4.0])
    values: dict[str, list[float]] = {}
    chosen = {
        "small": (0.05, 0),
        "best": (0.2, 0),
        "large": (0.24, 0),
        "huge": (0.26, 0),
        "momentum": (2 / 9, 1 / 9),
    }
    for name, (eta, beta) in chosen.items():
        before = x = np.array([[4.0], [1.0]])
        found = [float((x.T @ D @ x)[0, 0])]
        for _ in range(40):
            before, x = x, step(x, before, D, eta, beta)
            found.append(float((x.T @ D @ x)[0, 0]))
        values[f"values_{name}"] = found
        factor = (found[40] / found[10]) ** (1 / 30)
        print(f"eta = {eta:.3g}, beta = {beta:.3g}: f is multiplied by {factor:.4f} per step")
    Path("values.json").write_text(json.dumps(values), encoding="utf-8")
