"""Faults in dimensions: every number, vector and relation of a proof, changed one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import sympy

from backproof.answer import Latex
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import (
    Dimension,
    Formula,
    Relation,
    RowOperation,
)
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.changes import Fault, cut, numbers, put, resigned, twice, wrong_rows
from benchmarks.mutation.dimension_proofs import of_cases, of_certificate, of_squares

SPACES: tuple[Mapping[str, object], ...] = (
    {"span": [[1, -2, 2], [2, -2, 4], [-3, 3, 6]]},
    {"column_space": [[1, -2, 3, 2], [-1, 2, -2, -1], [2, -4, 5, 3]], "name": "A"},
    {"null_space": [[1, 3, 2], [2, 1, 4], [4, 7, 8]], "name": "B"},
    {"polynomials": ["(x - 2)*(x + 2)", "x**2*(x**4 - 2)", "x**6 - 8"]},
    {"functions": ["5", "cos(2*x)", "cos(x)**2"], "domain": ["-pi", "pi"]},
    {"functions": ["sin(x)", "exp(x)", "x*exp(x)"], "domain": ["-1", "1"]},
    {"functions": ["abs(x)", "x", "x**2"], "domain": ["-1", "1"]},
    {"row_space": [["1/2", 1, 0], [1, 2, 0], [0, 0, "sqrt(2)"]]},
    {"span": [[1, "t"], ["t", 4]]},
    {"matrices": [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, 1]]]},
    {"intersection": [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]]},
    {"homogeneous_system": ["x + 2*y = z", "2*x + 4*y = 2*z"]},
    {"sum": [[[1, 0, 1], [0, 1, 1]], [[1, 1, 2], [0, 0, 1]]]},
    {"intersection": [[[1, 2, 0, 1], [0, 1, 1, 0], [1, 0, 0, 3]], [[1, 1, 1, 1], [2, 2, 0, 4]]]},
    {"null_space": [[1, "t", 2], [2, "2*t", 4]]},
    {"null_space": [["t", 1], [1, "t"]]},
    {"span": [["s", 1], ["t", 2]]},
    {"span": [["s**2 + s*t + t**2 + 1", 0], [0, "t"]]},
    {"span": [["s", "t"], ["-t", "s + t"]]},
    {"span": [[1, 1, 1], ["a", "b", 2], ["a**2", "b**2", 4]]},
    {"functions": ["sqrt(1 + x) + sqrt(1 - x)", "sqrt(2 + 2*sqrt(1 - x**2))"], "domain": ["-1", "1"]},
)


def planted() -> Iterator[Mutant]:
    """Every fault in every space's plain data."""
    for part in SPACES:
        right = dimension(part)
        seen = {right}
        for kind, says, wrong in faults(right):
            if wrong not in seen:
                seen.add(wrong)
                evidence = partial(verify, replace(wrong, checks=()))
                yield Mutant(
                    "dimension", kind, right.space.text, says, evidence, partial(equal, right, wrong)
                )


def faults(right: Dimension) -> Iterator[Fault]:
    """All faults in the answer, its basis, its relations, its elimination, its certificate and its cases."""
    yield from _of_answer(right)
    yield from _of_basis(right)
    yield from _of_relations(right)
    yield from _of_matrices(right)
    yield from _of_operations(right)
    yield from of_certificate(right)
    yield from of_cases(right)
    yield from of_squares(right)
    yield from _of_steps(right)


def _of_answer(right: Dimension) -> Iterator[Fault]:
    for off in (-1, 1):
        low, high = right.at_least + off, right.at_most + off
        found = None if right.dimension is None else right.dimension + off
        shown = Formula(str(found), str(found))
        everywhere = replace(right, dimension=found, at_least=low, at_most=high, answer=shown)
        yield "dimension", f"dimension {found} throughout", everywhere
        yield "dimension", f"dimension {found}", replace(right, dimension=found)
        yield "bound", f"at least {low}", replace(right, at_least=low)
        yield "bound", f"at most {high}", replace(right, at_most=high)
        yield "printed answer", f"prints {found}", replace(right, answer=shown)
        yield (
            "printed answer",
            f"prints {found} in LaTeX",
            replace(right, answer=Formula(str(found), right.answer.text)),
        )
        if found is not None and 0 <= found <= len(right.given):
            yield from _consistently(right, found, everywhere)
    yield "bound", "left open", replace(right, dimension=None, at_least=right.at_least - 1)


