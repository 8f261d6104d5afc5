"""Values for which equations between variables hold, as substitutions of one variable."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from backproof.calculus.checking.points.parametrised import Values, commuting, orthogonal_columns
from backproof.calculus.identities.hypotheses.relation import Relation
from backproof.calculus.language.expression import (
    Add,
    Count,
    Divide,
    Eye,
    MatMul,
    Multiply,
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
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import SCALAR
from backproof.diagnostic import Diagnostic, InputError


def values_for(relation: Relation) -> Values:
    """Return values for which an equation holds; InputError if there are no known ones."""
    sides = ((relation.left, relation.right), (relation.right, relation.left))
    for left, right in sides if relation.sign == "==" else ():
        for values_of in (_of_variable, _of_number, _of_squares, _of_matrix, _of_vector):
            if found := values_of(left, right):
                return found
    raise undrawn(relation)


def undrawn(relation: Relation) -> InputError:
    """Return the error of an equation for which no values are known."""
    message = f"no values are known that satisfy the hypothesis {relation.text} with the others"
    expected = (
        "a property, x == ..., sum(t) == 1, x**2 + y**2 == 1, tr(A) == 0, x.T @ y == 0, A @ v == lam*v, "
        "A @ B == B @ A or a sum of variables"
    )
    if relation.sign != "==":
        expected = "bounds of numbers that leave each a range: x >= -1, 0 <= t <= 1, a <= b"
    return InputError(Diagnostic(message, expected=expected))


def _of_variable(left: Expression, right: Expression) -> Values | None:
    """Return the value of a variable, alone or in a sum, that an equation gives."""
    match left, right:
        case Variable(), _ if left not in variables(right):
            return {left: right}
        case Add(Variable() as a, rest) | Add(rest, Variable() as a), _ if a not in (
            *variables(rest),
            *variables(right),
        ):
            return {a: Subtract(right, rest)}
    return None


def _of_number(left: Expression, right: Expression) -> Values | None:
    """Return values with a given sum."""
    match left, right:
        case MatMul(Transpose(Ones()), Variable() as t), Number():
            return _of_number(Reduce("sum", t), right)
        case Divide(Reduce("sum", Variable()) as whole, Count()), Number(value) if value == 0:
            return _of_number(whole, right)
        case Reduce("sum", Variable() as t), Number(value) if value != 0:
            return {t: Multiply(Number(value), Divide(t, Reduce("sum", t)))}
        case Reduce("sum", Variable() as t), Number() if not t.properties and t.shape[1] == 1:
            ones = Ones(*t.shape)
            return {t: Subtract(t, Multiply(Divide(Reduce("sum", t), Reduce("sum", ones)), ones))}
    return None


def _of_squares(left: Expression, right: Expression) -> Values | None:
    """Return numbers with a given sum of squares: a point of a sphere, by stereographic projection.

    Of the point g/h, in homogeneous coordinates, so that the pole is reached, too.
    """
    numbers = _squared(left)
    if not isinstance(right, Number) or right.value <= 0 or len(set(numbers)) < max(2, len(numbers)):
        return None
    if any(number.properties or not number.is_scalar for number in numbers):
        return None
    *others, last = numbers
    free = {number: Variable(f"{number.name}_free_g", SCALAR) for number in others}
    h = Variable(f"{last.name}_free_h", SCALAR)
    squares: list[Expression] = [Multiply(item, item) for item in free.values()]
    whole, square = reduce(Add, squares), Multiply(h, h)
    twice, radius = Multiply(Number(Fraction(2)), h), Power(right, Fraction(1, 2))
    steps = {number: Multiply(twice, item) for number, item in free.items()} | {last: Subtract(whole, square)}
    return {number: Multiply(radius, Divide(step, Add(whole, square))) for number, step in steps.items()}


def _squared(whole: Expression) -> tuple[Variable, ...]:
    """Return the variables of a sum of their squares; none of any other expression."""
    match whole:
        case Add(left, right) if _squared(left) and _squared(right):
            return (*_squared(left), *_squared(right))
        case Power(Variable() as number, exponent) if exponent == 2:
            return (number,)
    return ()


def _of_matrix(left: Expression, right: Expression) -> Values | None:
    """Return a matrix of a given trace, with a given inverse, or that commutes with another one."""
    match left, right:
        case Reduce("tr", Variable() as a), Number():
            if a.properties & {"positive definite", "positive semidefinite"}:
                return {a: Multiply(right, Divide(a, Reduce("tr", a)))}
            eye = Eye(a.shape[0])
            missing = Divide(Subtract(right, Reduce("tr", a)), Reduce("tr", eye))
            return {a: Add(a, Multiply(missing, eye))}
        case MatMul(Variable() as a, Variable() as b), MatMul(c, d) if a != b and (a, b) == (d, c):
            return {a: commuting(a, b)}
        case MatMul(Variable() as a, Variable() as b), Eye() if a != b and a.shape == b.shape:
            return {a: Structural("inv", b)}
    return None


def _of_vector(left: Expression, right: Expression) -> Values | None:
    """Return a vector that is orthogonal to another one, or a matrix that takes a vector to a given one."""
    match left, right:
        case MatMul(Transpose(Variable() as x), Variable() as y), Number(value) if value == 0 and x != y:
            free, other = (y, x) if y.properties <= {"unit"} else (x, y)
            across = orthogonal_columns(other, free)
            return {free: Divide(across, Reduce("norm", across)) if free.properties else across}
        case MatMul(Variable() as a, Variable() as v), _ if (
            v.shape[1] == 1 and v.shape[0] != 1 and a not in variables(right)
        ):
            return _taking(a, v, right)
    return None


def _taking(a: Variable, v: Variable, image: Expression) -> Values | None:
    """Return a matrix A with A v = image; one that is symmetric only where the image is a multiple of v."""
    squared = MatMul(Transpose(v), v)
    along = Divide(MatMul(v, Transpose(v)), squared)
    if not a.properties:
        missing = Subtract(image, MatMul(a, v))
        return {a: Add(a, Divide(MatMul(missing, Transpose(v)), squared))}
    factor = _factor(image, v)
    if a.properties != {"symmetric"} or factor is None:
        return None
    across = Subtract(Eye(a.shape[0]), along)
    return {a: Add(MatMul(MatMul(across, a), across), Multiply(factor, along))}


def _factor(image: Expression, v: Variable) -> Expression | None:
    """Return the number of which the image is the multiple of v; None for any other image."""
    match image:
        case Variable() if image == v:
            return Number(Fraction(1))
        case Negate(Variable() as same) if same == v:
            return Number(Fraction(-1))
        case Multiply(Number(value), Ones()) if value == 0:
            return Number(Fraction(0))
        case Multiply(number, same) | Multiply(same, number) if same == v and number.is_scalar:
            return number
    return None
