"""Comparison of the script's gradients with the formulas and with finite differences of the loss."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.kinks import points_at_kinks
from backproof.calculus.checking.points.admissible import admissible
from backproof.calculus.checking.points.sampling import points, points_of_sizes
from backproof.calculus.derivations import Derivations
from backproof.calculus.evaluation.cases import Point, alike
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.traversal import sizes
from backproof.calculus.language.traversal import variables as variables_of
from backproof.calculus.language.tree import Expression
from backproof.diagnostic import ScriptError
from backproof.kinds.network.special_case import SpecialCase
from backproof.kinds.shared.claims import Call
from backproof.numpy_scripts.distance import distance
from backproof.numpy_scripts.large_values import (
    Ray,
    rays,
    scaled,
    steady_in_floats,
    true_values,
    values_in_digits,
)
from backproof.numpy_scripts.overflow import LargeValues, Reach, Sample, are_numbers, climbed, reach_of
from backproof.numpy_scripts.scripted import GradientFunction, Gradients, Values
from backproof.numpy_scripts.size_choices import size_choices

_TOLERANCE = 1e-9
_DIFFERENCE_STEP = 1e-6
_DIFFERENCE_TOLERANCE = 1e-6
# The sample points are short in binary; scaled by this, they use every bit of a double's mantissa.
_GENERIC = 0.987654321
_SMALL = (1e-7, 0.0)
_DECADES = tuple(range(-3, 6))
# A script's rounding error may be this many times that of the formulas in floats, if those keep to the bound.
_LIKE_FORMULAS, _MOST_ROUNDING = 4.0, 1e-6


@dataclass(frozen=True)
class Evidence:
    """The checks of a script's function; `reach` is the limit of the large-argument checks, if any.

    `calls` are those at usual points.
    """

    checks: tuple[Check, ...]
    reach: Reach | None
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class _Trial:
    """A named set of points at which a script's function is called.

    Values smaller than `unit` are compared absolutely, in that unit, rather than relative to their size.
    """

    name: str
    points: tuple[Point, ...]
    unit: float = 1.0


def _trials(found: Derivations, *, thorough: bool = False) -> tuple[_Trial, ...]:
    """Return the trials: usual points, sizes in all pairs, structure, values near 0 and at 0, and kinks.

    A script may be correct except for one size, one sign, or one order of magnitude. If `thorough`, the sizes
    are tried in all triples.
    """
    formulas = (found.expression, *_gradients(found))
    usual = tuple(scaled(point, _GENERIC) for point in points(formulas))
    symbols = dict.fromkeys(size for formula in formulas for size in sizes(formula))
    chosen = size_choices(tuple(symbols), thorough=thorough)
    by_size = tuple(scaled(point, _GENERIC) for point in points_of_sizes(formulas, chosen))
    structured = _admitted(formulas, [*_structured(found, usual)])
    return (
        _Trial("usual points", usual),
        _Trial("sizes in all triples" if thorough else "sizes in all pairs", by_size),
        _Trial("zeros, repeated entries and integers", (*structured, *_in_integers(structured))),
        _Trial("small arguments of both signs", _steady(formulas, usual, [k for k in _DECADES if k <= 0])),
        _Trial("small values and 0", _admitted(formulas, [*_shrunk(usual)]), _SMALL[0]),
        _Trial(_kink_trial_name(found), tuple(points_at_kinks(formulas[0], formulas[1:]))),
    )


def _kink_trial_name(found: Derivations) -> str:
    """Name the trial at kinks, including the values of ReLU'(0) that it assumes."""
    agreed = {item.value for item in found.hypotheses if item.function and item.function.known_as == "relu"}
    return "kinks" + "".join(f", where ReLU'(0) = {value}" for value in agreed)


def _gradients(found: Derivations) -> list[Expression]:
    return [derivation.gradient for derivation in found.of.values()]


def _shrunk(usual: Sequence[Point]) -> Iterator[Point]:
    """Yield each point with one variable scaled to near 0, or to 0, and the others unchanged."""
    for point in usual:
        for (name, value), factor in itertools.product(point.values.items(), _SMALL):
            yield Point(point.sizes, {**point.values, name: factor * value})


def _structured(found: Derivations, usual: Sequence[Point]) -> Iterator[Point]:
    """Yield each point with integers, with repeated entries, and with every other entry 0.

    Variables with declared properties, which a change of entries would break, keep their values.
    """
    free = {variable.name for variable in variables_of(found.expression) if not variable.properties}
    changes: tuple[Callable[[Any], Any], ...] = (
        lambda value: np.rint(3 * value) + 0.0,
        lambda value: np.full_like(value, value.flat[0]) if np.size(value) else value,
        lambda value: np.where(np.arange(np.size(value)).reshape(np.shape(value)) % 2, value, 0.0),
    )
    for point, change in itertools.product(usual, changes):
        values = {k: change(np.asarray(v)) if k in free else v for k, v in point.values.items()}
        yield Point(point.sizes, values)


