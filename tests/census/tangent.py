"""A curve and its tangent."""

import numpy as np


def curve(x: np.ndarray) -> np.ndarray:
    """Return x^3 - 1/x."""
    return x**3 - 1 / x


if __name__ == "__main__":
    print("   x   curve  tangent")
    for x in np.linspace(0.5, 1.5, 5):
        print(f"{x:.2f} {curve(x):7.3f} {4 * (x - 1):8.3f}")
