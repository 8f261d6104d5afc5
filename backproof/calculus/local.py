"""What an adjoint is the derivative of: of the whole, and of the step alone in which its part is used."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.calculus.expression import Add, Expression, Multiply, Named, Reduce, Variable
from backproof.calculus.traversal import named_parts, substitute, walk

Claim = tuple[Expression, Variable, Expression]


def of_the_whole(whole: Named, part: Named | Variable, claimed: Expression) -> Claim:
    """The whole as a function of the part, everything before the part held fixed."""
    variable = _leaf(part)
    expression, value = (substitute(side, {part: variable}) for side in (whole.value, claimed))
    return expression, variable, value


def of_the_users(
    whole: Named, part: Named | Variable, claimed: Expression, bars: Mapping[Named | Variable, Named]
) -> Claim:
    """The sum of ⟨ū, u⟩ over the parts u that use the part, each name and each adjoint a variable of its own.

    This is the chain rule's one step: its values are not bound to those that occur in the whole.
    """
    parts = named_parts(whole)
    users = [u for u in parts if _uses(u, part)]
    leaves: dict[Expression, Expression] = {p: _leaf(p) for p in (*parts, *bars.values(), part)}
    shares = [_share(u, whole, bars, leaves) for u in users]
    loss = shares[0] if shares else whole.value
    for share in shares[1:]:
        loss = Add(loss, share)
    shortcuts: dict[Expression, Expression] = {u: substitute(u.value, _others(leaves, u)) for u in users}
    return loss, _leaf(part), substitute(claimed, {**leaves, **shortcuts})


def _leaf(part: Named | Variable) -> Variable:
    return part if isinstance(part, Variable) else Variable(part.name, part.shape)


def _uses(user: Named, part: Named | Variable) -> bool:
    """Whether the user's value has the part itself in it, not only in what its names stand for."""
    closed: dict[Expression, Expression] = {p: _leaf(p) for p in named_parts(user.value)}
    return _leaf(part) in walk(substitute(user.value, closed))


def _others(leaves: Mapping[Expression, Expression], user: Named) -> dict[Expression, Expression]:
    return {p: leaf for p, leaf in leaves.items() if p != user}


def _share(
    user: Named, whole: Named, bars: Mapping[Named | Variable, Named], leaves: Mapping[Expression, Expression]
) -> Expression:
    value = substitute(user.value, _others(leaves, user))
    if user is whole or user not in bars:
        return value
    return Reduce("sum", Multiply(_leaf(bars[user]), value))
