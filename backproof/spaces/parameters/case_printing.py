"""Print the cases of a distinction, with sample points of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import number_latex, number_text
from backproof.spaces.language.result import Case, Formula
from backproof.spaces.parameters.cases import Leaf
from backproof.spaces.parameters.factors_of_conditions import factors


def case_of(leaf: Leaf, dimension: int, symbols: Sequence[sp.Symbol]) -> Case:
    """A leaf in printed form, with sample points."""
    parts = [_equal(s, v) for s, v in leaf.values] + [_compared(z, "=", "=") for z in leaf.zero]
    apart = tuple(dict.fromkeys(f for e in leaf.nonzero for f in factors(e)))
    parts += [_compared(e, r"\neq", "!=") for e in apart]
    latex = r",\; ".join(p.latex for p in parts) or r"\text{always}"
    condition = Formula(Latex(latex), ", ".join(p.text for p in parts) or "always")
    zero, nonzero = map(number_text, leaf.equations), map(number_text, apart)
    return Case(condition, dimension, tuple(zero), tuple(nonzero), tuple(_samples(leaf, symbols)))


def _equal(symbol: sp.Symbol, value: sp.Expr) -> Formula:
    return Formula(
        Latex(f"{number_latex(symbol)} = {number_latex(value)}"), f"{symbol} = {number_text(value)}"
    )


def _compared(expression: sp.Expr, latex: str, text: str) -> Formula:
    """p = 0 or p /= 0, solved for a symbol if p is linear in it."""
    symbols = sorted(expression.free_symbols, key=str)
    for symbol in reversed(symbols):
        poly = sp.Poly(expression, symbol)
        if poly.degree() == 1 and not poly.LC().free_symbols:
            value = normal(-poly.nth(0) / poly.LC())
            return Formula(
                Latex(f"{number_latex(symbol)} {latex} {number_latex(value)}"),
                f"{symbol} {text} {number_text(value)}",
            )
    return Formula(Latex(f"{number_latex(expression)} {latex} 0"), f"{number_text(expression)} {text} 0")


def _samples(leaf: Leaf, symbols: Sequence[sp.Symbol]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield up to three points of the leaf, as text; none if its equations are not solved for symbols."""
    if leaf.zero:
        return
    settings = dict(leaf.values)
    free = [s for s in symbols if s not in settings]
    for attempt in range(3 if free else 1):
        chosen = {s: sp.Rational(7 + 6 * attempt + 4 * i, 3 + i) for i, s in enumerate(free)}
        if all(e.subs(chosen) != 0 for e in leaf.nonzero):
            point = {s: chosen.get(s, normal(sp.sympify(settings.get(s, 0)).subs(chosen))) for s in symbols}
            yield tuple((s.name, number_text(value)) for s, value in point.items())
