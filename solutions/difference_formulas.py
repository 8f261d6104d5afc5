"""Three difference formulas for the derivative of exp, and their errors."""

import json
from pathlib import Path

import numpy as np


def one_sided(x: float, h: np.ndarray) -> np.ndarray:
    """Return the formula of second order with the values at x, x + h and x + 2h."""
    return (-1.5 * np.exp(x) + 2 * np.exp(x + h) - 0.5 * np.exp(x + 2 * h)) / h


if __name__ == "__main__":
    steps = 10.0 ** np.arange(-14, -0.25, 0.25)
    errors = {
        "forward": abs((np.exp(steps) - 1) / steps - 1),
        "one-sided": abs(one_sided(0.0, steps) - 1),
        "central": abs((np.exp(steps) - np.exp(-steps)) / (2 * steps) - 1),
    }
    for name, error in errors.items():
        straight = (steps > 1e-3) & (steps < 1e-1)
        slope = np.polyfit(np.log(steps[straight]), np.log(error[straight]), 1)[0]
        best = np.argmin(error)
        print(f"{name}: slope {slope:.2f}, least error {error[best]:.0e} at h = {steps[best]:.0e}")
    bound = (6 * 2.0**-53) ** (1 / 3)
    print(f"step with the least bound: {bound:.1e}")
    series = {f"errors_{name.replace('-', '_')}": error.tolist() for name, error in errors.items()}
    series |= {"h": steps.tolist(), "bound": [bound, bound], "ends": [1e-16, 1.0]}
    Path("series.json").write_text(json.dumps(series), encoding="utf-8")
