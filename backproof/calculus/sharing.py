"""Names for the parts that a formula repeats, wherever that shortens the whole."""

from __future__ import annotations

from collections import Counter

from backproof.calculus.expression import Elementwise, Expression, Named, Structural, Subtract, Transpose
from backproof.calculus.measure import Lengths
from backproof.calculus.naming import fresh_names, is_composite
from backproof.calculus.traversal import fold, named_parts, substitute, walk

LEAST_SAVING = 3
PLACEHOLDER = " "


def shared(expression: Expression, taken: set[str]) -> Expression:
    """The expression with repeated parts named, in the order in which they are computed."""
    length, found = Lengths(), 0
    while True:
        counts = occurrences(expression)
        best = max(counts, key=lambda part: saving(length(part), counts[part]), default=None)
        if best is None or saving(length(best), counts[best]) < LEAST_SAVING:
            return _renamed(expression, taken)
        expression = substitute(expression, {best: Named(f"{PLACEHOLDER}{found}", best)})
        found += 1


def _renamed(expression: Expression, taken: set[str]) -> Expression:
    """The placeholders replaced by fitting letters, numbered from the first to the last."""
    parts = [part for part in named_parts(expression) if part.name.startswith(PLACEHOLDER)]
    letters = Counter(letter_for(part.value) for part in parts)
    names = fresh_names(set(taken))
    chosen = {
        part.name: names(letter, letters[letter] > 1) for part in parts for letter in [letter_for(part.value)]
    }

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Named):
            return Named(chosen.get(node.name, node.name), children[0])
        return node.with_children(*children) if children else node

    return fold(expression, visit) if parts else expression


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
