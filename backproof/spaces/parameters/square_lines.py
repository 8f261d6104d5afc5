"""The line that proves by a sum of squares that a polynomial has no real zero, or which ones."""

from __future__ import annotations

import re

from backproof.answer import Latex
from backproof.spaces.language.printing import text_latex
from backproof.spaces.language.result import Formula, SumOfSquares
from backproof.spaces.language.syntax import names, parse

_POWER = re.compile(r"(\w+)(?:\*\*(\d+))?", re.ASCII)


def square_line(found: SumOfSquares) -> Formula:
    """p = a sum of squares >= c > 0, or = 0 only where each square is; only p if it is that sum."""
    squares = [_square(weight, root) for weight, root in found.squares]
    constant = [] if found.constant == "0" else [found.constant]
    sides = [[found.polynomial]]
    if any(_POWER.fullmatch(root) is None for _, root in found.squares):
        sides.append([*squares, *constant])
    latex = " = ".join(" + ".join(map(text_latex, side)) for side in sides)
    text = " = ".join(" + ".join(side) for side in sides)
    symbols = sorted(names(parse(found.polynomial)) - {"e", "pi"})
    real = _listed(symbols)
    if constant:
        least = text_latex(found.constant), found.constant
        return Formula(
            Latex(rf"{latex} \ge {least[0]} > 0 \text{{ for real }} {real.latex}"),
            f"{text} >= {least[1]} > 0 for real {real.text}",
        )
    roots = [root for _, root in found.squares]
    where_latex = r",\ ".join(f"{text_latex(root)} = 0" for root in roots)
    where_text = ", ".join(f"{root} = 0" for root in roots)
    return Formula(
        Latex(rf"{latex} = 0 \text{{ for real }} {real.latex} \text{{ only where }} {where_latex}"),
        f"{text} = 0 for real {real.text} only where {where_text}",
    )


def _listed(symbols: list[str]) -> Formula:
    return Formula(Latex(", ".join(map(text_latex, symbols))), ", ".join(symbols))


def _square(weight: str, root: str) -> str:
    """weight * root**2; for a power, the power with its exponent doubled."""
    power = _POWER.fullmatch(root)
    shown = f"{power[1]}**{2 * int(power[2] or 1)}" if power else f"({root})**2"
    if weight == "1":
        return shown
    is_plain = weight.isalnum() or re.fullmatch(r"\w+\([^()]*\)", weight)
    return f"{weight}*{shown}" if is_plain else f"({weight})*{shown}"
