"""Traversals of an expression: in order of evaluation, bottom-up, with parts replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_
from typing import TypeVar

from backproof.calculus.language.elementwise import FUNCTIONS
from backproof.calculus.language.expression import Elementwise, Expression, Named, Variable

Result = TypeVar("Result")


def kept(expression: Expression, make: Callable[[Expression], Result]) -> Result:
    """Cache `make(expression)` on the expression itself, which is safe since expressions are immutable."""
    name = f"_{make.__module__}.{make.__name__}"
    known: Result | None = vars(expression).get(name)
    if known is None:
        known = make(expression)
        object.__setattr__(expression, name, known)
    return known


def walk(expression: Expression) -> tuple[Expression, ...]:
    """Return every distinct node once, children before parents, in the order of evaluation."""
    return kept(expression, _ordered)


def _ordered(expression: Expression) -> tuple[Expression, ...]:
    seen: set[Expression] = set()
    order: list[Expression] = []
    stack: list[tuple[Expression, bool]] = [(expression, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))
    return tuple(order)


def fold(expression: Expression, visit: Callable[[Expression, list[Result]], Result]) -> Result:
    """Combine bottom-up: `visit` gets each distinct node once, with its children's results."""
    results: dict[Expression, Result] = {}
    for node in walk(expression):
        results[node] = visit(node, [results[child] for child in node.children])
    return results[expression]


def over(node: Expression, children: Sequence[Expression]) -> Expression:
    """Rebuild the node over other children; it is returned itself, with its caches, if they are its own."""
    if all(map(is_, children, node.children)):
        return node
    return node.with_children(*children)


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
        found.update((size, None) for size in node.shape if isinstance(size, str))
    return tuple(found)


def names_in(*expressions: Expression) -> frozenset[str]:
    """Return the names of variables, parts, sizes and user-defined functions in some expressions."""
    found: set[str] = set()
    for expression in expressions:
        found.update(sizes(expression))
        for node in walk(expression):
            if isinstance(node, Variable | Named):
                found.add(node.name)
            if isinstance(node, Elementwise) and node.function.name not in FUNCTIONS:
                found.add(node.function.name)
    return frozenset(found)
