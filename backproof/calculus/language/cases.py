"""Maxima, minima and comparisons, for print: they are computed with ReLU and sign, and read as typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.text import Printed
from backproof.calculus.language.tree import Expression, fold, kept, over, walk
from backproof.calculus.primitives.shapes import Shape

_ARE_PRINTED: ContextVar[bool] = ContextVar("cases are printed", default=True)
_ZERO = Number(Fraction(0))
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_OTHERWISE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


@dataclass(frozen=True, eq=False)
class Extreme(Expression):
    """The larger or the smaller of two values, entry by entry; a number is compared with every entry."""

    name: str
    left: Expression
    right: Expression

    def _shape(self) -> Shape:
        return _wider(self.left, self.right)

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        return Printed(f"{self.name}imum({left.text}, {right.text})")


@dataclass(frozen=True, eq=False)
class Clip(Expression):
    """A value moved between two numbers, entry by entry."""

    value: Expression
    least: Number
    most: Number

    def _shape(self) -> Shape:
        return self.value.shape

    def _printed(self, *children: Printed) -> Printed:
        return Printed(f"clip({', '.join(child.text for child in children)})")


@dataclass(frozen=True, eq=False)
class Indicator(Expression):
    """1 in the entries where a comparison holds, and 0 elsewhere.

    `at_equality` is the value of one that is strict where both sides are equal: 1/2 for the slope of ReLU.
    `least` is a third side, below the left one.
    """

    left: Expression
    sign: str
    right: Expression
    at_equality: Fraction = Fraction(0)
    least: Expression | None = None

    def _shape(self) -> Shape:
        return _wider(self.left, self.right)

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        return Printed(f"({left.text} {self.sign} {right.text})")

    @property
    def otherwise(self) -> Indicator:
        """The indicator of the other entries."""
        sign = _TURNED[self.sign] if self.at_equality else _OTHERWISE[self.sign]
        return Indicator(self.left, sign, self.right, self.at_equality)


def with_cases(expression: Expression) -> Expression:
    """Return an expression for print, in which maxima, minima and indicators are what they are."""
    return kept(expression, _with_cases) if _ARE_PRINTED.get() else expression


@contextmanager
def by_signs() -> Iterator[None]:
    """Print slopes by signs: of equal numbers, an indicator would be no more than its convention."""
    token = _ARE_PRINTED.set(False)
    try:
        yield
    finally:
        _ARE_PRINTED.reset(token)


def _with_cases(expression: Expression) -> Expression:
    if not any(_is(node, "relu") or _is(node, "sign") for node in walk(expression)):
        return expression
    return fold(expression, lambda node, children: _recognised(over(node, children)))


def inside_cases(expression: Expression) -> frozenset[Expression]:
    """Return the parts of an expression that are written within a maximum, a minimum or a comparison.

    These are the operations that make up its formula, and no part that stands in it as a whole.
    """
    found: set[Expression] = set()

    def visit(node: Expression, children: list[Expression]) -> Expression:
        known = _recognised(over(node, children))
        if isinstance(known, Indicator):
            # A step, the sign that it is taken of, and the difference of the sides.
            found.update((node, *node.children), *(side.children for side in node.children))
        elif isinstance(known, Extreme | Clip):
            found.update(*((side, *side.children) for side in node.children if _is(side, "relu")))
        return known

    fold(expression, visit)
    return frozenset(found)


def typed_case(node: Expression) -> Expression | None:
    """Return the maximum, minimum or comparison that a node over such nodes is, as users type them."""
    return _comparison(node) or _extreme(node) or _in_sum(node) or _complement(node)


def _recognised(node: Expression) -> Expression:
    return typed_case(node) or _slopes(node) or _scaled(node)


def _is(node: Expression, name: str) -> bool:
    return isinstance(node, Elementwise) and node.function.name == name


def _comparison(node: Expression) -> Indicator | None:
    """Recognise relu(sign(t)) as the indicator of t > 0, and relu(-sign(t)) as that of t < 0."""
    match node:
        case Elementwise(_, Elementwise(_, inner) as step) if _is(node, "relu") and _is(step, "sign"):
            return _compared(inner, ">")
        case Elementwise(_, Negate(Elementwise(_, inner) as step)) if _is(node, "relu") and _is(step, "sign"):
            return _compared(inner, "<")
    return None


def _compared(value: Expression, sign: str, at_equality: Fraction = Fraction(0)) -> Indicator:
    """Return the indicator of the value's comparison with 0: x - y > 0 is x > y."""
    left, right = _sides(value)
    if isinstance(left, Negate) and right == _ZERO:
        left, sign = left.operand, _TURNED[sign]
    if _rank(left) > _rank(right):
        left, sign, right = right, _TURNED[sign], left
    left, right = _numbers_plain(left, right)
    return Indicator(left, sign, right, at_equality)


