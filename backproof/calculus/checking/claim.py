"""What is claimed of a derivative, and how the derivatives of each kind are laid out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backproof.calculus.checking.sampling import Constraints
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.cases import Point, in_numbers
from backproof.calculus.language.expression import Expression, Variable
from backproof.calculus.language.traversal import variables


@dataclass(frozen=True)
class Claim:
    """That `claimed` is the derivative of `expression` by `wrt`, laid out after its kind.

    The variable named `held` has the values of `wrt`, but is not moved with it. `at_zero` claims it where
    `wrt` is 0 alone.
    """

    expression: Expression
    wrt: Variable
    claimed: Expression
    kind: str
    held: str = ""
    at_zero: bool = False

    @property
    def sides(self) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
        """What must be admissible where the claim is judged, and what should be."""
        known = self.wrt in variables(self.expression)
        return (self.expression, *(() if known else (self.wrt,))), (self.claimed,)

    @property
    def constraints(self) -> Constraints:
        """What ties the values of the points at which the claim is judged."""
        return Constraints(
            {self.held: self.wrt.name} if self.held else {}, (self.wrt.name,) if self.at_zero else ()
        )

    @property
    def subject(self) -> str:
        """What is claimed, in a word."""
        return f"{self.kind} by {self.wrt.name}"

    @property
    def order(self) -> int:
        """How often is differentiated."""
        return 2 if self.kind == "hessian" else 1

    def arranged(self, derivatives: Array) -> Array:
        """Derivatives by each entry of `wrt` (first axis), or by each pair of them, in the kind's layout."""
        count = derivatives.shape[0]
        if self.kind == "jacobian":
            return np.asarray(derivatives.reshape(count, -1).T)
        if self.kind == "scalarvar":
            return np.asarray(derivatives[0])
        if self.kind == "hessian":
            return np.asarray(derivatives.reshape(count, -1))
        return derivatives.reshape(-1)

    def at_entries(self, claimed: Array, entries: Array) -> Array:
        """The part of the claimed derivative that belongs to some of the entries of `wrt`."""
        if self.kind == "jacobian":
            return claimed[:, entries]
        return claimed[np.ix_(entries, entries)] if self.kind == "hessian" else claimed.reshape(-1)[entries]

    def along(self, claimed: Array, direction: Array, second: Array) -> Array:
        """The claimed derivative, contracted with a direction (for a Hessian, with two)."""
        if self.kind == "jacobian":
            return np.asarray(claimed @ direction.reshape(-1, 1))
        if self.kind == "scalarvar":
            return np.asarray(claimed * direction[0, 0])
        if self.kind == "hessian":
            return np.asarray(direction.reshape(1, -1) @ claimed @ second.reshape(-1, 1))
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sum(claimed * direction)).reshape(1, 1)

    def expected_shape(self, point: Point) -> tuple[int, ...]:
        """The shape that a derivative of this kind has."""
        entries = point.values[self.wrt.name].size
        lengths = in_numbers(self.expression.shape, point.sizes)
        shapes = {
            "jacobian": (lengths[0] * lengths[1], entries),
            "scalarvar": lengths,
            "hessian": (entries, entries),
        }
        return shapes.get(self.kind, point.values[self.wrt.name].shape)
