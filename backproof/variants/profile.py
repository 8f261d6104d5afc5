"""Profiles of answers: what makes them hard, read off the answer, its derivation and its row operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache

from backproof.answer import Answer, Claim, Step
from backproof.linear_algebra.language.result import Line, Named, Outcome, Stage

_FRACTION = re.compile(r"\\d?frac\{(\d+)\}\{(\d+)\}")
_SUBSCRIPT = re.compile(r"_(?:\{[^{}]*\}|\w)")
# A number of a name (W1), of an index or of a decimal fraction, which is rounded, is none to calculate with.
_NUMBER = re.compile(r"(?<![\w.\\])(\d+)(?![.\w])(?:/(\d+)(?![.\w]))?")
_OPERATION = re.compile(r"\*\*|[*/@+]|(?<=[\w)\]])\s*-|[A-Za-z_]\w*(?=\()")
_PRINTED_ROW = re.compile(r"R_?\{?\d+\}?")
_BECOMES = re.compile(r"<->|<-|\\leftrightarrow|\\leftarrow")
_ROW_OPERATION = "row operation"


@dataclass(frozen=True)
class Profile:
    """The difficulty of one answer.

    `rules` are those of the derivation and `operations` the kinds of row operations, both in order;
    `verdicts` are the tasks, cases and words that were found, and `results` the sizes of the results.
    `number` and `denominator` are the largest ones, `fractions` counts the numbers that are not
    whole, and `length` the operations in the formulas.
    """

    rules: tuple[str, ...]
    operations: tuple[str, ...]
    verdicts: tuple[str, ...]
    results: tuple[str, ...]
    has_roots: bool
    number: int
    denominator: int
    fractions: int
    length: int


@dataclass(frozen=True)
class Judged:
    """All that is compared of an answer: its profile, and whether its checks passed."""

    passed: bool
    profile: Profile


def judged(answer: Answer) -> Judged:
    """Return what is compared of an answer."""
    return Judged(answer.passed, _profile_of(answer))


def _profile_of(answer: Answer) -> Profile:
    """Return the profile of an answer."""
    texts = list(_texts(answer))
    numbers = [found for text in texts for found in _numbers(text)]
    formulas = [answer.text, *(step.text for step in answer.steps)]
    return Profile(
        rules=tuple(_rules(answer)),
        operations=tuple(_operations(answer)),
        verdicts=tuple(_verdicts(answer)),
        results=tuple(map(_size, answer.formulas.values())),
        has_roots=any("sqrt" in text for text in texts),
        number=max((numerator for numerator, _ in numbers), default=0),
        denominator=max((denominator for _, denominator in numbers), default=1),
        fractions=sum(denominator > 1 for _, denominator in numbers),
        length=sum(len(_OPERATION.findall(text)) for text in formulas),
    )


def _rules(answer: Answer) -> Iterator[str]:
    yield from (step.rule for step in answer.steps if step.rule != _ROW_OPERATION)
    yield from (record.rule for record in _records(answer.details) if isinstance(record, Line))


def _operations(answer: Answer) -> Iterator[str]:
    """Yield swap, scale or add for each row operation in print."""
    printed = [step.text for step in answer.steps]
    for stage in _stages(answer):
        printed += stage.operations
    for text in printed:
        left, *rest = _BECOMES.split(text.partition(":")[0])
        if rest and _PRINTED_ROW.fullmatch(left.strip()):
            exchanges = "<->" in text or "leftrightarrow" in text
            rows = len(_PRINTED_ROW.findall(rest[0]))
            yield "swap" if exchanges else "add" if rows > 1 else "scale"


def _stages(answer: Answer) -> list[Stage]:
    """Return the stages of eliminations that the derivation does not tell step by step."""
    if any(step.rule == _ROW_OPERATION for step in answer.steps):
        return []
    return [record for record in _records(answer.details) if isinstance(record, Stage)]


def _verdicts(answer: Answer) -> Iterator[str]:
    for record in _records(answer.details):
        if isinstance(record, Outcome):
            yield record.task
            yield from ("case",) if record.condition else ()
    for claim in answer.claims:
        yield claim.kind
        yield from _words(claim.data)


def _words(data: object) -> Iterator[str]:
    """Yield the words that claims have for results, such as global maximum, and dimensions."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in {"word", "verdict", "dimension"} and value:
                yield f"{key} {value}"
            else:
                yield from _words(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _words(value)


def _texts(answer: Answer) -> Iterator[str]:
    """Yield the texts whose numbers are calculated with."""
    yield from (answer.text, *answer.formulas.values())
    yield from (step.text.partition(": ")[2] or step.text for step in answer.steps)
    for record in _records(answer.details):
        if isinstance(record, Named):
            yield from (text for row in record.texts for text in row)
        elif isinstance(record, Line):
            yield from record.latex
    for stage in _stages(answer):
        yield from (cell.latex for row in stage.matrix for cell in row)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the numerators and denominators of the numbers in a text or in LaTeX."""
    plain = _SUBSCRIPT.sub("", _FRACTION.sub(r" \1/\2 ", text))
    for match in _NUMBER.finditer(plain):
        yield int(match[1]), int(match[2] or 1)


def _size(text: str) -> str:
    """Return the size of a list in a text: `3` or `2x3`; any other text is a formula."""
    if not (text.startswith("[") and text.endswith("]")):
        return "formula"
    rows = text.count("[") - 1
    entries = text.count(",") + 1
    return f"{rows}x{entries // rows}" if rows else str(entries)


def _records(value: object) -> Iterator[object]:
    """Yield all records within plain data, outer ones first; of a line, its stages are within it."""
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from _records(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _records(entry)
    elif is_dataclass(value) and not isinstance(value, type | Step | Claim):
        yield value
        for name in _names(type(value)):
            yield from _records(getattr(value, name))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))
