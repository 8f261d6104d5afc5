"""Solutions without end: an angle's, one period after another, and all points of an ellipse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy

from backproof.optimisation.stationary.unsolved import UnsolvedError

_ANGLE = sympy.Symbol("t", real=True)


def is_whole(symbol: Any) -> bool:
    """Return whether a free symbol of solutions stands for whole numbers."""
    return bool(symbol.is_integer)


def repeated(found: Any, symbol: Any) -> Iterator[Any]:
    """Yield solutions c + d k, with whole numbers k, of a set of such; UnsolvedError for any other set."""
    # A variable k would be taken for such a number.
    if str(symbol).startswith("k"):
        raise UnsolvedError
    k = sympy.Symbol(f"k_{symbol}", integer=True)
    for part in found.args if isinstance(found, sympy.Union) else (found,):
        if not isinstance(part, sympy.ImageSet) or part.base_sets != (sympy.S.Integers,):
            raise UnsolvedError
        (number,) = part.lamda.variables
        value = sympy.expand(part.lamda.expr.xreplace({number: k}))
        if not value.is_real or sympy.diff(value, k).free_symbols:
            raise UnsolvedError
        yield value


def common_ellipse(
    equations: Sequence[Any], symbols: Sequence[Any]
) -> tuple[list[Any], dict[Any, Any]] | None:
    """Return equations without a common factor that vanishes on an ellipse, and its points by an angle."""
    if _ANGLE in symbols:
        return None
    common = sympy.gcd_list(list(equations))
    for factor, _ in sympy.factor_list(common, *symbols)[1]:
        around = _ellipse(sympy.Poly(factor, *symbols), symbols)
        if around:
            return [sympy.cancel(item / factor) for item in equations], around
    return None


def _ellipse(poly: Any, symbols: Sequence[Any]) -> dict[Any, Any] | None:
    """Return the points of a x^2 + b y^2 + d x + e y + c = 0 by an angle, if it is an ellipse."""
    (a, b), (d, e), c = (
        [poly.coeff_monomial(s**2) for s in symbols],
        [poly.coeff_monomial(s) for s in symbols],
        poly.coeff_monomial(1),
    )
    x, y = symbols
    is_whole_form = sympy.expand(poly.as_expr() - (a * x**2 + b * y**2 + d * x + e * y + c)) == 0
    if not is_whole_form or not (a * b).is_positive:
        return None
    middle = (-d / (2 * a), -e / (2 * b))
    size = a * middle[0] ** 2 + b * middle[1] ** 2 - c
    if not (size / a).is_positive:
        return None
    turned = (sympy.cos(_ANGLE), sympy.sin(_ANGLE))
    axes = (sympy.sqrt(size / a), sympy.sqrt(size / b))
    return {s: m + r * u for s, m, r, u in zip(symbols, middle, axes, turned, strict=True)}
