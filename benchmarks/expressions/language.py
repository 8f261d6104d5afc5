"""A second meaning of the expression language: Python's `ast` reads the text, numbers of any kind run it.

Nothing here comes from the project, neither its parser nor its shapes: a value is a matrix of numbers.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

Matrix = Any
Operation = Callable[[Matrix], Matrix]


class MisreadError(Exception):
    """A text that has no meaning: an unknown name or function, shapes that do not fit."""


@dataclass(frozen=True)
class Numbers:
    """The operations that differ between kinds of numbers; the others are the operators of their arrays."""

    number: Callable[[Fraction], Matrix]
    ones: Callable[[int, int], Matrix]
    eye: Callable[[int], Matrix]
    power: Callable[[Matrix, Fraction], Matrix]
    entries: Mapping[str, Operation]
    wholes: Mapping[str, Operation]


@dataclass(frozen=True)
class Formula:
    """A function of one number, as its user states it: `phi(t) = log(1 + exp(t))`."""

    name: str
    parameter: str
    body: ast.expr


@dataclass(frozen=True)
class Line:
    """`name = value`, or a value alone, whose name is ""."""

    name: str
    value: ast.expr


@cache
def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a program; raises MisreadError where the text is not Python."""
    try:
        statements = ast.parse(text.strip()).body
    except SyntaxError as error:
        raise MisreadError(f"{error.msg}: {text}") from None
    return tuple(_line(statement) for statement in statements)


def _line(statement: ast.stmt) -> Line:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return Line(name, value)
        case ast.Expr(value=value):
            return Line("", value)
    raise MisreadError(f"no line of the language: {ast.unparse(statement)}")


@cache
def formula_of(text: str) -> Formula:
    """The function that `phi(t) = ...` states."""
    left, _, right = text.partition("=")
    call, body = (ast.parse(side.strip(), mode="eval").body for side in (left, right))
    match call:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=parameter)]):
            return Formula(name, parameter, body)
    raise MisreadError(f"no function: {text}")


@cache
def names_in(text: str) -> frozenset[str]:
    """All names that a text uses."""
    found = (node for line in lines_of(text) for node in ast.walk(line.value))
    return frozenset(node.id for node in found if isinstance(node, ast.Name))


def nodes(text: str) -> int:
    """Return the number of operations, names and numbers in a text."""
    counted = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Name, ast.Constant)
    return sum(isinstance(node, counted) for line in lines_of(text) for node in ast.walk(line.value))


