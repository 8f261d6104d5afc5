"""Softmax regression on three clouds of points."""

import numpy as np


def gradient(X: np.ndarray, W: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return X^T (P - Y) with the probabilities P."""
    scores = X @ W
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return X.T @ (powers / powers.sum(axis=1, keepdims=True) - Y)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    label = np.repeat([0, 1, 2], 40)
    centres = np.array([[2, 0], [-1, 2], [-1, -2]])
    X = np.column_stack([centres[label] + rng.standard_normal((120, 2)), np.ones(120)])
    Y, W = np.eye(3)[label], np.zeros((3, 3))
    for step in range(1, 201):
        W -= 0.01 * gradient(X, W, Y)
        if step in {1, 10, 200}:
            wrong = np.mean(np.argmax(X @ W, axis=1) != label)
            print(f"step {step:3}: {wrong:.1%} errors, |gradient| {np.linalg.norm(gradient(X, W, Y)):.3f}")
