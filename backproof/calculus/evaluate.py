"""Values of expressions: in floating point, in complex numbers, to high precision, or in symbols.

Every value is an array whose last two axes are rows and columns; axes before them run over cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backproof.calculus.arithmetic import FLOAT, Arithmetic, Array
from backproof.calculus.expression import (
    Add,
    Divide,
    Elementwise,
    Expression,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Size,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.functions import formula_of
from backproof.calculus.traversal import variables, walk
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

Visit = Callable[[Any, list[Array], Arithmetic], Array]


def evaluate(
    expression: Expression, values: Mapping[str, ArrayLike], sizes: Mapping[str, int] | None = None
) -> Array:
    """The expression's value, a 2-D float array, at the given values of its variables.

    A value may be a number, a vector (taken as a column) or a matrix; sizes that no value determines are
    taken from `sizes`. Raises InputError for a missing value and for one whose shape does not fit.
    """
    known = dict(sizes or {})
    arrays = {variable.name: _array(variable, values, known) for variable in variables(expression)}
    with np.errstate(all="ignore"):
        return run(expression, arrays, known, FLOAT)


def run(
    expression: Expression, values: Mapping[str, Array], sizes: Mapping[str, int], arithmetic: Arithmetic
) -> Array:
    """The value in the given arithmetic, from arrays of the right shapes."""
    return trace(expression, values, sizes, arithmetic)[expression]


def trace(
    expression: Expression, values: Mapping[str, Array], sizes: Mapping[str, int], arithmetic: Arithmetic
) -> dict[Expression, Array]:
    """The value of every part."""
    results: dict[Expression, Array] = {}
    for node in walk(expression):
        match node:
            case Variable(name):
                results[node] = values[name]
            case Ones(rows, columns):
                results[node] = arithmetic.ones(_length(rows, sizes), _length(columns, sizes))
            case Eye(size):
                results[node] = arithmetic.eye(_length(size, sizes))
            case _:
                results[node] = VISITS[type(node)](
                    node, [results[child] for child in node.children], arithmetic
                )
    return results


def _length(size: Size, sizes: Mapping[str, int]) -> int:
    if isinstance(size, int):
        return size
    if size not in sizes:
        raise InputError(Diagnostic(f"the size '{size}' is not known", hint=did_you_mean(size, sizes)))
    return sizes[size]


def _array(variable: Variable, values: Mapping[str, ArrayLike], sizes: dict[str, int]) -> Array:
    if variable.name not in values:
        message = f"there is no value for '{variable.name}'"
        raise InputError(Diagnostic(message, hint=did_you_mean(variable.name, values)))
    array = np.asarray(values[variable.name], dtype=float)
    array = array.reshape(-1, 1) if array.ndim < 2 else array
    for size, length in zip(variable.shape, array.shape, strict=True):
        wanted = size if isinstance(size, int) else sizes.setdefault(size, length)
        if wanted != length:
            message = f"the value of '{variable.name}' has the shape {array.shape}"
            expected = f"{size} = {wanted}, in {'×'.join(map(str, variable.shape))}"
            raise InputError(Diagnostic(message, expected=expected))
    return array


def _elementwise(node: Elementwise, operands: list[Array], arithmetic: Arithmetic) -> Array:
    function = arithmetic.functions.get(node.function.known_as)
    if function is not None:
        return function(operands[0])
    formula = formula_of(node.function)
    argument = Variable(node.function.parameter, (1, 1))
    # Numbers are 1×1 arrays, so that the scalar formula spreads over the operand by broadcasting.
    value = run(formula, {argument.name: operands[0]}, {}, arithmetic)
    return np.asarray(value + 0 * operands[0])


def _transpose(_node: Transpose, operands: list[Array], _arithmetic: Arithmetic) -> Array:
    return np.swapaxes(operands[0], -1, -2)


def _reduce(node: Reduce, operands: list[Array], arithmetic: Arithmetic) -> Array:
    return REDUCED[node.name](operands[0], arithmetic)


def _structural(node: Structural, operands: list[Array], arithmetic: Arithmetic) -> Array:
    return STRUCTURED[node.name](operands[0], arithmetic)


def _total(x: Array) -> Array:
    return np.asarray(np.sum(x, axis=(-2, -1), keepdims=True))


def _diagonal(x: Array) -> Array:
    return np.diagonal(x, axis1=-2, axis2=-1)[..., None]


def _softmax(x: Array, arithmetic: Arithmetic, axis: int) -> Array:
    return arithmetic.functions["exp"](x - arithmetic.lse(x, (axis,)))


REDUCED: dict[str, Callable[[Array, Arithmetic], Array]] = {
    "sum": lambda x, _: _total(x),
    "tr": lambda x, _: _total(_diagonal(x)),
    "det": lambda x, arithmetic: arithmetic.det(x),
    "logdet": lambda x, arithmetic: arithmetic.logdet(x),
    "norm": lambda x, arithmetic: arithmetic.functions["sqrt"](_total(x * x)),
    "norm1": lambda x, arithmetic: _total(arithmetic.functions["abs"](x)),
    "lse": lambda x, arithmetic: arithmetic.lse(x, (-2, -1)),
}
STRUCTURED: dict[str, Callable[[Array, Arithmetic], Array]] = {
    "inv": lambda x, arithmetic: arithmetic.inv(x),
    "diag": lambda x, arithmetic: x * arithmetic.eye(x.shape[-2]),
    "diagvec": lambda x, _: _diagonal(x),
    "rowsum": lambda x, _: np.sum(x, axis=-1, keepdims=True),
    "colsum": lambda x, _: np.sum(x, axis=-2, keepdims=True),
    "softmax": lambda x, arithmetic: _softmax(x, arithmetic, -2),
    "rowsoftmax": lambda x, arithmetic: _softmax(x, arithmetic, -1),
    "rowlse": lambda x, arithmetic: arithmetic.lse(x, (-1,)),
}
VISITS: dict[type[Expression], Visit] = {
    Number: lambda node, _, arithmetic: arithmetic.number(node.value),
    Named: lambda _node, operands, _: operands[0],
    Add: lambda _node, operands, _: operands[0] + operands[1],
    Subtract: lambda _node, operands, _: operands[0] - operands[1],
    Multiply: lambda _node, operands, _: operands[0] * operands[1],
    Divide: lambda _node, operands, _: operands[0] / operands[1],
    MatMul: lambda _node, operands, _: operands[0] @ operands[1],
    Power: lambda node, operands, arithmetic: arithmetic.power(operands[0], node.exponent),
    Negate: lambda _node, operands, _: -operands[0],
    Transpose: _transpose,
    Elementwise: _elementwise,
    Reduce: _reduce,
    Structural: _structural,
}
