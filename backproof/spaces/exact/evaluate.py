"""Evaluate an entry at a point: as an exact fraction, to many digits, or as an interval enclosure.

This tree walk shares no code with sympy's evaluation and can therefore check it independently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath as mp
from mpmath import iv

from backproof.spaces.language.syntax import Node, parse

_PLAIN = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?", re.ASCII)
_LARGEST_EXPONENT = 10**5
_LARGEST_ARGUMENT = 4 * 10**6


class UndefinedError(Exception):
    """The entry has no real value at this point, or none that can be computed."""


Value = Any
_Functions = Mapping[str, Callable[..., Value]]


def exact(node: Node, point: Mapping[str, Fraction]) -> Fraction:
    """The exact value of a rational expression; raises UndefinedError for other entries and at poles."""
    return _walk(node, _Field(point, _EXACT, Fraction))  # type: ignore[no-any-return]


@lru_cache(maxsize=32768)
def fraction(text: str) -> Fraction:
    """The value of a rational text; raises UndefinedError for other texts."""
    return Fraction(text) if is_plain(text) else exact(parse(text), {})


def is_plain(text: str) -> bool:
    """Return whether a text is an integer or a quotient of two, and no longer expression."""
    return _PLAIN.fullmatch(text) is not None


def digits(node: Node, point: Mapping[str, Value]) -> Value:
    """The value in mpmath's working precision; raises UndefinedError outside the real domain."""
    value = _walk(node, _Field({**_CONSTANTS_MP(), **point}, _MP, mp.mpf))
    if isinstance(value, mp.mpc) or not mp.isfinite(value):
        raise UndefinedError
    return value


def enclosure(node: Node, point: Mapping[str, Value]) -> Value:
    """An interval (mpmath.iv) that contains all values over the point's intervals."""
    value = wide_enclosure(node, point)
    if not (mp.isfinite(value.a) and mp.isfinite(value.b)):
        raise UndefinedError
    return value


def wide_enclosure(node: Node, point: Mapping[str, Value]) -> Value:
    """The same enclosure with possibly infinite ends."""
    constants = {"pi": iv.pi, "e": iv.exp(iv.mpf(1))}
    return _walk(node, _Field({**constants, **point}, _IV, iv.mpf))


def _CONSTANTS_MP() -> dict[str, Value]:  # noqa: N802
    return {"pi": +mp.pi, "e": +mp.e}


class _Field:
    """A number type: how names, functions and integers are evaluated in it."""

    def __init__(
        self, point: Mapping[str, Value], functions: _Functions, integer: Callable[[int], Value]
    ) -> None:
        self.point, self.functions, self.integer = point, functions, integer


def _walk(node: Node, field: _Field) -> Value:
    try:
        return _WALKS[node.kind](node, field)
    except (ZeroDivisionError, ValueError, OverflowError, KeyError, TypeError, AttributeError) as error:
        raise UndefinedError(str(error)) from None
    except Exception as error:
        if type(error).__module__.startswith("mpmath"):
            raise UndefinedError(str(error)) from None
        raise


def _sum(node: Node, field: _Field) -> Value:
    total = field.integer(0)
    for sign, child in zip(node.value, node.children, strict=True):
        addend = _walk(child, field)
        total = total + addend if sign == "+" else total - addend
    return total


def _product(node: Node, field: _Field) -> Value:
    total = field.integer(1)
    for sign, child in zip(node.value, node.children, strict=True):
        factor = _walk(child, field)
        total = total * factor if sign == "*" else _divide(total, factor, field)
    return total


def _divide(left: Value, right: Value, field: _Field) -> Value:
    if field.functions is _IV and right.a <= 0 <= right.b:
        raise UndefinedError
    return left / right


def _power(node: Node, field: _Field) -> Value:
    base = _walk(node.children[0], field)
    exponent = rational(node.children[1])
    if exponent is None:
        return field.functions["exp"](_walk(node.children[1], field) * field.functions["log"](base))
    if max(abs(exponent.numerator), exponent.denominator) > _LARGEST_EXPONENT:
        raise UndefinedError
    whole = base ** abs(exponent.numerator) if exponent.denominator == 1 else _root(base, exponent, field)
    return _divide(field.integer(1), whole, field) if exponent < 0 else whole


def _root(base: Value, exponent: Fraction, field: _Field) -> Value:
    """base ** |p/q| for a non-negative base."""
    power = abs(exponent)
    return field.functions["root"](base, power.denominator) ** power.numerator


def _exact_root(base: Fraction, degree: int) -> Fraction:
    """The exact root of a fraction; raises UndefinedError if it is irrational or not real."""
    return Fraction(_whole_root(_not_negative(base).numerator, degree), _whole_root(base.denominator, degree))


def _whole_root(value: int, degree: int) -> int:
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < value else (low, middle)
    if low**degree != value:
        raise UndefinedError
    return low


def _mp_root(base: Value, degree: int) -> Value:
    return mp.sqrt(base) if degree == 2 else mp.root(_not_negative(base), degree)


def _iv_root(base: Value, degree: int) -> Value:
    if degree == 2:
        return _IV["sqrt"](base)
    return _monotone(lambda x: mp.root(x, degree))(_not_negative(base))


def _not_negative(value: Value) -> Value:
    if (value.a if hasattr(value, "a") else value) < 0:
        raise UndefinedError
    return value


def rational(node: Node) -> Fraction | None:
    """The entry as a fraction, or None if it is not one."""
    try:
        return exact(node, {})
    except UndefinedError:
        return None


