"""Values of formulas about an unknown polynomial, matrix or vector whose coordinates are symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from operator import mul
from typing import Any

import sympy as sp

from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, Ambient
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, to_text
from backproof.spaces.language.tokens import refuse

# A number or a polynomial as an expression of sympy, or a matrix of such.
Value = Any
_HIGHEST = 60


def element(ambient: Ambient, coordinates: Sequence[sp.Expr]) -> Value:
    """The element of a space with these coordinates."""
    if ambient.kind == POLYNOMIALS:
        variable = symbol(ambient.variable)
        return sp.Add(*(c * variable**k for k, c in enumerate(coordinates)))
    width = ambient.sizes[1] if ambient.kind == MATRICES else 1
    return sp.ImmutableMatrix(len(coordinates) // width, width, list(coordinates))


def coordinates_of(value: Value, variable: str) -> list[sp.Expr]:
    """The coefficients of a polynomial in a variable from the constant on, or the entries row by row."""
    if isinstance(value, sp.MatrixBase):
        return list(value)
    if not variable:
        return [value]
    return list(reversed(sp.Poly(value, symbol(variable)).all_coeffs()))


class Formulas:
    """Formulas of one description: `known` holds its unknowns and the matrices that it names.

    `argument` is the variable of values that are polynomials, where the elements themselves are none.
    """

    def __init__(self, ambient: Ambient, known: Mapping[str, Value], argument: str = "") -> None:
        self.ambient, self.known = ambient, known
        self.argument = argument or ambient.argument
        self.variable = symbol(self.argument or ambient.variable)

    def value(self, node: Node) -> Value:
        """The value of a formula; InputError if its operations do not fit together."""
        return _VALUES[node.kind](self, node)

    def residuals(self, left: Node, right: Node) -> list[sp.Expr]:
        """The difference of two sides, entry by entry or coefficient by coefficient."""
        first, second = self.value(left), self.value(right)
        return [sp.expand(x) for x in self.coordinates(self.sum_of([(first, 1), (second, -1)], right))]

    def coordinates(self, value: Value) -> list[sp.Expr]:
        """The coefficients of a polynomial in the variable, or the entries row by row."""
        return coordinates_of(value, self.argument)

    def sum_of(self, addends: Sequence[tuple[Value, int]], node: Node) -> Value:
        """A sum of values of one size; the number 0 has any size."""
        matrices = [value for value, _ in addends if isinstance(value, sp.MatrixBase)]
        if not matrices:
            return sp.Add(*(value * sign for value, sign in addends))
        total = sp.zeros(*matrices[0].shape)
        for value, sign in addends:
            if isinstance(value, sp.MatrixBase):
                if value.shape != total.shape:
                    refuse(f"{_size(value)} and {_size(total)} are added", node.column, "equal sizes")
                total += sign * value
            elif value != 0:
                refuse(
                    f"a number is added to {_size(total)}",
                    node.column,
                    "equal sizes",
                    "write c*I for a number c",
                )
        return sp.ImmutableMatrix(total)


def _size(value: sp.MatrixBase) -> str:
    return f"a {value.rows} by {value.cols} matrix"


def _name(at: Formulas, node: Node) -> Value:
    if node.value in at.known:
        return at.known[node.value]
    sizes = at.ambient.sizes
    if node.value in ("I", "Id") and at.ambient.kind != POLYNOMIALS:
        if at.ambient.kind == MATRICES and sizes[0] != sizes[1]:
            refuse("I has two possible sizes here", node.column, "a square matrix, or the matrix written out")
        return sp.ImmutableMatrix(sp.eye(sizes[0]))
    return to_sympy(node)


def _sum(at: Formulas, node: Node) -> Value:
    signs = [1 if sign == "+" else -1 for sign in node.value]
    return at.sum_of([(at.value(c), s) for c, s in zip(node.children, signs, strict=True)], node)


def _product(at: Formulas, node: Node) -> Value:
    total: Value = at.value(node.children[0])
    for sign, child in zip(node.value[1:], node.children[1:], strict=True):
        factor = at.value(child)
        if sign == "/":
            if isinstance(factor, sp.MatrixBase) or factor == 0:
                refuse(f"division by {to_text(child)}", child.column, "a number other than 0")
            total = total / factor
        else:
            total = _times(total, factor, child)
    return total


def _times(left: Value, right: Value, node: Node) -> Value:
    if not (isinstance(left, sp.MatrixBase) and isinstance(right, sp.MatrixBase)):
        return left * right
    if left.cols != right.rows and left.shape == right.shape and left.cols == 1:
        return left.dot(right)
    if left.cols != right.rows:
        refuse(f"{_size(left)} is multiplied by {_size(right)}", node.column, "as many columns as rows")
    product = left * right
    return product[0, 0] if product.shape == (1, 1) else product


def _power(at: Formulas, node: Node) -> Value:
    base, exponent = (at.value(child) for child in node.children)
    if isinstance(base, sp.MatrixBase):
        if not (getattr(exponent, "is_Integer", False) and 0 <= exponent <= _HIGHEST and base.is_square):
            refuse("only square matrices have powers, with whole exponents", node.column)
        return reduce(mul, [base] * int(exponent), sp.ImmutableMatrix(sp.eye(base.rows)))
    if isinstance(exponent, sp.MatrixBase):
        refuse("an exponent is a number", node.children[1].column)
    if getattr(exponent, "is_Integer", False) and abs(exponent) > _HIGHEST and not base.is_Rational:
        refuse(f"the exponent {exponent} is too large", node.column, f"at most {_HIGHEST}")
    return base**exponent


def _applied(at: Formulas, node: Node) -> Value:
    """An unknown polynomial or its derivative, as it stands, at a number, or at a square matrix."""
    name = node.value.rstrip("'")
    found = at.known[name]
    slope = sp.diff(found, at.variable, len(node.value) - len(name))
    if not node.children:
        return slope
    argument = at.value(node.children[0])
    if not isinstance(argument, sp.MatrixBase):
        return sp.expand(slope.subs(at.variable, argument))
    powers = reversed(sp.Poly(slope, at.variable).all_coeffs())
    unit = sp.ImmutableMatrix(sp.eye(argument.rows))
    return sum((c * argument**k for k, c in enumerate(powers)), 0 * unit)


def _call(at: Formulas, node: Node) -> Value:
    if node.value == "integral":
        inside, low, high = _integral(at, node)
        return sp.expand(sp.integrate(sp.expand(inside), (at.variable, low, high)))
    if node.value in ("tr", "rowsum", "colsum"):
        (matrix,) = (at.value(child) for child in node.children[:1])
        if not isinstance(matrix, sp.MatrixBase) or (node.value == "tr" and not matrix.is_square):
            refuse(f"{node.value} takes a {'square ' * (node.value == 'tr')}matrix", node.column)
        if node.value == "tr":
            return matrix.trace()
        ones = sp.ones(matrix.cols, 1)
        return sp.ImmutableMatrix(
            matrix * ones if node.value == "rowsum" else (sp.ones(1, matrix.rows) * matrix).T
        )
    return to_sympy(node)


def _integral(at: Formulas, node: Node) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    if len(node.children) != 3:
        refuse("an integral has three arguments", node.column, "integral(p(x), 0, 1)")
    inside, low, high = (at.value(child) for child in node.children)
    return inside, low, high


def _list(at: Formulas, node: Node) -> Value:
    rows = [child.children if child.kind == "list" else (child,) for child in node.children]
    if len({len(row) for row in rows}) > 1:
        refuse("the rows differ in length", node.column, "rows of one length")
    values = [[at.value(entry) for entry in row] for row in rows]
    if any(isinstance(x, sp.MatrixBase) for row in values for x in row):
        refuse("an entry is a matrix", node.column, "numbers")
    return sp.ImmutableMatrix(values)


def _transpose(at: Formulas, node: Node) -> Value:
    inner = at.value(node.children[0])
    return inner.T if isinstance(inner, sp.MatrixBase) else inner


_VALUES: dict[str, Callable[[Formulas, Node], Value]] = {
    "number": lambda _, node: sp.Integer(node.value),
    "name": _name,
    "sum": _sum,
    "negate": lambda at, node: -at.value(node.children[0]),
    "product": _product,
    "power": _power,
    "applied": _applied,
    "call": _call,
    "list": _list,
    "transpose": _transpose,
}


def linear_form(residual: sp.Expr, unknowns: Sequence[str], said: str) -> tuple[sp.Expr, ...]:
    """The coefficients of a linear form in the unknowns; InputError if it is none."""
    symbols = [symbol(name) for name in unknowns]
    try:
        poly = sp.Poly(residual, *symbols)
    except sp.PolynomialError:
        refuse(f"{said} is not linear", expected="a condition that is linear in the unknown")
    if poly.total_degree() > 1:
        refuse(f"{said} is not linear", expected="a condition that is linear in the unknown")
    if poly.coeff_monomial(1) != 0:
        refuse(f"{said} does not hold for 0", hint="the elements with this condition are no subspace")
    return tuple(sp.cancel(poly.coeff_monomial(s)) for s in symbols)


def units(ambient: Ambient) -> Iterator[tuple[sp.Expr, ...]]:
    """The coordinates of the elements of the standard basis."""
    count = ambient.dimension
    return (tuple(sp.Integer(i == k) for i in range(count)) for k in range(count))


def matrix_of(value: Value) -> Matrix:
    """The rows of a matrix."""
    return tuple(tuple(value.row(i)) for i in range(value.rows))
