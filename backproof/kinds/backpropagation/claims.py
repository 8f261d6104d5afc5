"""The claim of a network's numbers: each as an equation at the point, or as a derivative there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.answer import Check, Claim
from backproof.calculus.language.tree import to_text
from backproof.kinds.backpropagation.evidence import AFTER, AT, subjects
from backproof.kinds.backpropagation.solving import Problem
from backproof.kinds.shared.numbers.point import Numbers

Row = dict[str, Any]


def rows_of(asked: Problem) -> Iterator[Row]:
    """Yield each number of the part as plain data: its text, and what it is the value of."""
    program = to_text(asked.found.expression).split("; ")
    by = {f"d{asked.name}_d{name}": name for name in asked.data.wrt}
    forward: list[str] = []
    at = _texts(asked.values)
    for item in asked.lines:
        row = {"key": item.key, "symbol": item.line.left.latex, "text": item.value.text, **at}
        if item.is_forward:
            forward.append(item.line.step.text)
            yield row | {"is_boxed": item.key == asked.name, "left": "\n".join(forward)}
        elif item.key in by:
            lines = [*program, f"{item.key} = {item.value.text}"]
            of = {"name": asked.name, "definition": "\n".join(program), "lines": lines}
            yield row | of | {"is_boxed": True, "derivatives": {by[item.key]: item.value.text}}
    values = dict(asked.values)
    for update in asked.updates:
        rate = asked.rate.text if asked.rate else "0"
        for name, after in update.after.items():
            left = f"{name} - ({rate})*({update.slopes[name].text})"
            key = f"{name}{AFTER}{update.number}"
            yield _row(key, name, after, _texts(values)) | {"left": left}
        values |= update.after
        key = f"{asked.name}{AFTER}{update.number}"
        yield _row(key, asked.name, update.loss, _texts(values)) | {"left": "\n".join(program)}


def network_claim(asked: Problem, rows: Sequence[Row], checks: Sequence[Check]) -> Claim:
    """Claim all numbers, with the lines of the derivation."""
    lines = [item.line.step.text for item in asked.lines]
    evidence = subjects(checks)
    planned = [row | _planned(row, evidence) for row in rows]
    rounding = {} if asked.decimals is None else {"decimals": asked.decimals}
    stated = asked.stated.data(asked.found.expression, asked.term)
    return Claim("results", {**stated, "name": asked.name, "lines": lines, "results": planned, **rounding})


def _planned(row: Row, evidence: Sequence[tuple[str, str]]) -> Row:
    """Return the methods that stand behind a number, and the subject of their checks."""
    subject = row["key"] if AFTER in row["key"] else f"{row['key']}{AT}"
    methods = sorted({method for method, about in evidence if about.endswith(subject)})
    return {"evidence": methods, "subject": subject}


def _row(key: str, symbol: str, value: Numbers, at: Mapping[str, Any]) -> Row:
    return {"key": key, "symbol": symbol, "is_boxed": False, "text": value.text, **at}


def _texts(values: Mapping[str, Numbers]) -> dict[str, Any]:
    return {"at": {name: value.texts for name, value in values.items()}, "sizes": {}}
