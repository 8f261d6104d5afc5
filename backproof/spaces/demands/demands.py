"""Conditions for a function to be defined, read again from its text: for the evidence only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.spaces.identities.slopes import put
from backproof.spaces.language.syntax import Node, parse, to_text
from backproof.spaces.language.walks import fraction

_ALLOWED = {"!=": (1, -1), ">": (1,), ">=": (1, 0)}
_OF_CALLS = {
    **dict.fromkeys(("log", "log2", "log10"), ((">", "u"),)),
    **dict.fromkeys(("tan", "sec"), (("!=", "cos(u)"),)),
    **dict.fromkeys(("cot", "csc"), (("!=", "sin(u)"),)),
    **dict.fromkeys(("coth", "csch"), (("!=", "u"),)),
    **dict.fromkeys(("asin", "acos"), ((">=", "1 - u**2"),)),
    "sqrt": ((">=", "u"),),
    "acosh": ((">=", "u - 1"),),
    "atanh": ((">", "1 - u**2"),),
}


@dataclass(frozen=True)
class Demand:
    """The condition that a subexpression is positive, nonnegative, or nonzero."""

    sign: str
    of: Node

    def allows(self, sign: int) -> bool:
        """Return whether the subexpression may have this sign: 1, 0 or -1."""
        return sign in _ALLOWED[self.sign]

    @property
    def text(self) -> str:
        """The condition as text."""
        return f"{to_text(self.of)} {self.sign} 0"


def demands(node: Node) -> Iterator[Demand]:
    """Yield all conditions, those of subexpressions first."""
    for child in node.children:
        yield from demands(child)
    if node.kind == "product":
        yield from (Demand("!=", c) for s, c in zip(node.value, node.children, strict=True) if s == "/")
    elif node.kind == "power":
        yield from _of_power(*node.children)
    elif node.kind == "call":
        argument = node.children[0]
        yield from (Demand(sign, put(parse(text), argument)) for sign, text in _OF_CALLS.get(node.value, ()))


def _of_power(base: Node, exponent: Node) -> Iterator[Demand]:
    known = fraction(exponent)
    if known is None:
        yield Demand(">", base)
    elif known.denominator > 1:
        yield Demand(">=" if known > 0 else ">", base)
    elif known < 0:
        yield Demand("!=", base)
