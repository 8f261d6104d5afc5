"""The operations on a matrix as a whole: one record each, from which the tables about them are made.

To add an operation, add its record and its derivative in `engine.rules`. What simplifies it goes into a
constructor in `engine.canonical`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from backproof.calculus.primitives.signs import NO_SIGNS, Signs


@dataclass(frozen=True)
class Operation:
    """An operation on a whole matrix.

    `title` names it in a sentence. `value` gets an array, whose last two axes are rows and columns, and the
    arithmetic of its entries. `shape` is the result's shape, from the operand's rows and columns; sizes are
    only copied, so that it applies to anything that stands for them. `operand` restricts the operand's
    shape, for which `hint` offers an alternative. `numpy` is a format string, empty where `numpy_code` has
    more to do than call a function; `numpy_of_scalar` likewise, for a single number.

    `definition` states its entries in LaTeX and in Unicode, with @ for the operand, if readers may not know
    it.

    `linear` operations distribute over sums. Those that are `nonsingular` need an invertible operand, at
    least for their derivative, and take cubic time. `smooth` is False if there are kinks where the largest
    entries are equal; the derivative of an operation that `is_locally_constant` is 0 elsewhere.
    """

    name: str
    title: str
    value: Callable[[Any, Any], Any]
    shape: Callable[[Any, Any], tuple[Any, Any]]
    latex: str = ""
    unicode: str = ""
    numpy: str = ""
    numpy_of_scalar: str = ""
    operand: Literal["any", "square", "column"] = "any"
    hint: str | None = None
    linear: bool = False
    nonsingular: bool = False
    smooth: bool = True
    is_locally_constant: bool = False
    signs: Signs = NO_SIGNS
    also_called: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()

    @property
    def reduces(self) -> bool:
        """True if the result is one number, whatever the operand."""
        return self.shape("rows", "columns") == (1, 1)


def _one_number(_rows: Any, _columns: Any) -> tuple[Any, Any]:
    return 1, 1


def _same(rows: Any, columns: Any) -> tuple[Any, Any]:
    return rows, columns


def _by_row(rows: Any, _columns: Any) -> tuple[Any, Any]:
    return rows, 1


def _total(x: Any) -> Any:
    return x.sum(axis=(-2, -1), keepdims=True)


def _diagonal(x: Any) -> Any:
    return x.diagonal(axis1=-2, axis2=-1)[..., None]


def _softmax(x: Any, arithmetic: Any, axis: int) -> Any:
    return arithmetic.functions["exp"](x - arithmetic.lse(x, (axis,)))


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "sum",
        title="sum of entries",
        value=lambda x, _: _total(x),
        shape=_one_number,
        numpy="np.sum({})",
        numpy_of_scalar="{}",
        linear=True,
        signs=Signs(keeps_sign=True, of_spectrum=True),
        also_called=("reduce_sum",),
    ),
    Operation(
        "tr",
        title="trace",
        value=lambda x, _: _total(_diagonal(x)),
        shape=_one_number,
        latex=r"\operatorname{tr}",
        numpy_of_scalar="{}",
        operand="square",
        linear=True,
        signs=Signs(keeps_sign=True, of_spectrum=True),
        also_called=("trace",),
    ),
    Operation(
        "det",
        title="determinant",
        value=lambda x, arithmetic: arithmetic.det(x),
        shape=_one_number,
        latex=r"\det",
        numpy="np.linalg.det({})",
        numpy_of_scalar="{}",
        operand="square",
        nonsingular=True,
        signs=Signs(of_spectrum=True),
    ),
    Operation(
        "logdet",
        title="log-determinant",
        value=lambda x, arithmetic: arithmetic.logdet(x),
        shape=_one_number,
        latex=r"\log\det",
        unicode="log det",
        numpy="np.linalg.slogdet({})[1]",
        numpy_of_scalar="np.log(np.abs({}))",
        operand="square",
        nonsingular=True,
    ),
    Operation(
        "max",
        title="largest entry",
        value=lambda x, arithmetic: arithmetic.largest(x),
        shape=_one_number,
        latex=r"\max",
        numpy="np.max({})",
        numpy_of_scalar="{}",
        signs=Signs(keeps_sign=True),
        also_called=("amax", "reduce_max"),
        smooth=False,
    ),
    Operation(
        "ismax",
        title="indicator of the largest entry",
        value=lambda x, arithmetic: arithmetic.at_largest(x),
        shape=_same,
        latex=r"\operatorname{ismax}",
        numpy="({0} == np.max({0})).astype(float)",
        numpy_of_scalar="1",
        signs=Signs(nonnegative=True),
        definition=(
            r"\operatorname{ismax}(@)_{ij} = 1 \text{ where } @_{ij} = \max(@), \text{ else } 0",
            "ismax(@)ᵢⱼ = 1 where @ᵢⱼ = max(@), else 0",
        ),
        smooth=False,
        is_locally_constant=True,
    ),
    Operation(
        "norm",
        title="norm",
        value=lambda x, arithmetic: arithmetic.functions["sqrt"](_total(x * x)),
        shape=_one_number,
        numpy="np.linalg.norm({})",
        numpy_of_scalar="np.abs({})",
        signs=Signs(nonnegative=True, keeps_sign=True),
    ),
    Operation(
        "norm1",
        title="1-norm",
        value=lambda x, arithmetic: _total(arithmetic.functions["abs"](x)),
        shape=_one_number,
        numpy="np.sum(np.abs({}))",
        numpy_of_scalar="np.abs({})",
        signs=Signs(nonnegative=True, keeps_sign=True),
    ),
    Operation(
        "lse",
        title="log-sum-exp",
        value=lambda x, arithmetic: arithmetic.lse(x, (-2, -1)),
        shape=_one_number,
        latex=r"\operatorname{lse}",
        numpy_of_scalar="{}",
        also_called=("logsumexp",),
        definition=(
            r"\operatorname{lse}(@) = \log \sum_{i} e^{@_{i}}",
            "lse(@) = log(Σᵢ exp(@ᵢ))",
        ),
    ),
    Operation(
        "inv",
        title="inverse",
        value=lambda x, arithmetic: arithmetic.inv(x),
        shape=_same,
        numpy="np.linalg.inv({})",
        operand="square",
        nonsingular=True,
        also_called=("inverse",),
    ),
    Operation(
        "diag",
        title="diagonal matrix",
        value=lambda x, arithmetic: x * arithmetic.eye(x.shape[-2]),
        shape=lambda rows, _: (rows, rows),
        latex=r"\operatorname{diag}",
        numpy="np.diagflat({})",
        numpy_of_scalar="{}",
        operand="column",
        hint="diagvec takes the diagonal",
        linear=True,
        signs=Signs(keeps_nonnegative=True),
    ),
    Operation(
        "diagvec",
        title="diagonal",
        value=lambda x, _: _diagonal(x),
        shape=_by_row,
        latex=r"\operatorname{diagvec}",
        numpy_of_scalar="{}",
        operand="square",
        linear=True,
        signs=Signs(keeps_sign=True, of_spectrum=True),
        definition=(
            r"\operatorname{diagvec}(@)_{i} = @_{ii}",
            "diagvec(@)ᵢ = @ᵢᵢ",
        ),
    ),
    Operation(
        "rowsum",
        title="row sums",
        value=lambda x, _: x.sum(axis=-1, keepdims=True),
        shape=_by_row,
        numpy="np.sum({}, axis=1, keepdims=True)",
        numpy_of_scalar="{}",
        linear=True,
        signs=Signs(keeps_sign=True),
    ),
    Operation(
        "colsum",
        title="column sums",
        value=lambda x, _: x.sum(axis=-2, keepdims=True),
        shape=lambda _, columns: (1, columns),
        numpy="np.sum({}, axis=0, keepdims=True)",
        numpy_of_scalar="{}",
        linear=True,
        signs=Signs(keeps_sign=True),
    ),
    Operation(
        "softmax",
        title="softmax",
        value=lambda x, arithmetic: _softmax(x, arithmetic, -2),
        shape=_same,
        latex=r"\operatorname{softmax}",
        numpy_of_scalar="1",
        operand="column",
        hint="rowsoftmax works along each row",
        signs=Signs(positive=True),
        definition=(
            r"\operatorname{softmax}(@)_{i} = \frac{e^{@_{i}}}{\sum_{j} e^{@_{j}}}",
            "softmax(@)ᵢ = exp(@ᵢ)/(Σⱼ exp(@ⱼ))",
        ),
    ),
    Operation(
        "rowsoftmax",
        title="softmax by row",
        value=lambda x, arithmetic: _softmax(x, arithmetic, -1),
        shape=_same,
        latex=r"\operatorname{softmax}_{\mathrm{row}}",
        unicode="softmax_row",
        numpy_of_scalar="1",
        signs=Signs(positive=True),
        definition=(
            r"\operatorname{softmax}_{\mathrm{row}}(@)_{ij} = \frac{e^{@_{ij}}}{\sum_{k} e^{@_{ik}}}",
            "softmax_row(@)ᵢⱼ = exp(@ᵢⱼ)/(Σₖ exp(@ᵢₖ))",
        ),
    ),
    Operation(
        "rowlse",
        title="log-sum-exp by row",
        value=lambda x, arithmetic: arithmetic.lse(x, (-1,)),
        shape=_by_row,
        latex=r"\operatorname{lse}_{\mathrm{row}}",
        unicode="lse_row",
        numpy_of_scalar="{}",
        definition=(
            r"\operatorname{lse}_{\mathrm{row}}(@)_{i} = \log \sum_{j} e^{@_{ij}}",
            "lse_row(@)ᵢ = log(Σⱼ exp(@ᵢⱼ))",
        ),
    ),
)
OPERATION = {operation.name: operation for operation in OPERATIONS}
REDUCTIONS = tuple(operation.name for operation in OPERATIONS if operation.reduces)
STRUCTURAL = tuple(operation.name for operation in OPERATIONS if not operation.reduces)
LOCALLY_CONSTANT = frozenset(operation.name for operation in OPERATIONS if operation.is_locally_constant)
SQUARE_ONLY = tuple(operation.name for operation in OPERATIONS if operation.operand == "square")
COLUMN_ONLY = tuple(operation.name for operation in OPERATIONS if operation.operand == "column")
