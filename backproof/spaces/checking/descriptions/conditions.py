"""Conditions at elements with given coordinates: by how much their sides differ."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from backproof.spaces.checking.descriptions.values import Polynomial, Scope, Table, added, flattened, identity
from backproof.spaces.checking.numeric_inputs import Instance, rank
from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, Ambient
from backproof.spaces.descriptions.description import KERNEL, Condition, Described
from backproof.spaces.enclosures import balls
from backproof.spaces.language.syntax import Node, to_text

Row = Sequence[Any]
ZERO = Node("number", "0")


def conditions(asked: Described) -> tuple[Condition, ...]:
    """Return what an element must satisfy; of a kernel, that its image is 0."""
    kernel = asked.mapping is not None and asked.kind == KERNEL
    return (*asked.conditions, *([Condition("", asked.mapping or ZERO, ZERO)] if kernel else []))


def key(asked: Described) -> tuple[object, ...]:
    """Return what two descriptions of one question share."""
    mapping = to_text(asked.mapping) if asked.mapping else ""
    sides = [(to_text(c.left), to_text(c.right)) for c in asked.conditions]
    given = [(name, to_text(node)) for name, node in asked.given]
    space = asked.ambient.kind, asked.ambient.sizes, asked.argument
    return *space, asked.names, sides, sorted(given), mapping


def scope_at(asked: Described, coordinates: Row, at: Instance) -> Scope:
    """Return values for all names, with the unknown at these coordinates."""
    bare = Scope({}, at.point, at.is_exact)
    known = {name: bare.value(node) for name, node in asked.given}
    known |= dict(zip(asked.names, coordinates, strict=True))
    if asked.argument:
        known[asked.argument] = Polynomial((0, 1))
    elif len(set(asked.ambient.sizes)) == 1:
        known |= {name: identity(asked.ambient.sizes[0]) for name in ("I", "Id") if name not in known}
    if asked.is_named:
        known[asked.unknown] = element(asked.ambient, coordinates)
    return Scope(known, at.point, at.is_exact)


def element(ambient: Ambient, coordinates: Row) -> Any:
    """Return the polynomial, matrix or column with these coordinates."""
    if ambient.kind == POLYNOMIALS:
        return Polynomial(tuple(coordinates))
    width = ambient.sizes[1] if ambient.kind == MATRICES else 1
    return Table(tuple(tuple(coordinates[i : i + width]) for i in range(0, len(coordinates), width)))


def residuals(asked: Described, coordinates: Row, at: Instance) -> list[list[Any]]:
    """Return for each condition by how much its sides differ."""
    scope = scope_at(asked, coordinates, at)
    return [flattened(added(scope.value(c.left), scope.value(c.right), -1)) for c in conditions(asked)]


def unit_vectors(count: int) -> list[list[int]]:
    """Return the coordinates of the standard basis."""
    return [[int(i == k) for i in range(count)] for k in range(count)]


def rows_of(columns: Sequence[list[list[Any]]]) -> list[list[Any]]:
    """Return one row for each entry of each condition, from the values at the standard basis."""
    found = list[list[Any]]()
    for values in zip(*columns, strict=True):
        width = max(map(len, values))
        padded = [[*value, *[0] * (width - len(value))] for value in values]
        found += [list(row) for row in zip(*padded, strict=True)]
    return found


def span_alike(first: list[list[Any]], second: list[list[Any]], is_exact: bool) -> bool:
    """Return whether the rows of both span the same space."""
    first, second = (settled_for_rank(rows, is_exact) for rows in (first, second))
    return rank(first, is_exact) == rank(second, is_exact) == rank([*first, *second], is_exact)


def settled_for_rank(rows: Sequence[Row], is_exact: bool) -> list[list[Any]]:
    """Return the rows with each number as a ball, if they are not exact."""
    return [list(row) if is_exact else [_ball(x) for x in row] for row in rows]


def _ball(value: Any) -> Any:
    return balls.of_fraction(value) if isinstance(value, Fraction | int) else value
