"""Sentences that state facts: patterns of words, each with what must hold of the data behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import group_at

Data = TypeVar("Data")
_IN_LINE = re.compile(r"\\(?:within|inline)(?=\{)")
_NUMBER = re.compile(
    r"(?P<sign>-?)(?:(?P<mantissa>\d+(?:\.(?P<decimals>\d+))?)(?:\s*\\times\s*(?P<scaled>10))?|(?P<power>10))"
    r"(?:\^\{(?P<exponent>-?\d+)\})?"
)


@dataclass(frozen=True)
class Sentence(Generic[Data]):
    """Words as a regular expression, in which a space is any white space, and what holds if they are true."""

    words: str
    holds: Callable[[Data, re.Match[str]], bool]

    def faults(self, data: Data, latex: str, start: int) -> Iterator[Fault]:
        """Yield a fault for each place where the words stand and do not hold."""
        for found in self.places(latex):
            if not self.holds(data, found):
                yield Fault(start + found.start(), f"'{' '.join(found[0].split())}' does not hold")

    def places(self, latex: str) -> Iterator[re.Match[str]]:
        """Find the places where the words stand."""
        return re.finditer(self.words.replace(" ", r"\s+"), latex)


def judged(sentences: Sequence[Sentence[Data]], data: Data, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each of the sentences that does not hold."""
    latex = in_dollars(latex)
    for sentence in sentences:
        yield from sentence.faults(data, latex, start)


def in_dollars(latex: str) -> str:
    """Return LaTeX of the same length in which every formula of a sentence stands between dollars."""
    at, pieces = 0, []
    for found in _IN_LINE.finditer(latex):
        if found.start() < at:
            continue
        formula, end = group_at(latex, found.end())
        pieces += [latex[at : found.start()], " " * len(found[0]), "$", formula, "$"]
        at = end
    return "".join((*pieces, latex[at:]))


def states(latex: str, value: float) -> bool:
    """Return whether a printed number is a value, rounded to the digits that are printed."""
    match = _NUMBER.fullmatch(latex.strip().strip("$").strip())
    if match is None:
        return False
    exponent = int(match["exponent"] or 0)
    if match["mantissa"] == "10" and match["exponent"] and not match["scaled"]:
        mantissa, decimals = 1.0, 0
    else:
        mantissa, decimals = float(match["mantissa"]), len(match["decimals"] or "")
        exponent = exponent if match["scaled"] else 0
    sign = -1 if match["sign"] else 1
    unit = 10.0 ** (exponent - decimals)
    return abs(sign * mantissa * 10.0**exponent - value) <= 0.501 * unit
