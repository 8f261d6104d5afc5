"""Proofs of inequalities: the difference of the sides, or of their squares, is a sum of squares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from backproof.calculus.checking.nonnegative import grounds, is_above_zero
from backproof.calculus.identities.chain import brought_down
from backproof.calculus.identities.factored import proposals
from backproof.calculus.identities.hypotheses.ranges import Range, assumed
from backproof.calculus.identities.hypotheses.relation import Relation
from backproof.calculus.identities.proof import Proof, proved, reducer_for
from backproof.calculus.language.expression import Number, Power, Subtract
from backproof.calculus.language.tree import Expression


def ordered(relation: Relation) -> tuple[Expression, Expression]:
    """Return the sides of an inequality, the one that is at most the other first."""
    sides = (relation.left, relation.right)
    return sides if relation.sign in ("<=", "<") else (sides[1], sides[0])


def _difference(smaller: Expression, larger: Expression, *, is_squared: bool) -> Expression:
    """Return the number that is to be shown not to be negative."""
    if is_squared:
        two = Fraction(2)
        return Subtract(Power(larger, two), Power(smaller, two))
    return larger if smaller == Number(Fraction(0)) else Subtract(larger, smaller)


def shown(
    relation: Relation, equations: Sequence[Relation] = (), ranges: Sequence[Range] = ()
) -> Proof | None:
    """Return the proof of an inequality; None if there is none by these means."""
    smaller, larger = ordered(relation)
    known = assumed(ranges)
    for is_squared in (False, True):
        # Of numbers, the larger of which is not negative, squares compare as their absolute values do.
        if is_squared and grounds(larger, known) is None:
            continue
        whole = _difference(smaller, larger, is_squared=is_squared)
        reducer = reducer_for((whole,), equations)
        value = brought_down(whole, reducer).end.scalar
        for proposal in proposals(value, reducer.expander, ranges, known):
            found = grounds(proposal, known)
            if found is None or (relation.sign in ("<", ">") and not is_above_zero(proposal, known)):
                continue
            proof = proved(whole, proposal, equations)
            if proof and proof.left is proof.right is None:
                form: Literal["difference", "squares"] = "squares" if is_squared else "difference"
                return Proof(proof.links, form=form, grounds=tuple(sorted(found, key=_place)))
    return None


def _place(ground: str) -> tuple[bool, str]:
    """Return the key by which grounds are told: what hypotheses say is last."""
    return ground == "positive", ground
