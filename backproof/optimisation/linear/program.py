"""A linear program in its own variables, its dual, and all that is claimed of them, in fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import comb

from backproof.optimisation.linear.simplex import Outcome, Row, minimise

_MOST_BASES = 3000


@dataclass(frozen=True)
class Program:
    """Maximise or minimise c x subject to rows a x <= b, >= b or == b, and x_j >= 0 but for the free ones."""

    sense: str
    names: tuple[str, ...]
    costs: tuple[Fraction, ...]
    rows: tuple[tuple[Fraction, ...], ...]
    signs: tuple[str, ...]
    right: tuple[Fraction, ...]
    free: tuple[bool, ...]

    @cached_property
    def outcome(self) -> Outcome:
        """Solve it in standard form: free variables as differences, and a slack for each inequality."""
        sign = -1 if self.sense == "max" else 1
        slacks = [i for i, text in enumerate(self.signs) if text != "=="]
        rows = []
        for i, row in enumerate(self.rows):
            slack = [Fraction(0)] * len(slacks)
            if i in slacks:
                slack[slacks.index(i)] = Fraction(1 if self.signs[i] == "<=" else -1)
            rows.append([*self._split(row), *slack])
        costs = [*self._split([sign * c for c in self.costs]), *([Fraction(0)] * len(slacks))]
        if not rows:
            rows = [[Fraction(0)] * len(costs)]
            return minimise(rows, [Fraction(0)], costs)
        return minimise(rows, list(self.right), costs)

    def _split(self, row: Sequence[Fraction]) -> Row:
        """Return a row with the negative of each free variable's entry at its end."""
        return [*row, *(-x for x, is_free in zip(row, self.free, strict=True) if is_free)]

    def _joined(self, values: Sequence[Fraction]) -> tuple[Fraction, ...]:
        negatives = iter(values[len(self.names) :])
        return tuple(x - next(negatives) if free else x for x, free in zip(values, self.free, strict=False))

    @property
    def point(self) -> tuple[Fraction, ...]:
        """A solution, or a feasible point if the program is unbounded."""
        return self._joined(self.outcome.point)

    @property
    def ray(self) -> tuple[Fraction, ...]:
        """A direction in which the objective improves without end."""
        return self._joined(self.outcome.ray)

    @property
    def dual(self) -> tuple[Fraction, ...]:
        """The multipliers of the rows, in the dual's own sense."""
        sign = -1 if self.sense == "max" and self.outcome.status == "optimal" else 1
        return tuple(sign * y for y in self.outcome.multipliers)

    def value(self, point: Sequence[Fraction]) -> Fraction:
        """Return the objective."""
        return sum((c * x for c, x in zip(self.costs, point, strict=True)), Fraction(0))

    def halfspaces(self) -> list[tuple[Row, Fraction, bool]]:
        """Return all constraints as a x <= b, or a x = b, those of the signs last."""
        found: list[tuple[Row, Fraction, bool]] = []
        for row, sign, b in zip(self.rows, self.signs, self.right, strict=True):
            turned = -1 if sign == ">=" else 1
            found.append(([turned * x for x in row], turned * b, sign == "=="))
        size = len(self.names)
        for j, is_free in enumerate(self.free):
            if not is_free:
                found.append(([Fraction(-(i == j)) for i in range(size)], Fraction(0), False))
        return found

    @cached_property
    def optima(self) -> tuple[tuple[Fraction, ...], ...]:
        """All optimal vertices, if there are few enough candidates; else the one that was found."""
        if self.outcome.status != "optimal":
            return ()
        value = self.value(self.point)
        spaces = self.halfspaces()
        if comb(len(spaces), len(self.names)) > _MOST_BASES:
            return (self.point,)
        found = dict.fromkeys([self.point] if self._is_vertex(self.point) else [])
        found |= dict.fromkeys(x for x in _vertices(spaces, len(self.names)) if self.value(x) == value)
        return tuple(found) or (self.point,)

    def _is_vertex(self, point: Sequence[Fraction]) -> bool:
        tight = [row for row, b, _ in self.halfspaces() if _dot(row, point) == b]
        return _rank(tight) == len(self.names)

    @cached_property
    def optimal_ray(self) -> tuple[Fraction, ...]:
        """A direction along which all points stay optimal, if there is one."""
        if (
            self.outcome.status != "optimal"
            or comb(len(self.halfspaces()), len(self.names) - 1) > _MOST_BASES
        ):
            return ()
        return next((d for d in _rays(self.halfspaces(), len(self.names)) if _dot(self.costs, d) == 0), ())

    @property
    def active(self) -> int:
        """The number of constraints that hold with equality at the solution."""
        return sum(_dot(row, self.point) == b for row, b, _ in self.halfspaces())

    @property
    def dual_program(self) -> Program:
        """The dual program."""
        size = len(self.names)
        is_max = self.sense == "max"
        columns = tuple(tuple(row[j] for row in self.rows) for j in range(size))
        usual = "<=" if is_max else ">="
        turned = [Fraction(1 if sign in (usual, "==") else -1) for sign in self.signs]
        # A row of the unusual sign has a multiplier that is at most 0: its negative is the dual's variable.
        return Program(
            sense="min" if is_max else "max",
            names=tuple(f"y{i + 1}" for i in range(len(self.rows))),
            costs=tuple(t * b for t, b in zip(turned, self.right, strict=True)),
            rows=tuple(tuple(t * x for t, x in zip(turned, column, strict=True)) for column in columns),
            signs=tuple("==" if free else (">=" if is_max else "<=") for free in self.free),
            right=self.costs,
            free=tuple(sign == "==" for sign in self.signs),
        )

    @cached_property
    def dual_optima(self) -> tuple[tuple[Fraction, ...], ...]:
        """All optimal vertices of the dual, with the multipliers' own signs."""
        program = self.dual_program
        usual = "<=" if self.sense == "max" else ">="
        turned = [1 if sign in (usual, "==") else -1 for sign in self.signs]
        found = [tuple(t * y for t, y in zip(turned, item, strict=True)) for item in program.optima]
        own = [item for item in found if item == self.dual]
        return (*own, *(item for item in found if item != self.dual)) or (self.dual,)


