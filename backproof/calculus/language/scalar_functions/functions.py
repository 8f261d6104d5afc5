"""User-defined functions: parsed from a formula, and matched against the built-in functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from backproof.calculus.language.declare import name_fault
from backproof.calculus.language.expression import (
    Elementwise,
    Eye,
    MatMul,
    Ones,
    Reduce,
    Structural,
    Transpose,
)
from backproof.calculus.language.letters import letter_latex, letter_unicode
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, HALF, Function, built_in
from backproof.calculus.language.scalar_functions.user_functions import formula_of, parse_formula, written_out
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression, fold, to_text, walk
from backproof.calculus.primitives.matrix_operations import REDUCTIONS, STRUCTURAL
from backproof.diagnostic import Diagnostic, InputError

LONGEST_FORMULA = 400
_DEFINITION = re.compile(r"\s*([A-Za-z]\w*)\s*\(\s*([A-Za-z]\w*)\s*\)\s*=(?!=)(.*)", re.DOTALL | re.ASCII)


def define_all(functions: Sequence[str | Function]) -> dict[str, Function]:
    """Define the functions in order and return them by name; each may use those before it.

    A preceding `relu(...)` sets the value used for ReLU'(0) in their formulas. Raises InputError.
    """
    known: dict[str, Function] = {}
    for item in functions:
        function = item if isinstance(item, Function) else define(item, tuple(known.values()))
        known[function.name] = function
    return known


@cache
def define(text: str, known: tuple[Function, ...] = ()) -> Function:
    """Define the function given by a text such as "phi(t) = log(1 + exp(t))".

    It is recognised if it equals a built-in function. Raises InputError with column and source.
    """
    match = _DEFINITION.fullmatch(text)
    if match is None:
        message = f"'{text.strip()[:60]}' does not define a function"
        raise InputError(
            Diagnostic(message, column=1, source=text[:60], expected="phi(t) = log(1 + exp(t)), say")
        )
    name, parameter, body = match.groups()
    taken = {*FUNCTIONS, *REDUCTIONS, *STRUCTURAL, "ones", "eye"}
    _check_name(name, text, {*taken, *(function.name for function in known)})
    try:
        formula = written_out(without_names(parse_formula(body, parameter, known)))
        _check_formula(formula)
    except InputError as error:
        raise InputError(_shifted(error.diagnostics[0], match.start(3), text)) from None
    return _function(name, parameter, formula, _convention(known))


def _convention(functions: Sequence[Function]) -> Fraction:
    """Return the value used for ReLU'(0) in formulas that use these functions."""
    return next((function.relu_at_zero for function in functions if function.name == "relu"), HALF)


def _check_name(name: str, text: str, taken: set[str]) -> None:
    wrong = name_fault(name)
    if name in taken:
        wrong = f"the function '{name}' is already defined", "choose another name, such as phi"
    if wrong:
        raise InputError(Diagnostic(wrong[0], column=1, source=text, hint=wrong[1]))


def _check_formula(formula: Expression) -> None:
    """Reject a formula that is not a function of one number, or too long to be differentiated quickly."""
    for part in walk(formula):
        if isinstance(part, Reduce | Structural | MatMul | Transpose | Ones | Eye):
            message = "a function of one number is made of + - * / **, numbers and functions of one number"
            raise InputError(Diagnostic(message, hint="it is applied to each entry of a vector or matrix"))
    if Lengths()(formula) > LONGEST_FORMULA:
        message = f"the function has more than {LONGEST_FORMULA} operations, written out"
        raise InputError(Diagnostic(message, hint="name its parts in the expression instead"))


def _shifted(found: Diagnostic, offset: int, text: str) -> Diagnostic:
    return replace(found, column=(found.column or 1) + offset, source=text)


def _function(name: str, parameter: str, formula: Expression, relu_at_zero: Fraction) -> Function:
    equal = recognise(formula)
    twin = built_in(replace(equal, relu_at_zero=relu_at_zero)) if equal else None
    return Function(
        name=name,
        formula=to_text(formula),
        derivative=_renamed(twin.derivative, parameter) if twin else to_text(_differentiated(formula)),
        latex=letter_latex(name, function=True),
        unicode=letter_unicode(name),
        numpy=twin.numpy if twin else "",
        parameter=parameter,
        smooth=all(node.function.smooth for node in _functions_in(formula)),
        same_as=twin.name if twin else "",
        relu_at_zero=relu_at_zero,
    )


def _renamed(text: str, parameter: str) -> str:
    return re.sub(r"\bt\b", parameter, text)


def _functions_in(expression: Expression) -> list[Elementwise]:
    found: list[Elementwise] = []
    fold(expression, lambda node, _: found.append(node) if isinstance(node, Elementwise) else None)
    return found


def recognise(formula: Expression) -> Function | None:
    """Return the built-in function that equals the formula, as proved by sympy; None if none is found."""
    from backproof.calculus.language.scalar_functions import symbolic

    given = symbolic.explicit(formula)
    for function in FUNCTIONS.values():
        known = symbolic.explicit(formula_of(function))
        if symbolic.near(given, known) and symbolic.equal(given, known):
            return function
    return None


def _differentiated(formula: Expression) -> Expression:
    from backproof.calculus.language.scalar_functions import symbolic

    return symbolic.derivative(formula)
