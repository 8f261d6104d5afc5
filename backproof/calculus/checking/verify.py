"""Independent evidence: a claimed derivative against other methods, an equation against numbers.

The engine's rules, its canonical form and its simplifier are not involved: the only shared code is the
parser and the meaning of each operation (evaluate.py), in three different arithmetics.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.claim import Claim
from backproof.calculus.checking.points.parametrised import Values, worlds
from backproof.calculus.checking.points.sampling import Constraints, far_points, points
from backproof.calculus.evaluation.arithmetic import COMPLEX, FLOAT, Arithmetic, Array, multiprecision
from backproof.calculus.evaluation.cases import Cases, Point, alike, in_numbers
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.evaluation.size_bounds import Bound, size_bounds
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.traversal import substitute, without_names
from backproof.calculus.language.tree import Expression

_STEP = 1e-30
DIGITS = 110
# Steps for central differences as powers of 1/10, each with its working precision; the first that
# settles.
_STEPS = ((24, DIGITS), (48, 220), (96, 440))
_STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))
_SPACING = 5e-4
_MOST_ENTRIES = 64
_MOST_AT_ONCE = 100_000
_FAR = "values far from 0"

# The largest relative difference that passes, and the magnitude below which a value counts as rounding.
_TOLERANCES = {
    "complex step": (1e-8, 1.0),
    "complex step of differences": (1e-6, 1.0),
    _FAR: (1e-12, 1e-30),
    "central differences": (1e-15, 1e-30),
    "sympy, entry by entry": (1e-15, 1e-30),
    "equal values": (1e-40, 1e-30),
    "link of the chain": (1e-40, 1e-30),
    "substituted into the whole": (1e-40, 1e-30),
    "chain rule at kinks": (1e-9, 1.0),
    "computed by entries": (1e-12, 1e-30),
}

Pair = tuple[Array, Array]
_Comparison = Callable[[Claim, Cases], Iterable[Pair]]


def evidence(
    expression: Expression, wrt: Variable, claimed: Expression, kind: str = "gradient", *, subject: str = ""
) -> tuple[Check, ...]:
    """Check by several methods that `claimed` is the derivative of `expression` by `wrt`.

    `kind` is gradient (of a scalar, in the shape of `wrt`), jacobian (J[i, j] = d f_i / d x_j), scalarvar
    (by a scalar, in the shape of the expression) or hessian. Complex step and high-precision central
    differences are always used. Sizes are all different, all equal, partly 1 and all 1, wherever the
    expression is defined for them; the complex step is also taken where one variable is far from 0.
    """
    return evidence_of(Claim(expression, wrt, claimed, kind), subject)


def evidence_of(claim: Claim, subject: str = "") -> tuple[Check, ...]:
    """Return the checks of `evidence` for a claim."""
    claim = replace(claim, expression=written_out(claim.expression), claimed=written_out(claim.claimed))
    found = [
        _evidence_in(claim.put(values), subject or claim.subject)
        for values in worlds((claim.expression, claim.claimed), keep=claim.wrt.name)
    ]
    return tuple(weakest(checks) for checks in zip(*found, strict=False))


def _evidence_in(claim: Claim, subject: str) -> tuple[Check, ...]:
    """Return the checks of a claim whose variables are free."""
    where, far = (find(*claim.sides, constraints=claim.constraints) for find in (points, far_points))
    step = "complex step of differences" if claim.kind == "hessian" else "complex step"
    methods: list[tuple[str, _Comparison, Sequence[Point]]] = [
        (step, partial(_settled, step), where),
        ("central differences", _by_differences, where[::2]),
        *([(_FAR, partial(_settled, _FAR), far)] if far else []),
    ]
    return tuple(
        judged(method, subject, compared(partial(compare, claim), chosen))
        for method, compare, chosen in methods
    )


def compared(
    compare: Callable[[Cases], Iterable[Pair]], where: Sequence[Point]
) -> Iterator[tuple[Pair, Point]]:
    """Yield the expected and actual values at each of the points, batching points of equal sizes."""
    for cases in alike(where):
        for index, pair in enumerate(compare(cases)):
            yield pair, cases[index]


def holds(  # noqa: PLR0913, PLR0917 (an equation, what it is called, and where it is claimed)
    left: Expression,
    right: Expression,
    subject: str = "",
    method: str = "equal values",
    where: Sequence[Expression] = (),
    bounds: Sequence[Bound] = (),
    equations: Sequence[Values] = (),
) -> Check:
    """Check that two expressions are equal, by their values at several sizes and points.

    The equality is claimed wherever the left side and the expressions of `where` are defined and smooth;
    `bounds` are pairs of sizes of which the first is at least the second, and `equations` substitutions by
    which equations between variables hold.
    """
    sides = without_names(written_out(left)), without_names(written_out(right))
    if sides[0] == sides[1]:
        # Identical expressions are equal wherever they are defined.
        return Check(method, subject or f"{left} = {right}", 0.0, _TOLERANCES[method][0])
    required = (sides[0], *(without_names(written_out(expression)) for expression in where))
    found = (
        _values_of(tuple(substitute(item, values) for item in required), substitute(sides[1], values), bounds)
        for values in worlds((*required, sides[1]), equations)
    )
    return judged(method, subject or f"{left} = {right}", chain.from_iterable(found))


def _values_of(
    required: Sequence[Expression], right: Expression, bounds: Sequence[Bound]
) -> Iterable[tuple[Pair, Point]]:
    """Yield the values of both sides, the first of the required and the right one, at points."""
    near, far = (
        find(required, (right,), constraints=Constraints(bounds=bounds)) for find in (points, far_points)
    )
    return compared(partial(_in_digits, (required[0], right)), [*near[::2], *far])


def statement_holds(left: Expression, right: Expression) -> Check:
    """Check a stated equality of two expressions, for the sizes for which both are defined."""
    bounds = (*size_bounds(left), *size_bounds(right))
    conditions = "".join(f", {larger} >= {smaller}" for larger, smaller in dict.fromkeys(bounds))
    return holds(left, right, f"{left} = {right}{conditions}", bounds=bounds)


def weakest(checks: Sequence[Check]) -> Check:
    """Return the check that represents several: the first that failed, else the first."""
    return next((check for check in checks if not check.passed), checks[0])


def judged(method: str, subject: str, values: Iterable[tuple[Pair, Point]]) -> Check:
    """Return the check at the point with the largest distance between expected and actual value.

    Points at which the expected value is undefined, which floats may have hidden when the points were
    chosen, are not part of the claim.
    """
    tolerance, floor = _TOLERANCES[method]
    found = [(_distance(*pair, floor), pair, point) for pair, point in values if not _has_nan(pair[0])]
    if not found:
        return Check(method, subject, math.nan, tolerance, "a point where it is defined", "none was found")
    figure, pair, point = max(found, key=itemgetter(0))
    return Check(method, subject, figure, tolerance, *(() if figure <= tolerance else _shown(*pair, point)))


def _has_nan(values: Array) -> bool:
    return bool(np.isnan(np.abs(values).astype(float)).any())


def _distance(expected: Array, got: Array, floor: float) -> float:
    """Return the largest difference, relative to the largest entry; infinite if the shapes differ."""
    if expected.shape != got.shape:
        return math.inf
    with np.errstate(invalid="ignore"):
        # The maximum of a float array propagates nan; that of an object array may not.
        sides = (np.abs(side).astype(float) for side in (expected, got, expected - got))
        left, right, gap = (float(side.max()) for side in sides)
    return math.inf if math.isnan(gap) else gap / max(floor, left, right)


def _shown(expected: Array, got: Array, point: Point) -> tuple[str, str]:
    if expected.shape != got.shape:
        return f"the shape {expected.shape} at {point}", f"the shape {got.shape}"
    with np.errstate(invalid="ignore"):
        gap = np.abs(expected - got).astype(float)
    row, column = np.unravel_index(np.argmax(np.where(np.isnan(gap), np.inf, gap)), gap.shape)
    place = f"entry ({row + 1}, {column + 1}) at {point}"
    return f"{_digits(expected[row, column])} in {place}", _digits(got[row, column])


def _digits(value: Any) -> str:
    """Format a number with ten digits; a root or logarithm of a negative number is complex."""
    number = complex(value)
    return f"{number if number.imag else number.real:.10g}"


def _in_digits(sides: tuple[Expression, Expression], cases: Cases) -> Iterator[Pair]:
    arithmetic = multiprecision(DIGITS)
    exact = cases.exactly(arithmetic)
    return zip(*(valued(side, exact, arithmetic) for side in sides), strict=True)


def valued(expression: Expression, cases: Cases, arithmetic: Arithmetic) -> Array:
    """Evaluate the expression in all cases; undefined values are nan."""
    try:
        with np.errstate(all="ignore"):
            value = run(expression, cases.values, cases.sizes, arithmetic)
    except ArithmeticError:
        if cases.count == 1:
            return np.full((1, *in_numbers(expression.shape, cases.sizes)), np.nan, dtype=arithmetic.dtype)
        return np.concatenate([valued(expression, case, arithmetic) for case in cases.each()])
    return _broadcast(cases, value)


def _broadcast(cases: Cases, value: Array) -> Array:
    """Broadcast a value to all cases, since a constant is shared by all of them."""
    return value if value.ndim > 2 else np.broadcast_to(value, (cases.count, *value.shape))


def _units(like: Array) -> Array:
    """Return one matrix per tested entry of `like`, 1 in that entry and 0 elsewhere."""
    entries = _tested_entries(like)
    units = np.zeros((len(entries), like.size))
    units[np.arange(len(entries)), entries] = 1
    return units.reshape(-1, *like.shape)


def _tested_entries(like: Array) -> Array:
    """Return the entries to differentiate by: all, or a random selection of very many."""
    if like.size <= _MOST_ENTRIES:
        return np.arange(like.size)
    return np.random.default_rng(like.size).choice(like.size, _MOST_ENTRIES, replace=False)


def _stepped(claim: Claim, cases: Cases, base: Array, units: Array) -> Array:
    """Return d f / d (entry) for each entry, by a complex step; entries run along the third-to-last axis."""
    moved = base[..., None, :, :] + 1j * _STEP * units
    between = tuple(range(1, moved.ndim - 2))
    others = {name: np.expand_dims(value, between) for name, value in cases.values.items()}
    value = run(claim.expression, {**others, claim.wrt.name: moved}, cases.sizes, COMPLEX)
    rows, columns = value.shape[-2:]
    return np.broadcast_to(np.imag(value) / _STEP, (*moved.shape[:-2], rows, columns))


def _by_complex_step(claim: Claim, cases: Cases) -> Iterator[Pair]:
    base = cases.values[claim.wrt.name]
    units = _units(base[0])
    if cases.count > 1 and base.size * len(units) ** claim.order > _MOST_AT_ONCE:
        yield from (pair for case in cases.each() for pair in _by_complex_step(claim, case))
        return
    if claim.kind == "hessian":
        derivatives = sum(
            weight / _SPACING * _stepped(claim, cases, base[:, None] + offset * _SPACING * units, units)
            for offset, weight in _STENCIL
        )
    else:
        derivatives = _stepped(claim, cases, base, units)
    claimed = valued(claim.claimed, cases, FLOAT)
    for index, derivative in enumerate(np.asarray(derivatives)):
        yield _in_layout(claim, cases[index], derivative, claimed[index])


def _in_layout(claim: Claim, point: Point, derivatives: Array, claimed: Array) -> Pair:
    """Return the derivatives by the tested entries, and the claimed ones, in the same shape."""
    base, wanted = point.values[claim.wrt.name], claim.expected_shape(point)
    arranged = claim.arranged(derivatives)
    if claimed.shape == wanted and base.size > _MOST_ENTRIES:
        return arranged.reshape(-1, 1), claim.at_entries(claimed, _tested_entries(base)).reshape(-1, 1)
    return arranged.reshape(wanted) if base.size <= _MOST_ENTRIES else np.zeros(wanted), claimed


def _settled(method: str, claim: Claim, cases: Cases) -> Iterator[Pair]:
    """Compare by complex step; if floats contradict the claim, which may be rounding, by high precision.

    A Hessian's stencil has an error of its own if the function bends within its spacing.
    """
    tolerance, floor = _TOLERANCES[method]
    for case, step in zip(cases.each(), _by_complex_step(claim, cases), strict=True):
        if _distance(*step, floor) <= tolerance:
            yield step
            continue
        exact, least = next(iter(_by_differences(claim, case))), _TOLERANCES["central differences"]
        decides = _distance(*exact, least[1]) <= least[0] or _has_nan(exact[0]) or _has_nan(step[0])
        yield exact if decides else step


def _by_differences(claim: Claim, cases: Cases) -> Iterator[Pair]:
    """Compare by central differences along a random direction (for a Hessian, two), with small steps.

    If the values differ, a finer step shows whether the claim or the step is at fault: sin(exp(x))
    oscillates many times within a step that is small for x.
    """
    tolerance, floor = _TOLERANCES["central differences"]
    for index, pair in enumerate(_differences(claim, cases, *_STEPS[0])):
        found = pair
        for step in _STEPS[1:]:
            if _distance(*found, floor) <= tolerance:
                break
            finer = next(_differences(claim, Cases.of([cases[index]]), *step))
            settled = _distance(found[0], finer[0], floor) <= tolerance
            found = finer
            if settled:
                break
        yield found


def _differences(claim: Claim, cases: Cases, exponent: int, digits: int) -> Iterator[Pair]:
    """Yield slopes over a step of 10 to the minus exponent, with squared-step error, and the claimed ones."""
    arithmetic = multiprecision(digits)
    exact = cases.exactly(arithmetic)
    base = exact.values[claim.wrt.name]
    directions = _directions(base.shape[1:], arithmetic)
    got = valued(claim.claimed, exact, arithmetic)
    wanted = claim.expected_shape(cases[0])
    if got.shape[1:] != wanted:
        yield from ((np.zeros(wanted), value) for value in got)
        return

    def at(moved: Array) -> Array:
        values = {**exact.values, claim.wrt.name: moved}
        return _broadcast(cases, run(claim.expression, values, cases.sizes, arithmetic))

    step = arithmetic.scalar(Fraction(1)) / 10**exponent
    for slope, value in zip(_slopes(claim, at, base, directions, step), got, strict=True):
        with np.errstate(invalid="ignore"):
            expected = slope.reshape(-1, 1) if claim.kind == "jacobian" else slope
            yield expected, claim.along(value, *directions)


def _slopes(
    claim: Claim, at: Callable[[Array], Array], base: Array, directions: tuple[Array, Array], step: Any
) -> Array:
    first, second = (direction * step for direction in directions)
    if claim.kind == "hessian":
        corners = ((1, 1), (1, -1), (-1, 1), (-1, -1))
        total = sum(a * b * at(base + a * first + b * second) for a, b in corners)
        return np.asarray(total / (4 * step * step))
    return np.asarray((at(base + first) - at(base - first)) / (2 * step))


def _directions(shape: tuple[int, ...], arithmetic: Arithmetic) -> tuple[Array, Array]:
    generator = np.random.default_rng(shape)
    first, second = (arithmetic.array(generator.integers(-40, 40, shape) / 32 + 1 / 64) for _ in range(2))
    return first, second
