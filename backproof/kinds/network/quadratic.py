"""Proof that a loss is quadratic in a weight, so that central differences of it have no truncation error."""

from __future__ import annotations

from fractions import Fraction

from backproof.answer import Check
from backproof.calculus.checking.verify import holds
from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.derivations import Derivation
from backproof.calculus.engine.differentiate import result_of
from backproof.calculus.language.expression import Add, Multiply, Number, Variable
from backproof.calculus.language.traversal import substitute, without_names
from backproof.calculus.language.tree import Expression


def quadratic(derivation: Derivation) -> Check:
    """Check that the third difference of the value along any line of the variable's space is 0."""
    value, wrt = without_names(result_of(derivation.expression)), derivation.variable
    way = Variable(fresh_names(taken_names(derivation.expression))("V", True), wrt.shape)

    def moved(steps: int) -> Expression:
        place = Add(wrt, Multiply(Number(Fraction(steps)), way)) if steps else wrt
        return substitute(value, {wrt: place})

    three = Number(Fraction(3))
    left = Add(moved(3), Multiply(three, moved(1)))
    right = Add(Multiply(three, moved(2)), moved(0))
    return holds(left, right, f"third difference by {wrt.name}", "equal values")
