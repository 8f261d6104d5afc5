"""The tree of an expression: immutable nodes, their traversal, and their text in the language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import is_
from typing import Any, TypeVar

from backproof.calculus.language.text import Printed
from backproof.calculus.primitives.shapes import SCALAR, Shape
from backproof.diagnostic import Diagnostic, InputError

Result = TypeVar("Result")
_MAX_DEPTH = 200


class Expression:
    """A node with a shape (rows, columns); a scalar is (1, 1), a column vector (d, 1).

    Nodes are immutable, compare by structure and cache their hash, so that shared subexpressions stay
    cheap.
    """

    shape: Shape
    children: tuple[Expression, ...]
    depth: int
    _hash: int
    _key: tuple[Any, ...]

    def __post_init__(self) -> None:
        key = tuple(self.__dict__.values())
        children = tuple(part for value in key for part in _parts(value))
        keep = object.__setattr__
        keep(self, "_key", key)
        keep(self, "_hash", hash((type(self).__name__, key)))
        keep(self, "children", children)
        keep(self, "depth", 1 + max((child.depth for child in children), default=0))
        keep(self, "shape", self._shape())
        if self.depth > _MAX_DEPTH:
            raise InputError(
                Diagnostic(
                    f"the expression is nested more than {_MAX_DEPTH} operations deep",
                    hint="name its parts in lines of their own: `z = ...; ...`",
                )
            )

    def _shape(self) -> Shape:
        raise NotImplementedError

    @property
    def defines(self) -> str:
        """The beginning of the line `z = ...` that defines a named part; empty for any other node."""
        return ""

    def _printed(self, *children: Printed) -> Printed:
        """Print the node, given its printed children, with few parentheses; those that aid reading stay."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or not isinstance(other, Expression):
            return False
        return self._hash == other._hash and self._key == other._key

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._key

    def __str__(self) -> str:
        return to_text(self)

    @property
    def is_scalar(self) -> bool:
        """True if the shape is 1×1."""
        return self.shape == SCALAR

    def with_children(self, *children: Expression) -> Expression:
        """Return the same node with other children."""
        given = iter(children)
        return type(self)(*(_replaced(value, given) for value in self._key))


def _parts(value: object) -> tuple[Expression, ...]:
    """Return the expressions in a field of a node: itself, or those in a tuple."""
    if isinstance(value, tuple):
        return tuple(part for part in value if isinstance(part, Expression))
    return (value,) if isinstance(value, Expression) else ()


def _replaced(value: object, given: Iterator[Expression]) -> object:
    if isinstance(value, tuple) and _parts(value):
        return tuple(next(given) for _ in value)
    return next(given) if isinstance(value, Expression) else value


def to_text(expression: Expression, lets: bool = True) -> str:
    """Print the expression in its own language; parsing the text gives the expression back.

    With `lets`, named parts are written out first (`z = W1@x; ...`); otherwise only their names are
    printed.
    """
    if not lets:
        return _body(expression)
    lines = [part.defines + _body(part) for part in walk(expression) if part.defines or part is expression]
    return "; ".join(lines)


def _body(expression: Expression) -> str:
    inner = expression.children[0] if expression.defines else expression
    return fold(inner, lambda node, children: node._printed(*children)).text


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
