"""Ranges of numbers that bounds leave them: x >= -1, 0 <= t <= 1, a <= b, x + y <= 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from backproof.calculus.checking.nonnegative import Assumed, grounds, is_above_zero
from backproof.calculus.checking.points.parametrised import Values
from backproof.calculus.identities.expanding import Expander
from backproof.calculus.identities.hypotheses.relation import Relation
from backproof.calculus.identities.hypotheses.satisfied import undrawn
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Multiply,
    Negate,
    Number,
    Power,
    Subtract,
    Variable,
)
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import SCALAR
from backproof.diagnostic import Diagnostic, InputError

_ONE, _TWO = Number(Fraction(1)), Number(Fraction(2))


@dataclass(frozen=True)
class End:
    """An end of a range, which does not belong to it if it is open."""

    value: Expression
    is_open: bool


@dataclass(frozen=True)
class Range:
    """A variable that is a number, and the ends of its range, each None for none."""

    variable: Variable
    low: End | None = None
    high: End | None = None

    @property
    def values(self) -> Values:
        """The variable as an expression that takes all values of the range, and no others."""
        name = f"{self.variable.name}_free"
        free, positive = Variable(f"{name}_g", SCALAR), Variable(f"{name}_p", SCALAR, frozenset({"positive"}))
        if self.low and self.high:
            length = Subtract(self.high.value, self.low.value)
            share = _share(free, positive, self.low.is_open, self.high.is_open)
            return {self.variable: Add(self.low.value, Multiply(length, share))}
        end = self.low or self.high
        assert end is not None
        distance = positive if end.is_open else Multiply(free, free)
        return {self.variable: (Add if self.low else Subtract)(end.value, distance)}

    @property
    def distances(self) -> Iterator[tuple[Expression, bool]]:
        """The distances from both ends, which are not negative, each with whether it is positive."""
        if self.low:
            yield _without_zero(self.variable, self.low.value), self.low.is_open
        if self.high:
            yield _turned(self.variable, self.high.value), self.high.is_open

    @property
    def is_interval(self) -> bool:
        """True if both ends are numbers."""
        return all(end and isinstance(end.value, Number) for end in (self.low, self.high))


def _without_zero(variable: Variable, low: Expression) -> Expression:
    """Return x - low, as it is written: x for 0, x + 1 for -1."""
    if isinstance(low, Number):
        less = Add(variable, Number(-low.value)) if low.value < 0 else Subtract(variable, low)
        return variable if low.value == 0 else less
    return Subtract(variable, low)


def _turned(variable: Variable, high: Expression) -> Expression:
    """Return high - x, as it is written: -x - 2 for -2."""
    if isinstance(high, Number) and high.value <= 0:
        turned = Negate(variable)
        return turned if high.value == 0 else Subtract(turned, Number(-high.value))
    return Subtract(high, variable)


def _share(free: Variable, positive: Variable, is_left_open: bool, is_right_open: bool) -> Expression:
    """Return an expression that takes all values from 0 to 1, with the ends that are not open."""
    if is_left_open and is_right_open:
        return Divide(positive, Add(positive, _ONE))
    square = Multiply(free, free)
    if is_right_open:
        return Divide(square, Add(square, _ONE))
    if is_left_open:
        return Divide(_ONE, Add(square, _ONE))
    return Divide(Power(Add(free, _ONE), Fraction(2)), Multiply(_TWO, Add(square, _ONE)))


def assumed(ranges: Sequence[Range]) -> Assumed:
    """Return what ranges say of signs: of distances from their ends, and of the variables themselves."""
    stated = [item for found in ranges for item in found.distances]
    lows = [(found.variable, found.low) for found in ranges if found.low]
    stated += [
        (variable, low.is_open or is_above_zero(low.value))
        for variable, low in lows
        if grounds(low.value) is not None
    ]
    positive = frozenset(number for number, is_positive in stated if is_positive)
    return Assumed(frozenset(number for number, _ in stated), positive)


def ranges_of(inequalities: Sequence[Relation], taken: frozenset[str]) -> tuple[Range, ...]:
    """Return ranges such that inequalities hold, each after those that its ends use.

    One variable after the other is eliminated, as by Fourier and Motzkin: what is between two bounds stays,
    and the lower one is then at most the upper one. Variables that are `taken` are moved by equations.
    InputError for an inequality that gives no range.
    """
    expander = Expander()
    stated = [_bound(relation, expander) for relation in inequalities]
    for bound in stated:
        if bound.of.is_negative or (bound.is_open and bound.of.is_zero):
            raise InputError(
                Diagnostic("the hypotheses contradict each other", expected="values for which all hold")
            )
    rest = [bound for bound in stated if not _is_known(bound)]
    rest += [_Bound(s, True, None) for s in _symbols(rest, expander) if s.is_positive]
    rest += [
        _Bound(s, False, None) for s in _symbols(rest, expander) if s.is_nonnegative and not s.is_positive
    ]
    found: list[Range] = []
    while any(bound.relation for bound in rest):
        ways = [_eliminated(symbol, rest, expander) for symbol in _symbols(rest, expander, taken)]
        way = min(filter(None, ways), key=_preference, default=None)
        if way is None:
            raise undrawn(next(bound.relation for bound in rest if bound.relation))
        _require_room(way)
        found.append(way)
        symbol = expander.numbers.variable(way.variable)
        origin = next((bound.relation for bound in rest if bound.of.has(symbol) and bound.relation), None)
        rest = [bound for bound in rest if not bound.of.has(symbol)]
        if way.low and way.high:
            room = expander.of(Subtract(way.high.value, way.low.value)).scalar.expand()
            is_open = way.low.is_open or way.high.is_open
            rest += [bound for bound in (_Bound(room, is_open, origin),) if not _is_known(bound)]
    return tuple(reversed(found))


@dataclass(frozen=True)
class _Bound:
    """A number that is not negative, or positive; by a hypothesis, or by the sign of a variable."""

    of: sympy.Expr
    is_open: bool
    relation: Relation | None


def _is_known(bound: _Bound) -> bool:
    return bool(bound.of.is_positive if bound.is_open else bound.of.is_nonnegative)


def _bound(relation: Relation, expander: Expander) -> _Bound:
    is_turned = relation.sign in (">=", ">")
    smaller, larger = (relation.right, relation.left) if is_turned else (relation.left, relation.right)
    number = expander.of(Subtract(larger, smaller)).scalar.expand()
    return _Bound(number, relation.sign in ("<", ">"), relation)


def _symbols(
    bounds: Sequence[_Bound], expander: Expander, taken: frozenset[str] = frozenset()
) -> list[sympy.Symbol]:
    """Return the variables that are numbers, by name."""
    symbols = {symbol for bound in bounds for symbol in bound.of.free_symbols}
    meant = ((symbol, expander.numbers.others.get(symbol)) for symbol in sorted(symbols, key=str))
    return [symbol for symbol, item in meant if isinstance(item, Variable) and item.name not in taken]


def _eliminated(symbol: sympy.Symbol, bounds: Sequence[_Bound], expander: Expander) -> Range | None:
    """Return the range that bounds leave a variable; None if they are not linear, or several a side."""
    lows: list[tuple[sympy.Expr, bool]] = []
    highs: list[tuple[sympy.Expr, bool]] = []
    own = [bound for bound in bounds if bound.of.has(symbol)]
    for bound in own:
        factor = bound.of.coeff(symbol, 1)
        rest = (bound.of - factor * symbol).expand()
        if rest.has(symbol) or factor.has(symbol) or not (factor.is_positive or factor.is_negative):
            return None
        (lows if factor.is_positive else highs).append(((-rest / factor).expand(), bound.is_open))
    lows = _sharpest(lows, 1)
    highs = _sharpest(highs, -1)
    if max(len(lows), len(highs)) > 1 or all(bound.relation is None for bound in own):
        return None
    low = End(_number(lows[0][0], expander), lows[0][1]) if lows else None
    high = End(_number(highs[0][0], expander), highs[0][1]) if highs else None
    variable = expander.numbers.others[symbol]
    assert isinstance(variable, Variable)
    return Range(variable, low, high)


def _sharpest(ends: Sequence[tuple[sympy.Expr, bool]], sign: int) -> list[tuple[sympy.Expr, bool]]:
    """Return ends without those that another one implies; a sign of -1 is that of upper ends."""
    kept: list[tuple[sympy.Expr, bool]] = []
    for end, is_open in ends:
        if any(_implies(other, (end, is_open), sign) for other in kept):
            continue
        kept = [other for other in kept if not _implies((end, is_open), other, sign)]
        kept.append((end, is_open))
    return kept


def _implies(one: tuple[sympy.Expr, bool], other: tuple[sympy.Expr, bool], sign: int) -> bool:
    gap = (sign * (one[0] - other[0])).expand()
    return bool(gap.is_positive or (gap.is_nonnegative and (one[1] or not other[1])))


def _number(value: sympy.Expr, expander: Expander) -> Expression:
    if value.is_Rational:
        return Number(Fraction(int(value.p), int(value.q)))
    return expander.numbers.expression(value)


def _preference(found: Range) -> tuple[bool, bool, str]:
    """Return the key by which variables are eliminated: first those without a bound on the other side."""
    return bool(found.low and found.high and not found.is_interval), not found.low, found.variable.name


def _require_room(found: Range) -> None:
    """Refuse a range of one number at most."""
    if found.low and found.high and found.is_interval:
        low, high = found.low.value, found.high.value
        assert isinstance(low, Number)
        assert isinstance(high, Number)
        if low.value >= high.value:
            message = f"the hypotheses leave no room for {found.variable.name}: from {low} to {high}"
            raise InputError(Diagnostic(message, expected="a lower bound that is below the upper one"))
