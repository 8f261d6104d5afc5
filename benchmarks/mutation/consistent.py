"""Faults in dimensions that are printed as they are claimed: only what is true tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backproof.answer import Step
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension
from backproof.spaces.language.printing import column_latex, text_latex
from backproof.spaces.language.result import Case, Dimension, Element, Formula
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.claims import answer_text
from backproof.spaces.linear.columns import dimension_step, relation, step
from backproof.spaces.parameters.parameter_cases import answer_latex
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.changes import Fault, numbers
from benchmarks.mutation.dimensions import SPACES, equal


def planted() -> Iterator[Mutant]:
    """Every such fault in every space."""
    for part in SPACES:
        right = dimension(part)
        seen = {right}
        for kind, says, wrong in (*_relations(right), *_bases(right), *_cases(right), *_rewritings(right)):
            if wrong not in seen:
                seen.add(wrong)
                evidence = partial(verify, replace(wrong, checks=()))
                proof = partial(equal, right, wrong)
                yield Mutant("dimension", kind, right.space.text, says, evidence, proof)


def _relations(right: Dimension) -> Iterator[Fault]:
    for place, claimed in enumerate(right.relations):
        pairs = [(i, c) for i, c in claimed.coefficients]
        for at, (index, coefficient) in enumerate(pairs):
            changed = [[*pairs[:at], (index, new), *pairs[at + 1 :]] for new in numbers(coefficient)]
            changed.append([*pairs[:at], *pairs[at + 1 :]])
            for new in changed:
                lie = relation(right.given, claimed.index, [(i, number(c)) for i, c in new])
                relations = (*right.relations[:place], lie, *right.relations[place + 1 :])
                steps = _reprinted(right.steps, claimed.text, step("relation", lie.latex, lie.text))
                yield "relation, printed too", lie.text, replace(right, relations=relations, steps=steps)


def _reprinted(steps: tuple[Step, ...], old: str, new: Step) -> tuple[Step, ...]:
    return tuple(new if s.text == old and s.rule == new.rule else s for s in steps)


def _bases(right: Dimension) -> Iterator[Fault]:
    """A computed vector with another entry, in its line as well."""
    for place, element in enumerate(right.basis):
        if element.index is not None:
            continue
        for at, text in enumerate(element.entries):
            for new in numbers(text):
                lie = _vector(element, (*element.entries[:at], new, *element.entries[at + 1 :]))
                basis = (*right.basis[:place], lie, *right.basis[place + 1 :])
                line = step(
                    "common vector", f"{lie.name.latex} = {lie.latex}", f"{lie.name.text} = {lie.text}"
                )
                steps = _reprinted(right.steps, f"{element.name.text} = {element.text}", line)
                yield "basis entry, printed too", lie.text, replace(right, basis=basis, steps=steps)


def _vector(element: Element, entries: tuple[str, ...]) -> Element:
    latex = column_latex(map(text_latex, entries))
    return replace(element, entries=entries, text=f"[{', '.join(entries)}]", latex=latex)


def _cases(right: Dimension) -> Iterator[Fault]:
    """A wrong exceptional value, one left out, one too many, a wrong dimension: in the answer as well."""
    for place, case in enumerate(right.cases):
        before, after = right.cases[:place], right.cases[place + 1 :]
        if case.equations:
            yield "case left out", case.condition.text, _told(right, (*before, *after))
        for off in (-1, 1):
            wrong = replace(case, dimension=case.dimension + off)
            says = f"{wrong.dimension} for {case.condition.text}"
            yield "dimension of a case, printed too", says, _told(right, (*before, wrong, *after))
        for wrong in _moved(case):
            yield "exceptional value", wrong.condition.text, _told(right, (*before, wrong, *after))
    if right.cases:
        symbol = right.cases[0].samples[0][0][0] if right.cases[0].samples else "t"
        extra = _exception(symbol, "17", (right.dimension or 0) + 1)
        yield "case too many", extra.condition.text, _told(right, (*right.cases, extra))


def _moved(case: Case) -> Iterator[Case]:
    """The case of one symbol's value as a case of another value."""
    found = re.fullmatch(r"(\w+) = ([^!=]+)", case.condition.text)
    if found and len(case.equations) == 1:
        for new in (*numbers(found[2]), "7"):
            yield _exception(found[1], new, case.dimension)


def _exception(symbol: str, value: str, dimension_: int) -> Case:
    condition = Formula(f"{symbol} = {text_latex(value)}", f"{symbol} = {value}")
    return Case(condition, dimension_, (f"{symbol} - ({value})",), (), (((symbol, value),),))


def _told(right: Dimension, cases: tuple[Case, ...]) -> Dimension:
    """The cases with an answer, bounds and lines that say the same."""
    found = [case.dimension for case in cases] or [right.dimension or 0]
    claimed = replace(right, cases=cases, at_least=min(found), at_most=max(found))
    answer = Formula(answer_latex(claimed), answer_text(claimed))
    lines = [
        step("case", rf"{c.condition.latex}:\quad {c.dimension}", f"{c.condition.text}: {c.dimension}")
        for c in cases
    ]
    rest = [s for s in right.steps if s.rule not in ("case", "dimension")]
    last = dimension_step(right.space, answer.latex, answer.text)
    return replace(claimed, answer=answer, steps=(*rest, *lines, last))


def _rewritings(right: Dimension) -> Iterator[Fault]:
    """A wrong right side of a function's rewriting, the same in both spellings."""
    for place, line in enumerate(right.steps):
        if line.rule == "coordinates":
            left, _, rest = line.text.partition(" = ")
            value, on, piece = rest.partition(" on ")
            for new in (f"-({value})", f"2*({value})", f"{value} + 1", f"({value})*(1 + 1/10**12)"):
                lie = step("coordinates", f"{left} = {new}", f"{left} = {new}{on}{piece}")
                steps = (*right.steps[:place], lie, *right.steps[place + 1 :])
                yield "rewriting, printed too", lie.text, replace(right, steps=steps)
