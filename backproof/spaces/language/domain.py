"""Read and print intervals, the domains of functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.language.printing import entry
from backproof.spaces.language.reading import located, read_entry
from backproof.spaces.language.result import Formula
from backproof.spaces.language.symbolic import number, to_sympy
from backproof.spaces.language.syntax import names, to_text
from backproof.spaces.language.tokens import refuse

_INFINITE = {"oo", "inf", "infty", "infinity", "+oo", "+inf", "+infinity"}


@dataclass(frozen=True)
class Interval:
    """An interval with exact ends, closed where its flags say so; None is an end at infinity."""

    low: str | None
    high: str | None
    low_closed: bool = False
    high_closed: bool = False

    @property
    def text(self) -> str:
        """The interval as text: [-pi, pi]."""
        ends = f"{self.low or '-oo'}, {self.high or 'oo'}"
        return f"{'[' if self.low_closed else '('}{ends}{']' if self.high_closed else ')'}"

    @property
    def latex(self) -> str:
        """The interval in LaTeX; the real line is a bold R."""
        if self.low is None and self.high is None:
            return r"\mathbb{R}"
        low = entry(self.low).latex if self.low else r"-\infty"
        high = entry(self.high).latex if self.high else r"\infty"
        return f"{'[' if self.low_closed else '('}{low}, {high}{']' if self.high_closed else ')'}"

    @property
    def ends(self) -> tuple[sp.Expr, sp.Expr]:
        """Both ends as sympy expressions."""
        return (number(self.low) if self.low else -sp.oo, number(self.high) if self.high else sp.oo)

    def holds(self, point: sp.Expr) -> bool:
        """Return whether an exact point lies strictly inside."""
        low, high = self.ends
        return bool(low < point) and bool(point < high)


def read_domain(value: object) -> tuple[Interval, ...]:
    """Read a domain: `["-pi", "pi"]` (closed), or text such as "(0, oo)", "R", "(-oo, 0) U (0, oo)"."""
    if isinstance(value, str):
        return tuple(_read_interval(part.strip()) for part in value.split("U"))
    if isinstance(value, list | tuple) and len(value) == 2:
        low, high = (read_end(end) for end in value)
        return (_ordered(Interval(low, high, low is not None, high is not None)),)
    refuse(f"the domain {str(value)[:40]!r} is no interval", expected='two ends such as ["-pi", "pi"]')
    return None


def _read_interval(text: str) -> Interval:
    if text in ("R", ""):
        return Interval(None, None)
    bracketed = text[0] in "[(]" and text[-1] in "])[" and all(map(_is_balanced, text[1:-1].split(",")))
    ends = [part.strip() for part in (text[1:-1] if bracketed else text).split(",")]
    if len(ends) != 2:
        refuse(f"the domain {text!r} is no interval", expected='such as "-pi, pi" or "(0, oo)"')
    if not all(map(_is_balanced, ends)):
        refuse(f"the brackets of the domain {text!r} do not match", expected='such as "[0, 1)" or "(0, oo)"')
    if ends[0] in _INFINITE or ends[1].lstrip("-") in _INFINITE - {ends[1]}:
        refuse(f"the domain {text!r} is empty", expected="-oo as the lower end, oo as the upper end")
    low, high = map(read_end, ends)
    closed = (not bracketed or text[0] == "[", not bracketed or text[-1] == "]")
    return _ordered(Interval(low, high, closed[0] and low is not None, closed[1] and high is not None))


def _is_balanced(text: str) -> bool:
    """Return whether all brackets are closed in the reverse order of opening."""
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0 or sign in "[]":
            return False
    return depth == 0


def read_end(value: object) -> str | None:
    """A constant end as it is written; None for infinity."""
    if isinstance(value, str) and value.strip().lstrip("-") in _INFINITE:
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
    """The union of the intervals as a formula."""
    return Formula(Latex(r" \cup ".join(i.latex for i in domain)), " U ".join(i.text for i in domain))


REAL_LINE = Interval(None, None)
