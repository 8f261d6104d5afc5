"""Prove that functions are defined on a domain, or find a point where one is not, or report it undecided.

Each condition is decided by all zeros of its expression: on an interval without zeros the sign is constant,
and one point determines it. Points alone only ever refute a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from mpmath import iv

from backproof.diagnostic import InputError
from backproof.spaces.domains.conditions import conditions
from backproof.spaces.domains.points import holds, simplest_between, spread
from backproof.spaces.domains.waves import bound
from backproof.spaces.domains.zeros import Zeros, period, zeros
from backproof.spaces.exact.constants.canonical import is_zero
from backproof.spaces.exact.evaluate import UndefinedError, enclosure
from backproof.spaces.language.domain import REAL_LINE, Interval, domain_formula
from backproof.spaces.language.printing import number_text
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, parse, to_text
from backproof.spaces.language.tokens import refuse

_USUAL = tuple(
    Interval(low, high) for low, high in (("-pi/2", "pi/2"), ("0", "pi"), ("0", "1"), ("0", "pi/2"))
)
_MOST_INTERVALS = 12
_QUOTIENTS = (sp.tan, sp.cot, sp.sec, sp.csc)
_PROBES = 40
_PRECISIONS = (53, 200, 1000, 4000)
_LONGEST_PLACE = 30
_WORDS = {"nonzero": "is not 0", "positive": "is above 0", "nonnegative": "is not below 0"}


@dataclass(frozen=True)
class Fault:
    """A condition that fails at `place`; with an empty `place` it is undecided."""

    condition: str
    place: str


def check_domain(nodes: Sequence[Node], variable: str, domain: Sequence[Interval]) -> None:
    """Raise InputError with the point at which a function is undefined, or the condition left undecided."""
    shown = domain_formula(domain).text
    for number, node in enumerate(nodes, 1):
        found = fault(node, variable, domain)
        if found is None:
            continue
        hint = _other_domain(nodes, variable)
        if found.place:
            message = (
                f"function {number}, {to_text(node)}, is not defined at {variable} = {found.place} in {shown}"
            )
            refuse(message, node.column, "functions that are defined on the whole domain", hint)
        message = (
            f"function {number}, {to_text(node)}: it is open whether {found.condition} on all of {shown}"
        )
        refuse(message, node.column, "a domain on which that can be proved", hint)


def _other_domain(nodes: Sequence[Node], variable: str) -> str | None:
    try:
        return f"choose another domain, such as {natural_domain(nodes, variable)[0].text}"
    except InputError:
        return None


def natural_domain(nodes: Sequence[Node], variable: str) -> tuple[Interval, ...]:
    """A domain on which all functions are proved to be defined: the real line without zeros of divisors etc.

    If these zeros are not known individually, it is the first of the usual intervals that works.
    """
    if _defined(nodes, variable, REAL_LINE):
        return (REAL_LINE,)
    ends = [None, *_cuts(nodes, variable), None]
    parts = [Interval(low, high) for low, high in pairwise(ends)] if len(ends) > 2 else []
    whole = tuple(part for part in parts if _defined(nodes, variable, part))
    found = whole or tuple(part for part in _USUAL if _defined(nodes, variable, part))[:1]
    if not found:
        refuse("no domain was given, and none of the usual ones fits", expected='a domain such as "(0, 1)"')
    return found


def _cuts(nodes: Sequence[Node], variable: str) -> list[str]:
    """The points at which conditions change, in order, as text; those without an exact text are omitted."""
    x = symbol(variable)
    found: set[sp.Expr] = set()
    for _, condition in (pair for node in nodes for pair in conditions(node)):
        known = zeros(to_sympy(condition), x, -sp.oo, sp.oo)
        found |= set(known.exact) if known else set()
    texts = [number_text(z) for z in sorted(found, key=float) if not z.has(sp.CRootOf)]
    return texts[:_MOST_INTERVALS]


def _defined(nodes: Sequence[Node], variable: str, interval: Interval) -> bool:
    return all(fault(node, variable, (interval,)) is None for node in nodes)


def fault(node: Node, variable: str, domain: Sequence[Interval]) -> Fault | None:
    """The first condition that is not proved on the domain; None if the function is defined on it."""
    for kind, condition in conditions(node):
        for interval in domain:
            place = _place(kind, condition, symbol(variable), interval)
            if place is not None:
                return Fault(f"{to_text(condition)} {_WORDS[kind]}", place)
    return None


def _place(kind: str, condition: Node, x: sp.Symbol, interval: Interval) -> str | None:
    """The point at which a condition fails, "" if that is undecided, None if the condition is proved."""
    u = to_sympy(condition)
    if not u.has(x):
        sign = 0 if is_zero(u) else int(sp.sign(u.evalf(30)))
        return None if _allowed(kind, sign) else "any number"
    for form in (u, u.replace(_has_poles, _stand_in), _with_squares_below_one(u)):
        if form.is_positive or (kind == "nonnegative" and form.is_nonnegative):
            return None
    within = _one_period(u, x, interval)
    known = zeros(u, x, *within.ends)
    if known is None:
        return None if _is_above_by_square(u, x, interval) else _by_waves(kind, condition, x, within)
    at = [z for z in known.exact if holds(within, z)]
    if kind != "nonnegative" and (at or known.about):
        return _told(at[0] if at else known.about[0])
    for point in _between(within, known):
        sign = _sign(condition, x, point)
        if not sign or not _allowed(kind, sign):
            return str(point) if sign else ""
    return None


def _with_squares_below_one(u: sp.Expr) -> sp.Expr:
    """Write tanh(v)**2 = 1 - p with p > 0, and sin(v)**2 = 1 - q with q >= 0, likewise for cos and sech."""
    bounded = (sp.tanh, sp.sin, sp.cos, sp.sech)
    squares = {e for e in sp.expand(u).atoms(sp.Pow) if e.exp == 2 and isinstance(e.base, bounded)}
    rest = {e: 1 - sp.Dummy(**_sign_of_rest(e.base)) for e in squares}
    return sp.expand(sp.expand(u).xreplace(rest))


def _sign_of_rest(wave: sp.Expr) -> dict[str, bool]:
    return {"positive": True} if isinstance(wave, sp.tanh) else {"nonnegative": True}


def _has_poles(part: sp.Expr) -> bool:
    """Return whether sympy does not assume a part real, although it is real wherever it is defined."""
    is_divisor = part.is_Pow and part.exp.is_integer and part.exp.is_negative and part.base.free_symbols
    return isinstance(part, _QUOTIENTS) or bool(is_divisor)


def _stand_in(part: sp.Expr) -> sp.Dummy:
    is_even = part.is_Pow and part.exp.is_even
    return sp.Dummy(positive=True) if is_even else sp.Dummy(real=True)


def _is_above_by_square(u: sp.Expr, x: sp.Symbol, interval: Interval) -> bool:
    """Return whether u = p + r with a root r >= 0 and r**2 - p**2 > 0, so that u > 0."""
    for root in sp.Add.make_args(u):
        if root.is_nonnegative and any(p.exp == sp.S.Half for p in root.atoms(sp.Pow) if p.has(x)):
            rest = sp.expand(root**2 - (u - root) ** 2)
            found = rest if rest.is_number else None
            above = found.is_positive if found is not None else _keeps_above(rest, x, interval)
            if above:
                return True
    return False


def _keeps_above(u: sp.Expr, x: sp.Symbol, interval: Interval) -> bool:
    known = zeros(u, x, *interval.ends)
    is_free = known is not None and not known.exact and not known.about
    return is_free and bool(u.subs(x, sp.Rational(str(next(spread(interval, 1))))).evalf(30) > 0)


def _by_waves(kind: str, condition: Node, x: sp.Symbol, interval: Interval) -> str | None:
    """Decide the condition by the bound of a sum of waves, or refute it at a point."""
    u = to_sympy(condition)
    for side in (u, -u) if kind == "nonzero" else (u,):
        found = bound(side, x)
        if found is None:
            break
        is_reached = found.at_zero and holds(interval, sp.S.Zero)
        if found.least.is_positive or (is_zero(found.least) and kind == "nonnegative"):
            return None
        if is_zero(found.least) and found.is_settled:
            return "0" if is_reached else None
    return _refuted(kind, condition, x, interval)


def _told(zero: sp.Expr) -> str:
    """A point in the entry language, or by its leading digits."""
    is_long = zero.is_Float or zero.has(sp.CRootOf) or len(number_text(zero)) > _LONGEST_PLACE
    return f"about {float(zero):.6g}" if is_long else number_text(zero)


def _allowed(kind: str, sign: int) -> bool:
    return {"nonzero": sign != 0, "positive": sign > 0, "nonnegative": sign >= 0}[kind]


def _one_period(u: sp.Expr, x: sp.Symbol, interval: Interval) -> Interval:
    """One closed period in place of an unbounded interval on which the function is periodic."""
    turn = period(u, x) if interval.low is None or interval.high is None else None
    if turn is None:
        return interval
    low, high = interval.ends
    start = low if low.is_finite else high - turn if high.is_finite else sp.S.Zero
    return Interval(number_text(start), number_text(start + turn), interval.low is None, True)


def _between(interval: Interval, known: Zeros) -> Iterator[Fraction]:
    """Yield a short fraction in each gap between zeros and ends."""
    low, high = interval.ends
    inner = {_fraction(z) for z in (*known.exact, *known.about)}
    ends = sorted({*inner, *(_fraction(end) for end in (low, high) if end.is_finite)})
    if not low.is_finite:
        yield simplest_between(ends[0] - 2, ends[0]) if ends else Fraction(0)
    yield from (simplest_between(left, right) for left, right in pairwise(ends))
    if not high.is_finite and ends:
        yield simplest_between(ends[-1], ends[-1] + 2)


def _fraction(value: sp.Expr) -> Fraction:
    return Fraction(str(value.evalf(30)))


def _sign(condition: Node, x: sp.Symbol, point: Fraction) -> int:
    """The sign of a condition at a point; 0 if it is undefined there or the sign is not proved."""
    before = iv.prec
    try:
        for iv.prec in _PRECISIONS:
            value = enclosure(condition, {x.name: enclosure(parse(str(point)), {})})
            if value.a > 0 or value.b < 0:
                return 1 if value.a > 0 else -1
    except UndefinedError:
        return 0
    finally:
        iv.prec = before
    return 0


def _refuted(kind: str, condition: Node, x: sp.Symbol, interval: Interval) -> str:
    """A point at which a condition is proved to fail, or near which its sign changes; else ""."""
    probes = [(point, _sign(condition, x, point)) for point in spread(interval, _PROBES)]
    if kind != "nonzero":
        return next((str(point) for point, sign in probes if sign < 0), "")
    for (left, before), (right, after) in pairwise(sorted(probes)):
        if before * after < 0:
            return f"about {float(left + right) / 2:.3g}"
    return ""
