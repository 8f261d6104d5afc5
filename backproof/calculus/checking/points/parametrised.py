"""Values under hypotheses: each constrained variable as an expression in others that are free.

An orthogonal matrix is a Cayley transform, with a reflection or without; so the values satisfy the
hypothesis exactly, in any arithmetic. Where one formula does not reach all values (both signs of the
determinant, all ranks of a projection), there are several, and a claim is tested with each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.calculus.language.blocks import Slice
from backproof.calculus.language.expression import (
    ROWS_SUM_TO_1,
    SUMS_TO_1,
    Add,
    Divide,
    Eye,
    MatMul,
    Multiply,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.traversal import substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size

Values = Mapping[Expression, Expression]


@dataclass(frozen=True)
class _Free:
    """The free variables of one constrained variable, by the letter that tells them apart."""

    name: str

    def matrix(self, *shape: Size, letter: str = "g") -> Variable:
        """Return a free matrix."""
        return Variable(f"{self.name}_free_{letter}", (shape[0], shape[1]))

    def column(self, size: Size, letter: str = "w") -> Variable:
        """Return a free vector."""
        return self.matrix(size, 1, letter=letter)

    def positive(self, size: Size) -> Variable:
        """Return a free vector of positive numbers."""
        return Variable(f"{self.name}_free_w", (size, 1), frozenset({"positive"}))


def worlds(
    expressions: Sequence[Expression], equations: Sequence[Values] = (), keep: str = ""
) -> tuple[Values, ...]:
    """Return substitutions of the constrained variables, all of which together a claim is tested with.

    `equations` are substitutions by which equations between variables hold; the variable `keep` stays.
    """
    stated = (*expressions, *(value for values in equations for value in values.values()))
    known = dict.fromkeys(item for expression in stated for item in variables(expression))
    of = {item: formulas for item in known if item.name != keep and (formulas := _formulas(item))}
    count = max((len(formulas) for formulas in of.values()), default=1)
    found: list[Values] = []
    for index in range(count):
        values: dict[Expression, Expression] = {
            item: formulas[index % len(formulas)] for item, formulas in of.items()
        }
        for equation in equations:
            # A variable of several hypotheses takes one value after the other.
            for key, value in equation.items():
                values[key] = substitute(value, {key: values[key]}) if key in values else value
        found.append(_settled(values))
    return tuple(found)


def _settled(values: Values) -> Values:
    """Put the values into each other, as far as they name constrained variables themselves."""
    done = dict(values)
    for _ in values:
        done = {
            key: substitute(value, {k: v for k, v in values.items() if k != key})
            for key, value in done.items()
        }
    return done


def orthogonal_columns(x: Expression, y: Expression) -> Expression:
    """Return the part of y that is orthogonal to x, for columns."""
    return Subtract(y, Multiply(x, Divide(_inner(x, y), _inner(x, x))))


def commuting(variable: Variable, other: Expression) -> Expression:
    """Return a polynomial in a matrix, which commutes with it."""
    a, b, c = (Variable(f"{variable.name}_free_{letter}", SCALAR) for letter in "abc")
    squared = MatMul(other, other)
    found = Add(Multiply(a, Eye(variable.shape[0])), Multiply(b, other))
    return Add(Add(found, Multiply(c, squared)), MatMul(squared, other))


def _inner(x: Expression, y: Expression) -> Expression:
    return MatMul(Transpose(x), y)


def _formulas(variable: Variable) -> tuple[Expression, ...]:
    """Return the values that a variable's properties allow together; none if it is drawn as it is."""
    for table, words in ((_TOGETHER, _implied(variable.properties)), (_PARAMETRISED, variable.properties)):
        for names, formulas in table.items():
            if words.issuperset(names):
                return formulas(_Free(variable.name), variable.shape)
    return ()


def _implied(properties: Iterable[str]) -> frozenset[str]:
    """Return properties with those that they imply."""
    found = set(properties)
    for names, more in _IMPLIED:
        if found.issuperset(names):
            found |= more
    return frozenset(found)


def _rotation(free: _Free, size: Size, letter: str = "g") -> Expression:
    """Return (I - K)(I + K)^-1 with a skew-symmetric K."""
    g = free.matrix(size, size, letter=letter)
    skew = Subtract(g, Transpose(g))
    return MatMul(Subtract(Eye(size), skew), Structural("inv", Add(Eye(size), skew)))


def _reflection(free: _Free, size: Size) -> Expression:
    return Subtract(Eye(size), Multiply(Number(Fraction(2)), _line(free, size)))


def _line(free: _Free, size: Size) -> Expression:
    """Return the projection on a line."""
    w = free.column(size)
    return Divide(MatMul(w, Transpose(w)), _inner(w, w))


def _plane(free: _Free, size: Size) -> Expression:
    """Return the projection on a plane, from the first two columns of an orthogonal matrix."""
    if size == 1:
        return Eye(1)
    v = Slice(_rotation(free, size), None, (0, 2))
    return MatMul(v, Transpose(v))


