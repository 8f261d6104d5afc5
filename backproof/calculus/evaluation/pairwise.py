"""NumPy functions of two values in generated code: finite where the formula they stand for overflows."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.calculus.language.expression import Binary, Shape


@dataclass(frozen=True, eq=False)
class Pairwise(Binary):
    """A function of NumPy's of two values, entry by entry, of which one may be a scalar: logaddexp, hypot."""

    name: str

    symbol = ","
    expected = "a scalar and anything, or two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == (1, 1) else left if right in {(1, 1), left} else None
