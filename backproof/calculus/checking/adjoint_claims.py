"""What an adjoint is the derivative of: of the whole, and of the step alone in which its part is used.

A name has one meaning in a derivation. Here every name is a variable, which a claim either leaves free or
replaces by the value that its line gives it.
"""

from __future__ import annotations

from collections.abc import Mapping

from backproof.calculus.checking.claim import Claim
from backproof.calculus.language.expression import Add, Expression, Multiply, Named, Reduce, Variable
from backproof.calculus.language.traversal import fold, named_parts, over, substitute, variables

Values = Mapping[str, Expression]


def over_names(expression: Expression) -> Expression:
    """The expression over its names: each outermost named part as a variable of that name."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return leaf(node) if isinstance(node, Named) else over(node, children)

    return fold(expression, visit)


def leaf(part: Named | Variable) -> Variable:
    """A part as a variable of its name."""
    return part if isinstance(part, Variable) else Variable(part.name, part.shape)


def put_in(expression: Expression, values: Values) -> Expression:
    """The expression with the variables of these names replaced by values."""
    found: dict[Expression, Expression] = {
        variable: values[variable.name] for variable in variables(expression) if variable.name in values
    }
    return substitute(expression, found) if found else expression


def definitions_of(whole: Named) -> dict[str, Expression]:
    """The value of each named part over the names before it, in order of evaluation."""
    return {part.name: over_names(part.value) for part in named_parts(whole)}


def of_the_whole(whole: Named, part: Named | Variable, stated: Expression, bars: Values) -> Claim:
    """The whole as a function of the part; `stated` is over the names of parts and of earlier adjoints."""
    values = _written_out({**definitions_of(whole), **bars}, part.name)
    return Claim(values[whole.name], leaf(part), put_in(stated, values), "gradient")


def of_the_users(
    whole: Named, part: Named | Variable, stated: Expression, bars: Mapping[str, Variable]
) -> Claim:
    """The sum of ⟨ū, u⟩ over the parts u that use the part, with the adjoints ū free.

    This is the chain rule's one step: the adjoints are not bound to the values that they have in the whole.
    As an operand of another user, a name that depends on the part has its value but is held fixed. `bars`
    are the adjoints by the names of their parts.
    """
    definitions = definitions_of(whole)
    moving = _written_out(definitions, part.name)
    held = Variable(f"{part.name} held", part.shape)
    fixed = {name: put_in(value, {part.name: held}) for name, value in moving.items()}
    shares = []
    for name, value in definitions.items():
        if any(variable.name == part.name for variable in variables(value)):
            share = put_in(value, fixed)
            weighted = name != whole.name and name in bars
            shares.append(Reduce("sum", Multiply(bars[name], share)) if weighted else share)
    loss = shares[0] if shares else moving[whole.name]
    for share in shares[1:]:
        loss = Add(loss, share)
    return Claim(loss, leaf(part), put_in(stated, moving), "gradient", held.name)


def at_its_value(claim: Claim, whole: Named) -> Claim:
    """The claim where the part has the value that the lines before it give it.

    A line may use that two parts have one value, as y = lse(h)ᵀ and lse(h) have, which is not so wherever y
    is free. What is added to the value is the variable, and 0.
    """
    name = claim.wrt.name
    value = _written_out(definitions_of(whole), "")[name]
    moved = put_in(claim.expression, {name: Add(value, claim.wrt)})
    return Claim(moved, claim.wrt, put_in(claim.claimed, {name: value}), claim.kind, at_zero=True)


def _written_out(definitions: Values, free: str) -> dict[str, Expression]:
    """Each definition with the ones before it put in, but for the free name."""
    values: dict[str, Expression] = {}
    for name, value in definitions.items():
        if name != free:
            values[name] = put_in(value, values)
    return values
