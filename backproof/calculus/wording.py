"""A user's own functions against the language's: which word stands in text, which on paper."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.calculus.elementwise import FUNCTIONS, Function, built_in
from backproof.calculus.expression import Elementwise, Expression
from backproof.calculus.functions import apply, formula_of
from backproof.calculus.traversal import fold, walk


def in_words(expression: Expression) -> Expression:
    """The expression in the language's words: a user's function is its built-in equal, or its formula."""

    def visit(part: Expression, children: list[Expression]) -> Expression:
        if isinstance(part, Elementwise) and part.function.name not in FUNCTIONS:
            known = built_in(part.function)
            return Elementwise(known, children[0]) if known else apply(formula_of(part.function), children[0])
        return part.with_children(*children) if children else part

    return fold(expression, visit)


def in_letters(expression: Expression, functions: Iterable[Function]) -> Expression:
    """The expression with the user's letter for each built-in function that one of `functions` equals.

    A smooth function that its own derivative mentions, as tanh, keeps its name: 1 − tanh² is expected.
    """
    own = {
        known: function
        for function in functions
        if function.same_as and (known := built_in(function)) and not _stands_in_its_derivative(known)
    }

    def visit(part: Expression, children: list[Expression]) -> Expression:
        if isinstance(part, Elementwise) and part.function in own:
            return Elementwise(own[part.function], children[0])
        return part.with_children(*children) if children else part

    return fold(expression, visit) if own else expression


def _stands_in_its_derivative(function: Function) -> bool:
    return function.smooth and function.name in function.derivative


def own_functions(expression: Expression) -> tuple[Function, ...]:
    """The functions in the expression that the user defined."""
    used = (part.function for part in walk(expression) if isinstance(part, Elementwise))
    return tuple(dict.fromkeys(function for function in used if function.name not in FUNCTIONS))
