"""Intervals on which functions live: read and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.printing import entry
from backproof.spaces.reading import located, read_entry
from backproof.spaces.result import Formula
from backproof.spaces.symbolic import number, to_sympy
from backproof.spaces.syntax import names, refuse, to_text

INFINITE = {"oo", "inf", "infinity", "+oo", "+inf"}


@dataclass(frozen=True)
class Interval:
    """An interval with exact ends; None is the end at infinity. Closed where the flag says so."""

    low: str | None
    high: str | None
    low_closed: bool = False
    high_closed: bool = False

    @property
    def text(self) -> str:
        """As it is written: [-pi, pi]."""
        ends = f"{self.low or '-oo'}, {self.high or 'oo'}"
        return f"{'[' if self.low_closed else '('}{ends}{']' if self.high_closed else ')'}"

    @property
    def latex(self) -> str:
        """The interval in LaTeX; the real line is a bold R."""
        if self.low is None and self.high is None:
            return r"\mathbf{R}"
        low = entry(self.low).latex if self.low else r"-\infty"
        high = entry(self.high).latex if self.high else r"\infty"
        return f"{'[' if self.low_closed else '('}{low}, {high}{']' if self.high_closed else ')'}"

    @property
    def ends(self) -> tuple[sp.Expr, sp.Expr]:
        """Both ends for sympy."""
        return (number(self.low) if self.low else -sp.oo, number(self.high) if self.high else sp.oo)

    def holds(self, point: sp.Expr) -> bool:
        """Whether an exact point lies strictly inside."""
        low, high = self.ends
        return bool(low < point) and bool(point < high)


def read_domain(value: object) -> tuple[Interval, ...]:
    """`["-pi", "pi"]` is closed; a text may say "(0, oo)", "R", or a union "(-oo, 0) U (0, oo)"."""
    if isinstance(value, str):
        return tuple(_read_interval(part.strip()) for part in value.split("U"))
    if isinstance(value, list | tuple) and len(value) == 2:
        low, high = (_end(end) for end in value)
        return (_ordered(Interval(low, high, low is not None, high is not None)),)
    refuse(f"the domain {str(value)[:40]!r} is no interval", expected='two ends such as ["-pi", "pi"]')
    return None


def _read_interval(text: str) -> Interval:
    if text in ("R", ""):
        return Interval(None, None)
    opening, closing = text[0], text[-1]
    bare = text.strip("[]()") if opening not in "[(" or closing not in "])" else text[1:-1]
    ends = _split(bare)
    if len(ends) != 2:
        refuse(f"the domain {text!r} is no interval", expected='such as "-pi, pi" or "(0, oo)"')
    if ends[0] in INFINITE or ends[1].lstrip("-") in INFINITE - {ends[1]}:
        refuse(f"the domain {text!r} is empty", expected="-oo as the lower end, oo as the upper end")
    low, high = _end(ends[0]), _end(ends[1])
    bracketed = opening in "[(" and closing in "])"
    closed = (opening != "(" or not bracketed, closing != ")" or not bracketed)
    return _ordered(Interval(low, high, closed[0] and low is not None, closed[1] and high is not None))


def _split(text: str) -> list[str]:
    """The two ends at the comma, with the outer brackets that belong to an end left in place."""
    return [part.strip() for part in text.split(",")]


def _end(value: object) -> str | None:
    if isinstance(value, str) and value.strip().lstrip("-") in INFINITE:
        return None
    node = read_entry(value, "the domain")
    if names(node):
        refuse(f"the end {to_text(node)} of the domain is not a number", expected="a constant such as -pi")
    try:
        to_sympy(node)
    except InputError as error:
        raise located(error, "the domain", to_text(node)) from None
    return to_text(node)


def _ordered(interval: Interval) -> Interval:
    low, high = interval.ends
    if not low < high:
        refuse(
            f"the domain {interval.text} is empty", expected="the lower end first, and below the upper end"
        )
    return interval


def domain_formula(domain: Sequence[Interval]) -> Formula:
    """The union of the intervals."""
    return Formula(r" \cup ".join(i.latex for i in domain), " U ".join(i.text for i in domain))


REAL_LINE = Interval(None, None)
