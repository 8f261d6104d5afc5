"""Limits on derivatives: formulas short enough to be read, values small enough to be checked."""

from __future__ import annotations

import math
from collections.abc import Iterable

from backproof.calculus.evaluation.size_bounds import singular_part
from backproof.calculus.language.expression import Joint, MatMul, Reduce, Structural, Variable, excerpt
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import Size, describe_shape
from backproof.calculus.primitives.sizes import length, symbols
from backproof.diagnostic import Diagnostic, InputError

_LONGEST_FORMULA = 4000
_MOST_OPERATIONS = 20_000
_SYMBOL = 5


def check_ranks(expression: Expression) -> None:
    """Reject the inverse or determinant of a product whose sizes make it singular: AᵀA for a 2×3 A."""
    found = singular_part(expression)
    if found is not None:
        matrix, rank = found
        message = f"{excerpt(matrix)} is singular: {describe_shape(matrix.shape)} of rank at most {rank}"
        raise InputError(Diagnostic(message, hint="are the sizes in --shape the right way round?"))


def check_length(result: Expression, wrt: str) -> None:
    """Reject a formula too long to be read or to be proved within minutes."""
    length = Lengths()(result)
    if length > _LONGEST_FORMULA:
        message = f"the derivative by {wrt} is too long to be written down: {length} symbols and operations"
        raise InputError(Diagnostic(message, hint="derive the expression part by part"))


def check_size(expressions: Iterable[Expression]) -> None:
    """Reject values with so many entries that testing them in high precision would take minutes."""
    for part in (part for expression in expressions for part in walk(expression)):
        if _operations(part) > _MOST_OPERATIONS:
            shown = next((inner for inner in walk(part) if isinstance(inner, Variable)), part)
            message = f"{describe_shape(part.shape)} is too large to be checked with numbers"
            hint = f"write large sizes as symbols, as in --shape {getattr(shown, 'name', 'x')}=n"
            raise InputError(Diagnostic(message, hint=hint))


def _operations(part: Expression) -> int:
    """Estimate the number of scalar operations that the part takes, taking symbolic sizes as small."""
    entries = math.prod(map(_length, part.shape))
    if isinstance(part, MatMul):
        return entries * _length(part.left.shape[1])
    if isinstance(part, Joint):
        return max(entries, *(math.prod(map(_length, side.shape)) for side in part.children))
    if isinstance(part, Reduce | Structural):
        inner = math.prod(map(_length, part.children[0].shape))
        if OPERATION[part.name].nonsingular:
            return inner * _length(part.children[0].shape[0])
        return max(inner, entries)
    return entries


def _length(size: Size) -> int:
    return length(size, dict.fromkeys(symbols(size), _SYMBOL))
