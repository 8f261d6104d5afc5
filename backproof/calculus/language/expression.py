"""The surface expression: produced by the parser, read by the printers, shape-checked on construction."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from backproof.calculus.language.elementwise import Function
from backproof.diagnostic import Diagnostic, InputError

Size = str | int
Shape = tuple[Size, Size]

SCALAR: Shape = (1, 1)
MAX_DEPTH = 200

REDUCTIONS = ("sum", "tr", "det", "logdet", "norm", "norm1", "lse")
STRUCTURAL = ("inv", "diag", "diagvec", "rowsum", "colsum", "softmax", "rowsoftmax", "rowlse")
SQUARE_ONLY = ("tr", "det", "logdet", "inv", "diagvec")
COLUMN_ONLY = ("diag", "softmax")
PROPERTIES = ("symmetric", "positive definite", "positive")


class Expression:
    """A node with a shape (rows, columns); a scalar is (1, 1), a column vector (d, 1).

    Nodes are immutable, compare by structure and cache their hash, so that shared subexpressions stay
    cheap.
    """

    shape: Shape
    children: tuple[Expression, ...]
    depth: int
    _hash: int
    _key: tuple[Any, ...]

    def __post_init__(self) -> None:
        key = tuple(self.__dict__.values())
        children = tuple(value for value in key if isinstance(value, Expression))
        keep = object.__setattr__
        keep(self, "_key", key)
        keep(self, "_hash", hash((type(self).__name__, key)))
        keep(self, "children", children)
        keep(self, "depth", 1 + max((child.depth for child in children), default=0))
        keep(self, "shape", self._shape())
        if self.depth > MAX_DEPTH:
            raise InputError(
                Diagnostic(
                    f"the expression is nested more than {MAX_DEPTH} operations deep",
                    hint="name its parts in lines of their own: `z = ...; ...`",
                )
            )

    def _shape(self) -> Shape:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or not isinstance(other, Expression):
            return False
        return self._hash == other._hash and self._key == other._key

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._key

    def __str__(self) -> str:
        from backproof.calculus.language.text import to_text

        return to_text(self)

    @property
    def is_scalar(self) -> bool:
        """True if the shape is 1×1."""
        return self.shape == SCALAR

    def with_children(self, *children: Expression) -> Expression:
        """Return the same node with other children."""
        given = iter(children)
        return type(self)(*(next(given) if isinstance(part, Expression) else part for part in self._key))


@dataclass(frozen=True, eq=False)
class Number(Expression):
    """A rational constant."""

    value: Fraction

    def _shape(self) -> Shape:
        return SCALAR


@dataclass(frozen=True, eq=False)
class Variable(Expression):
    """A named quantity and its declared properties: symmetric, positive definite, positive."""

    name: str
    declared: Shape
    properties: frozenset[str] = frozenset()

    def _shape(self) -> Shape:
        return self.declared


@dataclass(frozen=True, eq=False)
class Named(Expression):
    """A subexpression with a name of its own: `z = W1 @ x`."""

    name: str
    value: Expression

    def _shape(self) -> Shape:
        return self.value.shape


@dataclass(frozen=True, eq=False)
class Ones(Expression):
    """The matrix or vector whose entries are all 1."""

    rows: Size
    columns: Size = 1

    def _shape(self) -> Shape:
        return self.rows, self.columns


@dataclass(frozen=True, eq=False)
class Eye(Expression):
    """The identity matrix."""

    size: Size

    def _shape(self) -> Shape:
        return self.size, self.size


@dataclass(frozen=True, eq=False)
class Binary(Expression):
    """An infix operation on two operands."""

    left: Expression
    right: Expression
    symbol: ClassVar[str]
    expected: ClassVar[str]

    def _shape(self) -> Shape:
        shape = self._joined(self.left.shape, self.right.shape)
        if shape is None:
            raise _shape_error(self.symbol, self.left, self.right, self.expected)
        return shape

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return left if left == right else None


@dataclass(frozen=True, eq=False)
class Add(Binary):
    """A sum of two values of the same shape."""

    symbol = "+"
    expected = "two values of the same shape"


@dataclass(frozen=True, eq=False)
class Subtract(Binary):
    """A difference of two values of the same shape."""

    symbol = "-"
    expected = "two values of the same shape"


@dataclass(frozen=True, eq=False)
class Multiply(Binary):
    """A scalar times any value, or the Hadamard product of two values of the same shape."""

    symbol = "*"
    expected = "a scalar and anything, or two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == SCALAR else left if right in (SCALAR, left) else None


@dataclass(frozen=True, eq=False)
class Divide(Binary):
    """A quotient: by a scalar, of a scalar, or elementwise."""

    symbol = "/"
    expected = "a scalar on one side, or two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == SCALAR else left if right in (SCALAR, left) else None


@dataclass(frozen=True, eq=False)
class MatMul(Binary):
    """A matrix product."""

    symbol = "@"
    expected = "as many columns on the left as rows on the right"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return (left[0], right[1]) if left[1] == right[0] else None


@dataclass(frozen=True, eq=False)
class Power(Expression):
    """An elementwise power with a rational exponent."""

    base: Expression
    exponent: Fraction

    def _shape(self) -> Shape:
        return self.base.shape


@dataclass(frozen=True, eq=False)
class Negate(Expression):
    """The negative of a value."""

    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape


@dataclass(frozen=True, eq=False)
class Transpose(Expression):
    """The transpose of a value."""

    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape[1], self.operand.shape[0]


@dataclass(frozen=True, eq=False)
class Elementwise(Expression):
    """A function of one number, applied to every entry."""

    function: Function
    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape


@dataclass(frozen=True, eq=False)
class Reduce(Expression):
    """A scalar computed from all the entries: sum, tr, det, logdet, norm, norm1, lse."""

    name: str
    operand: Expression

    def _shape(self) -> Shape:
        _require(self.name, self.operand)
        return SCALAR


@dataclass(frozen=True, eq=False)
class Structural(Expression):
    """An operation on a matrix as a whole: inv, diag, diagvec, row and column sums, row-wise softmax."""

    name: str
    operand: Expression

    def _shape(self) -> Shape:
        _require(self.name, self.operand)
        rows, columns = self.operand.shape
        shapes: dict[str, Shape] = {
            "diag": (rows, rows),
            "diagvec": (rows, 1),
            "rowsum": (rows, 1),
            "rowlse": (rows, 1),
            "colsum": (1, columns),
        }
        return shapes.get(self.name, (rows, columns))


def _require(name: str, operand: Expression) -> None:
    rows, columns = operand.shape
    if name in SQUARE_ONLY and rows != columns:
        raise _operand_error(name, operand, "a square matrix")
    if name in COLUMN_ONLY and columns != 1:
        hint = "rowsoftmax works along each row" if name == "softmax" else "diagvec takes the diagonal"
        raise _operand_error(name, operand, "a column vector", hint)


def _operand_error(name: str, operand: Expression, expected: str, hint: str | None = None) -> InputError:
    message = f"{name} of `{excerpt(operand)}`, which is {describe_shape(operand.shape)}"
    return InputError(Diagnostic(message, expected=expected, hint=hint))


def _shape_error(symbol: str, left: Expression, right: Expression, expected: str) -> InputError:
    message = (
        f"the shapes do not fit in `{excerpt(left)} {symbol} {excerpt(right)}`: "
        f"the left is {describe_shape(left.shape)}, the right is {describe_shape(right.shape)}"
    )
    return InputError(
        Diagnostic(message, expected=expected, hint=_shape_hint(symbol, left.shape, right.shape))
    )


def _shape_hint(symbol: str, left: Shape, right: Shape) -> str | None:  # noqa: PLR0911 (one per case)
    if symbol in "+-" and SCALAR in (left, right):
        other = left if right == SCALAR else right
        return f"spread a scalar with {ones_text(other)}"
    if symbol in "+-*/" and left == (right[1], right[0]):
        return "transpose one of them with .T"
    if symbol == "@":
        if SCALAR in (left, right):
            return "a scalar multiplies with *"
        if left[0] == right[0]:
            return "transpose the left with .T"
        if left[1] == right[1]:
            return "transpose the right with .T"
        if left == right:
            return "entries are multiplied with *"
    return None


def ones_text(shape: Shape) -> str:
    """Return `ones(d)` or `ones(m, n)`."""
    return f"ones({shape[0]})" if shape[1] == 1 else f"ones({shape[0]}, {shape[1]})"


def describe_shape(shape: Shape) -> str:
    """Describe a shape in words: a scalar, a column vector of length d, a p×d matrix."""
    rows, columns = shape
    if shape == SCALAR:
        return "a scalar"
    if columns == 1:
        return f"a column vector of length {rows}"
    return f"a row of length {columns}" if rows == 1 else f"a {rows}×{columns} matrix"


def excerpt(expression: Expression, length: int = 40) -> str:
    """Return the expression's text, truncated to fit into a message."""
    from backproof.calculus.language.text import to_text

    text = to_text(expression, lets=False)
    return text if len(text) <= length else text[: length - 1] + "…"
