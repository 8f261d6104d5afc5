"""Inequalities tried at many points that satisfy their hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from backproof.answer import Check
from backproof.calculus.checking.points.parametrised import Values, worlds
from backproof.calculus.checking.points.sampling import Constraints, far_points, points
from backproof.calculus.checking.verify import DIGITS, compared, valued
from backproof.calculus.evaluation.arithmetic import Array, multiprecision
from backproof.calculus.evaluation.cases import Cases
from backproof.calculus.evaluation.size_bounds import Bound, size_bounds
from backproof.calculus.language.traversal import substitute, without_names
from backproof.calculus.language.tree import Expression

_METHOD = "values compared"
_ROUNDING = 1e-40
_SEEDS = range(4)


def comparison_holds(
    smaller: Expression,
    larger: Expression,
    subject: str,
    bounds: Sequence[Bound] = (),
    equations: Sequence[Values] = (),
) -> Check:
    """Check that one number is at most another, at points of several sizes: evidence, but no proof."""
    sides = tuple(map(without_names, (smaller, larger)))
    bounds = (*bounds, *size_bounds(smaller), *size_bounds(larger))
    worst, count = 0.0, 0
    for world in worlds(sides, equations):
        first, second = (substitute(side, world) for side in sides)
        for seed in _SEEDS:
            found = [
                *points((first,), (second,), seed, Constraints(bounds=bounds)),
                *far_points((first,), (second,), seed, Constraints(bounds=bounds)),
            ]
            for (a, b), _ in compared(partial(_values, first, second), found):
                count += 1
                gap = (a.item() - b.item()) / max(1, abs(a.item()), abs(b.item()))
                worst = max(worst, float(gap)) if gap == gap else worst  # noqa: PLR0124 (nan)
    if not count:
        return Check(
            _METHOD, subject, float("nan"), _ROUNDING, "a point where it is defined", "none was found"
        )
    return Check(_METHOD, subject, worst, _ROUNDING)


def _values(first: Expression, second: Expression, cases: Cases) -> Iterator[tuple[Array, Array]]:
    arithmetic = multiprecision(DIGITS)
    exact = cases.exactly(arithmetic)
    return zip(*(valued(side, exact, arithmetic) for side in (first, second)), strict=True)
