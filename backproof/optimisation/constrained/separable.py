"""The least value of a sum of convex functions of one variable each, plus a linear function, in closed form.

For g with g' rising from l to u, g(x) + c x has a least value where g'(x) = -c, for l < -c < u.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from backproof.optimisation.convexity.verdicts import is_convex_in
from backproof.optimisation.functions import Function
from backproof.optimisation.stationary.unsolved import UnsolvedError

_P = sympy.Symbol("p_", positive=True)
_TRIED = (sympy.Rational(1, 3), sympy.Rational(3, 2), sympy.Integer(4))


@dataclass(frozen=True)
class Least:
    """The place and the value of a minimum, by formulas in the slopes, and what has to be positive."""

    place: tuple[Any, ...]
    value: Any
    positive: tuple[Any, ...]


def least(f: Function, slopes: Sequence[Any], signed: Collection[Any]) -> Least:
    """Minimise f plus slopes times variables; UnsolvedError if f is no sum of functions of one variable.

    The letters in the slopes that are `signed` are at least 0.
    """
    rest, place, value, positive = sympy.expand(f.value, log=False), [], sympy.S.Zero, []
    for symbol, slope in zip(f.symbols, slopes, strict=True):
        rest, own = rest.as_independent(symbol, as_Add=True)
        if own.free_symbols != {symbol}:
            raise UnsolvedError
        at, best, conditions = _alone(Function.of(own, [str(symbol)]), slope, signed)
        place.append(at)
        value += best
        positive += [x for x in conditions if x not in positive]
    return Least(tuple(place), sympy.powsimp(sympy.expand(rest + value)), tuple(positive))


def _alone(g: Function, slope: Any, signed: Collection[Any]) -> tuple[Any, Any, list[Any]]:
    """Minimise g(x) + c x: return where, the least value, and what has to be positive, at c = `slope`."""
    (x,) = g.symbols
    low, high = _range(g)
    # With l = 0 or u = 0, -c or c is positive, which its formulas may use.
    side = -1 if low == 0 else 1 if high == 0 else _sign(slope, signed)
    c = side * _P if side else sympy.Symbol("c_", real=True)
    tried = [side * n if side else n for n in (*_TRIED, *(() if side else [-n for n in _TRIED]))]
    inside = [n for n in tried if low < -n < high]
    fitting = [root for root in _roots(g.gradient[0] + c, x) if all(_fits(g, root, c, n) for n in inside)]
    if len(fitting) != 1 or not inside:
        raise UnsolvedError
    letter, own = (_P, side * slope) if side else (c, slope)
    place = _split(fitting[0], {letter: abs(inside[0]) if side else inside[0]})
    put_in = g.value.xreplace({x: place}) + c * place
    both = (_split(whole, {letter: abs(inside[0])}) for whole in (put_in, sympy.simplify(put_in)))
    best = min(both, key=_length)
    ends = ([-low - slope] if low != -sympy.oo else []) + ([high + slope] if high != sympy.oo else [])
    if any(end.is_number and not end > 0 for end in map(sympy.sympify, ends)):
        raise UnsolvedError
    conditions = [sympy.expand(end) for end in ends if not sympy.sympify(end).is_number]
    return place.subs(letter, own), best.subs(letter, own), conditions


def _sign(slope: Any, signed: Collection[Any]) -> int:
    """Return the sign of a multiple of a letter that is at least 0; 0 of all else."""
    number, letter = sympy.sympify(slope).as_coeff_Mul()
    return 0 if letter not in signed else 1 if number > 0 else -1


def _split(value: Any, at: Mapping[Any, Any]) -> Any:
    """Return a formula with logarithms and roots of fractions in two, by their signs at a place."""

    def parted(whole: Any) -> tuple[Any, Any]:
        above, below = sympy.fraction(sympy.together(whole))
        sign = -1 if below.subs(at).is_negative else 1
        return sympy.expand(sign * above), sympy.expand(sign * below)

    def logarithm(whole: Any) -> Any:
        above, below = parted(whole)
        return sympy.log(above) - sympy.log(below)

    def root(whole: Any, power: Any) -> Any:
        above, below = parted(whole)
        return above**power / below**power if power.is_Rational and not power.is_Integer else whole**power

    found = value.replace(sympy.log, logarithm).replace(sympy.Pow, root)
    forms = [sympy.expand(sympy.expand_log(found)), sympy.simplify(found)]
    return min(forms, key=_length)


def _length(value: Any) -> tuple[bool, int]:
    """Return a measure of a formula: without letters in exponents, or logarithms of powers, it is shorter."""
    is_raised = any(not p.exp.is_number and not p.base.is_number for p in value.atoms(sympy.Pow))
    logs = (sympy.factor(log.args[0]).as_numer_denom() for log in value.atoms(sympy.log))
    is_taken = any(above.is_Pow or below.free_symbols for above, below in logs)
    return is_raised or is_taken, int(sympy.count_ops(value))


def _range(g: Function) -> tuple[Any, Any]:
    """Return the infimum and the supremum of the derivative of a convex function where it is defined."""
    (x,) = g.symbols
    if g.has_kinks or not is_convex_in(g):
        raise UnsolvedError
    try:
        domain = sympy.calculus.util.continuous_domain(g.value, x, sympy.S.Reals)
        if not isinstance(domain, sympy.Interval):
            raise UnsolvedError
        ends = (
            sympy.limit(g.gradient[0], x, domain.start, "+"),
            sympy.limit(g.gradient[0], x, domain.end, "-"),
        )
    except (NotImplementedError, ValueError) as error:
        raise UnsolvedError from error
    if not all(end.is_extended_real for end in ends) or not ends[0] < ends[1]:
        raise UnsolvedError
    return ends


def _roots(equation: Any, x: Any) -> list[Any]:
    try:
        return list(sympy.solve(equation, x))
    except NotImplementedError as error:
        raise UnsolvedError from error


def _fits(g: Function, root: Any, c: Any, number: Any) -> bool:
    """Return whether a root of g' + c is one at a number in place of c, and g has a value there."""
    (x,) = g.symbols
    (letter,) = c.free_symbols
    at = sympy.N(root.subs(letter, abs(number) if letter is _P else number), 30)
    if not at.is_real:
        return False
    found = sympy.N(g.gradient[0].subs(x, at) + number, 20), sympy.N(g.value.subs(x, at), 20)
    return bool(all(value.is_real for value in found) and abs(found[0]) < 1e-12)
