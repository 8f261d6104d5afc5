"""Global optima by the form of a function: what it differs by from its value at a point is never negative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from backproof.optimisation.convexity.positivity import is_nonnegative, is_positive
from backproof.optimisation.functions import Function, exact_at
from backproof.spaces.parameters.sums_of_squares import sum_of_squares

_RISING = sympy.exp | sympy.log | sympy.tanh | sympy.sinh | sympy.atan


@dataclass(frozen=True)
class Bound:
    """The difference of a function, or an inner one, from its value at a point, in a form that is at least 0.

    Of an inner function, f is an increasing function, or a decreasing one; it is None if f is meant itself.
    """

    rest: Any
    inner: Any = None
    is_rising: bool = True


def bound(f: Function, point: Sequence[Any], sense: int) -> Bound | None:
    """Return why f is nowhere below its value at a point (above it, for sense -1), or None."""
    at = dict(zip(f.symbols, map(sympy.sympify, point), strict=True))
    for inner, is_rising in _peeled(f.value):
        gap = (inner - exact_at(inner, at)) * (sense if is_rising else -sense)
        rest = _nonnegative(gap, at)
        if rest is not None:
            return Bound(rest) if inner is f.value else Bound(rest, inner, is_rising)
    return None


def _peeled(value: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the function, and the inner ones of which it is a monotone function where it is defined."""
    is_rising = True
    while value is not None:
        yield value, is_rising
        value, rises = _inner(value)
        is_rising = is_rising == rises


def _inner(value: Any) -> tuple[Any, bool]:
    """Return what a function is a monotone function of, and whether it rises with it; or None."""
    number, rest = value.as_coeff_Add()
    if number != 0:
        return rest, True
    number, rest = value.as_coeff_Mul()
    if number != 1:
        return rest, bool(number > 0)
    if isinstance(value, _RISING):
        return value.args[0], True
    if not value.is_Pow or not value.exp.is_Rational:
        return None, True
    base, power = value.args
    if power.is_negative:
        return (base, False) if is_positive(base, ()) else (None, True)
    is_odd = not power.is_Integer or power % 2 == 1
    return (base, True) if is_odd or is_nonnegative(base, ()) else (None, True)


def _nonnegative(gap: Any, at: dict[Any, Any]) -> Any:
    """Return an expression in a form that shows that it is at least 0; None if it is not seen to be."""
    if is_nonnegative(gap, ()):
        return gap
    above, below = sympy.fraction(sympy.together(gap))
    if not is_positive(below, ()):
        return None
    above = _squares(above, at) if above.is_polynomial(*at) else sympy.factor(above)
    return above / below if above is not None and is_nonnegative(above, ()) else None


def _squares(value: Any, at: dict[Any, Any]) -> Any:
    """Return a polynomial that is 0 at a point as a sum of squares about it; None if none is found."""
    moved = sympy.expand(value.xreplace({symbol: symbol + x for symbol, x in at.items()}))
    found = sum_of_squares(moved) if moved.free_symbols else None
    if found is None:
        return None
    names, back = {str(s): s for s in at}, {symbol: symbol - x for symbol, x in at.items()}
    terms = [
        sympy.sympify(weight) * sympy.expand(sympy.sympify(root, names).xreplace(back)) ** 2
        for weight, root in found.squares
    ]
    total = sympy.Add(*terms, sympy.sympify(found.constant))
    return total if sympy.expand(total - value) == 0 else None
