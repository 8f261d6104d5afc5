"""Numerical values of a description's formulas: numbers, polynomials by coefficients, matrices by rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from backproof.spaces.checking.numeric_inputs import is_zero, number_at
from backproof.spaces.exact.evaluate import UndefinedError, rational
from backproof.spaces.language.syntax import Node

Number = Any
Value = Any


@dataclass(frozen=True)
class Polynomial:
    """A polynomial by its coefficients, from the constant on."""

    coefficients: tuple[Number, ...]

    def derived(self, times: int) -> Polynomial:
        """Return a derivative."""
        found = self.coefficients
        for _ in range(times):
            found = tuple(k * c for k, c in enumerate(found))[1:] or (0,)
        return Polynomial(found)

    def at(self, argument: Value) -> Value:
        """Return the value at a number, a polynomial or a square matrix, by Horner's rule."""
        total: Value = 0
        for c in reversed(self.coefficients):
            unit = identity(len(argument.rows)) if isinstance(argument, Table) else 1
            total = added(_multiplied(total, argument), _multiplied(c, unit))
        return total

    def integrated(self, low: Number, high: Number) -> Number:
        """Return the integral between two numbers."""
        raised = Polynomial((0, *(_quotient(c, k + 1) for k, c in enumerate(self.coefficients))))
        return raised.at(high) - raised.at(low)


def _quotient(above: Number, below: Number) -> Number:
    return (Fraction(above) if isinstance(above, int) and isinstance(below, int) else above) / below


@dataclass(frozen=True)
class Table:
    """A matrix by its rows; a vector has one entry in each."""

    rows: tuple[tuple[Number, ...], ...]


def identity(size: int) -> Table:
    """Return the identity matrix."""
    return Table(tuple(tuple(int(i == j) for j in range(size)) for i in range(size)))


def added(left: Value, right: Value, sign: int = 1) -> Value:
    """Return left + sign * right; the number 0 has any size."""
    if isinstance(left, Table) or isinstance(right, Table):
        if not isinstance(left, Table):
            return _nothing_but(left, _multiplied(sign, right))
        if not isinstance(right, Table):
            return _nothing_but(right, left)
        pairs = zip(left.rows, right.rows, strict=True)
        return Table(tuple(tuple(a + sign * b for a, b in zip(p, q, strict=True)) for p, q in pairs))
    if isinstance(left, Polynomial) or isinstance(right, Polynomial):
        both = zip_longest(_coefficients(left), _coefficients(right), fillvalue=0)
        return Polynomial(tuple(a + sign * b for a, b in both))
    return left + sign * right


def _nothing_but(number: Number, value: Table) -> Table:
    if not is_zero(number):
        raise UndefinedError("a number is added to a matrix")
    return value


def _coefficients(value: Value) -> tuple[Number, ...]:
    return value.coefficients if isinstance(value, Polynomial) else (value,)


def _multiplied(left: Value, right: Value) -> Value:
    """Return the product; of two columns, their inner product."""
    if isinstance(left, Table) and isinstance(right, Table):
        return _matrix_product(left, right)
    if isinstance(right, Table):
        left, right = right, left
    if isinstance(left, Table):
        return Table(tuple(tuple(x * right for x in row) for row in left.rows))
    if isinstance(left, Polynomial) or isinstance(right, Polynomial):
        first, second = _coefficients(left), _coefficients(right)
        total = [0] * (len(first) + len(second) - 1)
        for i, a in enumerate(first):
            for j, b in enumerate(second):
                total[i + j] = total[i + j] + a * b
        return Polynomial(tuple(total))
    return left * right


def _matrix_product(left: Table, right: Table) -> Value:
    columns = list(zip(*right.rows, strict=True))
    if len(left.rows[0]) != len(right.rows) and len(left.rows) == len(right.rows):
        return sum(a[0] * b[0] for a, b in zip(left.rows, right.rows, strict=True))
    rows = tuple(
        tuple(sum((a * b for a, b in zip(row, column, strict=True)), 0) for column in columns)
        for row in left.rows
    )
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else Table(rows)


def flattened(value: Value) -> list[Number]:
    """Return the entries row by row, the coefficients, or the one number."""
    if isinstance(value, Table):
        return [x for row in value.rows for x in row]
    return list(_coefficients(value))


@dataclass(frozen=True)
class Scope:
    """Names with values; numbers are fractions if `is_exact`, else balls."""

    known: Mapping[str, Value]
    point: Mapping[str, Number]
    is_exact: bool

    def value(self, node: Node) -> Value:
        """Return the value of a formula; UndefinedError if it has none."""
        return _WALKS.get(node.kind, _number)(self, node)


def _number(at: Scope, node: Node) -> Number:
    return number_at(node, at.point, at.is_exact)


def _name(at: Scope, node: Node) -> Value:
    return at.known[node.value] if node.value in at.known else _number(at, node)


def _sum(at: Scope, node: Node) -> Value:
    total: Value = 0
    for sign, child in zip(node.value, node.children, strict=True):
        total = added(total, at.value(child), 1 if sign == "+" else -1)
    return total


def _product(at: Scope, node: Node) -> Value:
    total = at.value(node.children[0])
    for sign, child in zip(node.value[1:], node.children[1:], strict=True):
        factor = at.value(child)
        total = _multiplied(total, _quotient(1, factor) if sign == "/" else factor)
    return total


def _power(at: Scope, node: Node) -> Value:
    base, exponent = at.value(node.children[0]), rational(node.children[1])
    if not isinstance(base, Table | Polynomial):
        return number_at(node, at.point, at.is_exact)
    total: Value = identity(len(base.rows)) if isinstance(base, Table) else 1
    for _ in range(int(exponent or 0)):
        total = _multiplied(total, base)
    return total


def _applied(at: Scope, node: Node) -> Value:
    name = node.value.rstrip("'")
    found = at.known[name].derived(len(node.value) - len(name))
    return found.at(at.value(node.children[0])) if node.children else found


def _call(at: Scope, node: Node) -> Value:
    if node.value == "integral":
        inside, low, high = map(at.value, node.children)
        return Polynomial(_coefficients(inside)).integrated(low, high)
    if node.value in ("tr", "rowsum", "colsum"):
        rows = at.value(node.children[0]).rows
        if node.value == "tr":
            return sum((row[i] for i, row in enumerate(rows)), 0)
        lines = rows if node.value == "rowsum" else zip(*rows, strict=True)
        return Table(tuple((sum(line, 0),) for line in lines))
    return _number(at, node)


def _list(at: Scope, node: Node) -> Value:
    rows: Sequence[Sequence[Node]] = [c.children if c.kind == "list" else (c,) for c in node.children]
    return Table(tuple(tuple(at.value(entry) for entry in row) for row in rows))


def _transpose(at: Scope, node: Node) -> Value:
    inner = at.value(node.children[0])
    return Table(tuple(zip(*inner.rows, strict=True))) if isinstance(inner, Table) else inner


_WALKS: Mapping[str, Callable[[Scope, Node], Value]] = {
    "name": _name,
    "sum": _sum,
    "negate": lambda at, node: _multiplied(-1, at.value(node.children[0])),
    "product": _product,
    "power": _power,
    "applied": _applied,
    "call": _call,
    "list": _list,
    "transpose": _transpose,
}
