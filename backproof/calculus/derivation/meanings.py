"""Definitions of functions that a derivation uses and the user did not define: σ(t) = 1/(1 + exp(−t))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backproof.answer import Latex
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import Elementwise, Expression, Reduce, Structural, Variable
from backproof.calculus.language.functions import apply, formula_of
from backproof.calculus.language.traversal import walk
from backproof.calculus.language.user_functions import COMMON
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.unicode import to_unicode

PARAMETERS = "tuvwxyzabcpqrs"
# Formulas by operation, in LaTeX and in Unicode, with @ for the bound letter.
OF_WHOLE = {
    "lse": (r"\operatorname{lse}(@) = \log \sum_{i} e^{@_{i}}", "lse(@) = log(Σᵢ exp(@ᵢ))"),
    "softmax": (
        r"\operatorname{softmax}(@)_{i} = \frac{e^{@_{i}}}{\sum_{j} e^{@_{j}}}",
        "softmax(@)ᵢ = exp(@ᵢ)/(Σⱼ exp(@ⱼ))",
    ),
    "rowlse": (
        r"\operatorname{lse}_{\mathrm{row}}(@)_{i} = \log \sum_{j} e^{@_{ij}}",
        "lse_row(@)ᵢ = log(Σⱼ exp(@ᵢⱼ))",
    ),
    "rowsoftmax": (
        r"\operatorname{softmax}_{\mathrm{row}}(@)_{ij} = \frac{e^{@_{ij}}}{\sum_{k} e^{@_{ik}}}",
        "softmax_row(@)ᵢⱼ = exp(@ᵢⱼ)/(Σₖ exp(@ᵢₖ))",
    ),
    "diagvec": (r"\operatorname{diagvec}(@)_{i} = @_{ii}", "diagvec(@)ᵢ = @ᵢᵢ"),
}


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
    parts = dict.fromkeys(part for expression in expressions for part in walk(expression))
    letter = next(letter for letter in PARAMETERS if letter not in around)
    functions = dict.fromkeys(part.function for part in parts if isinstance(part, Elementwise))
    operations = dict.fromkeys(part.name for part in parts if isinstance(part, Reduce | Structural))
    return (
        *(
            _of_function(function, letter, around)
            for function in functions
            if function not in stated and function.name not in COMMON
        ),
        *(_of_whole(name, letter) for name in operations if name in OF_WHOLE),
    )


def _of_function(function: Function, letter: str, around: frozenset[str]) -> Meaning:
    parameter = Variable(letter, (1, 1))
    left, right = Elementwise(function, parameter), apply(formula_of(function), parameter)
    return Meaning(
        function.name,
        Latex(f"{to_latex(left, around=around)} = {to_latex(right, around=around)}"),
        f"{to_unicode(left, around=around)} = {to_unicode(right, around=around)}",
    )


def _of_whole(name: str, letter: str) -> Meaning:
    latex, unicode = (form.replace("@", letter) for form in OF_WHOLE[name])
    return Meaning(name, Latex(latex), unicode)
