"""The results of the numpy script, parsed from its output alone: numbers and verdicts, no prose."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from backproof.diagnostic import Diagnostic

_AGREEMENT_TOLERANCE = 1e-8
"""The largest relative error that always counts as agreement.

Central differences in double precision reach about eps^(2/3) = 4e-11 at their best step.
"""

_FAR_ABOVE = 10.0
_SLOPE_ROOM, _ROUNDOFF_ROOM = 0.15, 0.35
_ROOM = 3.0
"""The factor by which a curve's best error may exceed the least error of its two power laws."""
_FEWEST_FOR_A_SLOPE = 3
_STEP_SIZE = ("step", "h")
"""Headings of the column of step sizes."""


@dataclass(frozen=True)
class Range:
    """The least and the largest of some values."""

    low: float
    high: float

    def within(self, target: float, distance: float) -> bool:
        """Return whether all of the values lie within `distance` of `target`."""
        return abs(self.low - target) <= distance and abs(self.high - target) <= distance


@dataclass(frozen=True)
class ErrorCurve:
    """The error of one weight's gradient at one choice of shapes: (step size, relative error), h falling."""

    weight: str
    shapes: str
    points: tuple[tuple[float, float], ...]

    @property
    def best(self) -> tuple[float, float]:
        """The step size with the smallest error, and that error; NaN only if every error is NaN."""
        return min(self.points, key=lambda point: math.inf if math.isnan(point[1]) else point[1])

    @property
    def slope(self) -> float | None:
        """d log(error) / d log(h) where h is too large: 2 for a second-order difference.

        None where fewer than three step sizes above the best one have an error far above the best error,
        as for a loss that is quadratic in the weight: there the difference is exact at any step.
        """
        slope = _slope([point for point in self._far_above_best if point[0] > self.best[0]])
        return slope if slope is not None and slope > 0 else None

    @property
    def roundoff_slope(self) -> float | None:
        """d log(error) / d log(h) where h is too small: -1 where round-off in the loss is divided by h."""
        slope = _slope([point for point in self._far_above_best if point[0] < self.best[0]])
        return slope if slope is not None and slope < 0 else None

    @property
    def roundoff_from(self) -> float | None:
        """The largest step size in the fit of `roundoff_slope`, if there is one."""
        if self.roundoff_slope is None:
            return None
        return max(h for h, _ in self._far_above_best if h < self.best[0])

    @property
    def attainable(self) -> float | None:
        """The least error that its two power laws allow: C h² for large steps, D / h for small ones.

        Both are fitted where the error is far above its best; None if either cannot be fitted.
        """
        above = [point for point in self._far_above_best if point[0] > self.best[0]][-2:]
        below = [point for point in self._far_above_best if point[0] < self.best[0]]
        roundoff = self.roundoff_slope
        if len(above) < 2 or roundoff is None or abs(roundoff + 1) > _ROUNDOFF_ROOM:
            return None
        (larger, at_larger), (h, error) = above
        if abs(math.log(at_larger / error) / math.log(larger / h) - 2) > _SLOPE_ROOM:
            return None
        falling, growing = error / h**2, max(step * found for step, found in below)
        return min(falling * step**2 + growing / step for step, _ in self.points)

    @property
    def tolerance(self) -> float:
        """The largest error that still counts as agreement in double precision.

        For a steep function it is larger, as far as both power laws of its own curve account for that. The
        error of a wrong gradient does not follow them: it stays where it is.
        """
        return max(_AGREEMENT_TOLERANCE, _ROOM * (self.attainable or 0.0))

    @property
    def _far_above_best(self) -> list[tuple[float, float]]:
        """The points at which one of the two kinds of error clearly dominates."""
        floor = _FAR_ABOVE * self.best[1]
        return [(h, error) for h, error in self.points if 0 < error < math.inf and error >= floor]


