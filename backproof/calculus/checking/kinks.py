"""Evidence at kinks: at zeros of the arguments of ReLU and |t|, derivatives must follow the conventions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.claim import Claim
from backproof.calculus.checking.points.admissible import NEAR
from backproof.calculus.checking.verify import DIGITS, Pair, judged, valued
from backproof.calculus.evaluation.arithmetic import COMPLEX, FLOAT, Arithmetic, Array, Unary, multiprecision
from backproof.calculus.evaluation.cases import Cases, Point, in_numbers
from backproof.calculus.evaluation.evaluate import run, trace
from backproof.calculus.language.expression import Elementwise, Power, Reduce, Structural, Variable
from backproof.calculus.language.scalar_functions.user_functions import in_words
from backproof.calculus.language.traversal import sizes, variables
from backproof.calculus.language.tree import Expression, walk

_METHOD = "chain rule at kinks"
_STEP = 1e-30
_ZERO = 1e-40
_DRAWS = 48
_MOST = 4
_LENGTHS = (2, 3, 1)
_SMALL_STEP_EXPONENT = 24
_AGREEMENT = 1e-9


def at_kinks(expression: Expression, wrt: Variable, claimed: Expression, kind: str) -> tuple[Check, ...]:
    """Check that `claimed` follows the conventions where a function is not differentiable, if anywhere.

    The reference is the chain rule through every operation as written, by a complex step with the
    conventional slopes of ReLU and |t| at 0. If the function is differentiable there nevertheless, like
    |t|², its derivative is accepted as well. There is no convention for jumps, nor for second derivatives.
    """
    if kind == "hessian":
        return ()
    claim = Claim(in_words(expression), wrt, in_words(claimed), kind)
    where = points_at_kinks(claim.expression, (claim.claimed, wrt))
    found = [(pair, point) for point in where for pair in _compared(claim, point)]
    return (judged(_METHOD, claim.subject, found),) if found else ()


def points_at_kinks(expression: Expression, others: Sequence[Expression] = ()) -> list[Point]:
    """Return integer points that hit a kink of the expression exactly and at which everything has a value."""
    words = in_words(expression)
    if not _kinks(words):
        return []
    every = [words, *map(in_words, others)]
    symbols = list(dict.fromkeys(size for side in every for size in sizes(side)))
    needed = dict.fromkeys(variable for side in every for variable in variables(side))
    generator = np.random.default_rng(len(needed))
    found: list[Point] = []
    for start in range(len(_LENGTHS)):
        lengths = {symbol: _LENGTHS[(start + i) % len(_LENGTHS)] for i, symbol in enumerate(symbols)}
        values = {v.name: _drawn(v, in_numbers(v.shape, lengths), generator) for v in needed}
        cases = Cases(_DRAWS, lengths, values)
        good = _hits_kink(words, cases)
        for other in every[1:]:
            good = good & _all_entries(np.isfinite(valued(other, cases, FLOAT)), _DRAWS)
        found += [cases[int(index)] for index in np.flatnonzero(good)[:_MOST]]
    return found


def is_at_kink(
    expression: Expression, values: Mapping[str, Array], lengths: Mapping[str, int] | None = None
) -> bool:
    """Return whether an argument of ReLU, |t| or the 1-norm vanishes, or two entries of max are largest."""
    known = lengths or {}
    inside = [run(node, values, known, FLOAT) for node in _kinks(in_words(expression))]
    vanishes = any(bool(np.any(np.abs(value) < NEAR.from_kinks)) for value in inside)
    return vanishes or has_tie(expression, values, known)


def has_tie(expression: Expression, values: Mapping[str, Array], lengths: Mapping[str, int]) -> bool:
    """Return whether two entries of an operand of max are largest, where no convention gives a derivative."""
    operands = [run(node, values, lengths, FLOAT) for node in _largest_of(in_words(expression))]
    return not all(_leads(value[np.newaxis], 1).all() for value in operands)


def _kinks(expression: Expression) -> tuple[Expression, ...]:
    """Return the arguments of ReLU, |t| and the 1-norm."""
    return tuple(node.children[0] for node in walk(expression) if _name(node) in ("relu", "abs", "norm1"))


def _singular(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts that must not be 0, for lack of a convention: norms, arguments of signs and roots."""
    found = []
    for node in walk(expression):
        if _name(node) == "norm":
            found.append(node)
        elif _name(node) in ("sign", "sqrt") or (isinstance(node, Power) and node.exponent.denominator > 1):
            found.append(node.children[0])
    return tuple(found)


