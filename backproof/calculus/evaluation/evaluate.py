"""Evaluation of expressions: in floating point, complex numbers, high precision, or symbolically.

Every value is an array whose last two axes are rows and columns; axes before them run over cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backproof.calculus.evaluation.arithmetic import FLOAT, Arithmetic, Array
from backproof.calculus.evaluation.pairwise import Pairwise
from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.expression import (
    Add,
    Constant,
    Count,
    Divide,
    Elementwise,
    Eye,
    Joint,
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
)
from backproof.calculus.language.scalar_functions.user_functions import formula_of
from backproof.calculus.language.syntax.grammar import parse_over
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, kept, walk
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import is_compound, symbols
from backproof.calculus.primitives.sizes import length as size_length
from backproof.diagnostic import Diagnostic, InputError, did_you_mean


@dataclass(frozen=True, slots=True)
class _Setting:
    """The context of an evaluation."""

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    arithmetic: Arithmetic

    def length(self, size: Size) -> int:
        """Return a size as a number; raises InputError if it is unknown."""
        if isinstance(size, int):
            return size
        for name in symbols(size):
            if name not in self.sizes:
                hint = did_you_mean(name, self.sizes)
                raise InputError(Diagnostic(f"the size '{name}' is not known", hint=hint))
        return size_length(size, self.sizes)


_Visit = Callable[[Any, list[Array], _Setting], Array]


def evaluate(
    expression: Expression, values: Mapping[str, ArrayLike], sizes: Mapping[str, int] | None = None
) -> Array:
    """Return the expression's value, a 2-D float array, at the given values of its variables.

    A value may be a number, a vector (taken as a column) or a matrix; sizes that no value determines are
    taken from `sizes`. Raises InputError for a missing value and for one whose shape does not fit.
    """
    known = dict(sizes or {})
    # Sizes that are products of others are compared once these are known.
    found = sorted(variables(expression), key=lambda variable: any(map(is_compound, variable.shape)))
    arrays = {variable.name: _array(variable, values, known) for variable in found}
    with np.errstate(all="ignore"):
        return run(expression, arrays, known, FLOAT)


def run(
    expression: Expression, values: Mapping[str, Array], sizes: Mapping[str, int], arithmetic: Arithmetic
) -> Array:
    """Return the value in the given arithmetic, from arrays of the right shapes."""
    return trace(expression, values, sizes, arithmetic)[-1]


def trace(
    expression: Expression, values: Mapping[str, Array], sizes: Mapping[str, int], arithmetic: Arithmetic
) -> list[Array]:
    """Return the value of every part, in the order of `walk`."""
    setting = _Setting(values, sizes, arithmetic)
    results: list[Array] = []
    for visit, node, places in kept(expression, _plan):
        results.append(visit(node, [results[place] for place in places], setting))
    return results


def _plan(expression: Expression) -> tuple[tuple[_Visit, Expression, tuple[int, ...]], ...]:
    """Return the operation at each node, with the positions of its operands among the results."""
    order = walk(expression)
    place = {node: index for index, node in enumerate(order)}
    return tuple(
        (_VISITS[type(node)], node, tuple(place[child] for child in node.children)) for node in order
    )


def _array(variable: Variable, values: Mapping[str, ArrayLike], sizes: dict[str, int]) -> Array:
    if variable.name not in values:
        message = f"there is no value for '{variable.name}'"
        raise InputError(Diagnostic(message, hint=did_you_mean(variable.name, values)))
    array = np.asarray(values[variable.name], dtype=float)
    array = array.reshape(-1, 1) if array.ndim < 2 else array
    for size, length in zip(variable.shape, array.shape, strict=True):
        wanted = sizes.setdefault(size, length) if size in symbols(size) else size_length(size, sizes)
        if wanted != length:
            message = f"the value of '{variable.name}' has the shape {array.shape}"
            expected = f"{size} = {wanted}, in {'×'.join(map(str, variable.shape))}"
            raise InputError(Diagnostic(message, expected=expected))
    return array


def _elementwise(node: Elementwise, operands: list[Array], setting: _Setting) -> Array:
    function = setting.arithmetic.functions.get(node.function.known_as)
    if function is not None:
        return function(operands[0])
    formula = formula_of(node.function)
    argument = Variable(node.function.parameter, (1, 1))
    # Numbers are 1×1 arrays, so the scalar formula is broadcast over the operand.
    value = run(formula, {argument.name: operands[0]}, {}, setting.arithmetic)
    return np.asarray(value + 0 * operands[0])


def _pairwise(node: Pairwise, operands: list[Array], setting: _Setting) -> Array:
    """Evaluate log(exp(a) + exp(b)) or √(a² + b²); in floats by NumPy's function, which does not overflow."""
    left, right = operands
    arithmetic = setting.arithmetic
    if arithmetic.dtype is float:
        return np.asarray(getattr(np, node.name)(left, right))
    functions = arithmetic.functions
    if node.name == "hypot":
        return functions["sqrt"](left * left + right * right)
    return functions["log"](functions["exp"](left) + functions["exp"](right))


