"""Where an expression can be tried: every part is finite, smooth and well conditioned there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backproof.calculus.arithmetic import FLOAT, Array
from backproof.calculus.cases import Cases
from backproof.calculus.elementwise import Function
from backproof.calculus.evaluate import trace
from backproof.calculus.expression import (
    Elementwise,
    Expression,
    Named,
    Negate,
    Power,
    Reduce,
    Structural,
    Transpose,
)
from backproof.calculus.traversal import kept, walk

WORST_CONDITION = 1e5
Condition = Callable[[Array, Array, float], Array]


@dataclass(frozen=True)
class Limits:
    """The size below which all values stay, and the distance that they keep from kinks."""

    largest: float = 1e8
    from_kinks: float = 0.02


NEAR = Limits()


def admissible(expression: Expression, cases: Cases, limits: Limits = NEAR) -> Array:
    """At which cases every part is finite, well conditioned, and away from kinks and from roots of 0."""
    with np.errstate(all="ignore"):
        values = trace(expression, cases.values, cases.sizes, FLOAT)
        new = [values[place] for place in kept(expression, _new_values)]
        tame = _bounded(new, cases.count, limits.largest)
        for condition, place, operand in kept(expression, _conditions):
            tame &= condition(values[place], values[operand], limits.from_kinks)
    return tame


def _new_values(expression: Expression) -> tuple[int, ...]:
    """The places in a trace whose values are not those of an operand, but for sign and order."""
    passing = Named | Transpose | Negate
    return tuple(place for place, node in enumerate(walk(expression)) if not isinstance(node, passing))


def _bounded(values: Sequence[Array], count: int, largest: float) -> Array:
    """In which cases no entry of any of the values is as large; constants are the same in all of them."""
    rows = [value.reshape(count, -1) for value in values if value.ndim == 3]
    rows += [np.repeat(value.reshape(1, -1), count, axis=0) for value in values if value.ndim == 2]
    return np.asarray((np.abs(np.concatenate(rows, axis=1)) < largest).all(axis=1))


def _everywhere(entries: Array) -> Array:
    return np.asarray(np.logical_and.reduce(entries, axis=(-2, -1)))


def _conditions(expression: Expression) -> tuple[tuple[Condition, int, int], ...]:
    """What must hold of values and their operands besides being finite, with their places in a trace."""
    order = walk(expression)
    place = {node: index for index, node in enumerate(order)}
    squares = _squared_norms(order)
    found = ((node, _condition(node)) for node in order if node not in squares)
    return tuple((condition, place[n], place[n.children[0]]) for n, condition in found if condition)


def _squared_norms(order: Sequence[Expression]) -> set[Expression]:
    """Norms of which only even powers are used: these are smooth at 0, too."""
    users: dict[Expression, set[Expression]] = {order[-1]: {order[-1]}}
    for node in reversed(order):
        for child in node.children:
            users.setdefault(child, set()).update(users[node] if isinstance(node, Named) else {node})
    norms = (node for node in order if isinstance(node, Reduce) and node.name == "norm")
    return {norm for norm in norms if all(map(_is_even_power, users[norm]))}


def _is_even_power(node: Expression) -> bool:
    return isinstance(node, Power) and node.exponent % 2 == 0


def _away_from_0(entries: Array, distance: float) -> Array:
    """In which cases no entry is near 0, but for constants: no variable can carry these across a kink."""
    if entries.ndim < 3:
        return np.array(True)
    always_0 = (entries == 0).all(axis=0) & (len(entries) > 1)
    return _everywhere((np.abs(entries) > distance) | always_0)


def _condition(node: Expression) -> Condition | None:
    match node:
        case Elementwise(Function(smooth=False)) | Reduce("norm1"):
            return lambda _, operand, distance: _away_from_0(operand, distance)
        case Elementwise(Function(name="sqrt")):
            return lambda _, operand, __: _everywhere(operand > 0)
        case Power(_, exponent) if exponent.denominator != 1:
            return lambda _, operand, __: _everywhere(operand > 0)
        case Reduce("norm"):
            return lambda value, _, distance: _away_from_0(value, distance)
        case Reduce("logdet" | "det") | Structural("inv"):
            return lambda _, operand, __: _well_conditioned(operand)
    return None


def _well_conditioned(matrices: Array) -> Array:
    finite = _everywhere(np.isfinite(matrices))
    conditions = np.linalg.cond(np.where(finite[..., None, None], matrices, np.eye(matrices.shape[-1])))
    return np.asarray(finite & (conditions < WORST_CONDITION))
