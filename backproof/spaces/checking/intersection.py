"""Evidence for intersections: each vector lies in both subspaces, and the dimension formula holds."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.answer import Check
from backproof.spaces.checking.numeric_inputs import instances
from backproof.spaces.checking.numeric_inputs import rank as rank_of
from backproof.spaces.language.result import Dimension


def _membership(dimension: Dimension) -> Iterator[Check]:
    """Check that adding a basis vector to U or W keeps the rank, and that the basis is independent."""
    at = next(instances(dimension))
    width = len(dimension.source.items[0])
    sides = {"U": at.vectors[:width], "W": at.vectors[width:]}
    basis = [[at.value(x) for x in element.entries] for element in dimension.basis]
    for name, side in sides.items():
        own = rank_of(side, at.is_exact)
        wrong = sum(rank_of([*side, v], at.is_exact) != own for v in basis)
        yield Check(
            f"basis lies in {name}", dimension.space.text, float(wrong), 0.0, "0 outside", f"{wrong} outside"
        )
    rank = rank_of(basis, at.is_exact)
    off = float(abs(rank - dimension.at_least))
    yield Check("basis is independent", dimension.space.text, off, 0.0, str(dimension.at_least), str(rank))


def dimension_formula(dimension: Dimension) -> Iterator[Check]:
    """Check dim U + dim W - dim (U + W) by newly computed ranks."""
    at = next(instances(dimension))
    width = len(dimension.source.items[0])
    ranks = [rank_of(v, at.is_exact) for v in (at.vectors[:width], at.vectors[width:], at.vectors)]
    found = ranks[0] + ranks[1] - ranks[2]
    off = float(max(dimension.at_least - found, found - dimension.at_most, 0))
    shown = f"{ranks[0]} + {ranks[1]} - {ranks[2]} = {found}"
    yield Check(
        "dim U + dim W - dim (U + W)", dimension.space.text, off, 0.0, str(dimension.dimension), shown
    )


JUDGES = (_membership, dimension_formula)