def _sides(value: Expression) -> tuple[Expression, Expression]:
    """Return two values whose difference is the value."""
    match value:
        case Subtract(left, right):
            return left, right
        case Add(left, right) | Add(right, left) if (number := _constant(left)) is not None:
            return right, Number(-number)
    return value, _ZERO


def _rank(side: Expression) -> tuple[int, str]:
    """Return the order of the sides of a comparison: formulas, names by the alphabet, and numbers."""
    if _constant(side) is not None:
        return 2, ""
    return (1, side.name) if isinstance(side, Variable | Named) else (0, "")


def _extreme(node: Expression) -> Extreme | Clip | None:
    """Recognise b + relu(a - b) as max(a, b), b - relu(b - a) as min(a, b), and clipped values."""
    match node:
        case Add(second, Elementwise(_, Subtract(first, also)) as part) if _is(part, "relu"):
            if also == second:
                return _of_two("max", first, second)
        case Subtract(Elementwise(_, Add(bound, value)) as part, second) if _is(part, "relu"):
            least = _constant(bound)
            known = least is not None and _constant(second) == least
            return Extreme("max", value, Number(-least)) if known and least is not None else None
        case Subtract(second, Elementwise(_, Subtract(also, first)) as part) if _is(part, "relu"):
            if also == second:
                return _of_two("min", first, second)
            return _clipped(second, also, first)
    match node:
        case Add(Elementwise(_, Subtract(first, also)) as part, second) if _is(part, "relu"):
            return _of_two("max", first, second) if also == second else None
    return None


def _in_sum(node: Expression) -> Expression | None:
    """Recognise a maximum or minimum of which other addends stand between the parts."""
    if isinstance(node, Add | Subtract) and isinstance(node.left, Add | Subtract) and _is(node.right, "relu"):
        return _joined(node.left, type(node), node.right)
    return None


def _joined(chain: Expression, sign: type[Add | Subtract], part: Expression) -> Expression | None:
    """Return the sum of a chain and a part that makes up a maximum or minimum with one of its addends."""
    if not isinstance(chain, Add | Subtract):
        return _extreme(sign(chain, part))
    found = _extreme(sign(chain.right, part)) if isinstance(chain, Add) else None
    if found is not None:
        return Add(chain.left, found)
    rest = _joined(chain.left, sign, part)
    return None if rest is None else type(chain)(rest, chain.right)


def _clipped(lower: Expression, value: Expression, bound: Expression) -> Clip | None:
    """Recognise max(x, a) - relu(x - b) as x clipped to numbers a <= b."""
    most = _constant(bound)
    match lower:
        case Extreme("max", inner, Number(least)) if inner == value:
            pass
        case Elementwise(_, inner) if _is(lower, "relu") and inner == value:
            least = Fraction(0)
        case _:
            return None
    return Clip(value, Number(least), Number(most)) if most is not None and least <= most else None


def _of_two(name: str, first: Expression, second: Expression) -> Extreme:
    return Extreme(name, *_numbers_plain(first, second))


def _slopes(node: Expression) -> Expression | None:
    """Write a + b sign(t) as (a + b) [t > 0] + (a - b) [t < 0], half of each where t is 0."""
    if not isinstance(node, Add | Subtract):
        return None
    if isinstance(node, Subtract) and _is(node.left, "sign") and _is(node.right, "sign"):
        return _between(*node.left.children, *node.right.children)
    sides = [_coefficient(node.left), _coefficient(node.right)]
    second = -sides[1][0] if isinstance(node, Subtract) else sides[1][0]
    (a, one), (b, step) = (sides[0], (second, sides[1][1]))
    if _is(one, "sign"):
        (a, one), (b, step) = (b, step), (a, one)
    if not (_constant(one) == 1 and _is(step, "sign")) or _is_tie(step.children[0]):
        return None
    above, below = (
        _scale(factor, _compared(step.children[0], sign, Fraction(1, 2)))
        for factor, sign in ((a + b, ">"), (a - b, "<"))
    )
    if a + b == 0 or a == b:
        return below if a + b == 0 else above
    return Add(above, below)


