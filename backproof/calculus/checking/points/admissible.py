"""Admissible test points: those at which every part is finite, smooth and well conditioned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from backproof.calculus.evaluation.arithmetic import FLOAT, Array
from backproof.calculus.evaluation.cases import Cases
from backproof.calculus.evaluation.evaluate import trace
from backproof.calculus.language.expression import (
    Elementwise,
    Named,
    Negate,
    Power,
    Reduce,
    Structural,
    Transpose,
)
from backproof.calculus.language.scalar_functions.elementwise import Function, facts_of
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, kept, walk
from backproof.calculus.primitives.matrix_operations import OPERATION

_WORST_CONDITION = 1e5
_OTHERS = 16


@dataclass(frozen=True)
class _Seen:
    """An operation's values and those of its operand, the latter also at other points of the same sizes."""

    value: Array
    operand: Array
    elsewhere: Callable[[], Array]
    limits: Limits


_Condition = Callable[[_Seen], Array]


@dataclass(frozen=True)
class Limits:
    """The upper bound on all values, and their minimum distance from kinks.

    `at_roots` admits a root or a norm of a constant 0, whose derivative may be 0/0: at length 1, say, the
    deviation from the mean. It admits a largest entry that is not alone, too.
    """

    largest: float = 1e8
    from_kinks: float = 0.02
    at_roots: bool = False


NEAR = Limits()


def admissible(expression: Expression, cases: Cases, limits: Limits = NEAR) -> Array:
    """Return a mask of the cases with all parts finite, well conditioned, off kinks and off roots of 0."""
    with np.errstate(all="ignore"):
        values = trace(expression, cases.values, cases.sizes, FLOAT)
        new = [values[place] for place in kept(expression, _new_values)]
        tame = _bounded(new, cases.count, limits.largest)
        traced = cache(lambda: trace(expression, _other_values(expression, cases), cases.sizes, FLOAT))
        for condition, place, operand in kept(expression, _conditions):
            other = partial(_entry, traced, operand)
            tame &= condition(_Seen(values[place], values[operand], other, limits))
    return tame


def _other_values(expression: Expression, cases: Cases) -> dict[str, Array]:
    """Draw entries of both signs for each variable that is not declared positive."""
    positive = {item.name for item in variables(expression) if "positive" in item.properties}
    generator = np.random.default_rng(_OTHERS)
    drawn = {
        name: generator.standard_normal((_OTHERS, *value.shape[1:])) for name, value in cases.values.items()
    }
    return {name: np.abs(value) if name in positive else value for name, value in drawn.items()}


def _entry(traced: Callable[[], Sequence[Array]], place: int) -> Array:
    return traced()[place]


def _new_values(expression: Expression) -> tuple[int, ...]:
    """Return the places in a trace whose values are not those of an operand up to sign and order."""
    passing = Named | Transpose | Negate
    return tuple(place for place, node in enumerate(walk(expression)) if not isinstance(node, passing))


def _bounded(values: Sequence[Array], count: int, largest: float) -> Array:
    """Return a mask of the cases with all entries below a bound; constants are shared by all cases."""
    rows = [value.reshape(count, -1) for value in values if value.ndim == 3]
    rows += [np.repeat(value.reshape(1, -1), count, axis=0) for value in values if value.ndim == 2]
    return np.asarray((np.abs(np.concatenate(rows, axis=1)) < largest).all(axis=1))


def _everywhere(entries: Array) -> Array:
    return np.asarray(np.logical_and.reduce(entries, axis=(-2, -1)))


def _conditions(expression: Expression) -> tuple[tuple[_Condition, int, int], ...]:
    """Return the conditions on values and operands besides finiteness, with their places in a trace."""
    order = walk(expression)
    place = {node: index for index, node in enumerate(order)}
    squares = _squared_norms(order)
    found = ((node, _condition(node)) for node in order if node not in squares)
    return tuple((condition, place[n], place[n.children[0]]) for n, condition in found if condition)


def _squared_norms(order: Sequence[Expression]) -> set[Expression]:
    """Return the norms of which only even powers are used, since these are smooth at 0 as well."""
    users: dict[Expression, set[Expression]] = {order[-1]: {order[-1]}}
    for node in reversed(order):
        for child in node.children:
            users.setdefault(child, set()).update(users[node] if isinstance(node, Named) else {node})
    norms = (node for node in order if isinstance(node, Reduce) and node.name == "norm")
    return {norm for norm in norms if all(map(_is_even_power, users[norm]))}


def _is_even_power(node: Expression) -> bool:
    return isinstance(node, Power) and node.exponent % 2 == 0


def _constant_0(seen: _Seen) -> Array:
    """Return a mask of the entries that are constantly 0, which no variable can move across a kink.

    An entry that is 0 in all cases may be the ReLU of negative numbers; a constant is 0 at other points
    too.
    """
    found = (seen.operand == 0).all(axis=0) & (len(seen.operand) > 1)
    return np.asarray(found & (seen.elsewhere() == 0).all(axis=0)) if found.any() else np.asarray(found)


def _away_from_0(seen: _Seen) -> Array:
    if seen.operand.ndim < 3:
        return np.array(True)
    return _everywhere((np.abs(seen.operand) > seen.limits.from_kinks) | _constant_0(seen))


def _positive(seen: _Seen) -> Array:
    if seen.operand.ndim < 3:
        return _everywhere(seen.operand >= 0)
    return _everywhere((seen.operand > 0) | (_constant_0(seen) & seen.limits.at_roots))


def _norm_away_from_0(seen: _Seen) -> Array:
    """Return a mask of the cases in which a norm is not near 0; the norm of a constant 0 has derivative 0."""
    if seen.value.ndim < 3:
        return np.array(True)
    near = np.abs(seen.value) <= seen.limits.from_kinks
    if (
        seen.limits.at_roots
        and (seen.value == 0).all()
        and len(seen.value) > 1
        and (seen.elsewhere() == 0).all()
    ):
        return np.array(True)
    return _everywhere(~near)


def _condition(node: Expression) -> _Condition | None:  # noqa: PLR0911 (one per kind)
    match node:
        case Elementwise(Function(smooth=False)) | Reduce("norm1"):
            return _away_from_0
        case Reduce("norm"):
            return _norm_away_from_0
        case Elementwise(function) if facts_of(function).above_zero:
            return _positive
        case Power(_, exponent) if exponent.denominator != 1:
            return _positive if exponent > 0 else lambda seen: _everywhere(seen.operand > 0)
        case Reduce("max") | Structural("ismax"):
            return _largest_alone
        case Reduce(name) | Structural(name) if OPERATION[name].nonsingular:
            return lambda seen: _well_conditioned(seen.operand)
    return None


def _largest_alone(seen: _Seen) -> Array:
    """Return a mask of the cases whose largest entry exceeds all others by a gap; constants have no kink."""
    if seen.operand.ndim < 3 or seen.limits.at_roots:
        return np.array(True)
    entries = np.sort(seen.operand.reshape(len(seen.operand), -1), axis=-1)
    leads = entries[:, -1] - entries[:, -2] if entries.shape[-1] > 1 else np.inf
    return np.asarray(leads > seen.limits.from_kinks)


def _well_conditioned(matrices: Array) -> Array:
    finite = _everywhere(np.isfinite(matrices))
    conditions = np.linalg.cond(np.where(finite[..., None, None], matrices, np.eye(matrices.shape[-1])))
    return np.asarray(finite & (conditions < _WORST_CONDITION))