@dataclass(frozen=True)
class WeightSummary:
    """One weight's error curves over all choices of shapes."""

    weight: str
    curves: tuple[ErrorCurve, ...]

    @property
    def best_steps(self) -> Range:
        """The curves' best step sizes."""
        return _range(curve.best[0] for curve in self.curves)

    @property
    def best_errors(self) -> Range:
        """The curves' best errors."""
        return _range(curve.best[1] for curve in self.curves)

    @property
    def slopes(self) -> Range | None:
        """The slopes for large steps; None unless most curves have one."""
        return _range_of_most(curve.slope for curve in self.curves)

    @property
    def roundoff_slopes(self) -> Range | None:
        """The slopes for small steps; None unless most curves have one."""
        return _range_of_most(curve.roundoff_slope for curve in self.curves)

    @property
    def is_second_order(self) -> bool:
        """True if the slopes for large steps are about 2: the error falls like h^2."""
        return self.slopes is not None and self.slopes.within(2, _SLOPE_ROOM)

    @property
    def is_best_at_largest_step(self) -> bool:
        """True if no curve shows a truncation error: the largest step is already the best."""
        return all(curve.best[0] == max(h for h, _ in curve.points) for curve in self.curves)

    @property
    def has_roundoff(self) -> bool:
        """True if the slopes for small steps are about -1: the error grows like 1/h."""
        return self.roundoff_slopes is not None and self.roundoff_slopes.within(-1, _ROUNDOFF_ROOM)


@dataclass(frozen=True)
class GradientCheck:
    """All error curves, and the verdict on whether the gradients agree with the differences."""

    curves: tuple[ErrorCurve, ...]

    @property
    def worst(self) -> ErrorCurve:
        """The curve whose best error is largest, among those that disagree if there are any.

        A curve without a numeric error is worse than any other.
        """
        disagreeing = [curve for curve in self.curves if not curve.best[1] <= curve.tolerance]
        return max(
            disagreeing or self.curves,
            key=lambda curve: math.inf if math.isnan(curve.best[1]) else curve.best[1],
        )

    @property
    def tolerance(self) -> float:
        """The largest error that counts as agreement on the worst curve."""
        return self.worst.tolerance

    @property
    def largest_best_error(self) -> float:
        """The best error of the worst curve."""
        return self.worst.best[1]

    @property
    def agrees(self) -> bool:
        """True if, for each weight and choice of shapes, some step size comes within the tolerance."""
        return self.largest_best_error <= self.tolerance

    @property
    def weights(self) -> tuple[WeightSummary, ...]:
        """The curves by weight, in the order of the output."""
        names = dict.fromkeys(curve.weight for curve in self.curves)
        return tuple(
            WeightSummary(name, tuple(curve for curve in self.curves if curve.weight == name))
            for name in names
        )

    @property
    def shapes(self) -> tuple[str, ...]:
        """The choices of shapes, in the order of the output."""
        return tuple(dict.fromkeys(curve.shapes for curve in self.curves))

    @property
    def step_sizes(self) -> Range:
        """The smallest and the largest step size tried."""
        return _range(h for curve in self.curves for h, _ in curve.points)


@dataclass(frozen=True)
class TrainingRow:
    """One reported step of gradient descent; the gradient's norm is None where it was not printed."""

    step: int
    loss: float
    gradient_norm: float | None


@dataclass(frozen=True)
class Training:
    """The reported steps of gradient descent, at least two."""

    rows: tuple[TrainingRow, ...]

    @property
    def first(self) -> TrainingRow:
        """The first reported step."""
        return self.rows[0]

    @property
    def last(self) -> TrainingRow:
        """The last reported step."""
        return self.rows[-1]

    @property
    def factor(self) -> float | None:
        """The ratio of the first loss to the last; None unless both are positive and finite."""
        start, end = self.first.loss, self.last.loss
        usable = 0 < start < math.inf and 0 < end < math.inf
        return start / end if usable else None

    @property
    def fell(self) -> bool:
        """True if the last loss is below the first."""
        return self.last.loss < self.first.loss

    @property
    def rises(self) -> tuple[int, ...]:
        """The reported steps at which the loss did not fall since the last report; NaN counts as such."""
        pairs = zip(self.rows, self.rows[1:], strict=False)
        return tuple(after.step for before, after in pairs if not after.loss < before.loss)

    @property
    def fell_monotonically(self) -> bool:
        """True if each reported loss is below the one before."""
        return not self.rises


@dataclass(frozen=True)
class Observations:
    """The results read from an output; a part is None, with a warning, if its lines are missing."""

    gradient_check: GradientCheck | None
    training: Training | None
    warnings: tuple[Diagnostic, ...]


