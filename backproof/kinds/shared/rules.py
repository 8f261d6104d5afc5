"""Convexity of a formula by rules for its parts, as a worked answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backproof.calculus.derivations import derive
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.diagnostic import InputError
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.notation import functions_of, symbol
from backproof.optimisation.disciplined.decision import decide
from backproof.optimisation.disciplined.signs import signs_in_front
from backproof.optimisation.disciplined.worked import work
from backproof.optimisation.worked import Worked
from backproof.terms.term import Term

Declarations = Mapping[str, str]


def by_rules(
    stated: Expression, wrt: Sequence[str], shapes: Declarations, properties: Declarations, term: Term
) -> Worked:
    """Decide on a formula by rules and write the derivation; UndecidedError with the part that none fits."""
    whole = signs_in_front(without_names(written_out(stated)))
    found = decide(whole, tuple(wrt), lambda: _hessian(stated, wrt[0], (shapes, properties), term))
    used = {variable.name: variable for variable in variables(stated)}
    task = {
        "by_rules": True,
        "latex": to_latex(stated),
        "wrt": tuple(map(letter_latex, wrt)),
        "arguments": tuple(symbol(variable) for variable in used.values()),
    }
    return work(found, surroundings(shapes, properties, term), task)


def _hessian(
    stated: Expression, name: str, declared: tuple[Declarations, Declarations], term: Term
) -> Expression | None:
    """Return the Hessian; None if there is none."""
    shapes, properties = map(dict, declared)
    try:
        found = derive(to_text(stated), name, shapes, properties, order=2, functions=functions_of(term))
    except InputError:
        return None
    return without_names(found.gradient) if all(check.passed for check in found.checks) else None
