"""Functions in expressions: their formulas, and the language's names against the user's letters."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from backproof.calculus.language.declare import declare
from backproof.calculus.language.expression import (
    Add,
    Elementwise,
    Multiply,
    Number,
    Ones,
    Subtract,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import (
    FUNCTIONS,
    PRIMITIVE,
    Function,
    built_in,
    relu,
)
from backproof.calculus.language.syntax.grammar import parse_over
from backproof.calculus.language.tree import Expression, fold, kept, over, walk
from backproof.calculus.primitives.shapes import Shape

# Functions that every reader knows by name.
COMMON = frozenset(name for name, primitive in PRIMITIVE.items() if primitive.notation.well_known)
_WITH_A_NAME = COMMON | {"relu"}


def parse_formula(text: str, parameter: str, functions: Iterable[Function]) -> Expression:
    """Parse a formula of one number, which may use the built-in functions and those given."""
    return parse_over(text, declare({parameter: ""}, {}), functions)


@cache
def formula_of(function: Function) -> Expression:
    """Return the function's formula, over one scalar variable named after its parameter."""
    return _parsed(function.formula, function)


@cache
def derivative_of(function: Function) -> Expression:
    """Return the function's derivative in its textbook form, over one scalar variable."""
    return _parsed(function.derivative, function)


def _parsed(text: str, function: Function) -> Expression:
    return parse_formula(text, function.parameter, (relu(function.relu_at_zero),))


def apply(formula: Expression, argument: Expression) -> Expression:
    """Apply a formula of one scalar variable to each entry of `argument`; added constants become ones."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Variable):
            return argument
        if isinstance(node, Add | Subtract):
            children = [_spread(child, argument.shape) for child in children]
        return node.with_children(*children) if children else node

    return fold(formula, visit)


def _spread(value: Expression, shape: Shape) -> Expression:
    if value.shape == shape or not value.is_scalar:
        return value
    ones = Ones(*shape)
    return ones if value == Number(Fraction(1)) else Multiply(value, ones)


def written_out(expression: Expression) -> Expression:
    """Replace the user's own functions in the expression by their formulas."""
    return kept(expression, _written_out)


def _written_out(expression: Expression) -> Expression:
    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Elementwise) and node.function.name not in FUNCTIONS:
            return apply(formula_of(node.function), children[0])
        return over(node, children)

    return fold(expression, visit)


def in_words(expression: Expression) -> Expression:
    """Replace each user-defined function by the built-in function it equals, or else by its formula."""

    def visit(part: Expression, children: list[Expression]) -> Expression:
        if isinstance(part, Elementwise) and part.function.name not in FUNCTIONS:
            known = built_in(part.function)
            return Elementwise(known, children[0]) if known else apply(formula_of(part.function), children[0])
        return part.with_children(*children) if children else part

    return fold(expression, visit)


def in_letters(expression: Expression, functions: Iterable[Function]) -> Expression:
    """Replace each built-in function that one of `functions` equals by the user's letter.

    If several of them equal the same built-in function, the first is used.
    """
    own: dict[str, Function] = {}
    for function in functions:
        if function.same_as:
            own.setdefault(function.same_as, function)

    def visit(part: Expression, children: list[Expression]) -> Expression:
        if isinstance(part, Elementwise) and part.function.name in own:
            return Elementwise(own[part.function.name], children[0])
        return over(part, children)

    return fold(expression, visit) if own else expression


def letters_for(expression: Expression, defined: Iterable[Function]) -> tuple[Function, ...]:
    """Return the user's functions that may occur in formulas about the expression.

    These are the ones used in it, and those that equal a function without a common name, such as σ.
    """
    held = own_functions(expression)
    known = (function for function in defined if function.same_as and function.same_as not in _WITH_A_NAME)
    return tuple(dict.fromkeys((*held, *(function for function in known if function.name not in FUNCTIONS))))


def own_functions(expression: Expression) -> tuple[Function, ...]:
    """Return the user-defined functions in the expression."""
    used = (part.function for part in walk(expression) if isinstance(part, Elementwise))
    return tuple(dict.fromkeys(function for function in used if function.name not in FUNCTIONS))
