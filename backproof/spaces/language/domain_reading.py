"""Read domains in common notations: intervals, inequalities, the real line, excluded points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

import sympy as sp

from backproof.spaces.language.domain import REAL_LINE, Interval, read_domain, read_end
from backproof.spaces.language.symbolic import number
from backproof.spaces.language.syntax import parse, to_text
from backproof.spaces.language.tokens import refuse

_FORMS = 'such as "(0, oo)", "[0, 1) U (2, 3]", "0 < x <= 1", "x != 0" or "R"'
_SPELLINGS = (
    *(("\\mathbb{R}", "R"), ("\\R", "R"), ("ℝ", "R"), ("\\infty", "oo"), ("∞", "oo"), ("−", "-")),
    *(("\\leq", "<="), ("\\geq", ">="), ("\\le", "<="), ("\\ge", ">="), ("≤", "<="), ("≥", ">=")),
    *(("=<", "<="), ("=>", ">="), ("\\neq", "!="), ("\\ne", "!="), ("≠", "!="), ("<>", "!=")),
    *(("\\in ", " in "), ("∈", " in "), ("\\cup", " U "), ("∪", " U "), ("\\setminus", "\\"), ("∖", "\\")),
    *(("∧", " and "), ("&", " and "), ("∨", " or ")),
)
_REAL_LINE = re.compile(
    r"R|RR|reals?|(all|the)? ?(of )?R|(all |the )?real (numbers?|line|axis)|everywhere", re.IGNORECASE
)
_OTHER_SETS = re.compile(r"[CNQZℂℕℚℤ]|complex numbers|integers|naturals?|rationals?", re.IGNORECASE)
_COMPARISON = re.compile(r"(<=|>=|!=|<|>)")
_OR = re.compile(r"\bor\b|\bU\b|\|\|")
_AND = re.compile(r"\band\b|,|;")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
Set = tuple[Interval, ...]


def asked_domain(value: object, variable: str) -> Set:
    """The intervals of a domain, from left to right; raises a one-line InputError if it is invalid."""
    if not isinstance(value, str):
        return read_domain(value)
    text = _spelt(value, variable)
    if _OTHER_SETS.fullmatch(text):
        refuse(f"the domain {value!r} is no interval", expected=f"intervals of the real line, {_FORMS}")
    if _COMPARISON.search(text):
        parts = [i for part in _OR.split(text) for i in _compared(part, variable, value)]
    else:
        whole, _, points = text.partition("\\")
        parts = [i for part in re.split(r"\bU\b", whole) for i in _named(part.strip(), value)]
        parts = list(_without(tuple(parts), _points(points, value)) if points else parts)
    if not parts:
        refuse(f"the domain {value!r} is empty", expected=_FORMS)
    return _merged(parts)


def _spelt(text: str, variable: str) -> str:
    """Normalise the spelling of signs and remove a leading "x in" or similar."""
    for written, meant in _SPELLINGS:
        text = text.replace(written, meant)
    text = re.sub(r"(?<=[\d)])\s*π", "*pi", text).replace("π", "pi")
    text = re.sub(rf"^\s*(for )?(all )?{re.escape(variable)}\s+((is )?in\s+|(is |any )?(?=real))", "", text)
    return " ".join(text.split())


def _named(text: str, asked: str) -> Set:
    """An interval, or the real line given by name."""
    if _REAL_LINE.fullmatch(text):
        return (REAL_LINE,)
    if text.count(",") != 1:
        refuse(f"the domain {asked!r} is no interval", expected=_FORMS)
    return read_domain(text)


def _points(text: str, asked: str) -> list[str]:
    bare = text.strip()
    if not (bare.startswith("{") and bare.endswith("}")):
        refuse(f"the domain {asked!r} leaves out no points", expected="points in braces, as in R \\ {0}")
    return [_end(point, asked) for point in bare[1:-1].split(",")]


def _end(text: str, asked: str) -> str:
    """A finite number, as it is written."""
    found = read_end(text)
    if found is None:
        refuse(f"the domain {asked!r} speaks of a point at infinity", expected=_FORMS)
    return found


def _compared(text: str, variable: str, asked: str) -> Set:
    """The subset of the real line on which all comparisons hold."""
    found: Set = (REAL_LINE,)
    for clause in _AND.split(text):
        for sign, bound, is_size in _bounds(clause, variable, asked):
            found = _cut(found, sign, bound, is_size)
    return found


def _bounds(clause: str, variable: str, asked: str) -> Iterator[tuple[str, str | None, bool]]:
    """Yield (sign, end, whether of |x|) for each comparison of a chain, the variable moved to the left."""
    sides = [side.strip() for side in _COMPARISON.split(clause)]
    terms, signs = sides[::2], sides[1::2]
    places = [i for i, term in enumerate(terms) if _is_variable(term, variable)]
    is_chain = len(signs) < 2 or (len(signs) == 2 and places == [1] and signs[0][0] == signs[1][0] != "!")
    if len(places) != 1 or not signs or not is_chain:
        _refuse_clause(clause.strip(), variable, asked)
    place = places[0]
    is_size = terms[place] != variable
    for i, sign in enumerate(signs):
        other, turned = (terms[i], _TURNED[sign]) if i + 1 == place else (terms[i + 1], sign)
        yield turned, read_end(other), is_size


def _is_variable(term: str, variable: str) -> bool:
    return term in (variable, f"|{variable}|", f"abs({variable})")


def _refuse_clause(clause: str, variable: str, asked: str) -> NoReturn:
    named = set(re.findall(r"[A-Za-z]\w*", clause)) - {"pi", "e", "oo", "inf", "sqrt", "log", "exp", "abs"}
    if named and variable not in named:
        other = sorted(named)[0]
        refuse(f"the domain {asked!r} speaks of {other}", expected=f"the functions' variable, {variable}")
    expected = f"{variable} on one side and numbers on the other, as in {variable} > 0 or 0 < {variable} <= 1"
    refuse(f"the domain {asked!r}: {clause!r} is no comparison with a number", expected=expected)


def _cut(found: Set, sign: str, bound: str | None, is_size: bool) -> Set:
    """Intersect a set with the solutions of x < b or |x| < b (or another comparison sign)."""
    if bound is None:
        return found
    opposite = to_text(parse(f"-({bound})"))
    if sign == "!=":
        return _without(found, [bound, opposite] if is_size else [bound])
    if not is_size:
        return _met(found, _half_line(sign, bound))
    if sign in ("<", "<="):
        return _met(_met(found, _half_line(sign, bound)), _half_line(_TURNED[sign], opposite))
    return (*_met(found, _half_line(_TURNED[sign], opposite)), *_met(found, _half_line(sign, bound)))


def _half_line(sign: str, bound: str) -> Interval:
    is_closed = sign.endswith("=")
    if sign.startswith("<"):
        return Interval(None, bound, False, is_closed)
    return Interval(bound, None, is_closed, False)


def _met(found: Sequence[Interval], other: Interval) -> Set:
    """The intersection with an interval; single points are dropped."""
    parts = []
    for interval in found:
        low = max((interval, other), key=lambda i: (_low(i), not i.low_closed))
        high = min((interval, other), key=lambda i: (_high(i), i.high_closed))
        if _low(low) < _high(high):
            parts.append(Interval(low.low, high.high, low.low_closed, high.high_closed))
    return tuple(parts)


def _without(found: Set, points: Sequence[str]) -> Set:
    """The set without the given points."""
    for point in points:
        sides = (Interval(None, point), Interval(point, None))
        found = tuple(
            part for interval in found for part in (_met((interval,), sides[0]) + _met((interval,), sides[1]))
        )
    return found


def _low(interval: Interval) -> sp.Expr:
    return number(interval.low) if interval.low is not None else -sp.oo


def _high(interval: Interval) -> sp.Expr:
    return number(interval.high) if interval.high is not None else sp.oo


def _merged(parts: Sequence[Interval]) -> Set:
    """Merge intervals that overlap or touch, from left to right."""
    found: list[Interval] = []
    for part in sorted(parts, key=lambda i: (_low(i), not i.low_closed)):
        last = found[-1] if found else None
        if last is None or not _touch(last, part):
            found.append(part)
        elif (_high(part), part.high_closed) > (_high(last), last.high_closed):
            found[-1] = replace(last, high=part.high, high_closed=part.high_closed)
    return tuple(found)


def _touch(left: Interval, right: Interval) -> bool:
    apart = _low(right) - _high(left)
    return bool(apart < 0 or (apart == 0 and (left.high_closed or right.low_closed)))
