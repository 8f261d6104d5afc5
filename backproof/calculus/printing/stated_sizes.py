"""The constants 𝟏 and I whose size a formula has to state, because nothing around them tells it."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.calculus.language.expression import (
    SQUARE_ONLY,
    Add,
    Divide,
    Expression,
    Eye,
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
from backproof.calculus.language.traversal import fold

Told = tuple[bool, bool]
KNOWN: Told = (True, True)


def unclear_constants(expression: Expression) -> frozenset[Expression]:
    """Each Ones and Eye that the text around it leaves open somewhere, rows or columns."""
    told = _told_by_parts(expression)
    found: set[Expression] = set()
    seen: set[tuple[Expression, Told]] = set()
    waiting = [(expression, (False, False))]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        node, given = place
        if isinstance(node, Ones | Eye) and not _is_clear(node, given):
            found.add(node)
        waiting.extend(_operands(node, given, told))
    return frozenset(found)


def _is_clear(node: Ones | Eye, given: Told) -> bool:
    if isinstance(node, Eye):
        return any(given) or node.size == 1
    return all(known or size == 1 for known, size in zip(given, node.shape, strict=True))


def _told_by_parts(expression: Expression) -> dict[Expression, Told]:
    """Whether the text of each part alone tells its rows and its columns."""
    told: dict[Expression, Told] = {}

    def visit(node: Expression, children: list[Told]) -> Told:
        told[node] = _told(node, children)
        return told[node]

    fold(expression, visit)
    return told


def _told(node: Expression, children: list[Told]) -> Told:  # noqa: PLR0911 (one per layout of a result)
    match node:
        case Number() | Variable() | Named() | Reduce():
            return KNOWN
        case Ones() | Eye():
            return node.shape[0] == 1, node.shape[1] == 1
        case Add() | Subtract() | Multiply() | Divide():
            shaped = [
                told for child, told in zip(node.children, children, strict=True) if not child.is_scalar
            ]
            return _either(*shaped) if shaped else KNOWN
        case MatMul():
            return children[0][0], children[1][1]
        case Transpose():
            return children[0][::-1]
        case Structural(name):
            rows, columns = _squared(children[0]) if name in SQUARE_ONLY else children[0]
            by_name = {
                "diag": (rows, rows),
                "diagvec": (rows, True),
                "rowsum": (rows, True),
                "rowlse": (rows, True),
                "colsum": (True, columns),
            }
            return by_name.get(name, (rows, columns))
    return children[0]


def _operands(
    node: Expression, given: Told, told: dict[Expression, Told]
) -> Iterator[tuple[Expression, Told]]:
    """The operands, each with what is known of its shape from the text around it."""
    match node:
        case Named() | Variable() | Number() | Ones() | Eye():
            return
        case Add(left, right) | Subtract(left, right) | Multiply(left, right) | Divide(left, right):
            for child, other in ((left, right), (right, left)):
                around = given if other.is_scalar else _either(given, told[other])
                yield child, KNOWN if child.is_scalar else around
        case MatMul(left, right):
            yield left, (given[0], told[right][0])
            yield right, (told[left][1], given[1])
        case Transpose(operand):
            yield operand, given[::-1]
        case Reduce(name, operand):
            yield operand, told[operand][::-1] if name in SQUARE_ONLY else (False, False)
        case Structural(name, operand):
            yield operand, _given_to_operand(name, given, told[operand])
        case _:
            yield node.children[0], given


def _given_to_operand(name: str, given: Told, told: Told) -> Told:
    """What is known of the operand of an operation on the matrix as a whole."""
    if name == "diag":
        return any(given), True
    if name in SQUARE_ONLY:
        known = given[0] if name == "diagvec" else any(given)
        return known or told[1], known or told[0]
    if name in ("rowsum", "rowlse"):
        return given[0], False
    return (False, given[1]) if name == "colsum" else given


def _either(*told: Told) -> Told:
    return any(rows for rows, _ in told), any(columns for _, columns in told)


def _squared(told: Told) -> Told:
    return any(told), any(told)
