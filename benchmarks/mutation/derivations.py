"""Faults in derivations: each line of the homework's gradients, said wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backproof.answer import Check
from backproof.calculus import verify
from backproof.calculus.derive import Derivations, derive_all
from backproof.calculus.expression import Expression, Named, Variable
from backproof.calculus.steps import adjoint_check
from backproof.calculus.sweep import Adjoint, sweep
from backproof.calculus.text import to_text
from backproof.calculus.traversal import named_parts, substitute, variables
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.formulas import NETWORK, UNIT, equal
from benchmarks.mutation.trees import mutants

MODELS = (
    ("q = sum(x)**4", ("x",), {"x": "d"}),
    ("q = b * softplus(a.T @ softplus(x))", ("x", "a", "b"), UNIT),
    ("z = W1 @ x; h = softplus(z); r = y - W2 @ h; F = norm(r)**2", ("W1", "W2"), NETWORK),
)


def planted() -> Iterator[Mutant]:
    """Every fault in every adjoint line, and in every line that puts the adjoints in."""
    for text, wrt, shapes in MODELS:
        found = derive_all(text, wrt, shapes)
        swept = sweep(found.named, [found[name].variable for name in wrt])
        for adjoint in (*swept.adjoints, *swept.gradients):
            yield from _of_adjoint(found, adjoint)
        for name, adjoint in zip(wrt, swept.gradients, strict=True):
            yield from _of_result(adjoint.value.value, found[name].gradient)


def _of_adjoint(found: Derivations, adjoint: Adjoint) -> Iterator[Mutant]:
    """A wrong right side, judged by the line's own check as the derivation states it."""
    line = adjoint.value
    for kind, wrong in mutants(line.value, named_parts(line.value), by_name=True):
        planted = replace(adjoint, value=Named(line.name, wrong))
        says = f"{line.name} = {to_text(wrong, lets=False)}"
        proof = partial(_equal_by_name, line.value, wrong)
        yield Mutant("derivation", kind, line.name, says, partial(_adjoint_check, found, planted), proof)


def _equal_by_name(right: Expression, wrong: Expression) -> str:
    """Equal as they stand, with each name for a value of its own."""
    parts = {p: Variable(p.name, p.shape) for side in (right, wrong) for p in named_parts(side)}
    first, second = (substitute(side, parts) for side in (right, wrong))
    return equal(first, second, variables(first))


def _adjoint_check(found: Derivations, adjoint: Adjoint) -> tuple[Check, ...]:
    return (adjoint_check(found.named, adjoint),)


def _of_result(named: Expression, result: Expression) -> Iterator[Mutant]:
    for kind, wrong in mutants(result, variables(result)):
        says = f"adjoints put in: {to_text(wrong)}"
        proof = partial(equal, result, wrong, variables(result))
        yield Mutant("derivation", kind, to_text(result), says, partial(_holds, named, wrong), proof)


def _holds(named: Expression, wrong: Expression) -> tuple[Check, ...]:
    return (verify.holds(named, wrong),)
