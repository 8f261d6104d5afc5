"""Common subexpressions: names for repeated parts of formulas, wherever that shortens the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from backproof.calculus.derivation.naming import fresh_names, is_composite, taken_names
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.language.expression import Elementwise, Named, Structural, Subtract, Transpose
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.traversal import named_parts, substitute
from backproof.calculus.language.tree import Expression, fold, walk

_LEAST_SAVING = 3
_PLACEHOLDER = " "


def shared(expressions: Sequence[Expression], whole: Named, taken: Iterable[str] = ()) -> list[Expression]:
    """Name the repeated parts of the expressions, from one pool of names.

    A part that `whole` names keeps that name; equal parts of several expressions share one name. New names
    avoid those taken.
    """
    marked = [_marked(expression) for expression in expressions]
    names = _names_for(marked, whole, taken)

    known: dict[str, Expression] = {}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Named):
            # Equal parts that are written in two ways share the definition of the first.
            part = Named(names.get(node, node.name), children[0])
            return known.setdefault(part.name, part)
        return node.with_children(*children) if children else node

    return [fold(expression, visit) if named_parts(expression) else expression for expression in marked]


def _marked(expression: Expression) -> Expression:
    """Insert placeholders for the names of the repeated parts, those that save the most first."""
    length, found = Lengths(), 0
    while True:
        counts = _occurrences(expression)
        best = max(counts, key=lambda part: _saving(length(part), counts[part]), default=None)
        if best is None or _saving(length(best), counts[best]) < _LEAST_SAVING:
            return expression
        expression = substitute(expression, {best: Named(f"{_PLACEHOLDER}{found}", best)})
        found += 1


def _names_for(marked: Sequence[Expression], whole: Named, used: Iterable[str]) -> dict[Expression, str]:
    """Map each marked part to a name: that of a part of `whole` of equal value, else a fitting letter.

    Letters are numbered in order of evaluation.
    """
    g = Algebra()
    parts = [part for expression in marked for part in named_parts(expression)]
    values = {part: lower(g, part.value) for part in parts if _is_marked(part)}
    names = {lower(g, part.value): part.name for part in named_parts(whole)} if values else {}
    letters: dict[Node, str] = {}
    for part, value in values.items():
        if value not in names:
            letters.setdefault(value, _letter_for(part.value))
    counts = Counter(letters.values())
    taken = taken_names(whole).union(used, (part.name for part in parts if not _is_marked(part)))
    fresh = fresh_names(taken)
    names |= {value: fresh(letter, counts[letter] > 1) for value, letter in letters.items()}
    return {part: names[value] for part, value in values.items()}


def _is_marked(part: Named) -> bool:
    return part.name.startswith(_PLACEHOLDER)


def _saving(length: int, count: int) -> int:
    """Return the number of symbols saved by naming a part of this length."""
    return (count - 1) * length - count - 2


def _occurrences(expression: Expression) -> Counter[Expression]:
    """Count how often each composite part would be written if every named part is written once."""
    uses: Counter[Expression] = Counter({expression: 1})
    for part in reversed(walk(expression)):
        times = 1 if isinstance(part, Named) else uses[part]
        for child in part.children:
            uses[child] += times
    named = {part.value for part in walk(expression) if isinstance(part, Named)}
    return Counter(
        {part: n for part, n in uses.items() if n > 1 and is_composite(part) and part not in named}
    )


def _letter_for(part: Expression) -> str:
    """Choose a letter: r for a difference, s for a softmax, h for an activation; capital for a matrix."""
    inner = part.operand if isinstance(part, Transpose) else part
    letter = "u"
    if isinstance(inner, Subtract):
        letter = "r"
    elif isinstance(inner, Structural) and "softmax" in inner.name:
        letter = "s"
    elif isinstance(inner, Elementwise):
        letter = "h"
    return letter.upper() if 1 not in part.shape else letter
