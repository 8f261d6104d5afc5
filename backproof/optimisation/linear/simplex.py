"""The simplex method in fractions, by Bland's rule: min c x subject to A x = b, x >= 0, with certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = list[Fraction]


@dataclass(frozen=True)
class Outcome:
    """Outcome of the method: optimal, infeasible or unbounded.

    `multipliers` are the dual solution, or y with y A <= 0 < y b if infeasible; `ray` is a direction along
    which the value falls without end.
    """

    status: str
    point: tuple[Fraction, ...] = ()
    multipliers: tuple[Fraction, ...] = ()
    ray: tuple[Fraction, ...] = ()


def minimise(rows: Sequence[Row], right: Row, costs: Row) -> Outcome:
    """Solve the program in two phases."""
    tableau = _Tableau(rows, right)
    first = [Fraction(0)] * tableau.width + [Fraction(1)] * tableau.height
    tableau.run(first, allowed=tableau.width)
    if sum((tableau.values[i] for i, j in enumerate(tableau.basis) if j >= tableau.width), Fraction(0)):
        return Outcome("infeasible", multipliers=tableau.multipliers(first))
    tableau.drive_out()
    second = [*costs, *([Fraction(0)] * tableau.height)]
    entering = tableau.run(second, allowed=tableau.width)
    if entering is not None:
        return Outcome("unbounded", tableau.point(), ray=tableau.ray(entering))
    return Outcome("optimal", tableau.point(), tableau.multipliers(second))


class _Tableau:
    """Rows over the variables, then over one artificial variable for each row; the basis by columns."""

    def __init__(self, rows: Sequence[Row], right: Row) -> None:
        self.height, self.width = len(rows), len(rows[0])
        self.signs = [Fraction(-1 if value < 0 else 1) for value in right]
        units = [[Fraction(i == j) for j in range(self.height)] for i in range(self.height)]
        self.rows = [
            [sign * x for x in row] + unit for sign, row, unit in zip(self.signs, rows, units, strict=True)
        ]
        self.values = [sign * value for sign, value in zip(self.signs, right, strict=True)]
        self.basis = [self.width + i for i in range(self.height)]

    def reduced(self, costs: Row, j: int) -> Fraction:
        """Return the reduced cost of a column."""
        return costs[j] - sum(
            (costs[k] * row[j] for k, row in zip(self.basis, self.rows, strict=True)), Fraction(0)
        )

    def run(self, costs: Row, allowed: int) -> int | None:
        """Pivot until no reduced cost is negative; return the column without bound, if there is one."""
        while True:
            j = next((j for j in range(allowed) if self.reduced(costs, j) < 0), None)
            if j is None:
                return None
            ratios = [
                (self.values[i] / row[j], self.basis[i], i) for i, row in enumerate(self.rows) if row[j] > 0
            ]
            if not ratios:
                return j
            self.pivot(min(ratios)[2], j)

    def pivot(self, i: int, j: int) -> None:
        """Make column j a unit column with its one in row i."""
        scale = self.rows[i][j]
        self.rows[i] = [x / scale for x in self.rows[i]]
        self.values[i] /= scale
        for k, row in enumerate(self.rows):
            if k != i and row[j]:
                factor = row[j]
                self.rows[k] = [x - factor * y for x, y in zip(row, self.rows[i], strict=True)]
                self.values[k] -= factor * self.values[i]
        self.basis[i] = j

    def drive_out(self) -> None:
        """Replace artificial variables in the basis, which are 0, wherever their rows allow it."""
        for i, k in enumerate(self.basis):
            if k >= self.width:
                j = next((j for j in range(self.width) if self.rows[i][j]), None)
                if j is not None:
                    self.pivot(i, j)

    def multipliers(self, costs: Row) -> tuple[Fraction, ...]:
        """Return y from the reduced costs of the artificial columns."""
        columns = range(self.width, self.width + self.height)
        found = [costs[j] - self.reduced(costs, j) for j in columns]
        return tuple(sign * y for sign, y in zip(self.signs, found, strict=True))

    def point(self) -> tuple[Fraction, ...]:
        """Return the basic solution."""
        found = [Fraction(0)] * (self.width + self.height)
        for i, j in enumerate(self.basis):
            found[j] = self.values[i]
        return tuple(found[: self.width])

    def ray(self, entering: int) -> tuple[Fraction, ...]:
        """Return the direction in which the entering variable grows."""
        found = [Fraction(0)] * (self.width + self.height)
        found[entering] = Fraction(1)
        for i, j in enumerate(self.basis):
            found[j] = -self.rows[i][entering]
        return tuple(found[: self.width])