_WALKS: dict[str, Callable[[Node, _Field], Value]] = {
    "number": lambda node, field: field.integer(int(node.value)),
    "name": lambda node, field: field.point[node.value],
    "call": lambda node, field: field.functions[node.value](_walk(node.children[0], field)),
    "negate": lambda node, field: -_walk(node.children[0], field),
    "sum": _sum,
    "product": _product,
    "power": _power,
}


def _bounded_exp(value: Value) -> Value:
    if abs(value) > _LARGEST_ARGUMENT:
        raise UndefinedError
    return mp.exp(value)


def _real_cbrt(value: Value) -> Value:
    return mp.cbrt(value) if value >= 0 else -mp.cbrt(-value)


_EXACT: _Functions = {
    "root": _exact_root,
    "sqrt": lambda x: _exact_root(x, 2),
    "cbrt": lambda x: _exact_root(x, 3) if x >= 0 else -_exact_root(-x, 3),
    "abs": abs,
}

_MP: _Functions = {
    "root": _mp_root,
    **{name: getattr(mp, name) for name in ["sqrt", "log", "sin", "cos", "tan", "cot", "sec", "csc"]},
    **{name: getattr(mp, name) for name in ["asin", "acos", "atan", "asinh", "acosh", "atanh"]},
    **{name: getattr(mp, name) for name in ["sinh", "cosh", "tanh", "coth", "sech", "csch"]},
    "exp": _bounded_exp,
    "abs": abs,
    "cbrt": _real_cbrt,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
}


def _monotone(function: Callable[[Value], Value], falling: bool = False) -> Callable[[Value], Value]:
    """A monotone function of an interval from its ends, with guard digits and outward padding."""

    def enclosed(value: Value) -> Value:
        with mp.workprec(iv.prec + 40):
            ends = [function(mp.mpf(end)) for end in (value.a, value.b)]
            if any(isinstance(end, mp.mpc) for end in ends):
                raise UndefinedError
            low, high = reversed(ends) if falling else ends
            pad = mp.ldexp(abs(low) + abs(high) + mp.mpf(10) ** -400, -iv.prec - 10)
            return iv.mpf([low - pad, high + pad])

    return enclosed


def _iv_exp(value: Value) -> Value:
    """exp of an interval; ends that overflow become 0 or infinite."""
    if value.a > _LARGEST_ARGUMENT or value.b < -_LARGEST_ARGUMENT:
        raise UndefinedError
    if value.a >= -_LARGEST_ARGUMENT and value.b <= _LARGEST_ARGUMENT:
        return iv.exp(value)
    below = iv.exp(value.a).a if value.a >= -_LARGEST_ARGUMENT else iv.mpf(0)
    above = iv.exp(value.b).b if value.b <= _LARGEST_ARGUMENT else iv.mpf(mp.inf)
    return iv.mpf([below.a, above.b])


def _iv_within(
    function: Callable[[Value], Value], lowest: int, highest: float = mp.inf
) -> Callable[[Value], Value]:
    """The function restricted to the part of an interval on which it is defined."""

    def clamped(value: Value) -> Value:
        if value.b < lowest or value.a > highest:
            raise UndefinedError
        low = value.a if value.a >= lowest else iv.mpf(lowest)
        high = value.b if value.b <= highest else iv.mpf(highest)
        return function(iv.mpf([low.a, high.b]))

    return clamped


def _iv_divide(above: Callable[[Value], Value], below: Callable[[Value], Value]) -> Callable[[Value], Value]:
    def quotient(value: Value) -> Value:
        divisor = below(value)
        if divisor.a <= 0 <= divisor.b:
            raise UndefinedError
        return above(value) / divisor

    return quotient


def _iv_cosh(value: Value) -> Value:
    size = abs(value)
    return (_iv_exp(size) + _iv_exp(-size)) / 2


def _one(_: Value) -> Value:
    return iv.mpf(1)


_iv_sinh = _monotone(mp.sinh)

_IV: _Functions = {
    "root": _iv_root,
    "sqrt": _iv_within(iv.sqrt, 0),
    "log": _iv_within(iv.log, 0),
    "exp": _iv_exp,
    "sin": iv.sin,
    "cos": iv.cos,
    "tan": _iv_divide(iv.sin, iv.cos),
    "cot": _iv_divide(iv.cos, iv.sin),
    "sec": _iv_divide(_one, iv.cos),
    "csc": _iv_divide(_one, iv.sin),
    "sinh": _iv_sinh,
    "cosh": _iv_cosh,
    "tanh": _monotone(mp.tanh),
    "coth": _iv_divide(_iv_cosh, _iv_sinh),
    "sech": _iv_divide(_one, _iv_cosh),
    "csch": _iv_divide(_one, _iv_sinh),
    "asin": _iv_within(_monotone(mp.asin), -1, 1),
    "acos": _iv_within(_monotone(mp.acos, falling=True), -1, 1),
    "atan": _monotone(mp.atan),
    "asinh": _monotone(mp.asinh),
    "acosh": _iv_within(_monotone(mp.acosh), 1),
    "atanh": _monotone(mp.atanh),
    "abs": abs,
    "cbrt": _monotone(_real_cbrt),
    "log2": lambda x: _IV["log"](x) / iv.log(iv.mpf(2)),
    "log10": lambda x: _IV["log"](x) / iv.log(iv.mpf(10)),
}
