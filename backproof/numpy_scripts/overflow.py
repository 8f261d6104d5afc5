"""A script's function at large arguments: how far its values are finite."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from backproof.calculus.evaluation.cases import Point
from backproof.diagnostic import Diagnostic, ScriptError
from backproof.numpy_scripts.large_values import Ray
from backproof.numpy_scripts.scripted import GradientFunction, Gradients, ScriptedFunction
from backproof.numpy_scripts.unstable_forms import unstable_forms

LargeValues = Literal["required", "warn", "off"]
"""The question's policy for a script that overflows where the gradients do not."""

_STEPS = 24


@dataclass(frozen=True)
class Reach:
    """The largest entry up to which everything was compared at large arguments, and the reason for stopping.

    `values`: beyond it a gradient is too large for a double; `rounding`: a gradient depends on the last bits
    of the arguments; `script`: the script's function returns no finite numbers although the gradients exist.
    """

    magnitude: float
    values: bool
    rounding: bool
    script: bool


@dataclass(frozen=True)
class Sample:
    """A point on a ray, with the gradients that the script's function returned there."""

    point: Point
    returned: Gradients


def reach_of(rays: Sequence[Ray]) -> Reach | None:
    """Return the limit that the gradients themselves set to the comparison; None if there is none."""
    cut = [ray for ray in rays if ray.is_cut]
    if not cut:
        return None
    ends = [ray.overflows for ray in cut]
    magnitude = _rounded_down(min(ray.magnitude(ray.factor) for ray in cut))
    return Reach(magnitude, values=any(ends), rounding=not all(ends), script=False)


def are_numbers(returned: Gradients) -> bool:
    """Return whether all returned entries are finite."""
    return all(bool(np.isfinite(value).all()) for value in returned)


def climbed(function: GradientFunction, rays: Sequence[Ray]) -> tuple[list[Sample], Reach]:
    """Sample each ray at growing factors, as far as the function returns finite numbers."""
    factors = [_factors_along(ray) for ray in rays]
    levels = _returned(function, rays, factors)
    samples, ends = [], []
    for index, ray in enumerate(rays):
        reached = [level[index] for level in levels]
        good = next((n for n, value in enumerate(reached) if not are_numbers(value)), len(reached))
        samples += [Sample(ray.at(factors[index][n]), reached[n]) for n in range(good)]
        ends.append(ray.magnitude(factors[index][good - 1] if good else 0.0))
    return samples, Reach(_rounded_down(min(ends)), values=False, rounding=False, script=True)


def overflow_warnings(function: ScriptedFunction, reach: Reach | None) -> Iterator[Diagnostic]:
    """Warn about each known unstable formula in an overflowing script, or else about the whole function."""
    if reach is None or not reach.script:
        return
    script = function.script
    lines = script.source.splitlines()
    message = (
        f"'{function.name}' overflows with entries above {reach.magnitude:g}, where the gradients do not"
    )
    found = unstable_forms(script.source, function.name)
    for form in found:
        hint = f"write {form.better} for {form.written}"
        source = lines[form.line - 1]
        yield Diagnostic(message, script.shown, form.line, form.column, None, hint, source, "warning")
    if not found:
        line = script.function(function.name).first_line
        yield Diagnostic(message, script.shown, line, source=lines[line - 1], severity="warning")


def _factors_along(ray: Ray) -> list[float]:
    return [float(factor) for factor in np.geomspace(1.0, ray.factor, _STEPS)]


def _returned(
    function: GradientFunction, rays: Sequence[Ray], factors: Sequence[Sequence[float]]
) -> list[list[Gradients]]:
    """Return the gradients at each level, up to the last at which the function raises no error.

    The last such level is found by bisection, with one run of the script per trial.
    """

    def up_to(count: int) -> list[list[Gradients]]:
        places = [ray.at(factors[i][n]).values for n in range(count) for i, ray in enumerate(rays)]
        found = function.at(places)
        return [found[n * len(rays) : (n + 1) * len(rays)] for n in range(count)]

    low, high, best = 0, _STEPS + 1, []
    count = _STEPS
    while low < count < high:
        try:
            low, best = count, up_to(count)
        except ScriptError:
            high = count
        count = (low + high) // 2
    return best


def _rounded_down(value: float) -> float:
    """Round down to three digits, so that the stated value was reached."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    return float(f"{math.floor(value / unit * (1 + 1e-12)) * unit:.3g}")
