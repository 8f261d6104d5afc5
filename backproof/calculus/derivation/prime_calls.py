"""A network's gradients written with calls of its functions' derivatives: z_bar = h_bar * phi_prime(z)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.derivation.notation import flattened, in_notation_of
from backproof.calculus.derivation.sweep import sweep
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.differentiate import shortest
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.language.expression import Elementwise, Multiply, Named, Variable
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.functions import define
from backproof.calculus.language.traversal import named_parts, substitute
from backproof.calculus.language.tree import Expression, fold, over

Primes = Mapping[Function, Function]


def prime_of(function: Function) -> Function:
    """Define the derivative as a function of its own, such as phi_prime."""
    return define(f"{function.name}_prime({function.parameter}) = {function.derivative}")


def gradients_with_calls(whole: Named, wrt: Sequence[Variable], primes: Primes) -> dict[str, Expression]:
    """Return the gradients by name, with calls to the derivatives of the functions in `primes`."""
    replaced, back = _with_slopes(whole, primes)
    found = sweep(replaced, wrt).gradients
    return {adjoint.value.name: substitute(adjoint.value, back) for adjoint in found}


def closed_gradients(whole: Named, wrt: Sequence[Variable], primes: Primes) -> list[Expression]:
    """Return the same gradients, each as one formula in the definition's names, without adjoints."""
    replaced, back = _with_slopes(whole, primes)
    own = set(named_parts(replaced))
    g = Algebra()
    leaves: dict[Expression, Node] = {part: g.variable(part.name, part.shape) for part in own}
    given: dict[Node, Expression] = {node: part for part, node in leaves.items()}

    def closed(node: Expression, children: list[Expression]) -> Expression:
        return children[0] if isinstance(node, Named) and node not in own else over(node, children)

    values = [fold(adjoint.value, closed) for adjoint in sweep(replaced, wrt).gradients]
    short = [shortest(g, lower(g, value, leaves), given, {}) for value in values]
    return [substitute(flattened(in_notation_of(replaced, value)), back) for value in short]


def _with_slopes(whole: Named, primes: Primes) -> tuple[Named, dict[Expression, Expression]]:
    """Replace phi(u) by p * u with a new variable p; also return the map that substitutes back.

    The sweep differentiates p * u by u to p, for which phi'(u) is substituted afterwards. The value of
    phi(u) never enters, as it has a name of its own.
    """
    names = fresh_names(taken_names(whole))
    back: dict[Expression, Expression] = {}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        match node:
            case Elementwise(function, operand) if function in primes:
                slope = Variable(names(f"{function.name}_prime", True), node.shape)
                back[slope] = Elementwise(primes[function], operand)
                stand_in: Expression = Named(names("h", False), Multiply(slope, children[0]))
            case Named(name, Elementwise(function)) if function in primes:
                stand_in = Named(name, children[0].children[0])
            case Named():
                stand_in = over(node, children)
            case _:
                return over(node, children)
        back[stand_in] = node
        return stand_in

    replaced = fold(whole, visit)
    assert isinstance(replaced, Named)
    return replaced, back
