"""The columns of a matrix below each other, vec(A): read as operations on the matrix itself.

aᵀb of vec(A) and vec(B) is the sum of A ⊙ B, and (P ⊗ Q) vec(A) is vec(Q A Pᵀ).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from backproof.calculus.language.expression import (
    Divide,
    Elementwise,
    Joint,
    MatMul,
    Multiply,
    Named,
    Negate,
    Power,
    Reduce,
    Transpose,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.text import Printed
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.primitives.sizes import product

_ENTRYWISE = (arithmetic.plus, arithmetic.minus, Multiply, Divide, arithmetic.dot, arithmetic.divided)
_INNER = (arithmetic.of_vectors, arithmetic.inner)
_PRODUCTS = (MatMul, arithmetic.dot, *_INNER)


@dataclass(frozen=True, eq=False)
class Vectorised(Expression):
    """The columns of a matrix below each other, while a text is parsed."""

    matrix: Expression

    def _shape(self) -> Shape:
        return product(*self.matrix.shape), 1

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"vec({children[0].text})")


def of_vectorised(make: Callable[..., Expression], parts: tuple[object, ...]) -> Expression | None:
    """Return an operation on vec(A) as one on A; None if there is no such form."""
    plain = tuple(_unnamed(part) for part in parts)
    if not any(isinstance(_upright(part), Vectorised) for part in plain):
        return None
    if make is Reduce:
        name, operand = plain
        return Reduce(str(name), operand.matrix) if isinstance(operand, Vectorised) else None
    if make in _PRODUCTS and (found := _product(make, *plain)) is not None:
        return found
    if make in (Elementwise, Power, Negate, *_ENTRYWISE):
        return _entrywise(make, plain)
    return None


def without_name(value: Expression | None) -> Expression | None:
    """Return the value of a named part; any other value is returned itself."""
    return value.value if isinstance(value, Named) else value


def _unnamed(part: object) -> object:
    if isinstance(part, Transpose):
        return Transpose(inner) if isinstance(inner := _unnamed(part.operand), Vectorised) else part
    return part.value if isinstance(part, Named) and isinstance(part.value, Vectorised) else part


def _upright(part: object) -> object:
    return part.operand if isinstance(part, Transpose) else part


def _entrywise(make: Callable[..., Expression], parts: tuple[object, ...]) -> Expression | None:
    values = [part for part in parts if isinstance(part, Expression) and not part.is_scalar]
    matrices = [part.matrix for part in values if isinstance(part, Vectorised)]
    if len(matrices) < len(values) or len({matrix.shape for matrix in matrices}) != 1:
        return None
    return Vectorised(make(*(part.matrix if isinstance(part, Vectorised) else part for part in parts)))


def _product(make: Callable[..., Expression], left: object, right: object) -> Expression | None:
    one, other = _upright(left), _upright(right)
    if isinstance(one, Vectorised) and isinstance(other, Vectorised):
        is_inner = right is other and (isinstance(left, Transpose) or make in _INNER)
        same = one.matrix.shape == other.matrix.shape
        return Reduce("sum", Multiply(one.matrix, other.matrix)) if is_inner and same else None
    if _is_kron(left) and isinstance(right, Vectorised) and left.shape[1] == right.shape[0]:
        return _folded(left.right, right.matrix, Transpose(left.left))
    if _is_kron(right) and isinstance(one, Vectorised) and left is not one:
        found = _folded(Transpose(right.right), one.matrix, right.left)
        return None if found is None else Transpose(found)
    return None


def _is_kron(part: object) -> TypeGuard[Joint]:
    return isinstance(part, Joint) and part.name == "kron"


def _folded(left: Expression, matrix: Expression, right: Expression) -> Expression | None:
    fits = left.shape[1] == matrix.shape[0] and matrix.shape[1] == right.shape[0]
    return Vectorised(MatMul(MatMul(left, matrix), right)) if fits else None
