"""Claims about derivatives, and the array layout of the derivatives of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from backproof.calculus.checking.points.sampling import Constraints
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.cases import Point, in_numbers
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.traversal import substitute, variables
from backproof.calculus.language.tree import Expression


@dataclass(frozen=True)
class Claim:
    """The claim that `claimed` is the derivative of `expression` by `wrt`, in the layout of its kind.

    The variable named `held` has the values of `wrt` but is held fixed. With `at_zero`, the claim is made
    only at `wrt` = 0.
    """

    expression: Expression
    wrt: Variable
    claimed: Expression
    kind: str
    held: str = ""
    at_zero: bool = False

    def put(self, values: Mapping[Expression, Expression]) -> Claim:
        """Return the claim with expressions in place of variables."""
        expression, claimed = (substitute(side, values) for side in (self.expression, self.claimed))
        return replace(self, expression=expression, claimed=claimed)

    @property
    def sides(self) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
        """The expressions that must be admissible at a test point, and those that should be."""
        known = self.wrt in variables(self.expression)
        return (self.expression, *(() if known else (self.wrt,))), (self.claimed,)

    @property
    def constraints(self) -> Constraints:
        """The constraints on the values of the points at which the claim is tested."""
        return Constraints(
            {self.held: self.wrt.name} if self.held else {}, (self.wrt.name,) if self.at_zero else ()
        )

    @property
    def subject(self) -> str:
        """A short description of the claim."""
        return f"{self.kind} by {self.wrt.name}"

    @property
    def order(self) -> int:
        """The order of differentiation."""
        return 2 if self.kind == "hessian" else 1

    def arranged(self, derivatives: Array) -> Array:
        """Arrange derivatives by each entry of `wrt` (first axis), or each pair, in the kind's layout."""
        count = derivatives.shape[0]
        if self.kind == "jacobian":
            return np.asarray(derivatives.reshape(count, -1).T)
        if self.kind == "scalarvar":
            return np.asarray(derivatives[0])
        if self.kind == "hessian":
            return np.asarray(derivatives.reshape(count, -1))
        return derivatives.reshape(-1)

    def at_entries(self, claimed: Array, entries: Array) -> Array:
        """Return the part of the claimed derivative that belongs to some of the entries of `wrt`."""
        if self.kind == "jacobian":
            return claimed[:, entries]
        return claimed[np.ix_(entries, entries)] if self.kind == "hessian" else claimed.reshape(-1)[entries]

    def along(self, claimed: Array, direction: Array, second: Array) -> Array:
        """Contract the claimed derivative with a direction (for a Hessian, with two)."""
        if self.kind == "jacobian":
            return np.asarray(claimed @ direction.reshape(-1, 1))
        if self.kind == "scalarvar":
            return np.asarray(claimed * direction[0, 0])
        if self.kind == "hessian":
            return np.asarray(direction.reshape(1, -1) @ claimed @ second.reshape(-1, 1))
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sum(claimed * direction)).reshape(1, 1)

    def expected_shape(self, point: Point) -> tuple[int, ...]:
        """Return the shape of a derivative of this kind."""
        entries = point.values[self.wrt.name].size
        lengths = in_numbers(self.expression.shape, point.sizes)
        shapes = {
            "jacobian": (lengths[0] * lengths[1], entries),
            "scalarvar": lengths,
            "hessian": (entries, entries),
        }
        return shapes.get(self.kind, point.values[self.wrt.name].shape)
