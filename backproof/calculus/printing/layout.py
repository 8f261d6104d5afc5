"""How mathematics sets an expression: order, signs, parentheses, Hadamard signs; the script is left open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from backproof.calculus.language.expression import (
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
    Shape,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.traversal import fold, names_in
from backproof.calculus.printing.part import Hold, Part

# log(x)² is read in two ways, log²(x) in one.
POWERED_NAMES = ("tanh", "sin", "cos", "log")
ZERO = Number(Fraction(0))


class Layout(ABC):
    """A printer of expressions.

    `names` overrides the notation of single names; `around` are the names that stand in formulas beside
    this one, so that no letter of the language's own is mistaken for one of them.
    """

    plus: str
    minus: str
    negative: str
    hadamard: str
    quotient: str
    minus_one: str

    def __init__(self, names: Mapping[str, str] | None = None, around: Iterable[str] = ()) -> None:
        self.names = names or {}
        self.taken = set(around)

    def text(self, expression: Expression) -> str:
        """The printed expression; a named part stands as its name, the outermost one as its value."""
        inner = expression.value if isinstance(expression, Named) else expression
        if isinstance(inner, Multiply) and inner.left == ZERO and isinstance(inner.right, Ones):
            inner = ZERO
        self.taken |= names_in(inner)
        self.prepare(inner)
        return fold(inner, self.visit).text

    def prepare(self, expression: Expression) -> None:  # noqa: B027 (not every printer has to)
        """Note what the printer has to know of the whole before it prints the parts."""

    def visit(self, node: Expression, parts: list[Part]) -> Part:
        """The node, printed from its printed children."""
        return VISITS[type(node)](self, node, parts)

    def within(self, part: Part, least: Hold) -> str:
        """The part's text, in parentheses where something that holds tighter is needed."""
        return part.text if part.hold >= least else self.parenthesized(part.text)

    def sum(self, left: Part, right: Part, subtracted: bool) -> Part:
        """A sum or difference, with a leading minus of the right part drawn into the sign."""
        if right.positive:
            right, subtracted = right.positive, not subtracted
        is_signed = right.text.startswith(self.negative)
        addend = self.within(right, Hold.BIG_SUM if subtracted or is_signed else Hold.SUM)
        return Part(left.text + (self.minus if subtracted else self.plus) + addend, Hold.SUM)

    def negated(self, part: Part) -> Part:
        """A minus sign before the part."""
        if part.positive:
            return part.positive
        hold = Hold.PRODUCT if part.hold == Hold.SUM else min(part.hold, Hold.PRODUCT)
        return Part(self.negative + self.within(part, Hold.BIG_SUM), hold, positive=part)

    def product(self, node: Multiply, left: Part, right: Part) -> Part:
        """Scalars stand beside what they multiply; entries are multiplied with the Hadamard sign."""
        if left.positive:
            return self.negated(self.product(node, left.positive, right))
        if not (node.left.is_scalar or node.right.is_scalar):
            return self.entry_product(left, right)
        is_scaled = isinstance(node.left, Number) and not right.positive
        if right.hold == Hold.SPACED or (is_scaled and right.hold in (Hold.HADAMARD, Hold.QUOTIENT)):
            first = left.factor or self.within(left, Hold.PRODUCT)
            factor = self.beside(first, self.parenthesized(right.text))
            return Part(self.beside(first, right.text), right.hold, factor)
        if is_scaled and right.factor:
            first = self.within(left, Hold.PRODUCT)
            return Part(self.beside(first, right.text), Hold.PRODUCT, self.beside(first, right.factor))
        return Part(self.join(left, right), Hold.PRODUCT)

    def entry_product(self, left: Part, right: Part) -> Part:
        """The Hadamard product of two parts that have no leading minus on the left."""
        last = self.parenthesized(right.text) if right.positive else self.within(right, Hold.HADAMARD)
        return Part(self.within(left, Hold.HADAMARD) + self.hadamard + last, Hold.HADAMARD)

    def matrix_product(self, left: Part, right: Part, is_scalar: bool) -> Part:
        """Factors side by side; an inner product is set in parentheses when it stands beside others."""
        if left.positive:
            return self.negated(self.matrix_product(left.positive, right, is_scalar))
        text = self.join(left, right)
        return Part(text, Hold.PRODUCT, self.parenthesized(text) if is_scalar else "")

    def join(self, left: Part, right: Part) -> str:
        """Two factors side by side."""
        first = left.factor or self.within(left, Hold.PRODUCT)
        last = right.factor or self.within(right, Hold.PRODUCT)
        return self.beside(first, self.parenthesized(right.text) if right.positive else last)

    def divided(self, node: Divide, left: Part, right: Part) -> Part:
        """A fraction by a scalar, entry by entry with the Hadamard quotient; a minus stands before."""
        if left.positive:
            return self.negated(self.divided(node, left.positive, right))
        if node.right.is_scalar:
            return self.fraction(left, right)
        first, last = self.within(left, Hold.HADAMARD), self.within(right, Hold.SCRIPTED)
        return Part(first + self.quotient + last, Hold.QUOTIENT)

    def number(self, value: Fraction) -> Part:
        """A rational constant."""
        if value < 0:
            return self.negated(self.number(-value))
        if value.denominator == 1:
            return Part(str(value))
        return self.fraction(Part(str(value.numerator)), Part(str(value.denominator)))

    def powered(self, node: Power, base: Part) -> Part:
        """A power; of a vector or matrix, entry by entry."""
        exponent = node.exponent
        is_whole = exponent.denominator == 1
        if isinstance(node.base, Elementwise) and is_whole and exponent > 1:
            name = self.function_name(node.base)
            if node.base.function.name in POWERED_NAMES and base.text.startswith(name):
                text = self.superscript(name, str(exponent)) + base.text[len(name) :]
                return Part(text, Hold.SCRIPTED)
        if node.is_scalar and exponent == Fraction(1, 2):
            return self.root(base)
        if node.is_scalar:
            return Part(self.superscript(self.base(base), str(exponent)), Hold.SCRIPTED)
        if exponent == 2 and base.hold >= Hold.PRODUCT and not base.positive:
            return Part(base.text + self.hadamard + base.text, Hold.HADAMARD)
        return self.entry_power(base, exponent)

    def entry_power(self, base: Part, exponent: Fraction) -> Part:
        """A power of every entry."""
        return Part(self.superscript(self.base(base), self.entrywise(str(exponent))), Hold.SCRIPTED)

    def base(self, part: Part) -> str:
        """A part that takes a superscript."""
        return self.within(part, Hold.ATOM)

    def reduced(self, node: Reduce, operand: Part) -> Part:
        """A scalar of all entries."""
        match node.name:
            case "sum":
                return self.summed(node.operand, operand)
            case "norm" | "norm1":
                return self.norm(operand, "1" if node.name == "norm1" else self.norm_kind(node.operand.shape))
        hold = Hold.SPACED if node.name == "logdet" else Hold.ATOM
        return Part(self.operator(node.name) + self.parenthesized(operand.text), hold)

    def structured(self, node: Structural, operand: Part) -> Part:
        """An operation on the matrix as a whole."""
        rows, columns = node.operand.shape
        match node.name:
            case "inv":
                return Part(self.superscript(self.base(operand), self.minus_one), Hold.SCRIPTED)
            case "rowsum" if columns == 1:
                return operand
            case "colsum" if rows == 1:
                return operand
            case "rowsum":
                return self.matrix_product(operand, self.ones(Ones(columns, 1)), node.is_scalar)
            case "colsum":
                return self.matrix_product(self.ones(Ones(1, rows)), operand, node.is_scalar)
        return Part(self.operator(node.name) + self.parenthesized(operand.text))

    def row_times_column(self, operand: Expression, part: Part) -> Part:
        """The sum of all entries as a product with ones."""
        rows, columns = operand.shape
        left = part if rows == 1 else self.matrix_product(self.ones(Ones(1, rows)), part, columns == 1)
        return left if columns == 1 else self.matrix_product(left, self.ones(Ones(columns, 1)), True)

    def constant(self, node: Ones | Eye) -> Part:
        """A constant matrix or vector; the one of size 1 is the number."""
        if node.is_scalar:
            return self.number(Fraction(1))
        return self.ones(node) if isinstance(node, Ones) else self.eye(node)

    @abstractmethod
    def named(self, name: str) -> Part:
        """A variable or a named part."""

    @abstractmethod
    def ones(self, node: Ones) -> Part:
        """A vector or matrix of ones."""

    @abstractmethod
    def eye(self, node: Eye) -> Part:
        """The identity."""

    @abstractmethod
    def parenthesized(self, text: str) -> str:
        """The text in parentheses of its height."""

    @abstractmethod
    def beside(self, left: str, right: str) -> str:
        """Two factors side by side."""

    @abstractmethod
    def fraction(self, left: Part, right: Part) -> Part:
        """A fraction."""

    @abstractmethod
    def superscript(self, base: str, exponent: str) -> str:
        """A base with an exponent."""

    @abstractmethod
    def entrywise(self, exponent: str) -> str:
        """The exponent of a power that is taken entry by entry."""

    @abstractmethod
    def root(self, base: Part) -> Part:
        """A square root."""

    @abstractmethod
    def transposed(self, operand: Expression, part: Part) -> Part:
        """A transpose."""

    @abstractmethod
    def function_name(self, node: Elementwise) -> str:
        """The name of the applied function."""

    @abstractmethod
    def applied(self, node: Elementwise, operand: Part) -> Part:
        """A function applied entry by entry."""

    @abstractmethod
    def summed(self, operand: Expression, part: Part) -> Part:
        """The sum of all entries."""

    @abstractmethod
    def norm(self, operand: Part, kind: str) -> Part:
        """A norm; `kind` is 1, F or nothing."""

    @abstractmethod
    def norm_kind(self, shape: Shape) -> str:
        """The index of the Euclidean or Frobenius norm of a value of this shape."""

    @abstractmethod
    def operator(self, name: str) -> str:
        """The name of an operation."""


