"""NumPy functions of two values in generated code: finite where the formula they replace overflows."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.calculus.language.expression import Binary
from backproof.calculus.primitives.shapes import Shape


@dataclass(frozen=True, eq=False)
class Pairwise(Binary):
    """An elementwise NumPy function of two values, one of which may be a scalar: logaddexp, hypot."""

    name: str

    symbol = ","
    expected = "a scalar and anything, or two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == (1, 1) else left if right in {(1, 1), left} else None
