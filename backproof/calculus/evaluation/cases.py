"""Test points of an equation: single ones, and batches of points with the same sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backproof.calculus.evaluation.arithmetic import Arithmetic, Array
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.primitives.sizes import length


@dataclass(frozen=True, eq=False)
class Point:
    """Sizes for the symbols, and values for the variables: multiples of 1/1024, so that they are exact."""

    sizes: dict[str, int]
    values: dict[str, Array]

    def __str__(self) -> str:
        return ", ".join(f"{name} = {size}" for name, size in self.sizes.items()) or "the sizes given"


@dataclass(frozen=True, eq=False)
class Cases:
    """A batch of points with the same sizes: the first axis of each value runs over the points."""

    count: int
    sizes: dict[str, int]
    values: dict[str, Array]

    @classmethod
    def of(cls, points: Sequence[Point]) -> Cases:
        """Batch points that have the same sizes."""
        values = {name: np.array([point.values[name] for point in points]) for name in points[0].values}
        return cls(len(points), points[0].sizes, values)

    def __getitem__(self, index: int) -> Point:
        return Point(self.sizes, {name: value[index] for name, value in self.values.items()})

    def each(self) -> Iterator[Cases]:
        """Yield every point as a batch of one."""
        return (Cases.of([self[index]]) for index in range(self.count))

    def exactly(self, arithmetic: Arithmetic) -> Cases:
        """Convert the values to exact numbers of an arithmetic."""
        values = {name: arithmetic.array(value) for name, value in self.values.items()}
        return Cases(self.count, self.sizes, values)


def in_numbers(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, int]:
    """Return a shape with a number for each size."""
    rows, columns = (length(size, sizes) for size in shape)
    return rows, columns


def alike(points: Sequence[Point]) -> list[Cases]:
    """Group the points into batches of equal sizes."""
    groups: dict[tuple[int, ...], list[Point]] = {}
    for point in points:
        groups.setdefault(tuple(point.sizes.values()), []).append(point)
    return [Cases.of(group) for group in groups.values()]
