"""Results in the notation of the stated expression: its inner products, traces and norms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from backproof.calculus.derivation.signs import with_plain_signs
from backproof.calculus.language.expression import MatMul, Multiply, Named, Power, Reduce, Transpose, Variable
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.regroup import factors_of, transposed_factors
from backproof.calculus.language.tree import Expression, fold, walk

_Factors = tuple[Expression, ...]


def in_notation_of(original: Expression, result: Expression) -> Expression:
    """Write xᵀy, tr(A B) and ‖x‖² in the result as in the original; no such change affects its length."""
    products, traces = _known(original)
    squares = {_square(norm) for norm in (*walk(original), *walk(result)) if _is_norm(norm)} - set(products)
    length = Lengths()

    def visit(node: Expression, children: list[Expression]) -> Expression:
        rebuilt = node.with_children(*children) if children else node
        if isinstance(rebuilt, MatMul) and rebuilt.is_scalar:
            factors = tuple(factors_of(rebuilt))
            if factors in squares:
                return Power(Reduce("norm", factors[1]), Fraction(2))
            known = products.get(factors) or products.get(transposed_factors(factors), rebuilt)
            return known if length(known) <= length(rebuilt) else rebuilt
        if isinstance(rebuilt, Reduce) and rebuilt.name == "tr":
            return traces.get(tuple(factors_of(rebuilt.operand)), rebuilt)
        return rebuilt

    return with_plain_signs(fold(result, visit), original)


def flattened(expression: Expression) -> Expression:
    """Drop redundant parentheses in products: A (B C) as A B C, u ⊙ (v ⊙ w) as u ⊙ v ⊙ w."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        rebuilt = node.with_children(*children) if children else node
        if isinstance(rebuilt, MatMul) and isinstance(rebuilt.right, MatMul):
            return reduce(MatMul, factors_of(rebuilt))
        inner = rebuilt.right if isinstance(rebuilt, Multiply) else None
        if isinstance(inner, Multiply) and rebuilt.children[0].is_scalar == inner.left.is_scalar:
            return Multiply(visit(rebuilt, [rebuilt.children[0], inner.left]), inner.right)
        return rebuilt

    return fold(expression, visit)


def _known(original: Expression) -> tuple[dict[_Factors, Expression], dict[_Factors, Expression]]:
    """Return the inner products by their factors, and the traces by the factors of all their rotations."""
    products: dict[_Factors, Expression] = {}
    traces: dict[_Factors, Expression] = {}
    for part in walk(original):
        if isinstance(part, MatMul) and part.is_scalar:
            products.setdefault(tuple(factors_of(part)), part)
        if isinstance(part, Reduce) and part.name == "tr" and isinstance(part.operand, MatMul):
            for rotation in _rotations(tuple(factors_of(part.operand))):
                traces.setdefault(rotation, part)
    return products, traces


def _rotations(factors: _Factors) -> Iterator[_Factors]:
    for start in range(len(factors)):
        rotated = factors[start:] + factors[:start]
        yield rotated
        yield transposed_factors(rotated)


def _is_norm(part: Expression) -> bool:
    return isinstance(part, Reduce) and part.name == "norm" and isinstance(part.operand, Variable | Named)


def _square(norm: Expression) -> _Factors:
    (operand,) = norm.children
    return Transpose(operand), operand
