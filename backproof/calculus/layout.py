"""How mathematics sets an expression: order, signs, parentheses, Hadamard signs; the script is left open."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

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
    Shape,
    Size,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.traversal import fold

POWERED_NAMES = ("tanh", "sin", "cos")
ZERO = Number(Fraction(0))


class Hold(IntEnum):
    """How tightly a printed part holds together."""

    SUM = 1
    BIG_SUM = 2
    HADAMARD = 3
    PRODUCT = 4
    SCRIPTED = 5
    ATOM = 6


@dataclass(frozen=True)
class Part:
    """A printed part; `factor` is how it stands beside another factor, where that differs from its text."""

    text: str
    hold: Hold = Hold.ATOM
    factor: str = ""

    @property
    def is_negative(self) -> bool:
        """Whether a minus sign of the whole part stands first."""
        return self.text.startswith(("-", "−")) and self.hold > Hold.SUM

    @property
    def unsigned(self) -> str:
        """The text after the leading minus sign."""
        return self.text[1:].lstrip()


class Layout(ABC):
    """A printer of expressions; `names` overrides the notation of single names."""

    plus: str
    minus: str
    negative: str
    hadamard: str
    quotient: str
    minus_one: str

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self.names = names or {}

    def text(self, expression: Expression) -> str:
        """The printed expression; a named part stands as its name, the outermost one as its value."""
        inner = expression.value if isinstance(expression, Named) else expression
        return fold(inner, self.visit).text

    def visit(self, node: Expression, parts: list[Part]) -> Part:
        """The node, printed from its printed children."""
        return VISITS[type(node)](self, node, parts)

    def within(self, part: Part, least: Hold) -> str:
        """The part's text, in parentheses where something that holds tighter is needed."""
        return part.text if part.hold >= least else self.parenthesized(part.text)

    def sum(self, left: Part, right: Part, subtracted: bool) -> Part:
        """A sum or difference, with a leading minus of the right part drawn into the sign."""
        if right.is_negative:
            return Part(left.text + (self.plus if subtracted else self.minus) + right.unsigned, Hold.SUM)
        addend = self.within(right, Hold.BIG_SUM) if subtracted else right.text
        return Part(left.text + (self.minus if subtracted else self.plus) + addend, Hold.SUM)

    def negated(self, part: Part) -> Part:
        """A minus sign before the part."""
        if part.is_negative:
            return Part(part.unsigned, part.hold)
        hold = Hold.PRODUCT if part.hold == Hold.SUM else min(part.hold, Hold.PRODUCT)
        factor = self.negative + part.factor if part.factor else ""
        return Part(self.negative + self.within(part, Hold.BIG_SUM), hold, factor)

    def product(self, node: Multiply, left: Part, right: Part) -> Part:
        """Scalars stand beside what they multiply; entries are multiplied with the Hadamard sign."""
        if node.left == ZERO and isinstance(node.right, Ones):
            return left
        if not (node.left.is_scalar or node.right.is_scalar):
            last = self.parenthesized(right.text) if right.is_negative else self.within(right, Hold.HADAMARD)
            return Part(self.within(left, Hold.HADAMARD) + self.hadamard + last, Hold.HADAMARD)
        if isinstance(node.left, Number) and right.hold == Hold.HADAMARD and not right.is_negative:
            factor = self.beside(left.text, self.parenthesized(right.text))
            return Part(self.beside(left.text, right.text), Hold.HADAMARD, factor)
        if isinstance(node.left, Number) and right.factor:
            text = self.beside(left.text, right.text)
            return Part(text, Hold.PRODUCT, self.beside(left.text, right.factor))
        return Part(self.join(left, right), Hold.PRODUCT)

    def matrix_product(self, node: MatMul, left: Part, right: Part) -> Part:
        """Factors side by side; an inner product is set in parentheses when it stands beside others."""
        text = self.join(left, right)
        return Part(text, Hold.PRODUCT, self.parenthesized(text) if node.is_scalar else "")

    def join(self, left: Part, right: Part) -> str:
        """Two factors side by side."""
        first = left.factor or self.within(left, Hold.PRODUCT)
        last = right.factor or self.within(right, Hold.PRODUCT)
        return self.beside(first, self.parenthesized(right.text) if right.is_negative else last)

    def divided(self, node: Divide, left: Part, right: Part) -> Part:
        """A fraction by a scalar; entry by entry with the Hadamard quotient."""
        if node.right.is_scalar:
            return self.signed_fraction(left, right)
        last = self.parenthesized(right.text) if right.hold <= Hold.HADAMARD else right.text
        return Part(self.within(left, Hold.HADAMARD) + self.quotient + last, Hold.HADAMARD)

    def signed_fraction(self, left: Part, right: Part) -> Part:
        """A fraction with the minus sign of its numerator before it."""
        if not left.is_negative:
            return self.fraction(left, right)
        return self.negated(self.fraction(Part(self.unwrapped(left.unsigned), left.hold), right))

    def unwrapped(self, text: str) -> str:
        """The text without the parentheses around all of it."""
        for candidate in (text[1:-1], text[len("\\left(") : -len("\\right)")]):
            if candidate and self.parenthesized(candidate) == text and is_balanced(candidate):
                return candidate
        return text

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
        if (
            isinstance(node.base, Elementwise)
            and node.base.function.known_as in POWERED_NAMES
            and exponent > 1
        ):
            name = self.function_name(node.base)
            return Part(self.superscript(name, str(exponent)) + base.text[len(name) :])
        if node.is_scalar:
            half = exponent == Fraction(1, 2)
            return (
                self.root(base)
                if half
                else Part(self.superscript(self.base(base), str(exponent)), Hold.SCRIPTED)
            )
        if exponent == 2 and base.hold > Hold.HADAMARD and not base.is_negative:
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
        return Part(self.operator(node.name) + self.parenthesized(operand.text))

    def structured(self, node: Structural, operand: Part) -> Part:
        """An operation on the matrix as a whole."""
        rows, columns = node.operand.shape
        match node.name:
            case "inv":
                return Part(self.superscript(self.base(operand), self.minus_one), Hold.SCRIPTED)
            case "rowsum":
                return Part(self.join(operand, self.ones(columns, 1)), Hold.PRODUCT)
            case "colsum":
                return Part(self.join(self.ones(1, rows), operand), Hold.PRODUCT)
        return Part(self.operator(node.name) + self.parenthesized(operand.text))

    def row_times_column(self, operand: Expression, part: Part) -> Part:
        """The sum of all entries as a product with ones."""
        rows, columns = operand.shape
        left = part if rows == 1 else Part(self.join(self.ones(1, rows), part), Hold.PRODUCT)
        return left if columns == 1 else Part(self.join(left, self.ones(columns, 1)), Hold.PRODUCT)

    @abstractmethod
    def named(self, name: str) -> Part:
        """A variable or a named part."""

    @abstractmethod
    def ones(self, rows: Size, columns: Size) -> Part:
        """A vector or matrix of ones."""

    @abstractmethod
    def eye(self, size: Size) -> Part:
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