@dataclass(frozen=True)
class Reader:
    """Runs texts in one kind of numbers, at given sizes and with the user's functions."""

    numbers: Numbers
    sizes: Mapping[str, int]
    formulas: Sequence[Formula] = ()

    def values(self, lines: Sequence[Line], given: Mapping[str, Matrix]) -> dict[str, Matrix]:
        """All values of the lines, from first to last, beside those that are given."""
        names = dict(given)
        for line in lines:
            names[line.name] = self.value(line.value, names)
        return names

    def value(  # noqa: PLR0911, PLR0912 (one per node)
        self, tree: ast.expr, names: Mapping[str, Matrix], spread: bool = False
    ) -> Matrix:
        """The value of an expression; with `spread`, numbers stand for every entry, as in a formula."""
        match tree:
            case ast.Constant(value=int() | float() as number):
                return self.numbers.number(Fraction(repr(number)))
            case ast.Name(id=name):
                return self._named(name, names)
            case ast.Attribute(value=inner, attr="T"):
                return self.value(inner, names, spread).T
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.value(inner, names, spread)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.value(inner, names, spread)
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                return self._power(self.value(base, names, spread), exponent, names, spread)
            case ast.Compare(left=left, ops=[ast.Gt()], comparators=[right]):
                difference = _combined(
                    ast.Sub(), *(self.value(side, names) for side in (left, right)), spread=True
                )
                return self.numbers.entries["relu"](self.numbers.entries["sign"](difference))
            case ast.BinOp(left=left, op=operator, right=right):
                sides = (self.value(side, names, spread) for side in (left, right))
                return _combined(operator, *sides, spread=spread)
            case ast.Subscript(value=inner, slice=place):
                places = place.elts if isinstance(place, ast.Tuple) else [place]
                found = self.value(inner, names, spread)
                if len(places) > len(found.shape):
                    raise MisreadError(f"more than two indices: {ast.unparse(tree)}")
                return found[tuple(self._range(*pair) for pair in zip(places, found.shape, strict=False))]
            case ast.List(elts=rows):
                return self._blocks([row.elts if isinstance(row, ast.List) else [row] for row in rows], names)
            case ast.Call(func=ast.Name(id="einsum"), args=[ast.Constant(value=str(signature)), *operands]):
                return _contracted(signature, [self.value(part, names, spread) for part in operands])
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments, names, spread)
        raise MisreadError(f"not in the language: {ast.unparse(tree)}")

    def _range(self, place: ast.expr, length: int) -> slice:
        """The rows or columns that an index states."""
        if not isinstance(place, ast.Slice):
            first = self._length(place)
            if not first < length:
                raise MisreadError(f"no entry {first} of {length}")
            return slice(first, first + 1)
        ends = (end and self._length(end) for end in (place.lower, place.upper))
        first, last = ends
        if (last or length) > length:
            raise MisreadError(f"no entry {last} of {length}")
        return slice(first or 0, last or length)

    def _blocks(self, rows: Sequence[Sequence[ast.expr]], names: Mapping[str, Matrix]) -> Matrix:
        """Blocks, each placed among zeros by rows and columns of the identity."""
        blocks = [[self.value(block, names) for block in row] for row in rows]
        heights, widths = [row[0].shape[0] for row in blocks], [block.shape[1] for block in blocks[0]]
        left, right = self.numbers.eye(sum(heights)), self.numbers.eye(sum(widths))
        return sum(
            left[:, sum(heights[:i]) : sum(heights[: i + 1])]
            @ block
            @ right[sum(widths[:j]) : sum(widths[: j + 1])]
            for i, row in enumerate(blocks)
            for j, block in enumerate(row)
        )

    def _named(self, name: str, names: Mapping[str, Matrix]) -> Matrix:
        if name in names:
            return names[name]
        if name == "pi":
            return 4 * self.numbers.entries["arctan"](self.numbers.number(Fraction(1)))
        if name in self.sizes:
            return self.numbers.number(Fraction(self.sizes[name]))
        raise MisreadError(f"'{name}' is not known yet")

    def _power(self, base: Matrix, exponent: ast.expr, names: Mapping[str, Matrix], spread: bool) -> Matrix:
        """The power, by a number or entry by entry."""
        try:
            number = rational(exponent)
        except MisreadError:
            raised = self.value(exponent, names, spread)
            return self.numbers.entries["exp"](raised * self.numbers.entries["log"](base))
        return self.numbers.power(base, number)

    def _call(
        self, name: str, arguments: list[ast.expr], names: Mapping[str, Matrix], spread: bool
    ) -> Matrix:
        if name in ("ones", "eye"):
            lengths = [self._length(size) for size in arguments]
            return (
                self.numbers.eye(*lengths)
                if name == "eye"
                else self.numbers.ones(*lengths, *[1][: 2 - len(lengths)])
            )
        if name == "norm" and len(arguments) == 2:
            return _norm(self.numbers, self.value(arguments[0], names, spread), ast.unparse(arguments[1]))
        if name in JOINT:
            return JOINT[name](*(self.value(part, names, spread) for part in arguments))
        if name in COMPOSED:
            return COMPOSED[name](self.numbers, *(self.value(part, names, spread) for part in arguments))
        if len(arguments) != 1:
            raise MisreadError(f"{name} takes one argument")
        operand = self.value(arguments[0], names, spread)
        for formula in self.formulas:
            if formula.name == name:
                return self.value(formula.body, {formula.parameter: operand}, spread=True) + 0 * operand
        for table in (self.numbers.entries, self.numbers.wholes):
            if name in table:
                return table[name](operand)
        raise MisreadError(f"'{name}' is no function")

    def _length(self, tree: ast.expr) -> int:
        match tree:
            case ast.Constant(value=int() as length):
                return length
            case ast.Name(id=name) if name in self.sizes:
                return self.sizes[name]
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self._length(left) * self._length(right)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._length(left) + self._length(right)
        raise MisreadError(f"no size: {ast.unparse(tree)}")


def _larger(numbers: Numbers, a: Matrix, b: Matrix) -> Matrix:
    return (a + b + numbers.entries["abs"](a - b)) / 2


def _norm(numbers: Numbers, a: Matrix, order: str) -> Matrix:
    if order == "1":
        return numbers.wholes["norm1"](a)
    if order == "inf":
        return numbers.wholes["max"](numbers.entries["abs"](a))
    if not order.isdigit():
        raise MisreadError(f"no norm of order {order}")
    powers = numbers.power(numbers.entries["abs"](a), Fraction(order))
    return numbers.power(numbers.wholes["sum"](powers), Fraction(1, int(order)))


