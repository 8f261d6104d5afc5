"""Definitions of functions that a derivation uses and the user did not define: σ(t) = 1/(1 + exp(−t))."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.answer import Latex
from backproof.calculus.language.cases import Extreme, Indicator, with_cases
from backproof.calculus.language.expression import Elementwise, Joint, Number, Reduce, Structural, Variable
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.scalar_functions.user_functions import COMMON, apply, formula_of
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import SCALAR
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.unicode import to_unicode

_PARAMETERS = "tuvwxyzabcpqrs"


@dataclass(frozen=True)
class Meaning:
    """The equation that defines a function, in LaTeX and for a terminal."""

    name: str
    latex: Latex
    unicode: str


def meanings(
    expressions: Iterable[Expression], stated: Sequence[Function], around: frozenset[str]
) -> tuple[Meaning, ...]:
    """Define each function in the expressions that is neither common nor among those stated.

    `around` are the names in use, which the bound letter of a definition must avoid.
    """
    parts = dict.fromkeys(part for expression in expressions for part in walk(with_cases(expression)))
    letter = next(letter for letter in _PARAMETERS if letter not in around)
    functions = dict.fromkeys(part.function for part in parts if isinstance(part, Elementwise))
    operations = dict.fromkeys(part.name for part in parts if isinstance(part, Reduce | Structural | Joint))
    return (
        *(
            _of_function(function, letter, around)
            for function in functions
            if function not in stated and function.name not in COMMON
        ),
        *(found for name in operations for found in _of_whole(name, around)),
        *([_of_slope(letter, around)] if any(map(_is_slope, parts)) else []),
    )


def _of_function(function: Function, letter: str, around: frozenset[str]) -> Meaning:
    parameter = Variable(letter, SCALAR)
    left, right = Elementwise(function, parameter), apply(formula_of(function), parameter)
    if function.name in FUNCTIONS and function.known_as == "relu":
        right = Extreme("max", parameter, Number(Fraction(0)))
    return Meaning(
        function.name,
        Latex(f"{to_latex(left, around=around)} = {to_latex(right, around=around)}"),
        f"{to_unicode(left, around=around)} = {to_unicode(right, around=around)}",
    )


def _is_slope(part: Expression) -> bool:
    """True for an indicator that is the slope of ReLU, which is 1/2 at 0."""
    return isinstance(part, Indicator) and part.at_equality > 0


def _of_slope(letter: str, around: frozenset[str]) -> Meaning:
    parameter, zero = Variable(letter, SCALAR), Number(Fraction(0))
    holds, step = Indicator(parameter, ">", zero), Elementwise(FUNCTIONS["sign"], parameter)
    return Meaning(
        "indicator",
        Latex(rf"{to_latex(holds)} = \frac{{1 + {to_latex(step, around=around)}}}{{2}}"),
        f"{to_unicode(holds)} = (1 + {to_unicode(step, around=around)})/2",
    )


def _of_whole(name: str, around: frozenset[str]) -> Iterator[Meaning]:
    """Yield the definition of an operation on one or two matrices, if readers may not know it."""
    one = OPERATION.get(name)
    definition = one.definition if one else JOINT_OPERATION[name].definition
    first, second = itertools.islice((letter for letter in _PARAMETERS if letter not in around), 2)
    if definition:
        latex, unicode = (form.replace("@", first).replace("#", second) for form in definition)
        yield Meaning(name, Latex(latex), unicode)
