"""Faults in the proof of a dimension: its certificate, its sums of squares, and its cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backproof.answer import Latex
from backproof.spaces.language.result import Dimension, Evaluation, Formula, Minor, Wronskian
from backproof.spaces.parameters.square_lines import square_line
from benchmarks.mutation.changes import Fault, cut, negated, numbers, put, wrong_rows


def of_certificate(right: Dimension) -> Iterator[Fault]:
    """Faults in the minor, the factorisation, the values at points and the Wronskian."""
    proof = right.certificate
    if proof.minor:
        for says, wrong in _wrong_minors(proof.minor):
            yield "minor", says, _certified(right, minor=wrong)
        yield "minor", "none", _certified(right, minor=None)
    if proof.factorisation:
        for field in ("left", "right", "left_text", "right_text"):
            for says, rows in wrong_rows(getattr(proof.factorisation, field)):
                wrong = replace(proof.factorisation, **{field: rows})
                yield "factorisation", f"{field} {says}", _certified(right, factorisation=wrong)
        yield "factorisation", "none", _certified(right, factorisation=None)
    if proof.evaluation:
        yield from _of_evaluation(right, proof.evaluation)
    if proof.wronskian:
        yield from _of_wronskian(right, proof.wronskian)


def _of_evaluation(right: Dimension, shown: Evaluation) -> Iterator[Fault]:
    for place, point in enumerate(shown.points):
        for other in ("1/7", "100", *(p.text for p in shown.points if p != point)):
            wrong = replace(shown, points=put(shown.points, place, Formula(other, other)))
            yield "point", f"{other} for {point.text}", _certified(right, evaluation=wrong)
    yield (
        "enclosure",
        "sign",
        _certified(right, evaluation=replace(shown, lower=negated(shown.upper), upper=negated(shown.lower))),
    )
    yield "enclosure", "lower end 0", _certified(right, evaluation=replace(shown, lower="0"))
    yield (
        "enclosure",
        "functions turned",
        _certified(right, evaluation=replace(shown, functions=shown.functions[::-1])),
    )
    if right.certificate.lower == "values at points":
        yield "enclosure", "none", _certified(right, evaluation=None)
    for field in ("matrix", "matrix_text"):
        for says, rows in wrong_rows(getattr(shown, field)):
            yield "values", f"{field} {says}", _certified(right, evaluation=replace(shown, **{field: rows}))
    for new in numbers(shown.determinant.text):
        for wrong in (Formula(new, new), Formula(new, shown.determinant.text)):
            yield (
                "values",
                f"determinant {new}",
                _certified(right, evaluation=replace(shown, determinant=wrong)),
            )


def _of_wronskian(right: Dimension, claimed: Wronskian) -> Iterator[Fault]:
    yield (
        "Wronskian",
        "sign",
        _certified(
            right, wronskian=replace(claimed, lower=negated(claimed.upper), upper=negated(claimed.lower))
        ),
    )
    yield "Wronskian", "point", _certified(right, wronskian=replace(claimed, point=Formula("1/7", "1/7")))
    yield (
        "Wronskian",
        "determinant",
        _certified(right, wronskian=replace(claimed, determinant=Formula("7", "7"))),
    )
    if right.certificate.lower == "Wronskian":
        yield "Wronskian", "none", _certified(right, wronskian=None)
    for field in ("matrix", "matrix_text"):
        for says, rows in wrong_rows(getattr(claimed, field)):
            yield (
                "Wronskian",
                f"{field} {says}",
                _certified(right, wronskian=replace(claimed, **{field: rows})),
            )


def _wrong_minors(minor: Minor) -> Iterator[tuple[str, Minor]]:
    shown = minor.determinant
    for new in numbers(shown.text):
        yield f"determinant {new}", replace(minor, determinant=Formula(new, new))
        yield f"determinant prints {new}", replace(minor, determinant=Formula(new, shown.text))
    for field in ("rows", "columns"):
        chosen = getattr(minor, field)
        for place in range(len(chosen)):
            for other in range(4):
                if other not in chosen:
                    yield f"{field} with {other}", replace(minor, **{field: put(chosen, place, other)})
        if len(chosen) > 1:
            yield f"{field} twice", replace(minor, **{field: (chosen[0], *chosen[:-1])})
            yield f"{field} turned", replace(minor, **{field: chosen[::-1]})
    for field in ("matrix", "matrix_text"):
        for says, rows in wrong_rows(getattr(minor, field)):
            yield f"{field} {says}", replace(minor, **{field: rows})


def of_squares(right: Dimension) -> Iterator[Fault]:
    """A sum of squares that is not its polynomial, or whose numbers do not show what they should."""
    for place, found in enumerate(right.sums_of_squares):
        made = [replace(found, constant=new) for new in (*numbers(found.constant), f"-{found.constant}")]
        made += [replace(found, polynomial=f"{found.polynomial} + {new}") for new in ("1", "s", "t**2")]
        for at, (weight, root) in enumerate(found.squares):
            changed = [(new, root) for new in numbers(weight)] + [
                (f"-({weight})", root),
                (weight, f"{root} + 1"),
            ]
            made += [replace(found, squares=put(found.squares, at, pair)) for pair in changed]
            made.append(replace(found, squares=found.squares[:at] + found.squares[at + 1 :]))
        for wrong in made:
            squares = put(right.sums_of_squares, place, wrong)
            line = square_line(wrong)
            steps = tuple(
                replace(step, latex=Latex(line.latex), text=line.text)
                if step.text == square_line(found).text
                else step
                for step in right.steps
            )
            consistent = replace(right, sums_of_squares=squares, steps=steps)
            yield "sum of squares", f"{line.text} for {square_line(found).text}", consistent
        rest = right.sums_of_squares[:place] + right.sums_of_squares[place + 1 :]
        yield "sum of squares", "left out", replace(right, sums_of_squares=rest)


def of_cases(right: Dimension) -> Iterator[Fault]:
    """Faults in the cases: their dimensions, their conditions, and a case left out."""
    for place, case in enumerate(right.cases):
        for off in (-1, 1):
            wrong = replace(case, dimension=case.dimension + off)
            yield (
                "case",
                f"{wrong.dimension} for {case.condition.text}",
                replace(right, cases=put(right.cases, place, wrong)),
            )
        for field in ("equations", "inequations"):
            for number, text in enumerate(getattr(case, field)):
                wrong = replace(case, **{field: put(getattr(case, field), number, f"{text} + 1")})
                yield "case", f"{text} + 1", replace(right, cases=put(right.cases, place, wrong))
                wrong = replace(case, **{field: cut(getattr(case, field), number)})
                yield "case", f"without {text}", replace(right, cases=put(right.cases, place, wrong))
        yield "case", f"without {case.condition.text}", replace(right, cases=cut(right.cases, place))


def _certified(right: Dimension, **changes: Any) -> Dimension:
    return replace(right, certificate=replace(right.certificate, **changes))
