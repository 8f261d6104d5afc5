"""A token of an expression, however it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The name of a vector of ones whose length stands nowhere: what it is multiplied with or added to has it.
ONES = "𝟏"


@dataclass(frozen=True)
class Token:
    """A token of the text, with its place: number, name, operator, quoted text, separator or end.

    `text` is its plain form, `.T` for `ᵀ` say. `has_no_index` marks a name under a sum over indices that
    has none itself: a function or a scalar. `indices` mark the value of a sum inside of another one:
    those of the outer sum whose entries it stands for, none for a scalar.
    `axes` is the number of the indices that a name had, `lengths` the upper limits of the sums over them.
    """

    kind: str
    text: str
    start: int
    end: int
    has_no_index: bool = False
    indices: str | None = None
    axes: int = 0
    lengths: tuple[str, ...] = ()

    def is_(self, *texts: str) -> bool:
        """True if the token is one of these operators."""
        return self.kind == "operator" and self.text in texts


def opening_of(tokens: Sequence[Token]) -> int:
    """Return the place of the parenthesis that the last token closes."""
    depth = 0
    for at in range(len(tokens) - 1, -1, -1):
        depth += tokens[at].is_(")", "]") - tokens[at].is_("(", "[")
        if depth == 0:
            return at
    return 0
