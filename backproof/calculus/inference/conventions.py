"""Heuristics for readings: how far one departs from the usual meaning of its letters and operators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
    excerpt,
)
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.matrix_operations import COLUMN_ONLY, SQUARE_ONLY
from backproof.calculus.primitives.shapes import SCALAR, Shape, describe_shape

_SAMPLE_SIZES = frozenset({"n", "N"})
_SIZE_LETTERS = frozenset({"m", "d", "k"})
IDENTITIES = frozenset({"I", "Id"})


class Oddness(IntEnum):
    """Degrees of oddness, from the usual meaning to an impossible one."""

    USUAL = 0
    POSSIBLE = 1
    UNUSUAL = 2
    MISTAKEN = 3
    SENSELESS = 4


_OF_CAPITALS = {
    "matrix": Oddness.USUAL,
    "column": Oddness.POSSIBLE,
    "scalar": Oddness.POSSIBLE,
    "row": Oddness.MISTAKEN,
}
_OF_SMALL_LETTERS = {
    "column": Oddness.USUAL,
    "scalar": Oddness.USUAL,
    "matrix": Oddness.UNUSUAL,
    "row": Oddness.UNUSUAL,
}
_OF_SAMPLE_SIZES = {
    "scalar": Oddness.USUAL,
    "column": Oddness.UNUSUAL,
    "matrix": Oddness.UNUSUAL,
    "row": Oddness.UNUSUAL,
}


@dataclass(frozen=True)
class Sign:
    """One oddity of a reading: its degree, its description, and the names whose shapes cause it."""

    oddness: Oddness
    message: str
    names: tuple[str, ...]


def kind_of_shape(shape: Shape) -> str:
    """Return scalar, column, row or matrix."""
    rows, columns = (size != 1 for size in shape)
    return {(0, 0): "scalar", (1, 0): "column", (0, 1): "row", (1, 1): "matrix"}[rows, columns]


def kinds_of(name: str) -> Mapping[str, Oddness]:
    """Return the kinds that a name can have, each with its oddness."""
    if name in _SAMPLE_SIZES:
        return _OF_SAMPLE_SIZES
    return _OF_CAPITALS if name[0].isupper() else _OF_SMALL_LETTERS


def may_be_size(variable: Variable, expression: Expression) -> bool:
    """True if a scalar is named like a size: n and N anywhere, other letters as a factor."""
    if variable.name in _SAMPLE_SIZES:
        return True
    products = (node for node in walk(expression) if isinstance(node, Multiply | Divide))
    return variable.name in _SIZE_LETTERS and any(variable in node.children for node in products)


def signs_of(expression: Expression, guessed: Mapping[str, Shape]) -> tuple[Sign, ...]:
    """Return everything that is odd about a reading in which the names `guessed` have these shapes."""
    kinds = (
        Sign(kinds_of(name)[kind_of_shape(shape)], _would_be(name, shape), (name,))
        for name, shape in guessed.items()
    )
    names = frozenset(guessed)
    found = (sign for node in walk(expression) for sign in _signs_at(node, names))
    return tuple(sign for sign in (*kinds, *found, *_scaled_rows(expression, names)) if sign.oddness)


def entrywise_products(expression: Expression) -> tuple[str, ...]:
    """Return the texts of products of square matrices entry by entry, where matrix products are usual."""
    names = frozenset(item.name for item in variables(expression))
    found = (sign for node in walk(expression) for sign in _signs_at(node, names))
    texts = (re.match("`(.*)` is computed entry by entry", sign.message) for sign in found)
    return tuple(dict.fromkeys(match[1] for match in texts if match and "*" in match[1]))


def _would_be(name: str, shape: Shape) -> str:
    usual = (
        "a capital letter is a matrix" if name[0].isupper() else "a lowercase letter is a vector or a scalar"
    )
    return f"{name} would have to be {describe_shape(shape)}, and {usual}"


def _signs_at(node: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    match node:
        case Transpose(Variable(name)) if node.shape == SCALAR and name in guessed:
            message = f"{name} is transposed, and would have to be a scalar"
            yield Sign(Oddness.MISTAKEN, message, (name,))
        case MatMul(left, right):
            yield from _scalar_operands(left, right, guessed)
            yield from _powers_of_matrices(node, guessed)
        case Multiply(left, right):
            yield from _scaled_from_the_right(left, right, guessed)
            yield from _times_ones(left, right, guessed)
        case Divide(left, right) if left.is_scalar and kind_of_shape(right.shape) == "column":
            yield from _divided_by_a_vector(left, right, guessed)
        case Power(Variable(name), exponent) if exponent == -1 and _is_matrix(node) and name in guessed:
            message = f"{name}**(-1) is computed entry by entry; the inverse is inv({name})"
            yield Sign(Oddness.MISTAKEN, message, (name,))
        case Reduce("tr", MatMul(left, Elementwise(_, right))) if left == right and _is_matrix(left):
            matrices = tuple(item.name for item in variables(left) if item.name in guessed)
            message = f"`{excerpt(node.operand.children[1])}` is computed entry by entry, even inside tr"
            yield Sign(Oddness.MISTAKEN, message, matrices)
        case Reduce(name, operand) | Structural(name, operand):
            yield from _whole_of_a_scalar(name, operand, guessed)
            if name in SQUARE_ONLY:
                yield from _entrywise(name, operand, guessed)


def _scalar_operands(left: Expression, right: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    for side in map(_inside_of_functions, (left, right)):
        if isinstance(side, Variable) and side.is_scalar and side.name in guessed:
            message = f"{side.name} is an operand of @, and would have to be a scalar"
            yield Sign(Oddness.SENSELESS, message, (side.name,))
    names = tuple(item.name for side in (left, right) for item in variables(side) if item.name in guessed)
    if names and (
        (left.is_scalar and right.is_scalar) or isinstance(left, Reduce) or isinstance(right, Reduce)
    ):
        yield Sign(Oddness.POSSIBLE, "@ is applied to a scalar", names)


def _inside_of_functions(node: Expression) -> Expression:
    while isinstance(node, Elementwise | Negate | Power):
        (node,) = node.children
    return node


def _powers_of_matrices(product: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    for side in product.children:
        match side:
            case Power(Variable(name), _) | Divide(_, Variable(name)) if _is_matrix(side) and name in guessed:
                message = (
                    f"`{excerpt(side)}` is computed entry by entry: no matrix power or inverse of {name}"
                )
                yield Sign(Oddness.MISTAKEN, message, (name,))


def _scaled_from_the_right(left: Expression, right: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    base = right.operand if isinstance(right, Transpose) else right
    is_array = _is_matrix(left) or (isinstance(left, Transpose) and not left.is_scalar)
    if isinstance(base, Variable) and base.is_scalar and base.name in guessed and is_array:
        message = (
            f"`{excerpt(left)} * {excerpt(right)}` is not a matrix product: {base.name} would be a scalar"
        )
        yield Sign(Oddness.MISTAKEN, message, (base.name,))


def _times_ones(left: Expression, right: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    """Yield signs of a product without effect: x * ones(n), which is meant for spreading a scalar."""
    for side, other in ((left, right), (right, left)):
        is_pointless = isinstance(other, Ones) and side.shape == other.shape and not side.is_scalar
        if is_pointless and isinstance(side, Variable) and side.name in guessed:
            yield Sign(Oddness.UNUSUAL, f"{side.name} is multiplied by ones", (side.name,))


def _scaled_rows(expression: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    """Yield signs of an intended outer product: `x * y.T` without a further factor, unlike l*w.T @ w."""
    nodes = walk(expression)
    factors = {node.left for node in nodes if isinstance(node, MatMul)}
    for node in nodes:
        match node:
            case Multiply(Variable(name), Transpose(Variable())) if (
                node.left.is_scalar and node not in factors and name in guessed and name[0].islower()
            ):
                message = f"`{excerpt(node)}` is not an outer product: {name} would be a scalar"
                yield Sign(Oddness.POSSIBLE, message, (name,))


def _divided_by_a_vector(left: Expression, right: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    if isinstance(right, Variable) and right.name in guessed and not isinstance(left, Number):
        message = f"a scalar is divided by {right.name}, which would have to be {describe_shape(right.shape)}"
        yield Sign(Oddness.UNUSUAL, message, (right.name,))


def _whole_of_a_scalar(name: str, operand: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    """Yield signs of a reduction that has nothing to reduce."""
    found = [item for item in variables(operand) if item.name in guessed]
    inside = tuple(item.name for item in found)
    if not operand.is_scalar or not inside:
        return
    vectors = tuple(v.name for v in found if v.name[0].isupper() and kind_of_shape(v.shape) == "column")
    if vectors:
        message = f"{name} is applied to a scalar, and {vectors[0]} would have to be a column vector"
        yield Sign(Oddness.MISTAKEN, message, vectors)
        return
    reduced = any(isinstance(part, MatMul | Reduce) for part in walk(operand))
    of_arrays = name in (*SQUARE_ONLY, *COLUMN_ONLY)
    oddness = Oddness.POSSIBLE if reduced else Oddness.SENSELESS if of_arrays else Oddness.MISTAKEN
    message = f"{name} is applied to `{excerpt(operand)}`, which would have to be a scalar"
    yield Sign(oddness, message, inside)


def _entrywise(name: str, operand: Expression, guessed: frozenset[str]) -> Iterator[Sign]:
    """Yield signs of elementwise operations on a square matrix where matrix operations are usually meant.

    Inside a factor of a matrix product, `*` counts as deliberate, as does a function anywhere but as the
    whole operand.
    """
    stack = [(operand, True)]
    while stack:
        node, is_term = stack.pop()
        matrices = tuple(v.name for v in variables(node) if _is_matrix(v) and v.name in guessed)
        if matrices and _acts_on_entries(node, is_term, node is operand):
            message = f"`{excerpt(node)}` is computed entry by entry, even inside {name}"
            yield Sign(Oddness.MISTAKEN, message, matrices)
        elif isinstance(node, Named | Negate | Transpose | Add | Subtract | Multiply | Divide | MatMul):
            stack += [(child, is_term and not isinstance(node, MatMul)) for child in node.children]


def _acts_on_entries(node: Expression, is_term: bool, is_whole: bool) -> bool:
    match node:
        case Power() | Divide(_, Expression(is_scalar=False)):
            return _is_matrix(node)
        case Multiply(left, right):
            return is_term and _is_matrix(left) and _is_matrix(right)
        case Elementwise():
            return is_whole and _is_matrix(node)
    return False


def _is_matrix(node: Expression) -> bool:
    return kind_of_shape(node.shape) == "matrix"
