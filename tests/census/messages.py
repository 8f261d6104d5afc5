"""The log-odds of messages by their counts of words."""

import numpy as np


def log_odds(X: np.ndarray, w: np.ndarray, beta: float) -> np.ndarray:
    """Return X w + beta for each row."""
    return X @ w + beta


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    shares = np.array([[4, 3, 2, 1], [1, 2, 3, 4]]) / 10
    label = rng.integers(0, 2, 400)
    X = np.array([rng.multinomial(20, shares[one]) for one in label])
    counts = np.array([X[:300][label[:300] == one].sum(axis=0) + 1 for one in (0, 1)])
    logs = np.log(counts / counts.sum(axis=1, keepdims=True))
    w, beta = (logs[1] - logs[0])[:, None], np.log(label[:300].mean() / (1 - label[:300].mean()))
    wrong = (log_odds(X[300:], w, beta)[:, 0] > 0) != label[300:]
    print(f"errors on 100 other messages: {np.sum(wrong)}")
    print(f"the telling word of the second kind: number {np.argmax(w) + 1}")
