"""The proof of convexity of a formula: each part by a rule from the parts that it is made of."""

from __future__ import annotations

from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Joint,
    MatMul,
    Multiply,
    Named,
    Negate,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.exponentials import of_logarithm
from backproof.optimisation.disciplined.functions import of_function, of_power, of_whole
from backproof.optimisation.disciplined.node import (
    AFFINE,
    CONSTANT,
    CONVEX,
    Node,
    UndecidedError,
    depends,
    joined,
    summed,
    turned,
)
from backproof.optimisation.disciplined.products import (
    of_form,
    of_inverse_trace,
    of_maximum,
    of_product,
    of_quotient,
    of_root,
)


def analyse(part: Expression, names: frozenset[str]) -> Node:
    """Return the proof that a part is affine, convex or concave; UndecidedError if there is none."""
    if not depends(part, names):
        return Node(part, CONSTANT, "constant")
    found = _by_form(part, names)
    if found is None:
        raise UndecidedError(part)
    return found


def _by_form(part: Expression, names: frozenset[str]) -> Node | None:  # noqa: PLR0911 (one per form)
    def inner(of: Expression) -> Node:
        return analyse(of, names)

    match part:
        case Variable():
            return Node(part, AFFINE, "variable")
        case Named(_, value):
            return inner(value)
        case Add() | Subtract() | Negate() | Transpose() | Slice() | Blocks():
            return _entrywise(part, names)
        case Multiply() | MatMul():
            return of_product(part, inner)
        case Divide():
            return of_quotient(part, inner)
        case Power(base, _):
            return of_power(part, inner(base))
        case Elementwise(_, operand):
            special = of_logarithm(part, inner) or of_root(part, inner)
            return special or of_function(part, inner(operand))
        case Reduce():
            special = of_form(part, inner) or of_inverse_trace(part, inner)
            return special or of_whole(part, inner(part.operand))
        case Structural(_, operand):
            return of_whole(part, inner(operand))
        case Joint(_, left, right):
            nodes = inner(left), inner(right)
            is_linear = CONSTANT in (nodes[0].curvature, nodes[1].curvature) and all(
                n.is_affine for n in nodes
            )
            return joined(part, AFFINE, "linear", *nodes) if is_linear else None
    return None


def _entrywise(part: Expression, names: frozenset[str]) -> Node | None:
    """Return the node of a sum, difference, negative, transpose or block matrix."""
    match part:
        case Add(left, right):
            if found := of_maximum(left, right, part, lambda of: analyse(of, names)):
                return found
        case Negate(inner):
            node = analyse(inner, names)
            return joined(part, turned(node.curvature), "linear" if node.is_affine else "negative", node)
    nodes = [analyse(child, names) for child in part.children]
    curvatures = tuple(node.curvature for node in nodes)
    if isinstance(part, Subtract):
        curvatures = (curvatures[0], turned(curvatures[1]))
    if isinstance(part, Blocks) and {CONVEX, "concave"} <= set(curvatures):
        return None
    curvature = summed(curvatures)
    rule = "linear" if curvature == AFFINE else "sum" if isinstance(part, Add | Subtract) else "entrywise"
    return joined(part, curvature, rule, *nodes) if curvature else None
