"""A network's gradients in calls of its functions' derivatives: z_bar = h_bar * phi_prime(z)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backproof.calculus.elementwise import Function
from backproof.calculus.expression import Elementwise, Expression, Multiply, Named, Variable
from backproof.calculus.functions import define
from backproof.calculus.naming import fresh_names, taken_names
from backproof.calculus.sweep import sweep
from backproof.calculus.traversal import fold, over, substitute


def prime_of(function: Function) -> Function:
    """The derivative as a function of its own, such as phi_prime."""
    return define(f"{function.name}_prime({function.parameter}) = {function.derivative}")


def gradients_with_calls(
    whole: Named, wrt: Sequence[Variable], primes: Mapping[Function, Function]
) -> dict[str, Expression]:
    """The gradients by name; the derivative of each function in `primes` is called, not written out.

    To the sweep, phi(u) is p * u with a variable p: its derivative by u is p, which phi'(u) takes the place
    of afterwards. The value of phi(u) never enters, as it has a name of its own.
    """
    names = fresh_names(taken_names(whole))
    back: dict[Expression, Expression] = {}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        match node:
            case Elementwise(function, operand) if function in primes:
                slope = Variable(names(f"{function.name}_prime", True), node.shape)
                back[slope] = Elementwise(primes[function], operand)
                stand_in = Named(names("h", False), Multiply(slope, children[0]))
                back[stand_in] = node
                return stand_in
            case Named(name, Elementwise(function)) if function in primes:
                renamed = Named(name, children[0].children[0])
                back[renamed] = node
                return renamed
            case Named():
                rebuilt = over(node, children)
                back[rebuilt] = node
                return rebuilt
        return over(node, children)

    replaced = fold(whole, visit)
    assert isinstance(replaced, Named)
    found = sweep(replaced, wrt).gradients
    return {adjoint.value.name: substitute(adjoint.value, back) for adjoint in found}
