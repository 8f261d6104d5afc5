"""The reverse sweep over named parts: one adjoint each, by one local rule each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.derivation.notation import flattened, in_notation_of
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.differentiate import unstructured
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.engine.reverse import vjp
from backproof.calculus.engine.to_expression.raising import Raising
from backproof.calculus.language import expression as surface
from backproof.calculus.language.blocks import Blocks
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION


@dataclass(frozen=True)
class Adjoint:
    """∂F/∂part, a named value in terms of the preceding names, and the rule that it follows from."""

    part: Named | Variable
    value: Named
    rule: str


@dataclass(frozen=True)
class Sweep:
    """The adjoints of the named parts, from the last to the first, and the gradients."""

    adjoints: tuple[Adjoint, ...]
    gradients: tuple[Adjoint, ...]


def sweep(whole: Named, wrt: Sequence[Variable]) -> Sweep:
    """Compute one adjoint for every named part between `wrt` and the whole, then the gradients.

    Each named part is a leaf of the graph, so that every adjoint follows from its users alone.
    """
    state = _State(whole, wrt)
    parts = [part for part in named_parts(whole) if part is not whole]
    active = [part for part in reversed(parts) if any(variable in walk(part) for variable in wrt)]
    adjoints = tuple(state.of_part(part) for part in active)
    return Sweep(adjoints, tuple(state.of_variable(variable) for variable in wrt))


class _State:
    """The graph over the named parts, with the adjoints found so far."""

    def __init__(self, whole: Named, wrt: Sequence[Variable]) -> None:
        self.g = Algebra()
        self.whole = whole
        self.parts = named_parts(whole)
        self.leaves: dict[Expression, Node] = {p: self.g.variable(p.name, p.shape) for p in self.parts}
        # A symmetric variable is varied entry by entry, so Xᵀ is replaced by X only in the result.
        self.leaves |= {variable: lower(self.g, unstructured(variable)) for variable in wrt}
        self.declared = {self.leaves[variable]: lower(self.g, variable) for variable in wrt}
        self.values = {part: lower(self.g, part.value, self.leaves) for part in self.parts}
        # Values of parts are written as the part's name: h ⊙ (1 − h), where h is σ(z).
        named = {node: part for part, node in self.values.items() if part is not whole and node.operands}
        blocks = (part for value in self.parts for part in walk(value.value) if isinstance(part, Blocks))
        built = {lower(self.g, part, self.leaves): part for part in blocks}
        # Matrices of blocks are written as such, and not as sums of blocks among zeros.
        whole_blocks = {node: part for node, part in built.items() if node.operands}
        self.given: dict[Node, Expression] = {
            **whole_blocks,
            **named,
            **{node: part for part, node in self.leaves.items()},
        }
        self.adjoints: dict[Expression, Node] = {whole: self.g.number(1)}
        self.names = fresh_names(taken_names(whole))

    def of_part(self, part: Named) -> Adjoint:
        """Compute the adjoint of a named part and make it available to the parts before it."""
        found = self._adjoint(part, self.leaves[part], f"{part.name}_bar")
        seed = self.g.variable(found.value.name, part.shape)
        self.adjoints[part], self.given[seed] = seed, found.value
        return found

    def of_variable(self, variable: Variable) -> Adjoint:
        """Compute the gradient with respect to a variable."""
        return self._adjoint(variable, self.leaves[variable], f"d{self.whole.name}_d{variable.name}")

    def _adjoint(self, part: Named | Variable, leaf: Node, name: str) -> Adjoint:
        users = [p for p in self.parts if p in self.adjoints and leaf.name in self.values[p].names]
        shares = [vjp(self.g, self.values[user], leaf, self.adjoints[user]) for user in users]
        zero = self.g.pointwise(0 * self.g.body(leaf), leaf.shape)
        found = self.g.substitute(self.g.add(*shares) if shares else zero, self.declared)
        # The part's own name denotes the variable of differentiation, not another quantity of equal
        # value.
        given = {node: other for node, other in self.given.items() if other != part or node is leaf}
        value = flattened(in_notation_of(self.whole, Raising(self.g, given)(found)))
        return Adjoint(part, Named(self.names(name), value), _rule_of(part, users))


def _rule_of(part: Expression, users: Sequence[Named]) -> str:
    """Return the name of the rule that leads from the users of a part to its adjoint."""
    if not users:
        return "no dependence"
    holders = [holder for user in users for holder in _holders_of(part, user.value)]
    if len(holders) != 1:
        return "sum over the paths"
    return _rule_name(holders[0], users[0].value)


def _holders_of(part: Expression, value: Expression) -> list[Expression]:
    """Return the operations inside `value` with the part, its transpose or its negative as an operand."""
    found, passing = [], {part}
    for node in walk(value):
        if any(child in passing for child in node.children):
            if isinstance(node, surface.Transpose | surface.Negate):
                passing.add(node)
            else:
                found.append(node)
    return found


def _rule_name(holder: Expression, value: Expression) -> str:
    """Return the name of the rule for one operation; ‖r‖² counts as one."""
    if isinstance(holder, surface.Reduce | surface.Structural):
        squared = any(isinstance(n, surface.Power) and holder in n.children for n in walk(value))
        return "squared norm" if holder.name == "norm" and squared else OPERATION[holder.name].title
    if isinstance(holder, surface.Joint):
        return JOINT_OPERATION[holder.name].title
    return RULE_OF_TYPE.get(type(holder), "chain rule")


RULE_OF_TYPE: dict[type[Expression], str] = {
    surface.MatMul: "matrix product",
    surface.Elementwise: "elementwise function",
    surface.Add: "sum",
    surface.Subtract: "difference",
    surface.Multiply: "product",
    surface.Divide: "quotient",
    surface.Power: "power",
}
