"""Equations between two expressions, checked at random points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backproof.answer import Check, Claim, Latex
from backproof.calculus.checking.verify import statement_holds
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.diagnostic import Diagnostic, InputError
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.notation import functions_of
from backproof.terms.term import Term


@dataclass(frozen=True)
class Equation:
    """An equation with its two sides, its evidence, and the claim as plain data."""

    left: Expression
    right: Expression
    latex: Latex
    check: Check
    claim: Claim


def equation(text: str, shapes: Mapping[str, str], properties: Mapping[str, str], term: Term) -> Equation:
    """Read and check "left == right"; InputError at the column that can't be read."""
    left, sign, right = text.partition("==")
    if not sign or "==" in right:
        raise InputError(Diagnostic("this is no equation", line=1, column=1, expected="left == right"))
    functions = functions_of(term)
    sides = parse(left, shapes, properties, functions=functions)
    # Blanks in front keep the columns of error messages right.
    other = parse(" " * (len(left) + 2) + right, shapes, properties, functions=functions)
    return Equation(
        left=sides,
        right=other,
        latex=Latex(f"{to_latex(sides)} = {to_latex(other)}"),
        check=statement_holds(sides, other),
        claim=equation_claim((left, right), (sides, other), surroundings(shapes, properties, term)),
    )


def equation_claim(
    typed: tuple[str, str], understood: tuple[Expression, Expression], around: Mapping[str, object]
) -> Claim:
    """Claim that both sides are equal, in NumPy's form, with the declarations `around` them."""
    left, right = (
        numpy_form(text.strip(), to_text(side)) for text, side in zip(typed, understood, strict=True)
    )
    return Claim("equation", {"left": left, "right": right, **around})