def _ones(node: Ones, _operands: list[Array], setting: _Setting) -> Array:
    return setting.arithmetic.ones(setting.length(node.rows), setting.length(node.columns))


def _whole(node: Reduce | Structural, operands: list[Array], setting: _Setting) -> Array:
    return np.asarray(OPERATION[node.name].value(operands[0], setting.arithmetic))


def _part(node: Slice, operands: list[Array], setting: _Setting) -> Array:
    rows, columns = (
        slice(*map(setting.length, stretch)) if stretch else slice(None)
        for stretch in (node.rows, node.columns)
    )
    return np.asarray(operands[0][..., rows, columns])


def _blocks(node: Blocks, operands: list[Array], _setting: _Setting) -> Array:
    cases = np.broadcast_shapes(*(block.shape[:-2] for block in operands))
    spread = [np.broadcast_to(block, (*cases, *block.shape[-2:])) for block in operands]
    rows = (spread[i : i + node.width] for i in range(0, len(spread), node.width))
    return np.concatenate([np.concatenate(row, axis=-1) for row in rows], axis=-2)


def _constant(node: Constant, _operands: list[Array], setting: _Setting) -> Array:
    return run(_formula_of(node.name), {}, {}, setting.arithmetic)


@cache
def _formula_of(name: str) -> Expression:
    return parse_over(CONSTANTS[name].formula, {})


_VISITS: dict[type[Expression], _Visit] = {
    Number: lambda node, _, setting: setting.arithmetic.number(node.value),
    Variable: lambda node, _, setting: setting.values[node.name],
    Ones: _ones,
    Eye: lambda node, _, setting: setting.arithmetic.eye(setting.length(node.size)),
    Count: lambda node, _, setting: setting.arithmetic.number(Fraction(setting.length(node.size))),
    Constant: _constant,
    Named: lambda _node, operands, _: operands[0],
    Add: lambda _node, operands, _: operands[0] + operands[1],
    Subtract: lambda _node, operands, _: operands[0] - operands[1],
    Multiply: lambda _node, operands, _: operands[0] * operands[1],
    Divide: lambda _node, operands, _: operands[0] / operands[1],
    MatMul: lambda _node, operands, _: operands[0] @ operands[1],
    Power: lambda node, operands, setting: setting.arithmetic.power(operands[0], node.exponent),
    Negate: lambda _node, operands, _: -operands[0],
    Transpose: lambda _node, operands, _: np.swapaxes(operands[0], -1, -2),
    Elementwise: _elementwise,
    Pairwise: _pairwise,
    Reduce: _whole,
    Structural: _whole,
    Slice: _part,
    Blocks: _blocks,
    Joint: lambda node, operands, _: np.asarray(JOINT_OPERATION[node.name].value(*operands)),
}