def is_balanced(text: str) -> bool:
    """Whether every parenthesis that is closed in the text was opened in it."""
    depths = itertools.accumulate({"(": 1, ")": -1}.get(character, 0) for character in text)
    return all(depth >= 0 for depth in depths)


VISITS: dict[type[Expression], Callable[[Layout, Any, list[Part]], Part]] = {
    Number: lambda layout, node, _: layout.number(node.value),
    Variable: lambda layout, node, _: layout.named(node.name),
    Named: lambda layout, node, _: layout.named(node.name),
    Ones: lambda layout, node, _: layout.ones(node.rows, node.columns),
    Eye: lambda layout, node, _: layout.eye(node.size),
    Add: lambda layout, _, parts: layout.sum(parts[0], parts[1], False),
    Subtract: lambda layout, _, parts: layout.sum(parts[0], parts[1], True),
    Negate: lambda layout, _, parts: layout.negated(parts[0]),
    Multiply: lambda layout, node, parts: layout.product(node, *parts),
    MatMul: lambda layout, node, parts: layout.matrix_product(node, *parts),
    Divide: lambda layout, node, parts: layout.divided(node, *parts),
    Power: lambda layout, node, parts: layout.powered(node, parts[0]),
    Transpose: lambda layout, node, parts: layout.transposed(node.operand, parts[0]),
    Elementwise: lambda layout, node, parts: layout.applied(node, parts[0]),
    Reduce: lambda layout, node, parts: layout.reduced(node, parts[0]),
    Structural: lambda layout, node, parts: layout.structured(node, parts[0]),
}
