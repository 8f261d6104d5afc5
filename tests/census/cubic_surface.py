"""The surface 2 x^3 - 6 x y + 3 y^2."""

import numpy as np


def surface(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the values at the points."""
    return 2 * x**3 - 6 * x * y + 3 * y**2


if __name__ == "__main__":
    steps = np.linspace(0.5, 1.5, 5)
    print("  y  \\  x" + "".join(f"{x:7.2f}" for x in steps))
    for y in steps:
        print(f"{y:8.2f}" + "".join(f"{value:7.2f}" for value in surface(steps, y)))
