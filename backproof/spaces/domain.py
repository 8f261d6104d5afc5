"""Intervals on which functions live: read, printed, and checked against where the functions are defined."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import mpmath as mp
import sympy as sp

from backproof.diagnostic import InputError
from backproof.spaces.evaluate import UndefinedError, digits, rational
from backproof.spaces.printing import entry
from backproof.spaces.reading import located, read_entry
from backproof.spaces.result import Formula
from backproof.spaces.signs import real_zeros
from backproof.spaces.symbolic import number, symbol, to_sympy
from backproof.spaces.syntax import Node, names, parse, refuse, to_text

INFINITE = {"oo", "inf", "infinity", "+oo", "+inf"}
PROBES = 60


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


def inner_points(interval: Interval, count: int) -> Iterator[Fraction]:
    """Rational points strictly inside, spread over the interval and reaching far out where it is infinite."""
    low, high = (float(end) if end.is_finite else None for end in interval.ends)
    for step in range(1, count + 1):
        share = (step - 0.5) / count + 0.017 / count
        yield Fraction(_spread(low, high, share)).limit_denominator(10**6)


def _spread(low: float | None, high: float | None, share: float) -> float:
    if low is not None and high is not None:
        return low + (high - low) * share
    if low is not None:
        return low + share / (1 - share) * 3
    if high is not None:
        return high - share / (1 - share) * 3
    return 3 * (2 * share - 1) / (1 - (2 * share - 1) ** 2)


REAL_LINE = Interval(None, None)
USUAL = tuple(
    Interval(low, high) for low, high in (("-pi/2", "pi/2"), ("0", "pi"), ("0", "1"), ("0", "pi/2"))
)
MOST_INTERVALS = 12


def natural_domain(nodes: Sequence[Node], variable: str) -> tuple[Interval, ...]:
    """Where all functions are defined: the real line without the zeros of divisors and the like.

    Conditions that are no polynomials are met on the first of the `USUAL` intervals where they hold.
    """
    cuts = _cuts(nodes, variable)
    ends = [None, *cuts, None]
    whole: tuple[Interval, ...] = (REAL_LINE,)
    line = [Interval(low, high) for low, high in itertools.pairwise(ends)]
    whole = (
        (REAL_LINE,)
        if _defined(nodes, variable, REAL_LINE)
        else tuple(i for i in line if _defined(nodes, variable, i))
    )
    found = whole or tuple(i for i in USUAL if _defined(nodes, variable, i))[:1]
    if not found:
        refuse("no domain was given, and none of the usual ones fits", expected='a domain such as "(0, 1)"')
    return found


def _cuts(nodes: Sequence[Node], variable: str) -> list[str]:
    """Where conditions that are polynomials change, in order, as texts."""
    x = symbol(variable)
    found = {z for node in nodes for _, c in conditions(node) for z in real_zeros(to_sympy(c), x)}
    shown = sorted((z for z in found if not z.has(sp.CRootOf)), key=lambda z: float(z.evalf(30)))
    return [str(z) for z in shown[:MOST_INTERVALS]]


def _defined(nodes: Sequence[Node], variable: str, interval: Interval) -> bool:
    return all(fault(node, variable, (interval,)) is None for node in nodes)


def check_domain(nodes: Sequence[Node], variable: str, domain: Sequence[Interval]) -> None:
    """InputError with the place where a function is not defined."""
    for number_, node in enumerate(nodes, 1):
        place = fault(node, variable, domain)
        if place is not None:
            shown = domain_formula(domain).text
            refuse(
                f"function {number_}, {to_text(node)}, is not defined at {variable} = {place} in {shown}",
                node.column,
                "functions that are defined on the whole domain",
                "choose another domain, such as (0, 1)",
            )


def fault(node: Node, variable: str, domain: Sequence[Interval]) -> str | None:
    """A point of the domain where the function is not defined, or None where none was found.

    Zeros of divisors and ends of the domains of log and roots are solved for where they are polynomials;
    other conditions are watched at probes, where a change of sign gives a zero away.
    """
    for kind, condition in conditions(node):
        for interval in domain:
            place = _violation(kind, condition, variable, interval)
            if place is not None:
                return place
    return None


def conditions(node: Node) -> Iterator[tuple[str, Node]]:
    """What must hold of the parts: ("nonzero" | "positive" | "nonnegative", expression)."""
    for child in node.children:
        yield from conditions(child)
    if node.kind == "product":
        yield from (("nonzero", c) for s, c in zip(node.value, node.children, strict=True) if s == "/")
    if node.kind == "power":
        yield from _power_conditions(*node.children)
    if node.kind == "call":
        argument = node.children[0]
        yield from ((kind, _with(template, argument)) for kind, template in _CALLS.get(node.value, ()))


def _power_conditions(base: Node, exponent: Node) -> Iterator[tuple[str, Node]]:
    value = rational(exponent)
    if value is None:
        if not (base.kind == "number" or base.value in ("e", "pi")):
            yield "positive", base
    elif value.denominator > 1:
        yield ("positive" if value < 0 else "nonnegative"), base
    elif value < 0:
        yield "nonzero", base


_CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "log": (("positive", "u"),),
    "log2": (("positive", "u"),),
    "log10": (("positive", "u"),),
    "sqrt": (("nonnegative", "u"),),
    "tan": (("nonzero", "cos(u)"),),
    "sec": (("nonzero", "cos(u)"),),
    "cot": (("nonzero", "sin(u)"),),
    "csc": (("nonzero", "sin(u)"),),
    "coth": (("nonzero", "u"),),
    "csch": (("nonzero", "u"),),
    "asin": (("nonnegative", "1 - u**2"),),
    "acos": (("nonnegative", "1 - u**2"),),
    "acosh": (("nonnegative", "u - 1"),),
    "atanh": (("positive", "1 - u**2"),),
}


def _with(template: str, argument: Node) -> Node:
    return _replaced(parse(template), argument)


def _replaced(node: Node, argument: Node) -> Node:
    if node.kind == "name":
        return argument
    return Node(node.kind, node.value, tuple(_replaced(c, argument) for c in node.children), argument.column)


def _violation(kind: str, condition: Node, variable: str, interval: Interval) -> str | None:
    for point in _critical(condition, variable, interval):
        with mp.workdps(30):
            value = _sign(condition, {variable: mp.mpf(str(point.evalf(40)))})
        if value is not None and not _allowed(kind, value):
            return str(point)
    signs = []
    for probe in inner_points(interval, PROBES):
        value = _sign(condition, {variable: mp.mpf(probe.numerator) / probe.denominator})
        if value is not None and not _allowed(kind, value):
            return f"about {float(probe):.3g}"
        signs.append((value, probe))
    return _crossing(signs) if kind == "nonzero" else None


def _critical(condition: Node, variable: str, interval: Interval) -> list[sp.Expr]:
    """The closed ends, and the exact zeros of a polynomial condition inside the interval."""
    low, high = interval.ends
    points = [end for end, closed in ((low, interval.low_closed), (high, interval.high_closed)) if closed]
    return points + [
        root for root in real_zeros(to_sympy(condition), symbol(variable)) if interval.holds(root)
    ]


def _sign(condition: Node, point: dict[str, mp.mpf]) -> int | None:
    with mp.workdps(30):
        try:
            value = digits(condition, point)
        except UndefinedError:
            return None
        return 0 if abs(value) < mp.mpf(10) ** -22 else int(mp.sign(value))


def _allowed(kind: str, sign: int) -> bool:
    return {"nonzero": sign != 0, "positive": sign > 0, "nonnegative": sign >= 0}[kind]


def _crossing(signs: list[tuple[int | None, Fraction]]) -> str | None:
    for (left, before), (right, after) in itertools.pairwise(signs):
        if left is not None and right is not None and left * right < 0:
            return f"about {float(before + after) / 2:.3g}"
    return None
