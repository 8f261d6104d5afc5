"""The sets where functions of numbers are defined: an open interval of one number, or all of a stated box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy

Ends = tuple[Any, Any]


class UndefinedError(Exception):
    """A function that is not shown to be defined on all of a box, because of a part of it."""

    def __init__(self, part: Any) -> None:
        super().__init__(str(part))
        self.letter = str(min(part.free_symbols, key=str, default="x"))


def _natural_ends(value: Any, symbol: Any) -> Ends:
    """Return the ends of the interval where a function of one number is defined, without them.

    Raises UndefinedError if these are several intervals, or cannot be found.
    """
    where = sympy.S.Reals
    for part, sort in _conditions(value):
        where = where.intersect(_solved(part, sort, symbol))
    if where == sympy.S.Reals:
        return -sympy.oo, sympy.oo
    if isinstance(where, sympy.Interval):
        return where.start, where.end
    raise UndefinedError(value)


def _require_defined(value: Any, domain: Mapping[Any, Ends]) -> None:
    """Raise UndefinedError unless a function is defined on a box of open intervals."""
    known = {symbol: _with_sign(symbol, *ends) for symbol, ends in domain.items()}
    for part, sort in _conditions(value):
        if not _holds(part, sort, domain, known):
            raise UndefinedError(part)


def natural_box(value: Any, symbols: Sequence[Any], within: Sequence[Ends] = ()) -> list[Ends]:
    """Return the box of open intervals on which a function is defined, within another one if that is given.

    Raises UndefinedError if where it is defined is no box, or cannot be found.
    """
    found = []
    for place, symbol in enumerate(symbols):
        where = sympy.Interval.open(*within[place]) if within else sympy.S.Reals
        for part, sort in _conditions(value):
            if part.free_symbols == {symbol}:
                where = where.intersect(_solved(part, sort, symbol))
        if where != sympy.S.Reals and not isinstance(where, sympy.Interval):
            raise UndefinedError(value)
        found.append((where.inf, where.sup))
    _require_defined(value, dict(zip(symbols, found, strict=True)))
    return found


def is_smooth_on(value: Any, closed: Mapping[Any, Ends]) -> bool:
    """Return whether a formula is shown to have all derivatives on a box with its finite ends."""
    known = {s: _with_sign(s, *ends, is_closed=True) for s, ends in closed.items()}
    for part, sort in _conditions(value):
        strictly = "nonzero" if sort == "nonzero" else "positive"
        if getattr(part.subs(known), f"is_{strictly}"):
            continue
        if len(part.free_symbols) != 1:
            return False
        (symbol,) = part.free_symbols
        try:
            where = _solved(part, strictly, symbol)
        except UndefinedError:
            return False
        if not sympy.Interval(*closed[symbol]).is_subset(where):
            return False
    return True


def _conditions(value: Any) -> Iterator[tuple[Any, str]]:
    """Yield what has to be positive, or not negative, or not zero, for a function to be defined."""
    for part in sympy.preorder_traversal(value):
        if isinstance(part, sympy.log):
            yield part.args[0], "positive"
        elif part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer:
            yield part.base, "positive" if part.exp.is_negative else "nonnegative"
        elif part.is_Pow and part.exp.is_negative:
            yield part.base, "nonzero"
        elif part.is_Pow and part.exp.free_symbols and part.base != sympy.E:
            yield part.base, "positive"
        elif isinstance(part, sympy.asin | sympy.acos):
            yield 1 - part.args[0] ** 2, "positive"
        elif isinstance(part, sympy.tan | sympy.sec):
            yield sympy.cos(part.args[0]), "nonzero"
        elif isinstance(part, sympy.cot | sympy.csc):
            yield sympy.sin(part.args[0]), "nonzero"
        elif isinstance(part, sympy.acosh):
            yield part.args[0] - 1, "positive"
        elif isinstance(part, sympy.atanh):
            yield 1 - part.args[0] ** 2, "positive"


def _solved(part: Any, sort: str, symbol: Any) -> Any:
    relation = {"positive": part > 0, "nonnegative": part >= 0, "nonzero": sympy.Ne(part, 0)}[sort]
    if relation in (True, False, sympy.true, sympy.false):
        return sympy.S.Reals if relation else sympy.S.EmptySet
    try:
        if sort == "nonzero":
            return sympy.S.Reals - sympy.solveset(part, symbol, sympy.S.Reals)
        return sympy.solveset(relation, symbol, sympy.S.Reals)
    except (NotImplementedError, ValueError, TypeError) as error:
        raise UndefinedError(part) from error


def _holds(part: Any, sort: str, domain: Mapping[Any, Ends], known: Mapping[Any, Any]) -> bool:
    signed = part.subs(known)
    if getattr(signed, f"is_{sort}"):
        return True
    symbols = list(part.free_symbols)
    if len(symbols) != 1:
        return False
    whole = sympy.Interval.open(*domain[symbols[0]])
    return bool(whole.is_subset(_solved(part, sort, symbols[0])))


def _with_sign(symbol: Any, start: Any, end: Any, *, is_closed: bool = False) -> Any:
    """Return a symbol with the sign that an interval gives it, an open one unless it is said to be closed."""
    sign = {"positive": True} if start >= 0 else {"negative": True} if end <= 0 else {"real": True}
    if is_closed and 0 in (start, end):
        sign = {"nonnegative": True} if start == 0 else {"nonpositive": True}
    return sympy.Dummy(str(symbol), **sign)


def box_of(value: Any, symbols: Sequence[Any], stated: Sequence[Ends | None]) -> list[Ends]:
    """Return a box with the ends that are stated; those of a function of one number are found.

    Raises UndefinedError if the function is not defined on it.
    """
    if len(symbols) == 1 and stated[0] is None:
        return [_natural_ends(value, symbols[0])]
    found = [ends or (-sympy.oo, sympy.oo) for ends in stated]
    _require_defined(value, dict(zip(symbols, found, strict=True)))
    return found
