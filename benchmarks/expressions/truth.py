"""Verdicts on a printed derivation: it is run as a program, and its derivatives compared to an oracle's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from benchmarks.expressions.arithmetic import digits, extended, floats
from benchmarks.expressions.arithmetic.arrays import VALUES
from benchmarks.expressions.cases import SCALAR, Case
from benchmarks.expressions.language import (
    Line,
    Matrix,
    MisreadError,
    Numbers,
    Reader,
    length_of,
    lines_of,
    names_in,
)
from benchmarks.expressions.points import Point, formulas_of, shape_of_value

# How close values come to each other where both are right: in floats, and in the sixty digits that decide.
CLOSE, CLOSE_IN_DIGITS, SMALL = 1e-7, 1e-12, 1e-6
# What numbers raise where they have no value: a division by 0, a singular matrix.
UNDEFINED = (ArithmeticError, ValueError)
TRUE, UNTRUE, OPEN = "true", "untrue", "undecided"
Function = Callable[[Matrix], Matrix]
Derivative = Callable[[Function, Matrix], Matrix]
Pair = tuple[Matrix, Matrix]
Held = Callable[[Function, Matrix, Matrix, str, Matrix], Pair]


@dataclass(frozen=True)
class Engine:
    """One kind of numbers, with its own way to hold a claimed derivative against the function.

    `pair` takes the function, where it is derived, its value there, the kind and what is claimed; it gives
    two values that are the same where the claim is true.
    """

    values: Numbers
    moved: Numbers
    taken: Callable[[Matrix], Matrix]
    pair: Held
    close: float


def shape_of(kind: str, value: Matrix, at: Matrix) -> tuple[int, int]:
    """The shape of a derivative of that kind."""
    shapes = {"gradient": at.shape, "scalarvar": value.shape, "hessian": (at.size, at.size)}
    return shapes.get(kind, (value.size, at.size))


def _by_entries(jacobian: Derivative, hessian: Derivative) -> Held:
    """All entries of the derivative against those claimed."""

    def pair(function: Function, at: Matrix, value: Matrix, kind: str, claimed: Matrix) -> Pair:
        found = (hessian if kind == "hessian" else jacobian)(function, at)
        return found.reshape(shape_of(kind, value, at)), claimed

    return pair


def _along(function: Function, at: Matrix, value: Matrix, kind: str, claimed: Matrix) -> Pair:
    """The change of the value along a direction, for a Hessian along two, against what is claimed of it."""
    if claimed.shape != shape_of(kind, value, at):
        return np.zeros(shape_of(kind, value, at)), claimed
    generator = np.random.default_rng(at.shape)
    first, second = (extended.extended(generator.uniform(0.4, 1, at.shape)) for _ in range(2))
    if kind == "hessian":
        bent = extended.bend(function, at, first, second)
        return bent, first.reshape(1, -1) @ claimed @ second.reshape(-1, 1)
    found = extended.slope(function, at, first)
    told = {"gradient": _inner, "scalarvar": np.multiply}.get(kind, _columnwise)(claimed, first)
    return found, told.reshape(found.shape)


def _inner(claimed: Matrix, direction: Matrix) -> Matrix:
    return np.sum(claimed * direction)


def _columnwise(claimed: Matrix, direction: Matrix) -> Matrix:
    return claimed @ direction.reshape(-1, 1)


_QUICK = Engine(extended.EXTENDED, extended.EXTENDED, extended.extended, _along, CLOSE)
FLOATS = Engine(VALUES, floats.TRACED, np.asarray, _by_entries(floats.jacobian, floats.hessian), CLOSE)
DIGITS = Engine(
    digits.DIGITS,
    digits.DIGITS,
    digits.exactly,
    _by_entries(digits.jacobian, digits.hessian),
    CLOSE_IN_DIGITS,
)
ENGINES = (_QUICK, FLOATS, DIGITS)


@dataclass(frozen=True)
class Told:
    """A printed line, and what it tells: a value (`by` is ""), or the derivative of the whole by a name.

    `shape` is stated beside it, in the symbols of the sizes; `kind` may be "first", whichever kind that is.
    """

    line: Line
    shape: tuple[str, ...] = ()
    by: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Scene:
    """A case at one point, in one kind of numbers."""

    case: Case
    point: Point
    engine: Engine

    @cached_property
    def readers(self) -> tuple[Reader, Reader]:
        """The readers of all texts of the case: for values, and for values that are moved."""
        formulas = formulas_of(self.case)
        values, moved = (
            Reader(numbers, self.point.sizes, formulas) for numbers in (self.engine.values, self.engine.moved)
        )
        return values, moved

    @cached_property
    def given(self) -> Mapping[str, Matrix]:
        """The values of the variables that the case is about; a name that it does not use is free."""
        used = {*names_in(self.case.text), *self.case.wrt}
        return {name: self.engine.taken(self.point.values[name]) for name in self.case.shapes if name in used}

    @cached_property
    def source(self) -> Mapping[str, Matrix]:
        """The values of the parts that the user named, and last that of the whole."""
        return self.values(lines_of(self.case.text))

    @property
    def whole(self) -> Matrix:
        """The value of what is derived."""
        return self.source[lines_of(self.case.text)[-1].name]

    def lengths(self, shape: Sequence[str]) -> tuple[int, ...]:
        """A stated shape in numbers: () is a scalar, ("d",) a column."""
        sizes = self.point.sizes
        return tuple(length_of(size, sizes) for size in (*shape, "1", "1")[:2])

    def values(self, lines: Sequence[Line]) -> dict[str, Matrix]:
        """All values of the lines, and of the variables."""
        return self.readers[0].values(lines, self.given)

    def last(self, lines: Sequence[Line], added: Mapping[str, Matrix]) -> Matrix:
        """The last line's value, where something is added to the values of some names."""
        told = {line.name for line in lines}
        names = {
            n: value + added[n] if n in added and n not in told else value for n, value in self.given.items()
        }
        for line in lines:
            value = self.readers[1].value(line.value, names)
            names[line.name] = value + added[line.name] if line.name in added else value
        return names[lines[-1].name]

    def tells(self, lines: Sequence[Line], by: str, kind: str, claimed: Matrix) -> str:
        """Return the verdict on `claimed` as the derivative of the last line's value by a name."""
        names = self.values(lines)
        value, at = names[lines[-1].name], 0 * names[by]
        return self.agree(
            *self.engine.pair(lambda added: self.last(lines, {by: added}), at, value, kind, claimed)
        )

    def agree(self, expected: Matrix, got: Matrix) -> str:
        """Return the verdict on the equality of two values, as far as they are numbers."""
        if expected.shape != got.shape:
            return UNTRUE
        gap, wanted, told = (
            float(np.asarray(abs(a), dtype=float).max()) for a in (expected - got, expected, got)
        )
        if not np.isfinite(wanted):
            return OPEN
        if not np.isfinite(told):
            return UNTRUE if self.point.smooth else OPEN
        return TRUE if gap <= self.engine.close * max(SMALL, wanted, told) else UNTRUE