VISITS: dict[type[Expression], Callable[[Layout, Any, list[Part]], Part]] = {
    Number: lambda layout, node, _: layout.number(node.value),
    Variable: lambda layout, node, _: layout.named(node.name),
    Named: lambda layout, node, _: layout.named(node.name),
    Ones: lambda layout, node, _: layout.constant(node),
    Eye: lambda layout, node, _: layout.constant(node),
    Add: lambda layout, _, parts: layout.sum(parts[0], parts[1], False),
    Subtract: lambda layout, _, parts: layout.sum(parts[0], parts[1], True),
    Negate: lambda layout, _, parts: layout.negated(parts[0]),
    Multiply: lambda layout, node, parts: layout.product(node, *parts),
    MatMul: lambda layout, node, parts: layout.matrix_product(parts[0], parts[1], node.is_scalar),
    Divide: lambda layout, node, parts: layout.divided(node, *parts),
    Power: lambda layout, node, parts: layout.powered(node, parts[0]),
    Transpose: lambda layout, node, parts: layout.transposed(node.operand, parts[0]),
    Elementwise: lambda layout, node, parts: layout.applied(node, parts[0]),
    Reduce: lambda layout, node, parts: layout.reduced(node, parts[0]),
    Structural: lambda layout, node, parts: layout.structured(node, parts[0]),
}
