"""Shapes that nobody declared: found by unifying sizes over the expression, with what was assumed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backproof.calculus.declare import parse_shape
from backproof.calculus.elementwise import FUNCTIONS, Function
from backproof.calculus.expression import (
    COLUMN_ONLY,
    SCALAR,
    SQUARE_ONLY,
    Add,
    Divide,
    Expression,
    MatMul,
    Multiply,
    Reduce,
    Shape,
    Size,
    Structural,
    Subtract,
    Transpose,
    Variable,
    describe_shape,
)
from backproof.calculus.functions import define_all
from backproof.calculus.parsing import Parser
from backproof.calculus.tokens import Source, Token
from backproof.diagnostic import Diagnostic, InputError

SIZE_NAMES = ("n", "m", "k", "p", "q", "r", "s", "l", "d")


def infer_shapes(
    text: str,
    known_shapes: Mapping[str, str | Sequence[Size]] | None = None,
    functions: Sequence[str | Function] = (),
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The shape of every variable in `text`, as `parse` takes them, and notes on those not given.

    Sizes that must be equal become one symbol. What the expression leaves open is assumed: a small letter
    is a column vector, or a scalar where nothing but products with scalars and entries is asked of it; a
    capital letter is a matrix. Raises InputError where no shapes fit.
    """
    given = {name: parse_shape(shape, name) for name, shape in (known_shapes or {}).items()}
    declared = {name: Variable(name, shape) for name, shape in given.items()}
    sketch = Sketch(Source(text), declared, {**FUNCTIONS, **define_all(functions)})
    sketch.program()
    shapes = {**given, **sketch.settled()}
    notes = tuple(
        f"{name} is {describe_shape(shape)} ({sketch.reason(name)})"
        for name, shape in shapes.items()
        if name not in given
    )
    return {name: _written(shape) for name, shape in shapes.items()}, notes


def _written(shape: Shape) -> str:
    rows, columns = shape
    if shape == SCALAR:
        return ""
    return str(rows) if columns == 1 else f"{rows},{columns}"


@dataclass(frozen=True)
class Product:
    """An entrywise operation, of which one side may be a scalar: decided when more is known."""

    left: Expression
    right: Expression
    result: Expression
    token: Token