def kind_of(case: Case, name: str) -> str:
    """The kind of the derivative that is asked for."""
    if case.order == 2:
        return "hessian"
    if shape_of_value(case) == (1, 1):
        return "gradient"
    return "scalarvar" if case.parts[name] == SCALAR else "jacobian"


def result_verdict(case: Case, text: str, name: str, kind: str, where: Sequence[Point]) -> str:
    """Return the verdict on a text, with lines for its parts, as the derivative of the case by that name."""
    lines = lines_of(text)

    def verdict(scene: Scene) -> str:
        got = scene.values(lines)[lines[-1].name]
        return scene.tells(lines_of(case.text), name, kind, got)

    return joined(decided(case, point, verdict) for point in where)


def line_verdicts(case: Case, told: Sequence[Told], whole: str, where: Sequence[Point]) -> list[str]:
    """The verdict on each of the lines, run from first to last; `whole` is the name of what is derived."""
    kinds = {"first": kind_of(case, case.wrt[0])}
    told = [replace(item, kind=kinds.get(item.kind, item.kind)) for item in told]
    end = next((i for i, item in enumerate(told) if item.line.name == whole), len(told) - 1)
    forward = [item.line for item in told[: end + 1]]
    verdicts: list[list[str]] = [[] for _ in told]
    for point in where:
        for index, found in enumerate(_at(case, told, forward, point)):
            verdicts[index].append(found)
    return [joined(found) for found in verdicts]


def _at(case: Case, told: Sequence[Told], forward: Sequence[Line], point: Point) -> list[str]:
    """The verdicts at one point: by each engine, where those before it do not say that a line is true."""
    found = [OPEN] * len(told)
    for engine in ENGINES:
        open_ones = [index for index, verdict in enumerate(found) if verdict != TRUE]
        if open_ones:
            scene = Scene(case, point, engine)
            found = _run(scene, told, forward, open_ones, found)
    return found


def _run(
    scene: Scene, told: Sequence[Told], forward: Sequence[Line], wanted: Sequence[int], before: list[str]
) -> list[str]:
    """The verdicts on the wanted lines; each name has the value that it was given last."""
    names, found = dict(scene.given), list(before)
    for index, item in enumerate(told):
        try:
            value = scene.readers[0].value(item.line.value, names)
            if index in wanted:
                fits = value.shape == scene.lengths(item.shape)
                found[index] = _verdict(scene, item, value, names, forward) if fits else UNTRUE
            names[item.line.name] = value
        except (MisreadError, KeyError):
            found[index] = UNTRUE
        except UNDEFINED:
            found[index] = OPEN
            names[item.line.name] = scene.engine.taken(np.full(scene.lengths(item.shape), np.nan))
    return found


def _verdict(
    scene: Scene, item: Told, value: Matrix, names: Mapping[str, Matrix], forward: Sequence[Line]
) -> str:
    """A derivative against the oracle's; a value against the source's, and against an earlier one."""
    if item.by:
        return scene.tells(forward, item.by, item.kind, value)
    name = item.line.name
    known = [names[name]] if name in names else []
    if item.line is forward[-1]:
        known.append(scene.whole)
    elif name in scene.source:
        known.append(scene.source[name])
    verdicts = [scene.agree(other, value) for other in known]
    return UNTRUE if UNTRUE in verdicts else OPEN if OPEN in verdicts else TRUE


def decided(case: Case, point: Point, verdict: Callable[[Scene], str]) -> str:
    """Return the verdict of the first engine that finds the claim true, else that of sixty digits."""
    found = OPEN
    for engine in ENGINES:
        try:
            found = verdict(Scene(case, point, engine))
        except MisreadError:
            return UNTRUE
        except UNDEFINED:
            found = OPEN
        if found == TRUE:
            break
    return found


def joined(verdicts: Iterable[str]) -> str:
    """The verdict over several points."""
    found = set(verdicts)
    return UNTRUE if UNTRUE in found else TRUE if TRUE in found else OPEN