def _in_integers(places: Sequence[Point]) -> Iterator[Point]:
    """Yield the points whose entries are integers with arrays of integers, whose type results may inherit."""
    for point in places:
        if all(np.array_equal(value, np.rint(value)) for value in point.values.values()):
            yield Point(point.sizes, {k: np.asarray(v).astype(np.int64) for k, v in point.values.items()})


def _steady(
    formulas: Sequence[Expression], usual: Sequence[Point], decades: Sequence[int]
) -> tuple[Point, ...]:
    """Return multiples of the points by powers of ten and both signs, where the formulas are steady."""
    factors = [sign * 10.0**decade for decade in decades for sign in (1, -1)]
    places = [scaled(point, factor) for point in usual for factor in factors if factor != 1]
    return tuple(point for point in places if steady_in_floats(formulas, point))


def _admitted(formulas: Sequence[Expression], places: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points at which all the formulas are admissible."""
    found: list[Point] = []
    for cases in alike(places):
        good = np.logical_and.reduce([admissible(formula, cases) for formula in formulas])
        found += [cases[index] for index in range(cases.count) if good[index]]
    return tuple(found)


def script_evidence(
    function: GradientFunction,
    found: Derivations,
    special_case: SpecialCase | None = None,
    large: LargeValues = "required",
    *,
    thorough: bool = False,
) -> Evidence:
    """Check the script's gradients against the formulas in all trials, and against differences of the loss.

    Given a special case of the network, also check the formulas and the script's gradients against it.
    """
    tried = [trial for trial in _trials(found, thorough=thorough) if trial.points]
    if not tried:
        nowhere = "a point where it is defined", "none was found"
        return Evidence((Check("derived formulas", function.name, math.nan, _TOLERANCE, *nowhere),), None)
    special = [mine for _, mine in special_case.places] if special_case else []
    usual = [*(point.values for trial in tried for point in trial.points), *special]
    far = () if large == "off" else rays(_gradients(found), tried[0].points)
    beyond = [decade for decade in _DECADES if decade > 0]
    decades = () if large == "off" else _steady(_gradients(found), tried[0].points, beyond)
    answers, at_large, at_decades = _answers(function, usual, (far, decades), is_lenient=large == "warn")
    returned = iter(answers)
    given = [[next(returned) for _ in trial.points] for trial in tried]
    samples, reach = _at_large(function, far, at_large, is_lenient=large == "warn")
    samples = [*samples, *at_decades]
    checks = (
        *(_formula_check(function.name, found, *pair) for pair in zip(tried, given, strict=True)),
        *_large_checks(function.name, found, samples, reach),
        _slope_check(function.name, found, tried[0].points, given[0]),
        *(special_case.checks(special_case.gradients(), "formulas") if special_case else ()),
        *(special_case.checks(list(returned), function.name) if special_case else ()),
    )
    calls = zip(tried[0].points, given[0], strict=True)
    return Evidence(checks, reach, tuple(Call(point.values, returned) for point, returned in calls))


def _answers(
    function: GradientFunction,
    usual: Sequence[Values],
    large: tuple[Sequence[Ray], Sequence[Point]],
    *,
    is_lenient: bool,
) -> tuple[list[Gradients], list[Sample] | None, list[Sample]]:
    """Call the function at the usual arguments, along the rays, and at the decades.

    If lenient, None takes the place of the rays' samples if they raise an error, and a decade's sample
    without numbers is left out: the warning about overflow speaks of these.
    """
    far, decades = large
    places = [ray.at(factor) for ray in far for factor in ray.factors]
    try:
        found = function.at([*usual, *(place.values for place in (*places, *decades))])
    except ScriptError:
        if not (is_lenient and (places or decades)):
            raise
        return function.at(usual), None, []
    beyond = found[len(usual) :]
    samples = [Sample(*pair) for pair in zip(places, beyond[: len(places)], strict=True)]
    tens = [Sample(*pair) for pair in zip(decades, beyond[len(places) :], strict=True)]
    return found[: len(usual)], samples, [s for s in tens if are_numbers(s.returned) or not is_lenient]


def _at_large(
    function: GradientFunction, far: Sequence[Ray], samples: list[Sample] | None, *, is_lenient: bool
) -> tuple[list[Sample], Reach | None]:
    """Return the samples to compare at large arguments; if lenient, only as far as numbers were returned."""
    fails = samples is None or not all(are_numbers(sample.returned) for sample in samples)
    if is_lenient and fails:
        return climbed(function, far)
    return samples or [], reach_of(far)


def _large_checks(
    name: str, found: Derivations, samples: Sequence[Sample], reach: Reach | None
) -> Iterator[Check]:
    """Compare the samples at large arguments with the true values."""
    values = [(sample, true_values(_gradients(found), sample.point)) for sample in samples]
    known = [(sample, expected) for sample, expected in values if expected is not None]
    if known:
        subject = f"{name}, values up to {reach.magnitude:g}" if reach else f"{name}, large values"
        places = [(sample.point, expected, sample.returned) for sample, expected in known]
        yield _compared(subject, found, places, _Scale())


_Compared = tuple[Point, Gradients, Gradients]
"""A point, the gradients expected there, and those returned."""


@dataclass(frozen=True)
class _Scale:
    """The unit below which errors are absolute, and the tolerance of a comparison."""

    unit: float = 1.0
    tolerance: float = _TOLERANCE


def _compared(subject: str, found: Derivations, places: Sequence[_Compared], scale: _Scale) -> Check:
    errors = [_error(expected, returned, scale.unit) for _, expected, returned in places]
    worst = max(range(len(errors)), key=errors.__getitem__)
    shown = _mismatch(found, *places[worst], scale) if errors[worst] > scale.tolerance else ("", "")
    return Check("derived formulas", subject, errors[worst], scale.tolerance, *shown)


def _formula_check(name: str, found: Derivations, trial: _Trial, given: Sequence[Gradients]) -> Check:
    subject = f"{name}, {trial.name}"
    expected = [_by_formulas(found, point) for point in trial.points]
    places = [*zip(trial.points, expected, given, strict=True)]
    check = _compared(subject, found, places, _Scale(trial.unit))
    return check if check.passed else _against_true_values(subject, found, trial, places) or check


def _against_true_values(
    subject: str, found: Derivations, trial: _Trial, places: Sequence[_Compared]
) -> Check | None:
    """Check against multiprecision values, allowing the rounding error that the formulas have in floats.

    Near 0, a difference such as sqrt(1 + t**2) - 1 loses digits to cancellation however it is ordered.
    None where a true value is unknown, or where the formulas in floats lose too many digits themselves.
    """
    truths = [values_in_digits(_gradients(found), point) for point in trial.points]
    known = [truth for truth in truths if truth is not None]
    if len(known) < len(truths):
        return None
    pairs = zip(known, places, strict=True)
    rounding = max(_error(truth, floats, trial.unit) for truth, (_, floats, _) in pairs)
    if rounding > _MOST_ROUNDING:
        return None
    scale = _Scale(trial.unit, max(_TOLERANCE, _LIKE_FORMULAS * rounding))
    judged = [(point, truth, got) for truth, (point, _, got) in zip(known, places, strict=True)]
    return _compared(subject, found, judged, scale)


def _mismatch(
    found: Derivations, point: Point, expected: Gradients, returned: Gradients, scale: _Scale
) -> tuple[str, str]:
    """Describe the first gradient that differs: as the formula gives it, and as the script does."""
    for name, a, b in zip(found.of, expected, returned, strict=False):
        if distance(a, b, scale.unit) > scale.tolerance:
            return f"d/d{name} = {_entries(a)} at {point}", _entries(b)
    return f"{len(expected)} gradients", f"{len(returned)}"


def _entries(values: Any) -> str:
    """Format the first few entries of an array, with its shape."""
    flat = np.asarray(values).reshape(-1)
    shown = ", ".join(f"{x:.6g}" for x in flat[:3])
    return f"[{shown}{', ...' if flat.size > 3 else ''}] of shape {np.shape(values)}"


def _by_formulas(found: Derivations, point: Point) -> list[Any]:
    return [evaluate(d.gradient, point.values, point.sizes) for d in found.of.values()]


def _error(expected: Gradients, returned: Gradients, unit: float) -> float:
    if len(expected) != len(returned):
        return math.inf
    return max(distance(a, b, unit) for a, b in zip(expected, returned, strict=True))


def _slope_check(name: str, found: Derivations, at: Sequence[Point], given: Sequence[Gradients]) -> Check:
    worst = max(_slope_error(found, *pair) for pair in zip(at, given, strict=True))
    return Check("differences of the loss", f"{name} at {len(at)} points", worst, _DIFFERENCE_TOLERANCE)


def _slope_error(found: Derivations, point: Point, returned: Gradients) -> float:
    """Return the largest error of gradients against central differences of the loss in random directions."""
    generator = np.random.default_rng(1)
    worst = 0.0
    for name, gradient in zip(found.of, returned, strict=False):
        direction = generator.standard_normal(point.values[name].shape)
        ends = [
            evaluate(
                found.expression, {**point.values, name: point.values[name] + step * direction}, point.sizes
            )
            for step in (_DIFFERENCE_STEP, -_DIFFERENCE_STEP)
        ]
        slope = (ends[0] - ends[1]) / (2 * _DIFFERENCE_STEP)
        claimed = np.sum(gradient * direction) if np.shape(gradient) == direction.shape else np.nan
        worst = max(worst, distance(slope, np.reshape(claimed, (1, 1))))
    return worst
