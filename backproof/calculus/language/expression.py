"""The surface expression: produced by the parser, read by the printers, shape-checked on construction."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.text import Printed, Strength, exponent_text, number_text
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION, Operation
from backproof.calculus.primitives.shapes import (
    SCALAR,
    TRANSPOSE_LEFT,
    Shape,
    Size,
    describe_shape,
    ones_text,
    shape_hint,
)
from backproof.diagnostic import Diagnostic, InputError

# Of square matrices; of matrices with orthonormal columns; of vectors of length 1; of sums; of every entry.
SQUARE_PROPERTIES = (
    "symmetric", "positive definite", "positive semidefinite", "skew-symmetric", "orthogonal", "projection",
    "idempotent", "diagonal", "invertible",
)  # fmt: skip
SUMS_TO_1, ROWS_SUM_TO_1 = "sums to 1", "rows sum to 1"
PROPERTIES = (
    *SQUARE_PROPERTIES, "orthonormal columns", "unit", SUMS_TO_1, ROWS_SUM_TO_1, "positive", "nonnegative",
)  # fmt: skip
# Properties of which each implies that the matrix is symmetric.
SYMMETRIC_PROPERTIES = frozenset(("positive definite", "positive semidefinite", "projection", "diagonal"))


@dataclass(frozen=True, eq=False)
class Number(Expression):
    """A rational constant."""

    value: Fraction

    def _shape(self) -> Shape:
        return SCALAR

    def _printed(self, *_: Printed) -> Printed:
        text = number_text(self.value)
        if "/" in text:
            return Printed(text, Strength.PRODUCT)
        return Printed(text, Strength.SIGN if self.value < 0 else Strength.ATOM)


@dataclass(frozen=True, eq=False)
class Variable(Expression):
    """A named quantity and its declared properties, of `PROPERTIES`."""

    name: str
    declared: Shape
    properties: frozenset[str] = frozenset()

    def _shape(self) -> Shape:
        return self.declared

    def _printed(self, *_: Printed) -> Printed:
        return Printed(self.name)


@dataclass(frozen=True, eq=False)
class Named(Expression):
    """A subexpression with a name of its own: `z = W1 @ x`."""

    name: str
    value: Expression

    @property
    def defines(self) -> str:
        """The beginning of the line `z = ...`."""
        return f"{self.name} = "

    def _shape(self) -> Shape:
        return self.value.shape

    def _printed(self, *_: Printed) -> Printed:
        return Printed(self.name)


@dataclass(frozen=True, eq=False)
class Ones(Expression):
    """The matrix or vector whose entries are all 1."""

    rows: Size
    columns: Size = 1

    def _shape(self) -> Shape:
        return self.rows, self.columns

    def _printed(self, *_: Printed) -> Printed:
        return Printed(ones_text(self.shape))


@dataclass(frozen=True, eq=False)
class Eye(Expression):
    """The identity matrix."""

    size: Size

    def _shape(self) -> Shape:
        return self.size, self.size

    def _printed(self, *_: Printed) -> Printed:
        return Printed(f"eye({self.size})")


@dataclass(frozen=True, eq=False)
class Count(Expression):
    """A size as a number: the n of `1/n*sum(x)`."""

    size: str

    def _shape(self) -> Shape:
        return SCALAR

    def _printed(self, *_: Printed) -> Printed:
        return Printed(self.size)


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    """A number with a letter of its own, such as pi, by the name of its record in `primitives.constants`."""

    name: str

    def _shape(self) -> Shape:
        return SCALAR

    def _printed(self, *_: Printed) -> Printed:
        return Printed(self.name)


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
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class _Sum(Binary):
    """A sum or difference of two values of the same shape."""

    expected = "two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return left if left == right else None

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        signed = right.text.startswith("-")
        addend = right.within(Strength.BRACKETED if signed else Strength.PRODUCT)
        return Printed(f"{left.within(Strength.SUM)} {self.symbol} {addend}", Strength.SUM)


@dataclass(frozen=True, eq=False)
class Add(_Sum):
    """A sum of two values of the same shape."""

    symbol = "+"


@dataclass(frozen=True, eq=False)
class Subtract(_Sum):
    """A difference of two values of the same shape."""

    symbol = "-"


@dataclass(frozen=True, eq=False)
class _Product(Binary):
    """A product or quotient: elementwise, or with a scalar."""

    sign: ClassVar[str]

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == SCALAR else left if right in (SCALAR, left) else None

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        tight = Strength.POWER if isinstance(self.right, Negate | Number) else Strength.SIGN
        inner = isinstance(self, Multiply) and isinstance(self.left, MatMul) and self.left.is_scalar
        first = left.within(Strength.BRACKETED if inner else Strength.PRODUCT)
        return Printed(f"{first}{self.sign}{right.within(tight)}", Strength.PRODUCT)


@dataclass(frozen=True, eq=False)
class Multiply(_Product):
    """A scalar times any value, or the Hadamard product of two values of the same shape."""

    symbol = sign = "*"
    expected = "a scalar and anything, or two values of the same shape"


@dataclass(frozen=True, eq=False)
class Divide(_Product):
    """A quotient: by a scalar, of a scalar, or elementwise."""

    symbol = sign = "/"
    expected = "a scalar on one side, or two values of the same shape"

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        if right.text.endswith(".T"):
            # What follows a row below directly is refused when the text is read: A/a.T*a.
            right = Printed(f"({right.text})", Strength.BRACKETED)
        return super()._printed(left, right)


@dataclass(frozen=True, eq=False)
class MatMul(_Product):
    """A matrix product."""

    symbol = "@"
    sign = " @ "
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

    def _printed(self, *children: Printed) -> Printed:
        base = children[0].within(Strength.POSTFIX)
        return Printed(f"{base}**{exponent_text(self.exponent)}", Strength.POWER)


@dataclass(frozen=True, eq=False)
class Negate(Expression):
    """The negative of a value."""

    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"-{children[0].within(Strength.POWER)}", Strength.SIGN)


@dataclass(frozen=True, eq=False)
class Transpose(Expression):
    """The transpose of a value."""

    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape[1], self.operand.shape[0]

    def _printed(self, *children: Printed) -> Printed:
        bare = Strength.BRACKETED if isinstance(self.operand, Number) else Strength.POSTFIX
        return Printed(f"{children[0].within(bare)}.T", Strength.POSTFIX)


@dataclass(frozen=True, eq=False)
class Elementwise(Expression):
    """A function of one number, applied to every entry."""

    function: Function
    operand: Expression

    def _shape(self) -> Shape:
        return self.operand.shape

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"{self.function.name}({children[0].text})")


@dataclass(frozen=True, eq=False)
class _Whole(Expression):
    """An operation on a matrix as a whole; `name` is that of its record in `primitives.matrix_operations`."""

    name: str
    operand: Expression

    def _shape(self) -> Shape:
        operation = OPERATION[self.name]
        rows, columns = self.operand.shape
        if operation.operand == "square" and rows != columns:
            raise _operand_error(operation, self.operand, "a square matrix")
        if operation.operand == "column" and columns != 1:
            raise _operand_error(operation, self.operand, "a column vector")
        return operation.shape(rows, columns)

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"{self.name}({children[0].text})")


@dataclass(frozen=True, eq=False)
class Reduce(_Whole):
    """A scalar computed from all the entries: sum, tr, det, logdet, norm, norm1, lse."""


@dataclass(frozen=True, eq=False)
class Structural(_Whole):
    """An operation with another result: inv, diag, diagvec, row and column sums, row-wise softmax."""


@dataclass(frozen=True, eq=False)
class Joint(Expression):
    """An operation on two matrices; `name` is that of its record in `primitives.joint_operations`."""

    name: str
    left: Expression
    right: Expression

    def _shape(self) -> Shape:
        operation = JOINT_OPERATION[self.name]
        shape = operation.shape(self.left.shape, self.right.shape)
        if shape is None:
            sides = (f"`{excerpt(side)}` is {describe_shape(side.shape)}" for side in (self.left, self.right))
            message = f"the shapes do not fit in {self.name}: {', '.join(sides)}"
            raise InputError(Diagnostic(message, expected=operation.expected))
        return shape

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"{self.name}({children[0].text}, {children[1].text})")


def excerpt(expression: Expression, length: int = 40) -> str:
    """Return the expression's text, truncated to fit into a message."""
    text = to_text(expression, lets=False)
    return text if len(text) <= length else text[: length - 1] + "…"


def _operand_error(operation: Operation, operand: Expression, expected: str) -> InputError:
    message = f"{operation.name} of `{excerpt(operand)}`, which is {describe_shape(operand.shape)}"
    return InputError(Diagnostic(message, expected=expected, hint=operation.hint))


def _shape_error(symbol: str, left: Expression, right: Expression, expected: str) -> InputError:
    message = (
        f"the shapes do not fit in `{excerpt(left)} {symbol} {excerpt(right)}`: "
        f"the left is {describe_shape(left.shape)}, the right is {describe_shape(right.shape)}"
    )
    hint = shape_hint(symbol, left.shape, right.shape)
    if hint == TRANSPOSE_LEFT and left.shape[1] == right.shape[1] == 1:
        hint = f"{hint}: {excerpt(MatMul(Transpose(left), right))}"
    return InputError(Diagnostic(message, expected=expected, hint=hint))
