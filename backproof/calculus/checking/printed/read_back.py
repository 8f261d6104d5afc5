"""Checks of the printed derivation after parsing it back: each line by itself, and all as one program."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from backproof.answer import Check, Step
from backproof.calculus.checking import verify
from backproof.calculus.evaluation.extents import computed_shape, distinct
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import named_parts, sizes, substitute, variables, without_names
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.sizes import length, symbols
from backproof.diagnostic import Diagnostic, InputError

_METHOD = "lines run as a program"
Wanted = tuple[Expression | None, str]


def read_back(
    text: str, known: Iterable[Named | Variable], functions: Sequence[Function], lengths: Iterable[str] = ()
) -> Expression:
    """Parse a text and substitute its names by their values; raises InputError for an unknown name.

    `lengths` are the sizes allowed in `ones` and `eye` besides those of the names.
    """
    by_name = {item.name: item for item in known}
    shapes = {name: item.shape for name, item in by_name.items()}
    stated = parse(text, shapes, functions=functions, sizes=lengths)
    return substitute(stated, {found: by_name[found.name] for found in variables(stated)})


def composition(
    source: Expression, whole: Expression, part: Named, text: str, functions: Sequence[Function]
) -> Check:
    """Check the printed form of a part: substituted into the whole, and over its names against the part."""
    subject, method = f"{part.name} = {text}", "substituted into the whole"
    parts = named_parts(part.value)
    names: dict[Expression, Expression] = {p: Variable(p.name, p.shape) for p in parts}
    try:
        printed = read_back(text, (*variables(part), *parts), functions, sizes(source))
        put_in = without_names(substitute(whole, {part: printed}))
        by_name = substitute(printed, names)
    except InputError as error:
        return Check(method, subject, math.inf, 0.0, "a line that fits", str(error))
    itself = substitute(part.value, names)
    return verify.weakest(
        [
            verify.holds(without_names(source), put_in, subject, method),
            verify.holds(itself, by_name, subject, method),
        ]
    )


def program_check(
    steps: Sequence[Step],
    given: Sequence[Variable],
    functions: Sequence[Function],
    wanted: Mapping[str, Wanted],
    where: Sequence[Expression] = (),
) -> Check:
    """Check that the lines, each over the names before it, compute the wanted values.

    Values are compared where the expressions of `where` are defined and smooth. `wanted` has the value
    that a name must have whenever it is assigned (None for any), and the text of its last assignment (""
    for any). It is an error if a name is used before its line or is assigned twice without being wanted,
    or if a line occurs twice or states a shape other than that of its computed array.
    """
    subject = f"{len(steps)} lines for {', '.join(wanted)}"
    try:
        found = _run(steps, given, functions, wanted)
    except InputError as error:
        return Check(_METHOD, subject, math.inf, 0.0, "lines over names before them", str(error))
    faults = _faults(steps, wanted)
    compared = [
        verify.holds(right, value, name, where=where)
        for name, values in found.items()
        for value in values
        if (right := wanted[name][0]) is not None
    ]
    worst = max(compared, key=lambda check: check.figure if not math.isnan(check.figure) else math.inf)
    if faults:
        return Check(_METHOD, subject, math.inf, worst.tolerance, "each line once", "; ".join(faults))
    return Check(_METHOD, subject, worst.figure, worst.tolerance, worst.expected, worst.got)


def _sides(step: Step) -> tuple[str, str]:
    left, _, right = step.text.partition(" = ")
    return left, right


def _run(
    steps: Sequence[Step],
    given: Sequence[Variable],
    functions: Sequence[Function],
    wanted: Mapping[str, Wanted],
) -> dict[str, list[Expression]]:
    """Return all values assigned to the wanted names, in terms of the variables alone."""
    known: dict[str, Named | Variable] = {variable.name: variable for variable in given}
    lengths = distinct([*given, *(value for value, _ in wanted.values() if value)])
    found: dict[str, list[Expression]] = {name: [] for name in wanted}
    for step in steps:
        left, right = _sides(step)
        value = without_names(read_back(right, known.values(), functions, lengths))
        if _stated(step.shape, lengths) != computed_shape(value, lengths):
            raise InputError(Diagnostic(f"{step.text} has not the shape {step.shape}"))
        known[left] = Named(left, value)
        if left in found:
            found[left].append(value)
    return found


def _stated(shape: Sequence[str], lengths: Mapping[str, int]) -> tuple[int, ...] | None:
    """Return a shape in words as numbers, () for a scalar and ("d",) for a column; None if one is unknown."""
    if any(name not in lengths for size in shape for name in symbols(size)):
        return None
    return (*(length(size, lengths) for size in shape), 1, 1)[:2]


def _faults(steps: Sequence[Step], wanted: Mapping[str, Wanted]) -> list[str]:
    texts = [step.text for step in steps]
    lefts = [_sides(step)[0] for step in steps]
    found = [f"twice: {text}" for text in dict.fromkeys(texts) if texts.count(text) > 1]
    found += [
        f"{name} given {lefts.count(name)} times"
        for name in dict.fromkeys(lefts)
        if lefts.count(name) > (2 if name in wanted else 1)
    ]
    for name, (_, text) in wanted.items():
        last = next((t for t in reversed(texts) if t.startswith(f"{name} = ")), "")
        if not last or (text and last != f"{name} = {text}"):
            found.append(f"{name} ends as {last or 'nothing'}")
    put_in = [_sides(step)[0] for step in steps if step.rule == "adjoints substituted"]
    return [*found, *(f"no line by the adjoints for {left}" for left in put_in if lefts.count(left) < 2)]
