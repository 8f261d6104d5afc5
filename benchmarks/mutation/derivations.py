"""Faults in derivations: every equation said wrongly, and lines left out, doubled or out of order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from backproof.answer import Check, Step
from backproof.calculus.checking import verify
from backproof.calculus.checking.printed.read_back import read_back
from backproof.calculus.derivation.steps import adjoint_check, definition_line, short_text
from backproof.calculus.derivation.sweep import Adjoint, Sweep, sweep
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.scalar_functions.user_functions import own_functions
from backproof.calculus.language.traversal import named_parts, substitute, variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.diagnostic import InputError
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.formulas import NETWORK, UNIT, equal
from benchmarks.mutation.trees import mutants

_ROOM = "derivation"
MODELS = (
    ("q = sum(x)**4", ("x",), {"x": "d"}),
    ("q = b * softplus(a.T @ softplus(x))", ("x", "a", "b"), UNIT),
    ("z = W1 @ x; h = softplus(z); r = y - W2 @ h; F = norm(r)**2", ("W1", "W2"), NETWORK),
    ("norm(y - W2 @ tanh(W1 @ x))**2", ("W1",), NETWORK),
)
WHOLE = (
    *((text, wrt, shapes, 1) for text, wrt, shapes in MODELS),
    ("softmax(A @ x)", ("x",), {"x": "n", "A": "m,n"}, 1),
    ("lse(A @ x)", ("x",), {"x": "n", "A": "m,n"}, 2),
    ("inv(A + t*B) @ x", ("t",), {"x": "n", "A": "n,n", "B": "n,n", "t": ""}, 1),
)


def planted() -> Iterator[Mutant]:
    """Every fault in every equation, then in the lines as a whole."""
    for text, wrt, shapes in MODELS:
        found = derive_all(text, wrt, shapes)
        for part in named_parts(found.named):
            yield from _of_definition(found, part)
        swept = sweep(found.named, [found[name].variable for name in wrt])
        for adjoint in (*swept.adjoints, *swept.gradients):
            yield from _of_adjoint(found, adjoint, swept)
        for name, adjoint in zip(wrt, swept.gradients, strict=True):
            yield from _of_result(adjoint.value.value, found[name].gradient)
    for text, wrt, shapes, order in WHOLE:
        yield from _of_lines(derive_all(text, wrt, shapes, order=order))


def _of_definition(found: Derivations, part: Named) -> Iterator[Mutant]:
    """A wrong right side, judged by the line's own check as the derivation states it."""
    for kind, wrong in mutants(part.value, named_parts(part.value), by_name=True):
        says = f"{part.name} = {short_text(wrong)}"
        evidence = partial(_definition_check, found, part, wrong)
        yield Mutant(_ROOM, kind, part.name, says, evidence, partial(_equal_by_name, part.value, wrong))


def _definition_check(found: Derivations, part: Named, wrong: Expression) -> tuple[Check, ...]:
    line = definition_line(found.expression, found.named, part, wrong, own_functions(found.named))
    return (line.check,)


def _of_adjoint(found: Derivations, adjoint: Adjoint, swept: Sweep) -> Iterator[Mutant]:
    line = adjoint.value
    for kind, wrong in mutants(line.value, named_parts(line.value), by_name=True):
        planted = replace(adjoint, value=Named(line.name, wrong))
        says = f"{line.name} = {to_text(wrong, lets=False)}"
        proof = partial(_equal_by_name, line.value, wrong)
        yield Mutant(_ROOM, kind, line.name, says, partial(_adjoint_check, found, planted, swept), proof)


def _equal_by_name(right: Expression, wrong: Expression) -> str:
    """Equal as they stand, with each name for a value of its own."""
    parts = {p: Variable(p.name, p.shape) for side in (right, wrong) for p in named_parts(side)}
    first, second = (substitute(side, parts) for side in (right, wrong))
    return equal(first, second, variables(first))


def _adjoint_check(found: Derivations, adjoint: Adjoint, swept: Sweep) -> tuple[Check, ...]:
    return (adjoint_check(found.named, adjoint, swept),)


def _of_result(named: Expression, result: Expression) -> Iterator[Mutant]:
    for kind, wrong in mutants(result, variables(result)):
        says = f"adjoints substituted: {to_text(wrong)}"
        proof = partial(equal, result, wrong, variables(result))
        yield Mutant(_ROOM, kind, to_text(result), says, partial(_holds, named, wrong), proof)


def _holds(named: Expression, wrong: Expression) -> tuple[Check, ...]:
    return (verify.holds(named, wrong),)


def _of_lines(found: Derivations) -> Iterator[Mutant]:
    """Lines left out, doubled, swapped, under another name or with another shape."""
    for kind, says, wrong in _wrong_lines(found.steps):
        evidence = partial(_program_check, found, wrong)
        proof = partial(_same_program, found, wrong)
        yield Mutant(_ROOM, kind, str(found.expression), says, evidence, proof)


def _wrong_lines(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, tuple[Step, ...]]]:
    names = list(dict.fromkeys(step.text.partition(" = ")[0] for step in steps))
    for place, step in enumerate(steps):
        before, after = steps[:place], steps[place + 1 :]
        yield "line left out", step.text, (*before, *after)
        yield "line twice", step.text, (*before, step, step, *after)
        for other in range(place):
            swapped = (*steps[:other], step, *steps[other + 1 : place], steps[other], *after)
            yield "lines swapped", f"{step.text} and {steps[other].text}", swapped
        left, _, right = step.text.partition(" = ")
        for name in names:
            if name != left:
                wrong = replace(step, text=f"{name} = {right}")
                yield "line of another name", wrong.text, (*before, wrong, *after)
        for shape in _wrong_shapes(step.shape):
            yield "shape of a line", f"{step.text} in {shape}", (*before, replace(step, shape=shape), *after)


def _wrong_shapes(shape: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Turned round, one size more or less, another size."""
    wrong = [shape[::-1], shape[1:], shape[:-1], ("1", *shape), (*shape, "1"), (*shape, "p"), ("d", *shape)]
    wrong += [(*shape[:i], other, *shape[i + 1 :]) for i in range(len(shape)) for other in ("1", "d", "q")]
    yield from (other for other in dict.fromkeys(wrong) if other != shape and len(other) < 3)


def _program_check(found: Derivations, steps: Sequence[Step]) -> tuple[Check, ...]:
    return (found.run_as_program(steps),)


def _same_program(found: Derivations, steps: Sequence[Step]) -> str:
    """The same lines in another order that is as good: every name still stands before its use."""
    if sorted(step.text for step in steps) != sorted(step.text for step in found.steps):
        return ""
    known: dict[str, Named | Variable] = {v.name: v for v in variables(found.expression)}
    try:
        for step in steps:
            left, _, right = step.text.partition(" = ")
            known[left] = Named(left, read_back(right, known.values(), found.functions))
    except InputError:
        return ""
    return "the same lines, each name before its use"
