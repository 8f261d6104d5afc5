"""Withdraw a dimension after a failed check: keep the bounds that do not rely on it, claim no number."""

from __future__ import annotations

from dataclasses import replace

from backproof.answer import Check, Latex
from backproof.spaces.language.result import Dimension, Formula, Relation
from backproof.spaces.linear.columns import open_step

_MOST_TOLD = 3
_INDEPENDENT = ("determinant of values excludes 0", "Wronskian is not 0")
_RELATED = ("span", "column_space", "row_space", "sum", "matrices", "polynomials", "functions")


def withdrawn(claimed: Dimension) -> Dimension:
    """The same derivation and checks, with bounds in place of the number, and the failures as notes."""
    relations = tuple(r for r in claimed.relations if _holds(claimed, r))
    low = len(claimed.basis) if _is_independent(claimed) else 0
    high = len(claimed.given) - (len(relations) if claimed.source.kind in _RELATED else 0)
    low = 0 if low >= high else low
    upper = "relations" if high < len(claimed.given) else "number of elements"
    text = f"between {low} and {high}"
    answer = Formula(Latex(rf"\text{{{text}}}"), text)
    return replace(
        claimed,
        dimension=None,
        at_least=low,
        at_most=high,
        answer=answer,
        basis=claimed.basis if low else (),
        relations=relations,
        steps=(*claimed.steps[:-1], open_step(claimed.space, answer)),
        certificate=replace(claimed.certificate, upper=upper),
        cases=(),
        notes=(*claimed.notes, *_obstacles(claimed.checks)),
    )


def _holds(claimed: Dimension, relation: Relation) -> bool:
    """Return whether the relation has checks of its own and all of them passed."""
    own = [check.passed for check in claimed.checks if check.subject == relation.text]
    return bool(own) and all(own)


def _is_independent(claimed: Dimension) -> bool:
    """Return whether a determinant of the basis functions was proved non-zero."""
    return any(check.passed and check.method in _INDEPENDENT for check in claimed.checks)


def _obstacles(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """The checks that failed, one line each."""
    failed = [check for check in checks if not check.passed]
    told = [f"a check failed: {check.method}: {check.subject} ({check.got})" for check in failed[:_MOST_TOLD]]
    more = len(failed) - _MOST_TOLD
    return (*told, f"{more} more checks failed") if more > 0 else tuple(told)
