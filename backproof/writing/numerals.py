"""Numbers in mathematical notation."""

from __future__ import annotations

import math

from backproof.answer import Latex

_DECIMALS = 4


def decimal(value: float) -> str:
    """Format a number of at most four decimals without an exponent: 12.125."""
    return f"{value:.{_DECIMALS}f}".rstrip("0").removesuffix(".")


def number_latex(value: float, digits: int = 2) -> Latex:
    r"""Format a number for math mode to `digits` significant digits: 1.2e-15 as `1.2 \times 10^{-15}`."""
    if isinstance(value, int) or value == 0:
        return Latex(f"{value:d}" if isinstance(value, int) else "0")
    if not math.isfinite(value):
        return Latex(r"\mathrm{NaN}" if math.isnan(value) else r"\infty" if value > 0 else r"-\infty")
    if 1e-3 <= abs(value) < 1e5:
        return Latex(f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:.0f}")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = f"10^{{{int(exponent)}}}"
    return Latex(power if float(mantissa) == 1 else rf"{mantissa} \times {power}")
