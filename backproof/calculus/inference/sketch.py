"""A parser of expressions with undeclared variables, which collects the constraints on their sizes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backproof.calculus.inference.constraints import ConflictError, Constraints, Product, Sizes
from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.expression import (
    Constant,
    Count,
    Divide,
    Eye,
    MatMul,
    Multiply,
    Number,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.grammar import Parser
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import COLUMN_ONLY, OPERATION, SQUARE_ONLY
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import difference, substituted
from backproof.calculus.spelling.token import Token
from backproof.diagnostic import Diagnostic, InputError

SIZE_NAMES = ("n", "m", "k", "p", "q", "r", "s", "l", "d")


_PRODUCTS = (Multiply, Divide, arithmetic.dot, arithmetic.dotted, arithmetic.inner, arithmetic.divided)


def _is_capital(part: Expression) -> bool:
    return isinstance(part, Variable) and part.name[:1].isupper()


def _is_small(part: Expression) -> bool:
    return isinstance(part, Variable) and part.name[:1].islower()


@dataclass
class Sketch(Parser):
    """A parser whose operations yield bare shapes and collect the equalities between sizes.

    `square` names variables that a property makes square.
    """

    square: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.constraints = Constraints()
        self.undeclared: dict[str, Variable] = {}
        self.stated_sizes: set[str] = set()
        self.lengths = self.sizes
        self.sizes |= {token.text for token in self.tokens if token.kind == "name"}

    def unknown(self, token: Token, _known: Mapping[str, Expression]) -> Expression:
        """Return a variable of unknown shape."""
        if token.text in CONSTANTS:
            return Constant(token.text)
        if token.text.startswith("I_"):
            self.stated_sizes.add(token.text[2:])
            return Eye(token.text[2:])
        self.check_is_variable(token)
        if token.text not in self.undeclared:
            rows = self.constraints.sizes.fresh()
            columns = rows if token.text in self.square else self.constraints.sizes.fresh()
            self.undeclared[token.text] = Variable(token.text, (rows, columns))
        return self.undeclared[token.text]

    def is_product(self, word: str) -> bool:
        """True if a word is a product of its letters: `Ax`, with a capital letter, or known letters."""
        is_loose = self.dialect.first_axis == 0
        return super().is_product(word) or (is_loose and len(word) <= 3 and any(map(str.isupper, word)))

    def size(self) -> Size:
        """Parse a size that the text states, as in ones(n)."""
        size = super().size()
        self.stated_sizes.add(str(size))
        return size

    def build(self, token: Token, make: Callable[..., Expression], *parts: object) -> Expression:
        """Return only the result's shape, unifying the sizes that the operation requires to be equal."""
        operands = [part for part in parts if isinstance(part, Expression)]
        if make in (Slice, Blocks):
            return self._bracketed(token, make, *parts)
        if all(isinstance(operand, Number) for operand in operands):
            return super().build(token, make, *parts)
        names = [part for part in parts if isinstance(part, str)]
        try:
            return Variable("", self._result(token, make, names, operands))
        except ConflictError as conflict:
            raise self.fault_of(conflict) from None

    def _bracketed(self, token: Token, make: Callable[..., Expression], *parts: Any) -> Expression:
        """Return the shape of a part of a value, or of blocks."""
        sizes = self.constraints.sizes
        try:
            if make is Slice:
                value, *stretches = parts
                pairs = zip(value.shape, stretches, strict=True)
                rows, columns = (difference(*reversed(part)) or 1 if part else size for size, part in pairs)
                if stretches[0] and stretches[0][1] != 1:
                    sizes.widen(value.shape[0])
                return Variable("", (rows, columns))
            width, blocks = parts
            for index, block in enumerate(blocks):
                same = (blocks[index - index % width].shape[0], blocks[index % width].shape[1])
                self.constraints.equate(token, block.shape, same)
        except ConflictError as conflict:
            raise self.fault_of(conflict) from None
        height = sizes.stacked([block.shape[0] for block in blocks[::width]])
        return Variable("", (height, sizes.stacked([block.shape[1] for block in blocks[:width]])))

    def knows(self, operand: Expression) -> bool:
        """True if the operand's shape is known."""
        return not any(self.constraints.sizes.is_open(size) for size in operand.shape)

    def fault_of(self, conflict: ConflictError) -> InputError:
        """Return the conflict as an error located in the text."""
        shown = sorted("n" if str(size).startswith("?") else str(size) for size in conflict.sizes)
        message = f"no shapes fit: the sizes {' and '.join(shown)} would have to be equal"
        hint = f"spread a scalar with ones({shown[1]})" if shown[0] == "1" else "declare the intended shapes"
        diagnostic = Diagnostic(message, hint=hint)
        return InputError(self.source.place(diagnostic, conflict.token.start))

    def _result(  # noqa: PLR0911 (one per operation)
        self, token: Token, make: Callable[..., Expression], names: list[str], operands: list[Expression]
    ) -> Shape:
        """Return the shape of an operation's result."""
        rows, columns = operands[0].shape
        if make in (arithmetic.plus, arithmetic.minus):
            return self._sum(token, *operands)
        if make is arithmetic.divided and _is_capital(operands[1]):
            self.constraints.equate(token, (columns, operands[1].shape[0]), operands[1].shape[::-1])
            return rows, operands[1].shape[1]
        if make in _PRODUCTS:
            if make is arithmetic.inner and _is_small(operands[0]):
                self.constraints.equate(token, operands[0].shape, operands[1].shape)
                return SCALAR
            is_product = make not in (Multiply, Divide, arithmetic.divided)
            left, right = (operand.shape for operand in operands)
            return self._product(token, left, right, is_product, is_dotted=make is arithmetic.dotted)
        if make is arithmetic.over:
            self.constraints.equate(token, (rows, rows), (columns, operands[1].shape[0]))
            return operands[1].shape
        if make is arithmetic.count:
            return SCALAR
        if make in (arithmetic.power, arithmetic.bars) and _is_capital(operands[0]):
            self.constraints.equate(token, (rows, 1), (columns, 1))
            return SCALAR if make is arithmetic.bars else (rows, columns)
        if make is MatMul:
            self.constraints.equate(token, (columns, 1), (operands[1].shape[0], 1))
            return rows, operands[1].shape[1]
        if make is Transpose:
            return columns, rows
        if make in (Reduce, Structural):
            return self._of_whole(token, names[0], rows, columns)
        if names and names[0] in JOINT_OPERATION:
            return self._of_joint(names[0], *operands)
        return rows, columns

    def _of_joint(self, name: str, left: Expression, right: Expression) -> Shape:
        """Return the shape of an operation on two matrices, unknown sizes if nothing determines it."""
        sizes = self.constraints.sizes
        shapes = ((sizes.find(rows), sizes.find(columns)) for rows, columns in (left.shape, right.shape))
        rows, columns = JOINT_OPERATION[name].shape(*shapes) or (sizes.fresh(), sizes.fresh())
        return sizes.of(rows), sizes.of(columns)

    def _of_whole(self, token: Token, name: str, rows: Size, columns: Size) -> Shape:
        """Return the shape of a reduction or a structural operation."""
        if name in SQUARE_ONLY:
            self.constraints.equate(token, (rows, 1), (columns, 1))
        if name in COLUMN_ONLY:
            self.constraints.equate(token, (columns, 1), SCALAR)
        above, beside = OPERATION[name].shape(rows, columns)
        return self.constraints.sizes.of(above), self.constraints.sizes.of(beside)

    def _sum(self, token: Token, left: Expression, right: Expression) -> Shape:
        """Return the shape of a sum: of equal shapes, or of an array and what can only be a number."""
        if self._is_number(left) or self._is_number(right):
            result = self._product(token, left.shape, right.shape)
            if not (isinstance(left, Number) or isinstance(right, Number)):
                self.constraints.sums += (Product(left.shape, right.shape, result, token),)
            return result
        self.constraints.equate(token, left.shape, right.shape)
        return left.shape

    def _is_number(self, part: Expression) -> bool:
        """True for a number, and for the sketch of an operation that gives one."""
        if isinstance(part, Variable):
            return not part.name and all(self.constraints.sizes.find(size) == 1 for size in part.shape)
        return isinstance(part, Number | Count | Constant)

    def _product(
        self,
        token: Token,
        left: Shape,
        right: Shape,
        of_matrices: bool = False,
        *,
        is_dotted: bool = False,
    ) -> Shape:
        """Return the shape of a product, open until the scalar side, if any, is known."""
        sizes = self.constraints.sizes
        result = sizes.fresh(), sizes.fresh()
        self.constraints.products.append(Product(left, right, result, token, of_matrices, is_dotted))
        self.constraints.decide()
        return result

    def size_names(self, sizes: Sizes) -> Callable[[Size], Size]:
        """Return a function that names every class of sizes, inventing names for unnamed ones."""
        taken = {
            *self.undeclared,
            *self.variables,
            *self.lets,
            *self.stated_sizes,
            *(str(size) for variable in self.variables.values() for size in variable.shape),
        }
        candidates = itertools.chain(SIZE_NAMES, (f"n{i}" for i in itertools.count(1)))
        free = (name for name in candidates if name not in taken)
        given: dict[Size, Size] = {}
        compounds = {sizes.find(one): size for one, size in sizes.compounds.items()}

        def name(size: Size) -> Size:
            root = sizes.find(size)
            if not sizes.is_open(root):
                return root
            if root in compounds:
                return substituted(compounds[root], name)
            if root not in given:
                given[root] = next(free)
            return given[root]

        return name
