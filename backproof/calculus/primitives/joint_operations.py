"""The operations on two matrices as wholes: one record each, from which the tables about them are made.

To add an operation, add its record, its derivative in `engine.rules`, its meaning for the verifier in
`proof.verify.language`, and for the readers of printed formulas in `readers.joint`. What simplifies it goes
into a constructor in `engine.canonical`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.primitives.sizes import product, quotient


@dataclass(frozen=True)
class JointOperation:
    """An operation on two matrices that is linear in each of them.

    `title` names it in a sentence. `value` gets two arrays, whose last two axes are rows and columns. `shape`
    is the result's, None if the operands' shapes do not fit `expected`. `latex` and `unicode` are an infix
    sign, or the name of a function if there is no `sign` for it in the language. `numpy` is a format string:
    {0} and {1} are the operands, and, if they are used, {2} to {5} the rows of blocks, rows of a block,
    columns of blocks and columns of a block, as `blocks` finds them from the operands' shapes.

    A positive result of positive operands is `keeps_sign`, and (A * B)^T = A^T * B^T is `keeps_transposes`.
    `definition` states the entries in LaTeX and in Unicode, with @ and # for the operands, if readers may not
    know them.
    """

    name: str
    title: str
    value: Callable[[Any, Any], Any]
    shape: Callable[[Shape, Shape], Shape | None]
    expected: str
    latex: str
    unicode: str
    numpy: str
    example: str
    sign: str = ""
    blocks: Callable[[Shape, Shape], tuple[Size, Size, Size, Size]] | None = None
    keeps_sign: bool = True
    keeps_transposes: bool = False
    also_called: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()


def _divided(left: Shape, right: Shape) -> Shape | None:
    """Return the shape with which the right one makes up the left; None if there is none."""
    rows, columns = (quotient(size, by) for size, by in zip(left, right, strict=True))
    return None if rows is None or columns is None else (rows, columns)


def _kronecker(a: Any, b: Any) -> Any:
    blocks = a[..., :, None, :, None] * b[..., None, :, None, :]
    rows, row, columns, column = blocks.shape[-4:]
    return np.reshape(blocks, (*blocks.shape[:-4], rows * row, columns * column))


def _in_blocks(y: Any, rows: int, columns: int) -> Any:
    """Return a matrix of rows × columns blocks with axes for row of blocks, row, column of blocks, column."""
    shape = (rows, y.shape[-2] // rows, columns, y.shape[-1] // columns)
    return np.reshape(y, (*y.shape[:-2], *shape))


def _inner_products(y: Any, b: Any) -> Any:
    blocks = _in_blocks(y, y.shape[-2] // b.shape[-2], y.shape[-1] // b.shape[-1])
    return (blocks * b[..., None, :, None, :]).sum(axis=(-3, -1))


def _weighted_sum(y: Any, a: Any) -> Any:
    return (_in_blocks(y, a.shape[-2], a.shape[-1]) * a[..., :, None, :, None]).sum(axis=(-4, -2))


def _grid_of_blocks(y: Shape, b: Shape) -> tuple[Size, Size, Size, Size]:
    grid = _divided(y, b)
    assert grid is not None
    return grid[0], b[0], grid[1], b[1]


def _blocks_of_grid(y: Shape, a: Shape) -> tuple[Size, Size, Size, Size]:
    block = _divided(y, a)
    assert block is not None
    return a[0], block[0], a[1], block[1]


JOINT_OPERATIONS: tuple[JointOperation, ...] = (
    JointOperation(
        "kron",
        title="Kronecker product",
        value=_kronecker,
        shape=lambda left, right: (product(left[0], right[0]), product(left[1], right[1])),
        expected="two matrices",
        latex=r"\otimes",
        unicode="⊗",
        numpy="np.kron({0}, {1})",
        keeps_transposes=True,
        example="norm(kron(A, x))**2",
        sign="⊗",
        also_called=("kronecker",),
    ),
    JointOperation(
        "blockdot",
        title="inner products of blocks with a matrix",
        value=_inner_products,
        shape=_divided,
        expected="a matrix of blocks, then one that has the shape of a block",
        latex=r"\operatorname{blockdot}",
        unicode="blockdot",
        numpy='np.einsum("ikjl,kl->ij", {0}.reshape({2}, {3}, {4}, {5}), {1})',
        keeps_transposes=True,
        example="norm(blockdot(K, A))**2",
        blocks=_grid_of_blocks,
        definition=(
            r"\operatorname{blockdot}(@, #)_{ij} = \operatorname{tr}(@_{[ij]}^\top #)"
            r" \text{ for the blocks } @_{[ij]} \text{ of } @",
            "blockdot(@, #)ᵢⱼ = tr(@[ij]ᵀ #) for the blocks @[ij] of @",
        ),
    ),
    JointOperation(
        "blocksum",
        title="sum of blocks with the entries of a matrix as weights",
        value=_weighted_sum,
        shape=_divided,
        expected="a matrix of blocks, then one with a weight for each block",
        latex=r"\operatorname{blocksum}",
        unicode="blocksum",
        numpy='np.einsum("ikjl,ij->kl", {0}.reshape({2}, {3}, {4}, {5}), {1})',
        keeps_transposes=True,
        example="norm(blocksum(K, A))**2",
        blocks=_blocks_of_grid,
        definition=(
            r"\operatorname{blocksum}(@, #) = \sum_{i,j} #_{ij} @_{[ij]}"
            r" \text{ for the blocks } @_{[ij]} \text{ of } @",
            "blocksum(@, #) = Σᵢⱼ #ᵢⱼ @[ij] for the blocks @[ij] of @",
        ),
    ),
)
JOINT_OPERATION = {operation.name: operation for operation in JOINT_OPERATIONS}
SIGNS = {operation.sign: operation.name for operation in JOINT_OPERATIONS if operation.sign}