def observe(output: str, source: str | None = None) -> Observations:
    """Parse the script's output; `source` names it in the warnings."""
    reader = _Reader(output.splitlines(), source)
    curves = tuple(reader.error_curves())
    rows = tuple(reader.training_rows())
    if not curves:
        reader.warn("no gradient check in the output", "dF/dNAME, then a row 'h ...' and rows of numbers")
    if len(rows) < 2:
        reader.warn("no gradient descent in the output", "a row 'step loss ...' and two rows of numbers")
    return Observations(
        GradientCheck(curves) if curves else None,
        Training(rows) if len(rows) >= 2 else None,
        tuple(reader.warnings),
    )


class _Reader:
    """Parses the tables in the output and collects warnings about the rows that it skips."""

    def __init__(self, lines: list[str], source: str | None) -> None:
        self.lines = lines
        self.source = source
        self.warnings: list[Diagnostic] = []

    def warn(self, message: str, expected: str, index: int | None = None) -> None:
        line, text = (None, None) if index is None else (index + 1, self.lines[index])
        self.warnings.append(
            Diagnostic(message, self.source, line, expected=expected, source=text, severity="warning")
        )

    def error_curves(self) -> Iterator[ErrorCurve]:
        """Yield one curve per column of each table that follows a line `dF/dNAME`."""
        weight = None
        for index, line in enumerate(self.lines):
            weight = _weight_of(line) or weight
            cells = line.split()
            if weight and len(cells) > 1 and cells[0] in _STEP_SIZE:
                rows = self._error_rows(index + 1, len(cells))
                for column, shapes in enumerate(cells[1:], start=1):
                    points = tuple(sorted(((row[0], row[column]) for row in rows), reverse=True))
                    if points:
                        yield ErrorCurve(weight, shapes, points)
                weight = None

    def _error_rows(self, start: int, width: int) -> list[list[float]]:
        rows = []
        for index, numbers in self._rows(start):
            if len(numbers) != width or not 0 < numbers[0] < math.inf or any(n < 0 for n in numbers):
                self.warn("row of the gradient check left out", f"{width} numbers, none negative", index)
            else:
                rows.append(numbers)
        return rows

    def training_rows(self) -> Iterator[TrainingRow]:
        """Yield the rows below the first line that starts with `step loss`."""
        headers = (index for index, line in enumerate(self.lines) if line.split()[:2] == ["step", "loss"])
        last = -1
        for index, numbers in self._rows(next(headers, len(self.lines)) + 1):
            step = numbers[0] if numbers else math.nan
            if len(numbers) not in (2, 3) or not step > last or not step.is_integer():
                self.warn("row of the gradient descent left out", "step, loss, gradient norm", index)
            else:
                last = int(step)
                yield TrainingRow(last, numbers[1], numbers[2] if len(numbers) == 3 else None)

    def _rows(self, start: int) -> Iterator[tuple[int, list[float]]]:
        """Yield the lines from `start` to the next blank one, each as its numbers, or [] for other text."""
        for index in range(start, len(self.lines)):
            cells = self.lines[index].split()
            if not cells:
                return
            yield index, _numbers(cells)


def _weight_of(line: str) -> str | None:
    match = re.fullmatch(r"\s*d\w*/d(\w+)\s*", line)
    return match[1] if match else None


def _numbers(cells: Sequence[str]) -> list[float]:
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return []


def _slope(points: Sequence[tuple[float, float]]) -> float | None:
    """Fit log(error) = slope * log(h) + c by least squares; None for fewer than three points."""
    if len(points) < _FEWEST_FOR_A_SLOPE:
        return None
    x = [math.log(h) for h, _ in points]
    y = [math.log(error) for _, error in points]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - x_mean) ** 2 for a in x)
    if spread == 0:
        return None
    return sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True)) / spread


def _range(values: Iterable[float]) -> Range:
    found = list(values)
    return Range(min(found), max(found))


def _range_of_most(values: Iterable[float | None]) -> Range | None:
    found = list(values)
    known = [value for value in found if value is not None]
    return _range(known) if 2 * len(known) > len(found) else None