class Sizes:
    """Classes of equal sizes; a class that holds a symbol or an integer is known."""

    def __init__(self) -> None:
        self.parents: dict[str, Size] = {}
        self.structural: set[str] = set()
        self.numbers = itertools.count()

    def fresh(self) -> Size:
        """A size of which nothing is known."""
        return f"?{next(self.numbers)}"

    def find(self, size: Size) -> Size:
        """The representative of the size's class."""
        while isinstance(size, str) and size in self.parents:
            size = self.parents[size]
        return size

    def is_open(self, size: Size) -> bool:
        """Whether the size is still unknown."""
        return str(self.find(size)).startswith("?")

    def unify(self, one: Size, other: Size) -> bool:
        """Make two sizes equal; False where they are known and differ."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        if not self.is_open(one):
            one, other = other, one
        if not self.is_open(one):
            return False
        self.parents[str(one)] = other
        if str(one) in self.structural:
            self.mark(other)
        return True

    def mark(self, size: Size) -> None:
        """Note that something is summed or multiplied along this size."""
        if self.find(size) != 1:
            self.structural.add(str(self.find(size)))

    def is_marked(self, size: Size) -> bool:
        """Whether something is summed or multiplied along this size."""
        return str(self.find(size)) in self.structural


class Sketch(Parser):
    """A parser whose operations yield bare shapes and collect what must be equal."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.lengths = Sizes()
        self.undeclared: dict[str, Variable] = {}
        self.products: list[Product] = []
        self.lone: set[str] = set()
        self.sizes |= {token.text for token in self.tokens if token.kind == "name"}

    def unknown(self, token: Token, _known: Mapping[str, Expression]) -> Expression:
        """A variable of unknown shape."""
        self.check_is_variable(token)
        if token.text not in self.undeclared:
            shape = self.lengths.fresh(), self.lengths.fresh()
            self.undeclared[token.text] = Variable(token.text, shape)
            if token.text[0].isupper():
                for size in shape:
                    self.lengths.mark(size)
        return self.undeclared[token.text]

    def build(self, token: Token, make: Callable[..., Expression], *parts: object) -> Expression:
        """The result's shape alone, with the sizes unified that the operation needs equal."""
        operands = [part for part in parts if isinstance(part, Expression)]
        names = [part for part in parts if isinstance(part, str)]
        return Variable("", self.result(token, make, names, operands))

    def result(
        self, token: Token, make: Callable[..., Expression], names: list[str], operands: list[Expression]
    ) -> Shape:
        """The shape that an operation gives."""
        rows, columns = operands[0].shape
        if make in (Add, Subtract):
            self.equate(token, operands[0].shape, operands[1].shape)
        elif make in (Multiply, Divide):
            return self.product(token, *operands)
        elif make is MatMul:
            self.equate(token, (columns, 1), (operands[1].shape[0], 1))
            for size in (rows, columns, operands[1].shape[1]):
                self.lengths.mark(size)
            return rows, operands[1].shape[1]
        elif make is Transpose:
            return columns, rows
        elif make in (Reduce, Structural):
            return self.of_whole(token, names[0], rows, columns)
        return rows, columns

    def of_whole(self, token: Token, name: str, rows: Size, columns: Size) -> Shape:
        """The shape of a reduction or a structural operation."""
        if name in SQUARE_ONLY:
            self.equate(token, (rows, 1), (columns, 1))
        if name in COLUMN_ONLY:
            self.equate(token, (columns, 1), SCALAR)
        self.lengths.mark(rows)
        shapes: dict[str, Shape] = {
            "inv": (rows, columns),
            "diag": (rows, rows),
            "diagvec": (rows, 1),
            "rowsum": (rows, 1),
            "rowlse": (rows, 1),
            "colsum": (1, columns),
            "softmax": (rows, columns),
            "rowsoftmax": (rows, columns),
        }
        return shapes.get(name, SCALAR)

    def equate(self, token: Token, one: Shape, other: Shape) -> None:
        """Make two shapes equal, or say at the token that they cannot be."""
        for left, right in zip(one, other, strict=True):
            if not self.lengths.unify(left, right):
                found = self.lengths.find(left), self.lengths.find(right)
                message = f"no shapes fit: the sizes {found[0]} and {found[1]} would have to be equal"
                diagnostic = Diagnostic(message, hint="give the shapes that are meant")
                raise InputError(self.source.place(diagnostic, token.start))

    def product(self, token: Token, left: Expression, right: Expression) -> Shape:
        """The shape of an entrywise product, or an open one until it is known which side is a scalar."""
        result = Variable("", (self.lengths.fresh(), self.lengths.fresh()))
        self.products.append(Product(left, right, result, token))
        self.decide(lambda _: False)
        return result.shape

    def is_scalar(self, value: Expression) -> bool:
        """Whether the value is known to be a scalar."""
        return all(self.lengths.find(size) == 1 for size in value.shape)

    def is_not_scalar(self, value: Expression) -> bool:
        """Whether the value is known to be none: a size that is a symbol, or that something runs along."""
        sizes = [self.lengths.find(size) for size in value.shape]
        return any(
            size != 1 and (not self.lengths.is_open(size) or self.lengths.is_marked(size)) for size in sizes
        )

    def runs_along(self, item: Product) -> bool:
        """Whether a product is summed, and neither side is known to be more than a scalar."""
        return self.lengths.is_marked(item.result.shape[0]) and not (
            self.is_not_scalar(item.left) or self.is_not_scalar(item.right)
        )

    def decide(self, forced: Callable[[Product], bool]) -> None:
        """Settle the products of which enough is known, or that are forced, until none is left to settle."""
        waiting = None
        while waiting != len(self.products):
            waiting = len(self.products)
            self.products = [item for item in self.products if not self.decided(item, forced(item))]

    def decided(self, item: Product, forced: bool) -> bool:
        """Settle one product, if that can be done."""
        if self.is_scalar(item.left):
            self.equate(item.token, item.result.shape, item.right.shape)
        elif self.is_scalar(item.right):
            self.equate(item.token, item.result.shape, item.left.shape)
        elif forced or (self.is_not_scalar(item.left) and self.is_not_scalar(item.right)):
            self.equate(item.token, item.left.shape, item.right.shape)
            self.equate(item.token, item.result.shape, item.right.shape)
        else:
            return False
        return True

    def settled(self) -> dict[str, Shape]:
        """The shapes of the undeclared variables, with what is open assumed and every size named."""
        self.assume_columns()
        self.decide(self.runs_along)
        self.assume_scalars()
        self.decide(lambda _: True)
        names = self.size_names()
        return {
            name: (names(variable.shape[0]), names(variable.shape[1]))
            for name, variable in self.undeclared.items()
        }

    def assume_columns(self) -> None:
        """Small letters are column vectors, unless the expression says otherwise."""
        for name, variable in self.undeclared.items():
            if name[0].islower() and self.lengths.is_open(variable.shape[1]):
                self.lengths.unify(variable.shape[1], 1)
                self.lone.add(name)

    def assume_scalars(self) -> None:
        """Small letters along which nothing runs, and that take part in products, are scalars."""
        for name, variable in self.undeclared.items():
            rows = variable.shape[0]
            if name[0].islower() and self.lengths.is_open(rows) and not self.lengths.is_marked(rows):
                self.lengths.unify(rows, 1)
                self.lone.add(name)
                self.decide(lambda _: False)

    def size_names(self) -> Callable[[Size], Size]:
        """A name for every class of sizes, new ones where nothing gave a name."""
        taken = {
            *self.undeclared,
            *self.variables,
            *self.lets,
            *(str(size) for size in self.lengths.parents.values()),
        }
        candidates = itertools.chain(SIZE_NAMES, (f"n{i}" for i in itertools.count(1)))
        free = (name for name in candidates if name not in taken)
        given: dict[Size, Size] = {}

        def name(size: Size) -> Size:
            root = self.lengths.find(size)
            if not self.lengths.is_open(root):
                return root
            if root not in given:
                given[root] = next(free)
            return given[root]

        return name

    def reason(self, name: str) -> str:
        """Why a shape is what it is."""
        if name in self.lone:
            return "assumed: the expression leaves it open"
        return "from the expression" if name[0].islower() else "from the expression; a capital is a matrix"