def _between(low: Expression, high: Expression) -> Expression | None:
    """Write sign(x - a) - sign(x - b), for numbers a < b, as 2 [a < x < b], half of it at the ends."""
    above, below = (_compared(side, ">", Fraction(1, 2)) for side in (low, high))
    least, most = above.right, below.right
    if not (above.left == below.left and above.sign == below.sign == ">"):
        return None
    if not (isinstance(least, Number) and isinstance(most, Number) and least.value < most.value):
        return None
    return Multiply(Number(Fraction(2)), replace(below, sign="<", least=least))


def _is_tie(value: Expression) -> bool:
    """True for a value that is 0 wherever it is defined, so that its convention at 0 is all there is."""
    left, right = _sides(value)
    return left == right or _constant(value) == 0


def _complement(node: Expression) -> Expression | None:
    """Write 1 less an indicator as that of the other entries."""
    match node:
        case Subtract(one, Indicator(least=None) as holds) if _constant(one) == 1:
            return holds.otherwise
    return None


def _scaled(node: Expression) -> Expression:
    """Bring the numbers of a product with indicators to its front, and cancel them."""
    if not (
        isinstance(node, Multiply | MatMul | Divide | Negate) and any(map(_holds_indicator, node.children))
    ):
        return node
    number, rest = _coefficient(node)
    within = _into_sum(number, rest) if number.denominator != 1 else None
    return _scale(number, rest) if within is None else within


def _into_sum(number: Fraction, rest: Expression) -> Expression | None:
    """Multiply a number into a sum over indicators, which may be a factor; None if there is no such sum."""
    match rest:
        case Add(left, right) if _holds_indicator(rest):
            return Add(*(_scale(number * own, part) for own, part in map(_coefficient, (left, right))))
        case Multiply(left, right) | MatMul(left, right):
            if (within := _into_sum(number, right)) is not None:
                return replace(rest, right=within)
            if (within := _into_sum(number, left)) is not None:
                return replace(rest, left=within)
    return None


def _holds_indicator(node: Expression) -> bool:
    match node:
        case Indicator():
            return True
        case Multiply() | MatMul() | Divide() | Negate() | Transpose():
            return any(map(_holds_indicator, node.children))
        case Add(left, right):
            return all(_holds_indicator(_coefficient(side)[1]) for side in (left, right))
    return False


def _coefficient(node: Expression) -> tuple[Fraction, Expression]:
    """Split a product into its number and the rest."""
    match node:
        case Number(value):
            return value, Number(Fraction(1))
        case Negate(operand):
            number, rest = _coefficient(operand)
            return -number, rest
        case Divide(left, Number(value)):
            number, rest = _coefficient(left)
            return number / value, rest
        case Multiply(left, right) | MatMul(left, right):
            (first, left), (second, right) = _coefficient(left), _coefficient(right)
            if left == Number(Fraction(1)) and isinstance(node, Multiply):
                return first * second, right
            return first * second, replace(node, left=left, right=right)
    return Fraction(1), node


def _scale(number: Fraction, rest: Expression) -> Expression:
    if number < 0:
        return Negate(_scale(-number, rest))
    above = Number(Fraction(number.numerator))
    whole = rest if number.numerator == 1 else Multiply(above, rest)
    return whole if number.denominator == 1 else Divide(whole, Number(Fraction(number.denominator)))


def _constant(node: Expression) -> Fraction | None:
    """Return the number that every entry is, None if it is not the same number in each."""
    number, rest = _coefficient(node)
    return number if isinstance(rest, Ones) or rest == Number(Fraction(1)) else None


def _as_number(node: Expression) -> Expression:
    """Return the number in place of a vector or matrix of equal entries."""
    number = _constant(node)
    if number is not None:
        return Number(number)
    match node:
        case Multiply(entry, Ones()) if entry.is_scalar:
            return entry
    return node


def _numbers_plain(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Return both sides, one of equal entries as its number, as the other one tells the shape."""
    plain = _as_number(left), _as_number(right)
    if plain[0].shape == plain[1].shape != left.shape:
        return left, right
    return plain


def _wider(left: Expression, right: Expression) -> Shape:
    return right.shape if left.is_scalar else left.shape