def _consistently(right: Dimension, found: int, wrong: Dimension) -> Iterator[Fault]:
    """A wrong dimension with as many basis elements and relations as it needs."""
    if found < right.at_least and right.basis:
        for place, element in enumerate(right.basis):
            basis = right.basis[:place] + right.basis[place + 1 :]
            yield "dimension", f"{found}, without {element.text}", replace(wrong, basis=basis)
            if element.index is not None and basis and basis[0].index is not None:
                coefficients = ((basis[0].index, "1"),)
                made = Relation(element.index, coefficients, "", "")
                relations = tuple(sorted((*right.relations, made), key=lambda r: r.index))
                yield (
                    "dimension",
                    f"{found}, a relation made up",
                    replace(wrong, basis=basis, relations=relations),
                )
    if found > right.at_least:
        for relation in right.relations:
            element = right.given[relation.index]
            relations = tuple(r for r in right.relations if r != relation)
            basis = tuple(sorted((*right.basis, element), key=lambda e: e.index or 0))
            yield (
                "dimension",
                f"{found}, with {element.text}",
                replace(wrong, basis=basis, relations=relations),
            )


def _of_basis(right: Dimension) -> Iterator[Fault]:
    for place, element in enumerate(right.basis):
        for other in right.given:
            if other != element:
                basis = put(right.basis, place, other)
                yield "basis vector", f"{other.text} for {element.text}", replace(right, basis=basis)
        for entry, text in enumerate(element.entries):
            for new in numbers(text):
                entries = put(element.entries, entry, new)
                basis = put(right.basis, place, replace(element, entries=entries))
                yield "basis entry", f"entry {new} for {text} in {element.text}", replace(right, basis=basis)
        for field in ("latex", "text"):
            changed = replace(element, **{field: getattr(element, field) + " + 1"})
            yield (
                "printed vector",
                f"{field} {getattr(changed, field)}",
                replace(right, basis=put(right.basis, place, changed)),
            )
        yield "basis vector", f"without {element.text}", replace(right, basis=cut(right.basis, place))
        yield "basis vector", f"{element.text} twice", replace(right, basis=(*right.basis, element))


def _of_relations(right: Dimension) -> Iterator[Fault]:
    for place, relation in enumerate(right.relations):
        for new in _wrong_relations(relation, len(right.given)):
            says = f"{new.coefficients} = {new.index} for {relation.text}"
            yield "coefficient", says, replace(right, relations=put(right.relations, place, new))
        for field in ("latex", "text"):
            new = replace(relation, **{field: resigned(getattr(relation, field))})
            yield (
                "printed relation",
                getattr(new, field),
                replace(right, relations=put(right.relations, place, new)),
            )
        yield (
            "coefficient",
            f"without {relation.text}",
            replace(right, relations=cut(right.relations, place)),
        )


def _wrong_relations(relation: Relation, count: int) -> Iterator[Relation]:
    for place, (index, number) in enumerate(relation.coefficients):
        for new in numbers(number):
            yield replace(relation, coefficients=put(relation.coefficients, place, (index, new)))
        for other in range(count):
            if other != index:
                yield replace(relation, coefficients=put(relation.coefficients, place, (other, number)))
        yield replace(relation, coefficients=cut(relation.coefficients, place))
    for other in range(count):
        if other != relation.index:
            yield replace(relation, index=other)


