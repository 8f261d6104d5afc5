"""A worked answer: what it states, the lines that lead to it, its evidence, and its claim as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backproof.answer import Check, Latex

# A text of a number or formula, or nested lists of such.
Value = str | list[Any]


@dataclass(frozen=True)
class Stated:
    """A stated equation: both sides in LaTeX, and the right one as texts; a verdict has a word as well.

    `key` is its name in the answer's text. An empty value leaves the word alone.
    """

    key: str
    left: Latex
    right: Latex
    value: Value
    word: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The equation as plain data."""
        return {"key": self.key, "left": str(self.left), "value": self.value, "word": self.word}

    @property
    def text(self) -> str:
        """The equation as text."""
        if not self.value:
            return f"{self.key}: {self.word}"
        return f"{self.key} = {_value_text(self.value)}" + (f" ({self.word})" if self.word else "")


@dataclass(frozen=True)
class Line:
    """A line of a derivation: the rule that gives it, which a template words, and formulas.

    `says` are the statements of its formulas as plain data, in the order in which they are printed.
    """

    rule: str
    stated: tuple[Stated, ...] = ()
    formulas: tuple[Latex, ...] = ()
    word: str = ""
    says: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Worked:
    """A worked answer: the task as LaTeX by name, lines, results, checks, and further data of the claim.

    `asked` are the statements of the task as plain data, in order.
    """

    kind: str
    task: Mapping[str, Any]
    lines: tuple[Line, ...]
    results: tuple[Stated, ...]
    checks: tuple[Check, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    asked: tuple[Any, ...] = ()

    @property
    def claim(self) -> dict[str, Any]:
        """The claim as plain data: the task, the results in order, and what the lines state and say."""
        return {
            **self.data,
            "results": [item.data for item in self.results],
            "lines": [item.data for line in self.lines for item in line.stated],
            "asked": list(self.asked),
            "says": [says for line in self.lines for says in line.says],
            "rules": [[line.rule, line.word] for line in self.lines],
        }

    @property
    def text(self) -> str:
        """The results as text."""
        return "; ".join(item.text for item in self.results)


def _value_text(value: Value) -> str:
    """Return nested texts as one text."""
    return value if isinstance(value, str) else f"[{', '.join(map(_value_text, value))}]"


def exact_check(method: str, subject: str, faults: Sequence[object]) -> Check:
    """Return a check that passes if there are no faults."""
    got = "; ".join(map(str, faults[:3]))
    return Check(method, subject, float(len(faults)), 0.0, expected="no fault", got=got)
