"""Lowering of the surface expression to the canonical graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import cast

import sympy

from backproof.calculus.engine.canonical.parts import Extent
from backproof.calculus.engine.canonical.scalars import built_in, magnitude
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.limits import check_power
from backproof.calculus.language import expression as surface
from backproof.calculus.language.blocks import Blocks, Slice, Stretch
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import formula_of
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.primitives.shapes import SCALAR, Size
from backproof.calculus.primitives.sizes import difference, total

Leaves = Mapping[Expression, Node]
_PARAMETER = sympy.Symbol("t", real=True)


def lower(g: Algebra, expression: Expression, leaves: Leaves | None = None) -> Node:
    """Return the expression as a node of `g`; the parts in `leaves` are replaced by the given nodes."""
    given = leaves or {}

    def visit(part: Expression, operands: list[Node]) -> Node:
        return given[part] if part in given else _lowered(g, part, operands)

    return fold(expression, visit)


def _lowered(g: Algebra, part: Expression, operands: list[Node]) -> Node:  # noqa: PLR0911 (one per kind)
    match part:
        case surface.Number(value):
            return g.number(sympy.Rational(value.numerator, value.denominator))
        case surface.Variable(name=name, properties=properties):
            return g.variable(name, part.shape, _closed(properties))
        case surface.Ones(rows, columns):
            return g.ones((rows, columns))
        case surface.Count(size):
            g.counted.add(size)
            return g.total(g.ones((size, 1)))
        case surface.Constant(name):
            return g.number(getattr(sympy, CONSTANTS[name].sympy))
        case surface.Eye(size):
            return g.eye(size)
        case surface.Power(_, exponent):
            check_power(g.body(operands[0]), exponent)
            power = g.body(operands[0]) ** sympy.Rational(exponent.numerator, exponent.denominator)
            return g.pointwise(power, part.shape)
        case surface.Elementwise(function):
            return g.pointwise(_applied(function, g.body(operands[0])), part.shape)
        case surface.Reduce(name) | surface.Structural(name):
            return _COMPOSED[name](g, operands[0]) if name in _COMPOSED else g.construct(name, operands[0])
        case Slice(_, rows, columns):
            return g.part(operands[0], _extent(rows), _extent(columns))
        case Blocks():
            return _of_blocks(g, part, operands)
        case surface.Joint(name):
            return g.construct(name, *operands)
    return _OPERATORS[type(part)](g, *operands)


def _extent(stretch: Stretch) -> Extent:
    """Return where a stretch begins, and its length."""
    if stretch is None:
        return None
    count = difference(stretch[1], stretch[0])
    assert count is not None
    return stretch[0], count


def _of_blocks(g: Algebra, blocks: Blocks, operands: list[Node]) -> Node:
    """Return the sum of the blocks, each in its place among zeros."""
    found, above = [], cast("Size", 0)
    for first in range(0, len(operands), blocks.width):
        before: Size = 0
        for block in operands[first : first + blocks.width]:
            height, width = block.shape
            found.append(g.placed(block, (above, height), (before, width), blocks.shape))
            before = total(before, width)
        above = total(above, operands[first].shape[0])
    return g.add(*found)


def _closed(properties: frozenset[str]) -> frozenset[str]:
    """Return the properties with those that they imply: a definite matrix is symmetric."""
    return properties | {"symmetric"} if properties & surface.SYMMETRIC_PROPERTIES else properties


def _applied(function: Function, argument: sympy.Expr) -> sympy.Expr:
    """Apply a function of the language, or the user's formula, to a body."""
    known = built_in(function)
    if known is not None:
        return known(argument)
    return _formula_body(function).xreplace({_PARAMETER: argument})


@lru_cache(maxsize=256)
def _formula_body(function: Function) -> sympy.Expr:
    """Return the user's formula as a sympy expression in `_PARAMETER`."""
    formula = formula_of(function)
    g = Algebra()
    body = g.body(lower(g, formula))
    return body.xreplace({g.symbol(g.variable(function.parameter, SCALAR)): _PARAMETER})


def _quotient(g: Algebra, left: Node, right: Node) -> Node:
    return g.times(left, g.pointwise(1 / g.body(right), right.shape))


def _norm(g: Algebra, operand: Node) -> Node:
    square = g.total(g.pointwise(g.body(operand) ** 2, operand.shape))
    return g.pointwise(sympy.sqrt(g.body(square)), SCALAR)


def _row_of_ones(g: Algebra, operand: Node) -> Node:
    return g.transpose(g.ones((operand.shape[0], 1)))


_OPERATORS: dict[type[Expression], Callable[..., Node]] = {
    surface.Named: lambda _, value: value,
    surface.Add: lambda g, left, right: g.add(left, right),
    surface.Subtract: lambda g, left, right: g.add(left, g.scale(sympy.S.NegativeOne, right)),
    surface.Negate: lambda g, operand: g.scale(sympy.S.NegativeOne, operand),
    surface.Multiply: lambda g, left, right: g.times(left, right),
    surface.Divide: _quotient,
    surface.MatMul: lambda g, left, right: g.matmul(left, right),
    surface.Transpose: lambda g, operand: g.transpose(operand),
}
# Operations that are written with others; those that remain have a node of their own.
_COMPOSED: dict[str, Callable[[Algebra, Node], Node]] = {
    "norm": _norm,
    "norm1": lambda g, a: g.total(g.pointwise(magnitude(g.body(a)), a.shape)),
    "rowsum": lambda g, a: g.matmul(a, g.ones((a.shape[1], 1))),
    "colsum": lambda g, a: g.matmul(_row_of_ones(g, a), a),
}