def _contracted(signature: str, operands: Sequence[Matrix]) -> Matrix:
    """The sum of products over the indices that the result lacks, as of arrays with one axis for each."""
    inputs, _, output = signature.partition("->")
    letters = sorted({*inputs} - {","})
    whole: Matrix = 1
    for indices, operand in zip(inputs.split(","), operands, strict=True):
        turned = operand.T if len(indices) == 2 and indices[0] > indices[1] else operand
        lengths = dict(zip(sorted(indices), turned.shape, strict=False))
        whole = whole * turned.reshape([lengths.get(letter, 1) for letter in letters])
    whole = whole.sum(axis=tuple(i for i, letter in enumerate(letters) if letter not in output))
    if len(output) == 2 and output[0] > output[1]:
        whole = whole.T
    return whole if len(output) == 2 else whole.reshape(-1, 1)


def _mean(numbers: Numbers, a: Matrix) -> Matrix:
    return numbers.wholes["sum"](a) / a.size


# What is written with other operations, and a comparison, which is 1 or 0.
COMPOSED: dict[str, Callable[..., Matrix]] = {
    "mean": _mean,
    "var": lambda numbers, a: _mean(numbers, (a - _mean(numbers, a)) ** 2),
    "maximum": _larger,
    "minimum": lambda numbers, a, b: -_larger(numbers, -a, -b),
    "clip": lambda numbers, a, low, high: -_larger(numbers, -_larger(numbers, a, low), -high),
    "where": lambda _, holds, a, b: holds * a + (1 - holds) * b,
    "rowmean": lambda numbers, a: numbers.wholes["rowsum"](a) / a.shape[1],
    "colmean": lambda numbers, a: numbers.wholes["colsum"](a) / a.shape[0],
    "log1p": lambda numbers, a: numbers.entries["log"](1 + a),
    "hypot": lambda numbers, a, b: numbers.entries["sqrt"](a * a + b * b),
    "inner": lambda numbers, a, b: numbers.wholes["sum"](a * b),
    "outer": lambda _, a, b: a @ b.T,
}


def _kron(a: Matrix, b: Matrix) -> Matrix:
    blocks = a[:, None, :, None] * b[None, :, None, :]
    return blocks.reshape(a.shape[0] * b.shape[0], a.shape[1] * b.shape[1])


def _blockdot(y: Matrix, b: Matrix) -> Matrix:
    """Inner products of blocks, as sums over the entries of a product with copies of B."""
    rows, columns = y.shape[0] // b.shape[0], y.shape[1] // b.shape[1]
    products = y * _kron(np.ones((rows, columns), dtype=int), b)
    by_row = products.reshape(rows, b.shape[0], y.shape[1]).sum(axis=1)
    return by_row.reshape(rows, columns, b.shape[1]).sum(axis=2)


def _blocksum(y: Matrix, a: Matrix) -> Matrix:
    height, width = y.shape[0] // a.shape[0], y.shape[1] // a.shape[1]
    return sum(
        a[i, j] * y[i * height : (i + 1) * height, j * width : (j + 1) * width]
        for i, j in np.ndindex(*a.shape)
    )


JOINT: dict[str, Callable[[Matrix, Matrix], Matrix]] = {
    "kron": _kron,
    "blockdot": _blockdot,
    "blocksum": _blocksum,
}


def length_of(size: str, sizes: Mapping[str, int]) -> int:
    """The number that a size such as `2*n + m` stands for."""
    return sum(
        math.prod(int(factor) if factor.isdigit() else sizes[factor] for factor in addend.strip().split("*"))
        for addend in size.split("+")
    )


def rational(tree: ast.expr) -> Fraction:
    """The number that an exponent states."""
    match tree:
        case ast.Constant(value=int() | float() as number):
            return Fraction(repr(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -rational(inner)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rational(left) / rational(right)
    raise MisreadError(f"no exponent: {ast.unparse(tree)}")


def _combined(operator: ast.operator, left: Matrix, right: Matrix, *, spread: bool) -> Matrix:
    """The operation on two matrices, with the language's own rules for their shapes."""
    same, scalar = left.shape == right.shape, (1, 1) in (left.shape, right.shape)
    fits = {
        ast.Add: same or scalar,
        ast.Sub: same or scalar,
        ast.Mult: same or scalar,
        ast.Div: same or scalar,
        ast.MatMult: left.shape[1] == right.shape[0],
    }
    if not (fits.get(type(operator), False) or (spread and scalar)):
        raise MisreadError(f"{type(operator).__name__} of {left.shape} and {right.shape}")
    return OPERATIONS[type(operator)](left, right)


OPERATIONS: dict[type[ast.operator], Callable[[Matrix, Matrix], Matrix]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.MatMult: lambda a, b: a @ b,
}
