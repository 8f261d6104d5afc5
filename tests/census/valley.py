"""Gradient descent with backtracking in a curved valley."""


def height(x: float, y: float) -> float:
    """Return (1 - x)^2 + 100 (y - x^2)^2."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


if __name__ == "__main__":
    x, y = -1.2, 1.0
    for step in range(1, 10_001):
        gx, gy = -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)
        t = 1.0
        while height(x - t * gx, y - t * gy) > height(x, y) - 0.1 * t * (gx**2 + gy**2):
            t /= 2
        x, y = x - t * gx, y - t * gy
        if step in {1, 100, 1000, 10_000}:
            print(f"step {step:5}: height {height(x, y):.1e} at ({x:.3f}, {y:.3f})")
