"""`einsum('ij,j->i', A, x)`: a sum over indices, read as products of vectors and matrices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backproof.calculus.language.expression import MatMul, Multiply, Reduce, Structural, Transpose
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.matrix_operations import REDUCTIONS
from backproof.calculus.spelling.contraction import Factor, NotMatricesError, contracted
from backproof.diagnostic import Diagnostic, InputError

_SIGNATURE = re.compile(r"[A-Za-z]{0,2}(?:,[A-Za-z]{0,2})*(?:->[A-Za-z]{0,2})?")
_HINT = "as in einsum('ij,j->i', A, x), with an index for each axis of a value"


def einsum(signature: str, operands: Sequence[Expression], build: Callable[..., Expression]) -> Expression:
    """Return the sum over the indices that the result lacks; raises InputError for another signature.

    `build` makes a node of its class and parts. Without an arrow the result has, as in NumPy, the indices
    that occur once, in the order of the alphabet.
    """
    plain = signature.replace(" ", "")
    left, arrow, result = plain.partition("->")
    stated = left.split(",")
    if not _SIGNATURE.fullmatch(plain) or len(stated) != len(operands):
        raise InputError(Diagnostic(f"'{signature}' does not fit the values of einsum", hint=_HINT))
    if not arrow:
        result = "".join(sorted(index for index in set(left) - {","} if left.count(index) == 1))
    factors = [Factor(value, indices) for value, indices in zip(operands, stated, strict=True)]
    try:
        return contracted(factors, result, _Nodes(build))
    except NotMatricesError:
        message = f"the sum '{signature}' is no product of matrices"
        raise InputError(Diagnostic(message, hint="write it with @, * and sum")) from None


@dataclass(frozen=True)
class _Nodes:
    """Operations on expressions."""

    build: Callable[..., Expression]

    def scaled(self, factor: Expression, value: Expression) -> Expression:
        return self.build(Multiply, factor, value)

    def entrywise(self, left: Expression, right: Expression) -> Expression:
        return self.build(Multiply, left, right)

    def product(self, left: Expression, right: Expression) -> Expression:
        return self.build(MatMul, left, right)

    def transpose(self, value: Expression) -> Expression:
        return self.build(Transpose, value)

    def apply(self, function: str, value: Expression) -> Expression:
        return self.build(Reduce if function in REDUCTIONS else Structural, function, value)
