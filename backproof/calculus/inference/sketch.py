"""A parser of expressions with undeclared variables, which collects the constraints on their sizes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backproof.calculus.inference.constraints import ConflictError, Sizes
from backproof.calculus.inference.spread_shapes import (
    PRODUCT,
    SPREAD,
    UPRIGHT,
    SpreadShapes,
    is_array,
    is_capital,
    is_small,
    mark_of,
)
from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.expression import (
    ROWS_SUM_TO_1,
    SQUARE_PROPERTIES,
    SUMS_TO_1,
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
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import COLUMN_ONLY, OPERATION, SQUARE_ONLY
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import difference, product, substituted, total
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.calculus.spelling.ranges import shortened
from backproof.calculus.spelling.token import Token
from backproof.diagnostic import Diagnostic, InputError

_OF_COLUMNS = ("unit", SUMS_TO_1)
_OF_MATRICES = ("orthonormal columns", ROWS_SUM_TO_1)
SIZE_NAMES = ("n", "m", "k", "p", "q", "r", "s", "l", "d")


_PRODUCTS = (Multiply, Divide, arithmetic.dot, arithmetic.dotted, arithmetic.inner, arithmetic.divided)


@dataclass
class Sketch(SpreadShapes):
    """A parser whose operations yield bare shapes and collect the equalities between sizes.

    `properties` of variables tell which of them are square, columns or matrices.
    """

    properties: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.undeclared: dict[str, Variable] = {}
        self.stated_sizes: set[str] = set()
        self.lengths = self.sizes
        self.sizes |= {token.text for token in self.tokens if token.kind == "name"}
        self.stated_numbers = self._stated_numbers()

    def _stated_numbers(self) -> frozenset[str]:
        """Return the symbols that stand as a size: in I_n, ones(m, n), or as the upper limit of a sum."""
        tokens = self.tokens
        found = {length for one in tokens if one.text not in self.variables for length in one.lengths}
        found |= {one.text[2:] for one in tokens if one.kind == "name" and one.text.startswith("I_")}
        for at, token in enumerate(tokens):
            if token.text in ("eye", "ones", "zeros") and tokens[at + 1].is_("("):
                end = next((i for i in range(at, len(tokens)) if tokens[i].is_(")")), at)
                found |= {one.text for one in tokens[at + 1 : end] if one.kind == "name"}
        return frozenset(found - {""}) - set(self.variables)

    def unknown(self, token: Token, _known: Mapping[str, Expression]) -> Expression:
        """Return a variable of unknown shape."""
        if token.text in CONSTANTS:
            return Constant(token.text)
        if token.text.startswith("I_"):
            self.stated_sizes.add(token.text[2:])
            return Eye(token.text[2:])
        if token.text in self.stated_numbers:
            return Count(token.text)
        if token.text == "E" and self.token.is_("[", "("):
            self.fail(token, "'E' is not in the language", MISSING["E"])
        before = self.tokens[self.at - 2] if self.at > 1 else token
        begins = self.begins_product(self.at - 1) or (before.kind == "name" and self.callable_as(before.text))
        if self.is_letter_of_sum(token) and self.token.kind == "name" and begins:
            hint = "for a sum write ∑ or sum(...), for a matrix add --shape Sigma=n,n"
            self.fail(token, "Σ before a name may be a sum or a matrix", hint)
        self.check_is_variable(token)
        if token.text not in self.undeclared:
            self.undeclared[token.text] = Variable(token.text, self._fresh_shape(token.text))
        self._keep_axes(token, self.undeclared[token.text].shape)
        return self.undeclared[token.text]

    def _fresh_shape(self, name: str) -> Shape:
        """Return unknown sizes of a variable, as far as its properties leave them open."""
        sizes, known = self.constraints.sizes, {*self.properties.get(name, ())}
        rows = sizes.fresh()
        columns = rows if known & {*SQUARE_PROPERTIES} else 1 if known & {*_OF_COLUMNS} else sizes.fresh()
        if columns == 1 or known & {*_OF_MATRICES}:
            sizes.widen(rows)
        if known & {*_OF_MATRICES}:
            sizes.widen(columns)
        return rows, columns

    def _keep_axes(self, token: Token, shape: Shape) -> None:
        """Make a name with one index under a sum a vector, one with two a matrix, one with none a scalar."""
        sizes = self.constraints.sizes
        for size, length in zip(shape, token.lengths, strict=False):
            if length and sizes.unify(size, length):
                self.stated_sizes.add(length)
        wanted = {1: (True, False), 2: (True, True)}.get(token.axes)
        if token.has_no_index:
            wanted = False, False
        for size, is_wide in zip(shape, wanted or (), strict=False):
            if not (sizes.widen(size) if is_wide else sizes.unify(size, 1)):
                message = f"'{token.text}' has different numbers of indices"
                hint = "give each letter one index for each of its axes: x_i, A_{ij}"
                self.fail(token, message, hint)

    def open_ones(self) -> Expression:
        """Return a column of unknown length."""
        length = self.constraints.sizes.fresh()
        self.constraints.sizes.widen(length)
        return Variable("", (length, 1))

    def is_product(self, word: str) -> bool:
        """True if a word is a product of its letters: `Ax`, with a capital letter, or known letters."""
        is_loose = self.dialect.first_axis == 0
        is_short = len(word) <= (6 if word.isupper() else 3)
        return super().is_product(word) or (is_loose and is_short and any(map(str.isupper, word)))

    def upright(self, value: Expression) -> Expression:
        """Return the sketch of `x[:, None]`."""
        return Variable("", value.shape, UPRIGHT)

    def with_axis(self, opening: Token, value: Expression, axes: str) -> Expression:
        """Return the sketch of `x[:, None]` or `x[None, :]`, where x has one axis."""
        if isinstance(value, Variable) and not self.constraints.sizes.unify(value.shape[1], 1):
            raise self.fault_of(ConflictError(opening, value.shape[1], 1))
        return super().with_axis(opening, value, axes)

    def may_be_matrix(self, value: Expression) -> bool:
        """True for a capital letter, and for a value that is known to have rows and columns."""
        return is_capital(value) or all(map(self.constraints.sizes.is_wide, value.shape))

    def less(self, size: Size, count: int) -> Size | None:
        """Return a size less a number; one that is not known is the sum of that number and another one."""
        sizes = self.constraints.sizes
        known = sizes.compounds.get(str(sizes.find(size)), sizes.find(size))
        if (found := super().less(known, count)) is not None or not sizes.is_open(known):
            return found
        rest = sizes.fresh()
        return rest if sizes.unify(size, sizes.of(total(rest, count))) else None

    def flat(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Return the sketch of a column of all entries: those of vec are a matrix's."""
        value = super().flat(name, arguments)
        if name.text != "vec" or is_small(value) or self.knows(value):
            return value
        sizes = self.constraints.sizes
        for size in value.shape:
            sizes.widen(size)
        length = self._times(*reversed(value.shape))
        sizes.widen(length)
        return Variable("", (length, 1))

    def _times(self, one: Size, other: Size) -> Size:
        """Return the product of sizes; two such products of unknown sizes are equal factor by factor."""
        sizes = self.constraints.sizes
        found = sizes.of(product(sizes.find(one), sizes.find(other)))
        if isinstance(found, str) and sizes.is_open(found):
            sizes.stacks[found] = one, other
        return found

    def of_one(self, name: Token, own: str, operand: Expression) -> Expression:
        """Construct a function of one value; the diag of what consists of capital letters is a vector."""
        if own == "diag" and is_array(operand) and not self.knows(operand):
            own = "diagvec"
        return super().of_one(name, own, operand)

    def size(self) -> Size:
        """Parse a size that the text states, as in ones(n)."""
        size = super().size()
        self.stated_sizes.add(str(size))
        return size

    def of_one_index(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Return the sketch of a vector that is spread over another index."""
        found = super().of_one_index(name, arguments)
        length_one = found.shape[0 if name.text == "as_row" else 1]
        if not self.constraints.sizes.unify(length_one, 1):
            raise self.fault_of(ConflictError(name, length_one, 1))
        return Variable("", found.shape, SPREAD)

    def build(self, token: Token, make: Callable[..., Expression], *parts: object) -> Expression:
        """Return only the result's shape, unifying the sizes that the operation requires to be equal."""
        operands = [part for part in parts if isinstance(part, Expression)]
        if make in (Slice, Blocks):
            return self._bracketed(token, make, *parts)
        if all(isinstance(operand, Number) for operand in operands):
            return super().build(token, make, *parts)
        names = [part for part in parts if isinstance(part, str)]
        try:
            result = self._result(token, make, names, operands)
        except ConflictError as conflict:
            raise self.fault_of(conflict) from None
        names += [part.name for part in parts if isinstance(part, Function)]
        return Variable("", result, mark_of(make, names, operands))

    def _bracketed(self, token: Token, make: Callable[..., Expression], *parts: Any) -> Expression:
        """Return the shape of a part of a value, or of blocks."""
        sizes = self.constraints.sizes
        try:
            if make is Slice:
                value, *stretches = parts
                pairs = zip(value.shape, stretches, strict=True)
                rows, columns = (self._length(*part) if part else size for size, part in pairs)
                if stretches[0] and stretches[0][1] != 1:
                    sizes.widen(value.shape[0])
                if stretches[1] and is_capital(value):
                    sizes.widen(value.shape[1])
                if stretches[1] is None and is_small(value):
                    sizes.unify(value.shape[1], 1)
                # A column of a matrix, and a range of a vector, have one axis in NumPy.
                is_column = stretches[1] is not None and columns == 1
                is_range = stretches[1] is None and is_small(value) and rows != 1
                return Variable("", (rows, columns), PRODUCT if is_column or is_range else frozenset())
            width, blocks = parts
            for index, block in enumerate(blocks):
                same = (blocks[index - index % width].shape[0], blocks[index % width].shape[1])
                self.constraints.equate(token, block.shape, same)
        except ConflictError as conflict:
            raise self.fault_of(conflict) from None
        height = sizes.stacked([block.shape[0] for block in blocks[::width]])
        return Variable("", (height, sizes.stacked([block.shape[1] for block in blocks[:width]])))

    def _length(self, start: Size, stop: Size) -> Size:
        if isinstance(start, int) and self.constraints.sizes.is_open(stop):
            return self.less(stop, start) or 1
        return difference(stop, start) or 1

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

    def _result(  # noqa: PLR0911, PLR0912 (one per operation)
        self, token: Token, make: Callable[..., Expression], names: list[str], operands: list[Expression]
    ) -> Shape:
        """Return the shape of an operation's result."""
        rows, columns = operands[0].shape
        if make in (MatMul, arithmetic.inner):
            one_axis = self.product_of_vectors(token, *operands)
            if one_axis is not None:
                return one_axis
        if make in (arithmetic.plus, arithmetic.minus):
            return self.sum_shape(token, *operands)
        if make is arithmetic.divided and is_capital(operands[1]):
            below = operands[1].shape
            self.constraints.equate(token, (columns, below[0]), (below[1], below[1]))
            return rows, operands[1].shape[1]
        if make in (Multiply, Divide) and (spread := self.spread_shape(token, *operands)):
            return spread
        if make in _PRODUCTS:
            return self._of_product(token, make, *operands)
        if make is arithmetic.over:
            self.constraints.equate(token, (rows, rows), (columns, operands[1].shape[0]))
            return operands[1].shape
        if make is arithmetic.count:
            return SCALAR
        if make in (arithmetic.power, arithmetic.bars) and is_capital(operands[0]):
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
            return self._of_joint(token, names[0], *operands)
        return rows, columns

    def _of_product(
        self, token: Token, make: Callable[..., Expression], left: Expression, right: Expression
    ) -> Shape:
        """Return the shape of a product or quotient that is spread over neither operand."""
        if make is arithmetic.inner and is_small(left):
            self.constraints.equate(token, left.shape, right.shape)
            return SCALAR
        return self.product_shape(
            token,
            left.shape,
            right.shape,
            of_matrices=make not in (Multiply, Divide, arithmetic.divided),
            is_dotted=make is arithmetic.dotted,
        )

    def _of_joint(self, token: Token, name: str, left: Expression, right: Expression) -> Shape:
        """Return the shape of an operation on two matrices, unknown sizes if nothing determines it."""
        sizes = self.constraints.sizes
        if not (self.knows(left) and self.knows(right)):
            if name == "kron":
                rows, columns = map(self._times, left.shape, right.shape)
                return rows, columns
            if JOINT_OPERATION[name].blocks:
                result = sizes.fresh(), sizes.fresh()
                rows, columns = map(self._times, result, right.shape)
                self.constraints.equate(token, left.shape, (rows, columns))
                return result
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

    def size_names(self, sizes: Sizes) -> Callable[[Size], Size]:
        """Return a function that names every class of sizes, inventing names for unnamed ones."""
        taken = {
            *self.undeclared,
            *self.variables,
            *self.lets,
            *self.stated_sizes,
            *shortened(self.source.text),
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
