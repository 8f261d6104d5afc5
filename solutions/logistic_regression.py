"""Logistic regression by gradient descent."""

import json
from pathlib import Path

import numpy as np

Array = np.ndarray


def loss(w: Array, X: Array, y: Array, c: float, lam: float) -> float:
    """Return the penalized loss; c is 1/n."""
    z = X @ w
    terms = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z
    return float(c * np.sum(terms) + lam / 2 * np.sum(w**2))


def gradient(w: Array, X: Array, y: Array, c: float, lam: float) -> Array:
    """Return the gradient of the penalized loss by w; c is 1/n."""
    z = X @ w
    e = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1, e) / (1 + e)
    return c * (X.T @ (p - y)) + lam * w


if __name__ == "__main__":
    rng = np.random.default_rng(7)
    first, second = rng.normal([-1, -0.5], 1, (100, 2)), rng.normal([1, 0.5], 1, (100, 2))
    X = np.hstack([np.ones((200, 1)), np.vstack([first, second])])
    y = np.repeat([[0.0], [1.0]], 100, axis=0)
    given = (X, y, 1 / 200, 0.01)
    w = rng.normal(size=(3, 1))
    units = 1e-6 * np.eye(3)[:, :, None]
    slopes = np.array([[(loss(w + e, *given) - loss(w - e, *given)) / 2e-6] for e in units])
    exact = gradient(w, *given)
    print(f"relative error of the differences: {np.linalg.norm(slopes - exact) / np.linalg.norm(exact):.0e}")
    bound = np.linalg.eigvalsh(X.T @ X / 800)[-1] + 0.01
    print(f"Lipschitz constant {bound:.3f}, 2 over it {2 / bound:.2f}")
    weights: dict[str, Array] = {}
    series: dict[str, list[float]] = {"x1": [-4.0, 4.0]}
    for name, step in {"small": 0.03, "medium": 0.3, "large": 3.0, "huge": 40.0}.items():
        w, losses = np.zeros((3, 1)), []
        for _ in range(300):
            losses.append(loss(w, *given))
            w = w - step * gradient(w, *given)
        weights[name], series[f"losses_{name}"] = w, losses
        size = np.linalg.norm(gradient(w, *given))
        print(f"step {step:g}: loss {losses[-1]:.4f}, gradient {size:.0e}, w = {w.ravel().round(3)}")
    # Along the line of probability p, w0 + w1 x1 + w2 x2 is the logarithm of p/(1 - p).
    w0, w1, w2 = weights["large"].ravel()
    for p in (10, 50, 90):
        series[f"x2_at_{p}"] = [float((np.log(p / (100 - p)) - w0 - w1 * x1) / w2) for x1 in series["x1"]]
    for name, points in (("first", first), ("second", second)):
        series[f"{name}_x1"], series[f"{name}_x2"] = points.T.tolist()
    Path("series.json").write_text(json.dumps(series), encoding="utf-8")
