"""Where a function of numbers is defined: an open interval of one number, or all of a stated box."""

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


def natural_ends(value: Any, symbol: Any) -> Ends:
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


def require_defined(value: Any, domain: Mapping[Any, Ends]) -> None:
    """Raise UndefinedError unless a function is defined on a box of open intervals."""
    known = {symbol: _with_sign(symbol, *ends) for symbol, ends in domain.items()}
    for part, sort in _conditions(value):
        if not _holds(part, sort, domain, known):
            raise UndefinedError(part)


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


def _with_sign(symbol: Any, start: Any, end: Any) -> Any:
    """Return a symbol with the sign that an open interval gives it."""
    sign = {"positive": True} if start >= 0 else {"negative": True} if end <= 0 else {"real": True}
    return sympy.Dummy(str(symbol), **sign)


def box_of(value: Any, symbols: Sequence[Any], stated: Sequence[Ends | None]) -> list[Ends]:
    """Return a box with the ends that are stated; those of a function of one number are found.

    Raises UndefinedError if the function is not defined on it.
    """
    if len(symbols) == 1 and stated[0] is None:
        return [natural_ends(value, symbols[0])]
    found = [ends or (-sympy.oo, sympy.oo) for ends in stated]
    require_defined(value, dict(zip(symbols, found, strict=True)))
    return found
