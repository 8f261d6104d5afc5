"""Links of a chain of equal expressions: each must hold under the hypotheses that its reason names alone.

Every other property of a variable is dropped first, so that a step that is said to be a law of all matrices
is tried with matrices of which nothing is known. Nothing of the rewriting is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from backproof.answer import Check
from backproof.calculus.checking.points.parametrised import Values
from backproof.calculus.checking.verify import holds
from backproof.calculus.evaluation.size_bounds import Bound, size_bounds
from backproof.calculus.language.expression import SYMMETRIC_PROPERTIES, Variable
from backproof.calculus.language.traversal import substitute, variables
from backproof.calculus.language.tree import Expression

# Properties that decide about signs and inverses, which laws of numbers use.
_KEPT = frozenset(("positive", "nonnegative", "positive definite", "positive semidefinite"))
_NAMED_FOR = {"orthogonal determinant": "orthogonal"}


def link_holds(
    left: Expression,
    right: Expression,
    laws: Sequence[tuple[str, str]],
    bounds: Sequence[Bound] = (),
    equations: Sequence[Values] = (),
) -> Check:
    """Check one equality of a chain, at values that satisfy the hypotheses named by its laws.

    `equations` are those that the laws name.
    """
    first, second = (weakened(side, laws) for side in (left, right))
    needed = (*bounds, *size_bounds(left), *size_bounds(right))
    return holds(first, second, f"{left} = {right}", "link of the chain", bounds=needed, equations=equations)


def weakened(expression: Expression, laws: Sequence[tuple[str, str]]) -> Expression:
    """Return the expression with the properties alone that the laws name, and those of signs."""
    named = {(_NAMED_FOR.get(law, law), name) for law, name in laws}
    values: dict[Expression, Expression] = {}
    for variable in variables(expression):
        kept = {word for word in variable.properties if word in _KEPT or (word, variable.name) in named}
        kept |= (
            {"symmetric"} if kept & SYMMETRIC_PROPERTIES or ("symmetric", variable.name) in named else set()
        )
        values[variable] = Variable(variable.name, variable.shape, frozenset(kept))
    return substitute(expression, values)
