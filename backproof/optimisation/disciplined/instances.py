"""Small instances that refute a property for all: numbers for every letter, and a segment."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import sympy

from backproof.calculus.evaluation.arithmetic import FLOAT, Array, symbolic
from backproof.calculus.evaluation.cases import in_numbers
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import Divide, Power, Variable
from backproof.calculus.language.traversal import sizes, variables
from backproof.calculus.language.tree import Expression, walk
from backproof.optimisation.disciplined.node import depends

_DRAWN, _MOST_SIZES = 60, 4
_GAP = 1e-6
Matrix = list[list[int]]


@dataclass(frozen=True)
class Instance:
    """Sizes, integer matrices for the constants, and the variables' values at both ends of a segment.

    `values` are those of the formula at the ends and in the middle, exact.
    """

    sizes: Mapping[str, int]
    constants: Mapping[str, Matrix]
    ends: tuple[Mapping[str, Matrix], Mapping[str, Matrix]]
    values: tuple[Any, Any, Any]


def bent(whole: Expression, names: Sequence[str], side: int) -> Instance | None:
    """Return a segment in whose middle a formula is above (side 1) or below (-1) the mean of its ends."""
    poles = _poles(whole, frozenset(names))
    for drawn in _segments(whole, names, (1, 2)):
        if not all(_keeps_sign(pole, *drawn) for pole in poles):
            continue
        gap = _gaps(whole, *drawn)[0]
        if np.isfinite(gap) and side * gap > _GAP:
            found = _exact(whole, *drawn)
            if found and side * (found.values[2] - (found.values[0] + found.values[1]) / 2) > 0:
                return found
    return None


def flat(
    whole: Expression, names: Sequence[str], domain: Collection[tuple[Expression, str]] = ()
) -> Instance | None:
    """Return a segment of the domain on which a formula is affine."""
    for drawn in _segments(whole, names, (2, 1)):
        if not all(holds(kind, _at(part, *drawn, w)) for part, kind in domain for w in (0.0, 1.0)):
            continue
        gaps = _gaps(whole, *drawn)
        if np.all(np.isfinite(gaps)) and np.max(np.abs(gaps)) < 1e-12:
            found = _exact(whole, *drawn)
            if found and sympy.simplify(found.values[2] - (found.values[0] + found.values[1]) / 2) == 0:
                return found
    return None


_Drawn = tuple[dict[str, int], dict[str, Array], dict[str, Array], dict[str, Array]]


def _segments(whole: Expression, names: Sequence[str], order: Sequence[int]) -> Iterator[_Drawn]:
    """Yield instances by their sizes: sizes, constants, and both ends."""
    rng = random.Random(17)
    letters = sizes(whole)
    if len(letters) > _MOST_SIZES:
        return
    rising = order[0] < order[1]
    lengths = sorted(
        product(order, repeat=len(letters)), key=lambda item: sum(item) if rising else -sum(item)
    )
    for chosen in lengths:
        numbers = dict(zip(letters, chosen, strict=True))
        for _ in range(_DRAWN):
            drawn = {v: _drawn(v, numbers, rng) for v in variables(whole)}
            constants = {v.name: x for v, x in drawn.items() if v.name not in names}
            if not all(map(np.any, constants.values())):  # A formula with a constant of 0 tells little.
                continue
            one = {v.name: x for v, x in drawn.items() if v.name in names}
            two = {v.name: _drawn(v, numbers, rng) for v in drawn if v.name in names}
            # On rays and along the ones many functions are affine.
            for other in (two, {n: 3 * x for n, x in one.items()}, {n: x + 2 for n, x in one.items()}):
                if any(np.any(one[n] != other[n]) for n in one) and _keeps(drawn, other):
                    yield numbers, constants, one, other


def _keeps(drawn: Mapping[Variable, Array], other: Mapping[str, Array]) -> bool:
    """Return whether the other end has the declared properties, too: for those of matrices, by their sum."""
    return all(
        not v.properties or v.properties <= {"positive", "nonnegative"} or _is_definite(other[v.name])
        for v in drawn
        if v.name in other
    )


def _is_definite(x: Array) -> bool:
    return bool(np.all(x == x.T) and np.linalg.eigvalsh(x.astype(float))[0] > 0)


def _drawn(variable: Variable, numbers: Mapping[str, int], rng: random.Random) -> Array:  # noqa: PLR0911 (one per property)
    """Draw small integers with the declared properties."""
    rows, columns = in_numbers(variable.shape, numbers)
    known = variable.properties
    low, high = (1, 3) if "positive" in known else (0, 2) if "nonnegative" in known else (-2, 2)
    x = np.array([[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)])
    if not known or known <= {"positive", "nonnegative"}:
        return x
    if "positive definite" in known:
        return np.asarray(x @ x.T + np.eye(rows, dtype=int))
    if "positive semidefinite" in known:
        return np.asarray(x[:, :1] @ x[:, :1].T)
    if "diagonal" in known:
        return np.asarray(np.diag(np.diag(x)))
    if "skew-symmetric" in known:
        return np.asarray(x - x.T)
    if known & {"symmetric"} and not known & {"projection", "orthogonal"}:
        return np.asarray(x + x.T)
    # Orthogonal, invertible, idempotent, of length 1: the identity's columns are all of these.
    return np.eye(rows, columns, dtype=int)


def holds(kind: str, value: Array) -> bool:
    """Return whether all entries are positive, or at least 0, or a matrix is definite."""
    if kind == "definite":
        return bool(np.linalg.eigvalsh((value + value.T) / 2)[0] > 0)
    return bool(np.all(value >= 0 if kind == "nonnegative" else value > 0))


def _poles(whole: Expression, names: frozenset[str]) -> list[Expression]:
    """Return what a formula is divided by, and the bases of negative powers."""
    found = [part.right for part in walk(whole) if isinstance(part, Divide)]
    found += [part.base for part in walk(whole) if isinstance(part, Power) and part.exponent < 0]
    return [part for part in found if depends(part, names)]


def _keeps_sign(
    pole: Expression,
    numbers: Mapping[str, int],
    constants: Mapping[str, Array],
    one: Mapping[str, Array],
    two: Mapping[str, Array],
) -> bool:
    """Return whether no entry of a part changes its sign along a segment."""
    along = [_at(pole, numbers, constants, one, two, w) for w in (0.0, 0.25, 0.5, 0.75, 1.0)]
    signs = np.sign(np.array(along))
    return bool(np.all(signs == signs[0]) and np.all(signs != 0))


def _at(  # noqa: PLR0913, PLR0917 (an instance, and a place on its segment)
    whole: Expression,
    numbers: Mapping[str, int],
    constants: Mapping[str, Array],
    one: Mapping[str, Array],
    two: Mapping[str, Array],
    w: float,
) -> Array:
    """Return the value on a segment, in floats."""
    at = {n: (1 - w) * one[n] + w * two[n] for n in one}
    values = {n: np.asarray(x, dtype=float)[None] for n, x in {**constants, **at}.items()}
    with np.errstate(all="ignore"):
        return np.asarray(run(whole, values, dict(numbers), FLOAT)[0])


def _gaps(
    whole: Expression,
    numbers: Mapping[str, int],
    constants: Mapping[str, Array],
    one: Mapping[str, Array],
    two: Mapping[str, Array],
) -> Array:
    """Return f minus the chord at three points of the segment, in floats."""
    low, high = (_at(whole, numbers, constants, one, two, w)[0, 0] for w in (0.0, 1.0))
    weights = (0.5, 0.25, 0.9)
    inner = [_at(whole, numbers, constants, one, two, w)[0, 0] for w in weights]
    if not np.isfinite([low, high, *inner]).all():
        return np.full(len(weights), np.nan)
    return np.array([x - (1 - w) * low - w * high for x, w in zip(inner, weights, strict=True)])


def _exact(
    whole: Expression,
    numbers: Mapping[str, int],
    constants: Mapping[str, Array],
    one: Mapping[str, Array],
    two: Mapping[str, Array],
) -> Instance | None:
    """Return the instance with its exact values; None if one is not finite."""
    fixed = {n: np.array(sympy.Matrix(x).tolist(), dtype=object)[None] for n, x in constants.items()}
    values = []
    for a, b in ((one, one), (two, two), (one, two)):
        at = {n: np.array((sympy.Matrix(a[n] + b[n]) / 2).tolist(), dtype=object)[None] for n in a}
        found = sympy.sympify(run(whole, fixed | at, dict(numbers), symbolic())[0, 0, 0])
        if not found.is_extended_real or not found.is_finite:
            return None
        values.append(found if found.is_Rational else sympy.simplify(found))
    listed = [{n: x.tolist() for n, x in group.items()} for group in (constants, one, two)]
    return Instance(dict(numbers), listed[0], (listed[1], listed[2]), (values[0], values[1], values[2]))