def _orthogonal(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    turned = _rotation(free, shape[0])
    return turned, MatMul(turned, _reflection(free, shape[0]))


def _orthonormal(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    rows, columns = shape
    return tuple(Slice(found, None, (0, columns)) for found in _orthogonal(free, (rows, rows)))


def _projections(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    line = _line(free, shape[0])
    return line, Subtract(Eye(shape[0]), line), _plane(free, shape[0])


def _reflections(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    """Return the symmetric orthogonal matrices I - 2 P."""
    twice = (Multiply(Number(Fraction(2)), found) for found in _projections(free, shape))
    return tuple(Subtract(Eye(shape[0]), found) for found in twice)


def _identity(_: _Free, shape: Shape) -> tuple[Expression, ...]:
    return (Eye(shape[0]),)


def _zero(_: _Free, shape: Shape) -> tuple[Expression, ...]:
    return (Multiply(Number(Fraction(0)), Eye(shape[0])),)


def _idempotents(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    v, w = free.column(shape[0], "v"), free.column(shape[0])
    line = Divide(MatMul(v, Transpose(w)), _inner(w, v))
    return line, Subtract(Eye(shape[0]), line)


def _semidefinite(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g, w = free.matrix(*shape), free.column(shape[0])
    return MatMul(g, Transpose(g)), MatMul(w, Transpose(w))


def _definite(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    return (Variable(f"{free.name}_free_g", shape, frozenset({"positive definite"})),)


def _skew(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g = free.matrix(*shape)
    return (Subtract(g, Transpose(g)),)


def _unit(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.column(shape[0])
    return (Divide(w, Reduce("norm", w)),)


def _summing_to_1(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    """Return columns of sum 1 with entries of both signs, and none that is 0."""
    w, one = free.column(shape[0]), Ones(shape[0])
    missing = Divide(Subtract(Number(Fraction(1)), Reduce("sum", w)), Reduce("sum", one))
    return (Add(w, Multiply(missing, one)),)


def _positive_summing_to_1(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.positive(shape[0])
    return (Divide(w, Reduce("sum", w)),)


def _nonnegative_summing_to_1(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.column(shape[0])
    return (Divide(Multiply(w, w), _inner(w, w)),)


def _rows_summing_to_1(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g, across = free.matrix(*shape), Ones(1, shape[1])
    missing = Subtract(Ones(shape[0]), MatMul(g, Transpose(across)))
    return (Add(g, MatMul(Divide(missing, Reduce("sum", across)), across)),)


def _squares_in_rows_summing_to_1(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g, across = free.matrix(*shape), Ones(1, shape[1])
    squares = Multiply(g, g)
    return (Divide(squares, MatMul(MatMul(squares, Transpose(across)), across)),)


def _squares(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g = free.matrix(*shape)
    return (Multiply(g, g),)


def _positive_unit(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.positive(shape[0])
    return (Divide(w, Reduce("norm", w)),)


def _nonnegative_unit(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    g = free.matrix(*shape)
    return (Divide(Multiply(g, g), Reduce("norm", Multiply(g, g))),)


def _positive_diagonal(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    return (Structural("diag", free.positive(shape[0])),)


def _nonnegative_diagonal(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.column(shape[0])
    return (Structural("diag", Multiply(w, w)),)


def _signs(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    w = free.column(shape[0])
    return (Structural("diag", Divide(w, Power(Multiply(w, w), Fraction(1, 2)))),)


def _diagonal(free: _Free, shape: Shape) -> tuple[Expression, ...]:
    return (Structural("diag", free.column(shape[0])),)


_PARAMETRISED: Mapping[frozenset[str], Callable[[_Free, Shape], tuple[Expression, ...]]] = {
    frozenset(("orthogonal",)): _orthogonal,
    frozenset(("orthonormal columns",)): _orthonormal,
    frozenset(("projection",)): _projections,
    frozenset(("idempotent",)): _idempotents,
    frozenset(("positive semidefinite", "invertible")): _definite,
    frozenset(("positive semidefinite",)): _semidefinite,
    frozenset(("skew-symmetric",)): _skew,
    frozenset(("diagonal",)): _diagonal,
    frozenset(("unit",)): _unit,
    frozenset((SUMS_TO_1,)): _summing_to_1,
    frozenset((ROWS_SUM_TO_1,)): _rows_summing_to_1,
    frozenset(("nonnegative",)): _squares,
}
# What properties imply together, those first that others build on.
_IMPLIED = (
    ({"positive definite"}, {"positive semidefinite", "symmetric", "invertible"}),
    ({"projection"}, {"idempotent", "symmetric"}),
    ({"orthogonal"}, {"invertible"}),
    ({"diagonal"}, {"symmetric"}),
    ({"positive semidefinite"}, {"symmetric"}),
    ({"positive semidefinite", "invertible"}, {"positive definite"}),
    ({"idempotent", "symmetric"}, {"projection", "positive semidefinite"}),
    ({"positive"}, {"nonnegative"}),
)
# Values of matrices and vectors that have several properties, those with the fewest values first.
_TOGETHER: Mapping[frozenset[str], Callable[[_Free, Shape], tuple[Expression, ...]]] = {
    frozenset(("skew-symmetric", "symmetric")): _zero,
    frozenset(("idempotent", "invertible")): _identity,
    frozenset(("orthogonal", "positive semidefinite")): _identity,
    frozenset(("diagonal", "orthogonal")): _signs,
    frozenset(("orthogonal", "symmetric")): _reflections,
    frozenset(("idempotent", "symmetric")): _projections,
    frozenset(("diagonal", "positive definite")): _positive_diagonal,
    frozenset(("diagonal", "positive semidefinite")): _nonnegative_diagonal,
    frozenset(("diagonal", "nonnegative")): _nonnegative_diagonal,
    frozenset(("unit", "positive")): _positive_unit,
    frozenset(("unit", "nonnegative")): _nonnegative_unit,
    frozenset((SUMS_TO_1, "positive")): _positive_summing_to_1,
    frozenset((SUMS_TO_1, "nonnegative")): _nonnegative_summing_to_1,
    frozenset((ROWS_SUM_TO_1, "nonnegative")): _squares_in_rows_summing_to_1,
}
