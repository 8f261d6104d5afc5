"""The commutator of a matrix with a cyclic shift."""

import numpy as np


def commutator(C: np.ndarray, P: np.ndarray) -> np.ndarray:
    """Return C P - P C."""
    return C @ P - P @ C


if __name__ == "__main__":
    shift = np.roll(np.eye(4), 1, axis=0)
    circulant = np.array([np.roll([1, 2, 3, 4], k) for k in range(4)]).T
    other = np.diag([1, 2, 3, 4])
    print(f"circulant: {np.abs(commutator(circulant, shift)).max():g}")
    print(f"diagonal:  {np.abs(commutator(other, shift)).max():g}")
