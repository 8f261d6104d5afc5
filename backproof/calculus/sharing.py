"""Names for the parts that a formula repeats, wherever that shortens the whole."""

from __future__ import annotations

from collections import Counter

from backproof.calculus.expression import Elementwise, Expression, Named, Structural, Subtract, Transpose
from backproof.calculus.measure import Lengths
from backproof.calculus.naming import fresh_names, is_composite
from backproof.calculus.traversal import substitute, walk

LEAST_SAVING = 3


def shared(expression: Expression, taken: set[str]) -> Expression:
    """The expression with repeated parts named, the most rewarding one first."""
    length = Lengths()
    names = fresh_names(set(taken))
    while True:
        counts = occurrences(expression)
        best = max(counts, key=lambda part: saving(length(part), counts[part]), default=None)
        if best is None or saving(length(best), counts[best]) < LEAST_SAVING:
            return expression
        expression = substitute(expression, {best: Named(names(letter_for(best)), best)})


def saving(length: int, count: int) -> int:
    """By how many symbols a formula shrinks when a part of this length gets a name."""
    return (count - 1) * length - count - 2


def occurrences(expression: Expression) -> Counter[Expression]:
    """How often each composite part would be written, with every named part written once."""
    uses: Counter[Expression] = Counter({expression: 1})
    for part in reversed(walk(expression)):
        times = 1 if isinstance(part, Named) else uses[part]
        for child in part.children:
            uses[child] += times
    named = {part.value for part in walk(expression) if isinstance(part, Named)}
    return Counter(
        {part: n for part, n in uses.items() if n > 1 and is_composite(part) and part not in named}
    )


def letter_for(part: Expression) -> str:
    """A fitting letter: r for a difference, s for a softmax, h for an activation; capital for a matrix."""
    inner = part.operand if isinstance(part, Transpose) else part
    letter = "u"
    if isinstance(inner, Subtract):
        letter = "r"
    elif isinstance(inner, Structural) and "softmax" in inner.name:
        letter = "s"
    elif isinstance(inner, Elementwise):
        letter = "h"
    return letter.upper() if 1 not in part.shape else letter
