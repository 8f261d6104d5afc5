"""Gradients in index notation: ∂F/∂W_ij = -2 r_i h_j, where that is no longer than it helps."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.answer import Check, Latex
from backproof.calculus.checking.printed.entry_forms import entry_form_check
from backproof.calculus.derivations import Derivation, Derivations
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.language.traversal import without_names
from backproof.calculus.printing.entries import EntryForm, entry_form


@dataclass(frozen=True)
class Entry:
    """The general entry of a gradient: ∂F/∂W_ij, its formula, the index, and the check of the formula."""

    symbol: Latex
    latex: Latex
    index: str
    check: Check


def entry_of(
    name: str, found: Derivations, derivation: Derivation, *, written_out: bool = False
) -> Entry | None:
    """Return a gradient's general entry; None for a scalar, and where no form in indices is short enough."""
    gradient = in_letters(derivation.gradient, derivation.functions)
    if written_out:
        gradient = without_names(gradient)
    form = None if gradient.is_scalar else entry_form(gradient, [found.named])
    letter = letter_latex(derivation.wrt)
    if form is None or "_" in letter:
        return None
    symbol = _symbol(name, letter, form)
    check = entry_form_check(
        f"{form.index} of d{name}/d{derivation.wrt}", form.latex, form.row, form.column, gradient
    )
    return Entry(symbol, form.latex, form.index, check)


def _symbol(name: str, letter: Latex, form: EntryForm) -> Latex:
    """Print ∂F/∂W_ij."""
    return Latex(rf"\frac{{\partial {letter_latex(name)}}}{{\partial {letter}_{{{form.index}}}}}")