def _vertices(spaces: Sequence[tuple[Row, Fraction, bool]], size: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield the vertices of a polyhedron."""
    for chosen in combinations(spaces, size):
        point = _solved([row for row, _, _ in chosen], [b for _, b, _ in chosen])
        if point is not None and all(
            _dot(row, point) == b if is_equation else _dot(row, point) <= b for row, b, is_equation in spaces
        ):
            yield point


def _rays(spaces: Sequence[tuple[Row, Fraction, bool]], size: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield the extreme directions of a polyhedron: those cut out by all but one of the needed rows."""
    for chosen in combinations(spaces, size - 1):
        line = _null_vector([row for row, _, _ in chosen], size)
        for sign in (1, -1) if line is not None else ():
            assert line is not None
            d = tuple(sign * x for x in line)
            if all(_dot(row, d) == 0 if is_equation else _dot(row, d) <= 0 for row, _, is_equation in spaces):
                yield d


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def _reduced(rows: Sequence[Sequence[Fraction]]) -> tuple[list[Row], list[int]]:
    work = [list(row) for row in rows]
    pivots: list[int] = []
    for j in range(len(work[0]) if work else 0):
        i = next((i for i in range(len(pivots), len(work)) if work[i][j]), None)
        if i is None:
            continue
        at = len(pivots)
        work[at], work[i] = work[i], work[at]
        work[at] = [x / work[at][j] for x in work[at]]
        for k in range(len(work)):
            if k != at and work[k][j]:
                factor = work[k][j]
                work[k] = [x - factor * y for x, y in zip(work[k], work[at], strict=True)]
        pivots.append(j)
    return work, pivots


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    return len(_reduced(rows)[1])


def _solved(rows: Sequence[Row], right: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    size = len(rows)
    work, pivots = _reduced([[*row, b] for row, b in zip(rows, right, strict=True)])
    return tuple(row[size] for row in work) if pivots == list(range(size)) else None


def _null_vector(rows: Sequence[Row], size: int) -> tuple[Fraction, ...] | None:
    """Return the direction of the null space if it is a line."""
    work, pivots = _reduced(rows)
    free = [j for j in range(size) if j not in pivots]
    if len(free) != 1:
        return None
    found = [Fraction(0)] * size
    found[free[0]] = Fraction(1)
    for row, j in zip(work, pivots, strict=False):
        found[j] = -row[free[0]]
    return tuple(found)