def _of_matrices(right: Dimension) -> Iterator[Fault]:
    for field in ("matrix", "matrix_text", "reduced", "reduced_text"):
        for says, rows in wrong_rows(getattr(right, field)):
            yield "matrix entry", f"{field} {says}", replace(right, **{field: rows})
    for place in range(len(right.pivots)):
        pivots = put(right.pivots, place, right.pivots[place] + 1)
        yield "pivot", f"pivots {pivots}", replace(right, pivots=pivots)
        yield "pivot", f"without pivot {place}", replace(right, pivots=cut(right.pivots, place))
    if len(right.columns) > 1:
        yield "column order", "columns turned round", replace(right, columns=right.columns[::-1])


def _of_operations(right: Dimension) -> Iterator[Fault]:
    for place, operation in enumerate(right.operations):
        for says, wrong in _wrong_operations(operation):
            yield (
                "row operation",
                f"{says} for {operation.text}",
                replace(right, operations=put(right.operations, place, wrong)),
            )
        yield (
            "row operation",
            f"without {operation.text}",
            replace(right, operations=cut(right.operations, place)),
        )


def _wrong_operations(operation: RowOperation) -> Iterator[tuple[str, RowOperation]]:
    for new in numbers(operation.factor):
        if operation.kind != "swap":
            yield f"factor {new}", replace(operation, factor=new)
    if operation.kind == "add":
        yield (
            "source and target swapped",
            replace(operation, source=operation.target, target=operation.source),
        )
    if operation.kind != "swap":
        yield "swapped", replace(operation, kind="swap")
    for field in ("latex", "text"):
        new = resigned(getattr(operation, field))
        yield f"prints {new}", replace(operation, **{field: new})
    for field in ("matrix", "matrix_text"):
        for says, rows in [*wrong_rows(getattr(operation, field))][::3]:
            yield f"{field} {says}", replace(operation, **{field: rows})


def _of_steps(right: Dimension) -> Iterator[Fault]:
    """Faults in the printed derivation: a wrong sign or number, a line left out, two lines swapped."""
    for place, line in enumerate(right.steps):
        for field in ("latex", "text"):
            new = resigned(getattr(line, field))
            wrong = replace(line, **{field: Latex(new) if field == "latex" else new})
            yield "derivation step", f"{field} {new}", replace(right, steps=put(right.steps, place, wrong))
        kind = "rewriting" if line.rule == "coordinates" else "derivation step"
        yield kind, f"without {line.text}", replace(right, steps=cut(right.steps, place))
        yield kind, f"{line.text} twice", replace(right, steps=twice(right.steps, place))
        for other in range(place):
            swapped = put(put(right.steps, place, right.steps[other]), other, line)
            yield (
                kind,
                f"{line.text} in the place of {right.steps[other].text}",
                replace(right, steps=swapped),
            )


def equal(right: Dimension, wrong: Dimension) -> str:
    """Say that a changed claim is as right as the first: only what may be chosen freely differs."""
    same = {f: getattr(right, f) == getattr(wrong, f) for f in right.__dataclass_fields__ if f != "checks"}
    changed = [name for name, is_same in same.items() if not is_same]
    if changed == ["certificate"] and _same_minor(right, wrong):
        return "another minor of the same matrix, its determinant by sympy as claimed"
    if (
        set(changed) <= {"basis", "steps"}
        and right.source.kind == "intersection"
        and _same_span(right, wrong)
    ):
        return "another basis of the same subspace, by ranks in sympy"
    return ""


def _same_span(right: Dimension, wrong: Dimension) -> bool:
    first, second = ([[*map(sympy.sympify, e.entries)] for e in d.basis] for d in (right, wrong))
    ranks = {sympy.Matrix(rows).rank() for rows in (first, second, first + second)}
    return ranks == {len(right.basis)} == {len(wrong.basis)}


def _same_minor(right: Dimension, wrong: Dimension) -> bool:
    first, second = right.certificate.minor, wrong.certificate.minor
    if first is None or second is None or replace(wrong.certificate, minor=first) != right.certificate:
        return False
    cut = [[sympy.sympify(wrong.matrix_text[i][j]) for j in second.columns] for i in second.rows]
    distinct = len(set(second.rows)) == len(second.rows) == len(set(second.columns)) == len(second.columns)
    return distinct and bool(sympy.Matrix(cut).det() == sympy.sympify(second.determinant.text) != 0)
