"""The constants 𝟏 and I whose size a formula must state, because the context does not determine it."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.cases import Extreme, Indicator
from backproof.calculus.language.expression import (
    Add,
    Constant,
    Count,
    Divide,
    Eye,
    Joint,
    MatMul,
    Multiply,
    Named,
    Number,
    Ones,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.matrix_operations import OPERATION, SQUARE_ONLY

_Fixed = tuple[bool, bool]
_KNOWN: _Fixed = (True, True)


def unclear_constants(expression: Expression) -> frozenset[Expression]:
    """Return each Ones and Eye whose rows or columns are undetermined by the context in some place."""
    fixed = _fixed_by_parts(expression)
    found: set[Expression] = set()
    seen: set[tuple[Expression, _Fixed]] = set()
    pending = [(expression, (False, False))]
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        node, given = place
        if isinstance(node, Ones | Eye) and not _is_clear(node, given):
            found.add(node)
        pending.extend(_operands(node, given, fixed))
    return frozenset(found)


def _is_clear(node: Ones | Eye, given: _Fixed) -> bool:
    if isinstance(node, Eye):
        return any(given) or node.size == 1
    return all(known or size == 1 for known, size in zip(given, node.shape, strict=True))


def _fixed_by_parts(expression: Expression) -> dict[Expression, _Fixed]:
    """Determine which rows and columns are fixed by the text of each part on its own."""
    fixed: dict[Expression, _Fixed] = {}

    def visit(node: Expression, children: list[_Fixed]) -> _Fixed:
        fixed[node] = _fixed(node, children)
        return fixed[node]

    fold(expression, visit)
    return fixed


def _fixed(node: Expression, children: list[_Fixed]) -> _Fixed:  # noqa: PLR0911 (one per layout of a result)
    match node:
        case Number() | Variable() | Named() | Reduce() | Count() | Constant():
            return _KNOWN
        case Ones() | Eye():
            return node.shape[0] == 1, node.shape[1] == 1
        case Add() | Subtract() | Multiply() | Divide() | Extreme() | Indicator():
            shaped = [
                fixed for child, fixed in zip(node.children, children, strict=True) if not child.is_scalar
            ]
            return _either(*shaped) if shaped else _KNOWN
        case MatMul():
            return children[0][0], children[1][1]
        case Transpose():
            return children[0][::-1]
        case Slice(_, first, second):
            return first is not None or children[0][0], second is not None or children[0][1]
        case Blocks():
            return all(rows for rows, _ in children), all(columns for _, columns in children)
        case Joint():
            return all(rows for rows, _ in children), all(columns for _, columns in children)
        case Structural(name):
            rows, columns = _squared(children[0]) if name in SQUARE_ONLY else children[0]
            above, beside = OPERATION[name].shape(rows, columns)
            # A length of 1 needs no statement.
            return bool(above), bool(beside)
    return children[0]


def _operands(
    node: Expression, given: _Fixed, fixed: dict[Expression, _Fixed]
) -> Iterator[tuple[Expression, _Fixed]]:
    """Yield the operands, each with the part of its shape that the surrounding text fixes."""
    match node:
        case Named() | Variable() | Number() | Ones() | Eye() | Count() | Constant():
            return
        case Add() | Subtract() | Multiply() | Divide() | Extreme() | Indicator():
            left, right = node.children[:2]
            for child, other in ((left, right), (right, left)):
                around = given if other.is_scalar else _either(given, fixed[other])
                yield child, _KNOWN if child.is_scalar else around
        case MatMul(left, right):
            yield left, (given[0], fixed[right][0])
            yield right, (fixed[left][1], given[1])
        case Transpose(operand):
            yield operand, given[::-1]
        case Reduce(name, operand):
            yield operand, fixed[operand][::-1] if name in SQUARE_ONLY else (False, False)
        case Slice(operand, _, _):
            yield operand, (False, False)
        case Blocks():
            yield from ((block, (False, False)) for block in node.children)
        case Joint(_, left, right):
            # Only both operands together make up the sizes of the result.
            yield from ((side, (False, False)) for side in (left, right))
        case Structural(name, operand):
            yield operand, _given_to_operand(name, given, fixed[operand])
        case _:
            yield node.children[0], given


def _given_to_operand(name: str, given: _Fixed, fixed: _Fixed) -> _Fixed:
    """Return the part of the shape that is fixed for the operand of an operation on a whole matrix."""
    operation = OPERATION[name]
    places = operation.shape("rows", "columns")
    rows, columns = (
        any(known for known, place in zip(given, places, strict=True) if place == size)
        for size in ("rows", "columns")
    )
    if operation.operand == "square":
        known = rows or columns
        return known or fixed[1], known or fixed[0]
    return rows, columns or operation.operand == "column"


def _either(*fixed: _Fixed) -> _Fixed:
    return any(rows for rows, _ in fixed), any(columns for _, columns in fixed)


def _squared(fixed: _Fixed) -> _Fixed:
    return any(fixed), any(fixed)
