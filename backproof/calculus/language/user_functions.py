"""User-defined functions: conversion between the language's names and the user's letters."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.calculus.language.elementwise import FUNCTIONS, PRIMITIVE, Function, built_in
from backproof.calculus.language.expression import Elementwise
from backproof.calculus.language.functions import apply, formula_of
from backproof.calculus.language.tree import Expression, fold, over, walk

# Functions that every reader knows by name.
COMMON = frozenset(name for name, primitive in PRIMITIVE.items() if primitive.notation.well_known)
_WITH_A_NAME = COMMON | {"relu"}


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
