"""Supports of typed densities: whether a formula is a density on a set that the parameters leave alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import sympy

from backproof.optimisation.functions import Function
from backproof.optimisation.stationary.solving import UnsolvedError

_CLOSE = 1e-6
_MOST = 170
_DRAWN = (("7/10", "3/10"), ("19/10", "3/5"))
_INTERVALS = (("-inf", "inf"), (0, "inf"), (1, "inf"), (0, 1), (-1, 1))


class SupportError(UnsolvedError):
    """A formula that is a density on no fixed set, so that its samples may bound its parameters."""


def require_fixed_support(density: Function, unit: tuple[str, ...]) -> None:
    """Raise SupportError unless the total on some fixed set is the same for two choices of the parameters.

    Factors that are free of the parameters may be left out. `density` is a function of these and of x.
    """
    *parameters, x = density.symbols
    if _counts(density.value, x, set(parameters)):
        return
    placed = []
    for other, inside in _DRAWN:
        at = {s: sympy.Rational(inside if str(s) in unit else other) for s in parameters}
        placed.append(sympy.lambdify(x, density.value.xreplace(at), "mpmath"))
    if not any(_is_same(first, second) for first, second in zip(*map(_totals, placed), strict=True)):
        raise SupportError


def _counts(value: Any, x: Any, parameters: set[Any]) -> bool:
    """Return whether parameters are raised to powers with x, as in probabilities of counts."""
    return any(power.has(x) and base.free_symbols & parameters for base, power in _powers(value))


def _powers(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the bases and exponents of powers, of those too that are stated by exponentials of logarithms."""
    yield from ((p.base, p.exp) for p in value.atoms(sympy.Pow))
    for e in value.atoms(sympy.exp):
        for addend in sympy.Add.make_args(sympy.expand(e.args[0])):
            yield from ((log.args[0], addend) for log in addend.atoms(sympy.log))


def _totals(density: Callable[[Any], Any]) -> Iterator[float]:
    """Yield the integrals over intervals, and the sums over counts; those that have no value are nan."""
    import mpmath

    for ends in _INTERVALS:
        yield _number(partial(_integral, density, [mpmath.mpf(end) for end in ends]))
    for first in (0, 1):
        yield _number(partial(sum, (density(mpmath.mpf(k)) for k in range(first, _MOST))))


def _integral(density: Callable[[Any], Any], ends: Sequence[Any]) -> Any:
    """Return an integral, or nan if it does not converge."""
    import mpmath

    found, error = mpmath.quad(density, ends, error=True)
    return found if error < _CLOSE * abs(found) else mpmath.nan


def _number(total: Callable[[], Any]) -> float:
    try:
        found = complex(total())
    except (ArithmeticError, ValueError, TypeError):
        return math.nan
    return found.real if abs(found.imag) < _CLOSE else math.nan


def _is_same(first: float, second: float) -> bool:
    return 0 < first < math.inf and math.isclose(first, second, rel_tol=_CLOSE)


def between_0_and_1(density: Function, parameters: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters t of powers of both t and 1 - t with exponents in x: these exist if 0 < t < 1."""
    x = density.symbols[-1]
    bases = [base for base, power in _powers(density.value) if power.has(x)]
    symbols = dict(zip(density.names, density.symbols, strict=True))
    return tuple(name for name in parameters if {symbols[name], 1 - symbols[name]} <= set(bases))
