"""The layout of mathematical expressions: order, signs, parentheses, Hadamard signs; output-independent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from backproof.calculus.language.blocks import Blocks, Slice, Stretch
from backproof.calculus.language.cases import Clip, Extreme, Indicator, with_cases
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
from backproof.calculus.language.scalar_functions.elementwise import PRIMITIVE
from backproof.calculus.language.traversal import names_in
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.constants import CONSTANTS, Letter
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION, JointOperation
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.primitives.sizes import difference
from backproof.calculus.primitives.sizes import total as size_total
from backproof.calculus.printing.part import Hold, Part

_ZERO = Number(Fraction(0))


class Layout(ABC):
    """A printer of expressions.

    `names` overrides the notation of single names; `around` are the names in neighbouring formulas,
    which the language's own letters must avoid.
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
        """Print the expression; a named part appears as its name, the outermost one as its value."""
        inner = expression.value if isinstance(expression, Named) else expression
        if isinstance(inner, Multiply) and inner.left == _ZERO and isinstance(inner.right, Ones):
            inner = _ZERO
        self.taken |= names_in(inner)
        inner = with_cases(inner)
        self.prepare(inner)
        return fold(inner, self.visit).text

    def prepare(self, expression: Expression) -> None:  # noqa: B027 (not every printer has to)
        """Collect what the printer needs to know about the whole before it prints the parts."""

    def visit(self, node: Expression, parts: list[Part]) -> Part:
        """Print a node, given its printed children."""
        return _VISITS[type(node)](self, node, parts)

    def within(self, part: Part, least: Hold) -> str:
        """Return the part's text, in parentheses if it binds less tightly than `least`."""
        return part.text if part.hold >= least else self.parenthesized(part.text)

    def sum(self, left: Part, right: Part, subtracted: bool) -> Part:
        """Print a sum or difference; a leading minus of the right part is merged into the sign."""
        if right.positive:
            right, subtracted = right.positive, not subtracted
        is_signed = right.text.startswith(self.negative)
        addend = self.within(right, Hold.BIG_SUM if subtracted or is_signed else Hold.SUM)
        return Part(left.text + (self.minus if subtracted else self.plus) + addend, Hold.SUM)

    def negated(self, part: Part) -> Part:
        """Put a minus sign before the part."""
        if part.positive:
            return part.positive
        hold = Hold.PRODUCT if part.hold == Hold.SUM else min(part.hold, Hold.PRODUCT)
        return Part(self.negative + self.within(part, Hold.BIG_SUM), hold, positive=part)

    def product(self, node: Multiply, left: Part, right: Part) -> Part:
        """Print a product: scalars by juxtaposition, elementwise products with the Hadamard sign."""
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
        """Print a Hadamard product whose left part has no leading minus."""
        last = self.parenthesized(right.text) if right.positive else self.within(right, Hold.HADAMARD)
        return Part(self.within(left, Hold.HADAMARD) + self.hadamard + last, Hold.HADAMARD)

    def matrix_product(self, left: Part, right: Part, is_scalar: bool) -> Part:
        """Print adjacent factors; an inner product is parenthesised next to other factors."""
        if left.positive:
            return self.negated(self.matrix_product(left.positive, right, is_scalar))
        text = self.join(left, right)
        return Part(text, Hold.PRODUCT, self.parenthesized(text) if is_scalar else "")

    def join(self, left: Part, right: Part) -> str:
        """Juxtapose two factors."""
        first = left.factor or self.within(left, Hold.PRODUCT)
        last = right.factor or self.within(right, Hold.PRODUCT)
        return self.beside(first, self.parenthesized(right.text) if right.positive else last)

    def divided(self, node: Divide, left: Part, right: Part) -> Part:
        """Print a fraction for a scalar divisor, else a Hadamard quotient; a minus moves to the front."""
        if left.positive:
            return self.negated(self.divided(node, left.positive, right))
        if node.right.is_scalar:
            return self.fraction(left, right)
        first, last = self.within(left, Hold.HADAMARD), self.within(right, Hold.SCRIPTED)
        return Part(first + self.quotient + last, Hold.QUOTIENT)

    def number(self, value: Fraction) -> Part:
        """Print a rational constant."""
        if value < 0:
            return self.negated(self.number(-value))
        if value.denominator == 1:
            return Part(str(value))
        return self.fraction(Part(str(value.numerator)), Part(str(value.denominator)))

    def powered(self, node: Power, base: Part) -> Part:
        """Print a power, elementwise for a vector or matrix."""
        exponent = node.exponent
        is_whole = exponent.denominator == 1
        if isinstance(node.base, Elementwise) and is_whole and exponent > 1:
            name = self.function_name(node.base)
            known = PRIMITIVE.get(node.base.function.name)
            # log(x)² is ambiguous, log²(x) is not.
            if known and known.notation.power_after_name and base.text.startswith(name):
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
        """Print an elementwise power."""
        return Part(self.superscript(self.base(base), self.entrywise(str(exponent))), Hold.SCRIPTED)

    def base(self, part: Part) -> str:
        """Return a part in a form that takes a superscript."""
        return self.within(part, Hold.ATOM)

    def reduced(self, node: Reduce, operand: Part) -> Part:
        """Print a reduction to a scalar."""
        match node.name:
            case "sum":
                return self.summed(node.operand, operand)
            case "norm" | "norm1":
                return self.norm(operand, "1" if node.name == "norm1" else self.norm_kind(node.operand.shape))
        hold = Hold.SPACED if node.name == "logdet" else Hold.ATOM
        return Part(self.operator(node.name) + self.parenthesized(operand.text), hold)

    def structured(self, node: Structural, operand: Part) -> Part:
        """Print an operation on a matrix as a whole."""
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

    def joint(self, node: Joint, left: Part, right: Part) -> Part:
        """Print an operation on two matrices: by a sign between them, or by name."""
        name = self.joint_name(JOINT_OPERATION[node.name])
        if not JOINT_OPERATION[node.name].sign:
            return Part(name + self.parenthesized(f"{left.text}, {right.text}"))
        first = left.text if left.hold == Hold.KRONECKER else self.within(left, Hold.SCRIPTED)
        return Part(f"{first} {name} {self.within(right, Hold.SCRIPTED)}", Hold.KRONECKER)

    def slice(self, node: Slice, operand: Part) -> Part:
        """Print some rows and columns of a value: the value in brackets, with indices from 1 on."""
        places = [self.place(node.rows), self.place(node.columns)]
        if node.operand.shape[1] == 1:
            places = places[:1]
        return Part(self.indexed(f"[{operand.text}]", ",".join(places)), Hold.SCRIPTED)

    def place(self, stretch: Stretch) -> str:
        """Print an index or a range of indices."""
        if stretch is None:
            return ":"
        first = size_total(stretch[0], 1)
        ends = (first,) if difference(*reversed(stretch)) == 1 else (first, stretch[1])
        return ":".join(map(self.size, ends))

    def row_times_column(self, operand: Expression, part: Part) -> Part:
        """Print the sum of all entries as a product with ones."""
        rows, columns = operand.shape
        left = part if rows == 1 else self.matrix_product(self.ones(Ones(1, rows)), part, columns == 1)
        return left if columns == 1 else self.matrix_product(left, self.ones(Ones(columns, 1)), True)

    def extreme(self, name: str, left: Part, right: Part) -> Part:
        """Print the larger or smaller of two values, entry by entry."""
        return Part(self.extreme_name(name) + self.parenthesized(f"{left.text}, {right.text}"))

    def constant(self, node: Ones | Eye) -> Part:
        """Print a constant matrix or vector; one of size 1 is the number."""
        if node.is_scalar:
            return self.number(Fraction(1))
        return self.ones(node) if isinstance(node, Ones) else self.eye(node)

    @abstractmethod
    def named(self, name: str) -> Part:
        """Print a variable or a named part."""

    @abstractmethod
    def length(self, size: str) -> Part:
        """Print a size as a number."""

    @abstractmethod
    def letter(self, letter: Letter) -> Part:
        """Print a constant that has a letter."""

    @abstractmethod
    def ones(self, node: Ones) -> Part:
        """Print a vector or matrix of ones."""

    @abstractmethod
    def eye(self, node: Eye) -> Part:
        """Print the identity."""

    @abstractmethod
    def parenthesized(self, text: str) -> str:
        """Put the text in parentheses of matching height."""

    @abstractmethod
    def beside(self, left: str, right: str) -> str:
        """Juxtapose two factors."""

    @abstractmethod
    def fraction(self, left: Part, right: Part) -> Part:
        """Print a fraction."""

    @abstractmethod
    def superscript(self, base: str, exponent: str) -> str:
        """Print a base with an exponent."""

    @abstractmethod
    def entrywise(self, exponent: str) -> str:
        """Return the exponent of an elementwise power."""

    @abstractmethod
    def root(self, base: Part) -> Part:
        """Print a square root."""

    @abstractmethod
    def transposed(self, operand: Expression, part: Part) -> Part:
        """Print a transpose."""

    @abstractmethod
    def function_name(self, node: Elementwise) -> str:
        """Return the name of the applied function."""

    @abstractmethod
    def applied(self, node: Elementwise, operand: Part) -> Part:
        """Print an elementwise function."""

    @abstractmethod
    def summed(self, operand: Expression, part: Part) -> Part:
        """Print the sum of all entries."""

    @abstractmethod
    def norm(self, operand: Part, kind: str) -> Part:
        """Print a norm; `kind` is 1, F or empty."""

    @abstractmethod
    def norm_kind(self, shape: Shape) -> str:
        """Return the index of the Euclidean or Frobenius norm of a value of this shape."""

    @abstractmethod
    def size(self, size: Size) -> str:
        """Print a size."""

    @abstractmethod
    def indexed(self, base: str, index: str) -> str:
        """Print an index of a part."""

    @abstractmethod
    def blocks(self, rows: Sequence[Sequence[str]]) -> Part:
        """Print a matrix of blocks or numbers."""

    @abstractmethod
    def extreme_name(self, name: str) -> str:
        """Print the name of a maximum or minimum."""

    def compared(self, sides: Sequence[Part], sign: str) -> str:
        """Print a comparison with one sign, or with two: a < x < b."""
        left, right, *least = sides
        return " ".join([*(f"{side.text} {sign}" for side in least), left.text, sign, right.text])

    @abstractmethod
    def indicator(self, node: Indicator, *sides: Part) -> Part:
        """Print a bold 1 with the comparison in brackets."""

    @abstractmethod
    def joint_name(self, operation: JointOperation) -> str:
        """Print the sign or the name of an operation on two matrices."""

    @abstractmethod
    def operator(self, name: str) -> str:
        """Print the name of an operation."""


_VISITS: dict[type[Expression], Callable[[Layout, Any, list[Part]], Part]] = {
    Number: lambda layout, node, _: layout.number(node.value),
    Variable: lambda layout, node, _: layout.named(node.name),
    Named: lambda layout, node, _: layout.named(node.name),
    Count: lambda layout, node, _: layout.length(node.size),
    Constant: lambda layout, node, _: layout.letter(CONSTANTS[node.name]),
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
    Joint: lambda layout, node, parts: layout.joint(node, *parts),
    Extreme: lambda layout, node, parts: layout.extreme(node.name, *parts),
    Clip: lambda layout, _, parts: layout.extreme("min", layout.extreme("max", *parts[:2]), parts[2]),
    Indicator: lambda layout, node, parts: layout.indicator(node, *parts),
    Slice: lambda layout, node, parts: layout.slice(node, parts[0]),
    Blocks: lambda layout, node, parts: layout.blocks(
        [[part.text for part in parts[i : i + node.width]] for i in range(0, len(parts), node.width)]
    ),
}
