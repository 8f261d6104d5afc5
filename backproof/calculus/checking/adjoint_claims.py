"""Claims about an adjoint: as the derivative of the whole, and of the users of its part alone.

A name has one meaning in a derivation. Here every name is a variable, which a claim either leaves free or
replaces by the value that its line gives it.
"""

from __future__ import annotations

from collections.abc import Mapping

from backproof.calculus.checking.claim import Claim
from backproof.calculus.language.expression import Add, Multiply, Named, Reduce, Variable
from backproof.calculus.language.traversal import named_parts, substitute, variables
from backproof.calculus.language.tree import Expression, fold, over

Values = Mapping[str, Expression]


def over_names(expression: Expression) -> Expression:
    """Replace each outermost named part of the expression by a variable of that name."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return leaf(node) if isinstance(node, Named) else over(node, children)

    return fold(expression, visit)


def leaf(part: Named | Variable) -> Variable:
    """Return a part as a variable of its name."""
    return part if isinstance(part, Variable) else Variable(part.name, part.shape)


def _put_in(expression: Expression, values: Values) -> Expression:
    """Replace the variables with these names by values."""
    found: dict[Expression, Expression] = {
        variable: values[variable.name] for variable in variables(expression) if variable.name in values
    }
    return substitute(expression, found) if found else expression


def definitions_of(whole: Named) -> dict[str, Expression]:
    """Return the value of each named part over the preceding names, in order of evaluation."""
    return {part.name: over_names(part.value) for part in named_parts(whole)}


def of_the_whole(whole: Named, part: Named | Variable, stated: Expression, bars: Values) -> Claim:
    """Claim the adjoint as the derivative of the whole by the part.

    `stated` is over the names of parts and of earlier adjoints.
    """
    values = _written_out({**definitions_of(whole), **bars}, part.name)
    return Claim(values[whole.name], leaf(part), _put_in(stated, values), "gradient")


def of_the_users(
    whole: Named, part: Named | Variable, stated: Expression, bars: Mapping[str, Variable]
) -> Claim:
    """Claim the adjoint as the derivative of Σ ⟨ū, u⟩ over the users u of the part, with free ū.

    This is a single step of the chain rule: the adjoints ū are not bound to their values in the whole. If
    a user has an operand that depends on the part, that operand keeps its value but is held fixed. `bars`
    are the adjoints by the names of their parts.
    """
    definitions = definitions_of(whole)
    moving = _written_out(definitions, part.name)
    held = Variable(f"{part.name} held", part.shape)
    fixed = {name: _put_in(value, {part.name: held}) for name, value in moving.items()}
    shares = []
    for name, value in definitions.items():
        if any(variable.name == part.name for variable in variables(value)):
            share = _put_in(value, fixed)
            weighted = name != whole.name and name in bars
            shares.append(Reduce("sum", Multiply(bars[name], share)) if weighted else share)
    loss = shares[0] if shares else moving[whole.name]
    for share in shares[1:]:
        loss = Add(loss, share)
    return Claim(loss, leaf(part), _put_in(stated, moving), "gradient", held.name)


def at_its_value(claim: Claim, whole: Named) -> Claim:
    """Restrict the claim to the value that the preceding lines give to the part.

    A line may rely on two parts being equal, such as y = lse(h)ᵀ and lse(h), which does not hold if y is
    free. The variable is therefore added to the value, and evaluated at 0.
    """
    name = claim.wrt.name
    value = _written_out(definitions_of(whole), "")[name]
    moved = _put_in(claim.expression, {name: Add(value, claim.wrt)})
    return Claim(moved, claim.wrt, _put_in(claim.claimed, {name: value}), claim.kind, at_zero=True)


def _written_out(definitions: Values, free: str) -> dict[str, Expression]:
    """Substitute earlier definitions into each later one, leaving the free name as a variable."""
    values: dict[str, Expression] = {}
    for name, value in definitions.items():
        if name != free:
            values[name] = _put_in(value, values)
    return values