def _largest_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the operands of max and ismax: there is no convention where two entries are largest."""
    return tuple(node.children[0] for node in walk(expression) if _name(node) in ("max", "ismax"))


def _leads(value: Array, count: int) -> Array:
    """Return a mask of the cases in which one entry exceeds all others."""
    entries = np.sort(np.broadcast_to(value, (count, *value.shape[-2:])).reshape(count, -1), axis=-1)
    leads = entries[:, -1] - entries[:, -2] if entries.shape[-1] > 1 else np.full(count, np.inf)
    return np.asarray(leads > NEAR.from_kinks)


def _name(node: Expression) -> str:
    match node:
        case Elementwise(function):
            return function.known_as
        case Reduce(name) | Structural(name):
            return name
    return ""


def _drawn(variable: Variable, shape: tuple[int, int], generator: np.random.Generator) -> Array:
    """Draw integers around 0, about half of them 0; positive or definite if declared."""
    drawn = generator.integers(-3, 4, (_DRAWS, *shape)) * generator.integers(0, 2, (_DRAWS, *shape)) * 1.0
    if "positive definite" in variable.properties:
        return np.asarray(drawn @ np.swapaxes(drawn, -1, -2) + np.eye(shape[0]))
    if "symmetric" in variable.properties:
        return np.asarray(drawn + np.swapaxes(drawn, -1, -2))
    return np.abs(drawn) + 1 if "positive" in variable.properties else drawn


def _hits_kink(expression: Expression, cases: Cases) -> Array:
    """Return a mask of the cases that hit a kink exactly, none nearly, and no singularity."""
    order = walk(expression)
    with np.errstate(all="ignore"):
        values = dict(zip(order, trace(expression, cases.values, cases.sizes, FLOAT), strict=True))
    inside = [values[node] for node in _kinks(expression)]
    zeros = [~_all_entries(value != 0, cases.count) for value in inside]
    good = [
        *(_all_entries(np.abs(value) < NEAR.largest, cases.count) for value in values.values()),
        *(_all_entries((value == 0) | (np.abs(value) > NEAR.from_kinks), cases.count) for value in inside),
        *(_all_entries(values[node] != 0, cases.count) for node in _singular(expression)),
        *(_leads(values[node], cases.count) for node in _largest_of(expression)),
    ]
    return np.asarray(np.logical_or.reduce(zeros) & np.logical_and.reduce(good))


def _all_entries(entries: Array, count: int) -> Array:
    """Return a mask of the cases in which the condition holds for all entries."""
    return np.broadcast_to(np.logical_and.reduce(entries, axis=(-2, -1)), (count,))


def _compared(claim: Claim, point: Point) -> Iterator[Pair]:
    """Yield the expected and the claimed derivative, if both are finite.

    Expected is the derivative by the chain rule, or the claimed one if it is the function's own.
    """
    cases = Cases.of([point])
    with np.errstate(all="ignore"):
        expected = _by_chain_rule(claim, point)
        claimed = valued(claim.claimed, cases, FLOAT)[0]
    if claimed.shape != expected.shape:
        yield expected, claimed
    elif np.isfinite(expected).all() and np.isfinite(claimed).all():
        agree = np.allclose(expected, claimed, rtol=_AGREEMENT, atol=_AGREEMENT)
        if agree:
            yield expected, claimed
        elif _is_derivative(claim, point, claimed):
            yield claimed, claimed
        elif _computed_well(claim, cases, claimed):
            yield expected, claimed


def _computed_well(claim: Claim, cases: Cases, claimed: Array) -> bool:
    """True if floats and high precision give the same claimed value: few digits of cos(1e8) are right."""
    arithmetic = multiprecision(DIGITS)
    exact = valued(claim.claimed, cases.exactly(arithmetic), arithmetic)[0].astype(float)
    return bool(np.allclose(exact, claimed, rtol=_AGREEMENT / 10, atol=_AGREEMENT / 10))


def _by_chain_rule(claim: Claim, point: Point) -> Array:
    base = point.values[claim.wrt.name]
    units = np.eye(base.size).reshape(-1, *base.shape)
    values = {**point.values, claim.wrt.name: base + 1j * _STEP * units}
    value = run(claim.expression, values, point.sizes, _conventional(_relu_at_zero(claim.expression)))
    slopes = np.broadcast_to(np.imag(value) / _STEP, (len(units), *value.shape[-2:]))
    return claim.arranged(slopes).reshape(claim.expected_shape(point))


def _relu_at_zero(expression: Expression) -> Fraction:
    found = (n.function for n in walk(expression) if isinstance(n, Elementwise))
    return next((f.relu_at_zero for f in found if f.known_as == "relu"), Fraction(1, 2))


@cache
def _conventional(relu_at_zero: Fraction) -> Arithmetic:
    """Return complex arithmetic with the conventional slopes of ReLU and |t| where a real part is only h²."""
    slopes: Mapping[str, float] = {"relu": float(relu_at_zero), "abs": 0.0}
    functions = {name: _sloped(name, slope) for name, slope in slopes.items()}
    return replace(COMPLEX, functions={**COMPLEX.functions, **functions})


def _sloped(name: str, slope: float) -> Unary:
    known = COMPLEX.functions[name]
    return lambda x: np.where(np.abs(x.real) < _ZERO, slope * x, known(x))


def _is_derivative(claim: Claim, point: Point, claimed: Array) -> bool:
    """True if the function has the claimed derivative at the point: along each axis, from either side."""
    return all(
        np.allclose(_one_sided(claim, point, side).astype(float), claimed, rtol=_AGREEMENT, atol=_AGREEMENT)
        for side in (1, -1)
    )


def _one_sided(claim: Claim, point: Point, side: int) -> Array:
    """Return high-precision difference quotients on one side of the point."""
    arithmetic = multiprecision(DIGITS)
    base = point.values[claim.wrt.name]
    units = np.eye(base.size).reshape(-1, *base.shape)
    step = side * arithmetic.scalar(Fraction(1)) / 10**_SMALL_STEP_EXPONENT
    exact = Cases.of([point] * len(units)).exactly(arithmetic)
    moved = {**exact.values, claim.wrt.name: exact.values[claim.wrt.name] + arithmetic.array(units) * step}
    ends = (Cases(exact.count, exact.sizes, values) for values in (moved, exact.values))
    after, before = (valued(claim.expression, cases, arithmetic) for cases in ends)
    return claim.arranged((after - before) / step).reshape(claim.expected_shape(point))
