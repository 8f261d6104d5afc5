"""Traversals of an expression: in order of evaluation, bottom-up, with parts replaced."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.calculus.language.expression import Constant, Count, Elementwise, Named, Variable
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression, fold, over, walk
from backproof.calculus.primitives.sizes import symbols


def substitute(expression: Expression, values: Mapping[Expression, Expression]) -> Expression:
    """Replace the given nodes in the expression; raises InputError if the shapes then do not fit."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return values[node] if node in values else over(node, children)

    return fold(expression, visit)


def variables(expression: Expression) -> tuple[Variable, ...]:
    """Return the variables in the order of their first use."""
    return tuple(node for node in walk(expression) if isinstance(node, Variable))


def named_parts(expression: Expression) -> tuple[Named, ...]:
    """Return the named parts, each after those that it uses."""
    return tuple(node for node in walk(expression) if isinstance(node, Named))


def without_names(expression: Expression) -> Expression:
    """Replace every named part in the expression by its value."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Named):
            return children[0]
        return over(node, children)

    return fold(expression, visit)


def sizes(expression: Expression) -> tuple[str, ...]:
    """Return the symbolic sizes in the order of their first use."""
    found: dict[str, None] = {}
    for node in walk(expression):
        found.update((name, None) for size in node.shape for name in symbols(size))
        if isinstance(node, Count):
            found[node.size] = None
    return tuple(found)


def names_in(*expressions: Expression) -> frozenset[str]:
    """Return the names of variables, parts, sizes and user-defined functions in some expressions."""
    found: set[str] = set()
    for expression in expressions:
        found.update(sizes(expression))
        for node in walk(expression):
            if isinstance(node, Variable | Named | Constant):
                found.add(node.name)
            if isinstance(node, Elementwise) and node.function.name not in FUNCTIONS:
                found.add(node.function.name)
    return frozenset(found)
