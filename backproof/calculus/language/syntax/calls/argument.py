"""An argument of a call."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.calculus.language.expression import Number
from backproof.calculus.language.tree import Expression
from backproof.calculus.spelling.token import Token


@dataclass(frozen=True)
class Argument:
    """An argument of a call: a value or a quoted word, with its name if it has one."""

    token: Token
    name: str = ""
    word: str = ""
    value: Expression | None = None

    @property
    def text(self) -> str:
        """The argument as a word: `fro`, `inf`, `2`, `None`."""
        return self.word or (str(self.value.value) if isinstance(self.value, Number) else "")
