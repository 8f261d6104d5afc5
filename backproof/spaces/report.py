"""A dimension as text for a terminal, as a LaTeX fragment, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from backproof.answer import Step
from backproof.spaces.claims import bounds
from backproof.spaces.printing import matrix_latex, rows_as_text
from backproof.spaces.result import Certificate, Dimension, Rows

JSON_KEYS = (
    *("kind", "space", "answer", "given", "matrix_text", "reduced_text", "pivots", "operations", "basis"),
    *("relations", "steps", "certificate", "cases", "notes", "source"),
)
INDEPENDENT = ("values at points", "Wronskian")


PACKAGES = r"% This needs \usepackage{amsmath}."


def report(dimension: Dimension, form: str) -> str:
    """The dimension in one of the forms text, latex and json."""
    forms = {"text": as_text, "latex": as_latex, "json": as_json}
    return forms[form](dimension)


def as_json(dimension: Dimension) -> str:
    """Keys dimension (null where it is open, beside at_least and at_most), basis, relations, steps."""
    bounds: dict[str, Any] = {"dimension": dimension.dimension}
    if dimension.dimension is None or dimension.cases:
        bounds |= {"at_least": dimension.at_least, "at_most": dimension.at_most}
    data = asdict(dimension)
    checks = [{**asdict(check), "passed": check.passed} for check in dimension.checks]
    whole = {**bounds, **{key: data[key] for key in JSON_KEYS}, "checks": checks}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_text(dimension: Dimension) -> str:
    """The answer, the derivation line by line, why it is right, and what was checked."""
    return "\n".join(_text_lines(dimension))


def _text_lines(dimension: Dimension) -> Iterator[str]:
    verb = "is" if dimension.dimension is None else "="
    taken = " (this domain was taken, as none was given)" if dimension.source.is_assumed else ""
    yield f"dim {dimension.space.text} {verb} {dimension.answer.text}{taken}"
    yield ""
    yield from _derivation(dimension)
    basis = ", ".join(_named(e.name.text, e.text) for e in dimension.basis) or "the empty set"
    yield f"{'Basis' if dimension.dimension is not None else 'Independent'}: {basis}"
    yield from (f"Relation: {relation.text}" for relation in dimension.relations)
    yield from (f"Case {case.condition.text}: {case.dimension}" for case in dimension.cases)
    yield from (f"Note: {note}" for note in dimension.notes)
    yield ""
    yield from _proof(dimension)
    yield ""
    yield "Checks"
    of_parts = (check for check in dimension.evidence[len(dimension.checks) :] if not check.passed)
    for check in (*dimension.checks, *of_parts):
        yield f"  {'passed' if check.passed else 'FAILED'}  {check.method}: {check.subject} ({check.got})"


def _named(name: str, text: str) -> str:
    return f"{name} = {text}" if name else text


def _derivation(dimension: Dimension) -> Iterator[str]:
    yield from (step.text for step in dimension.steps if step.rule == "coordinates")
    if not dimension.matrix_text:
        return
    titles = [dimension.given[i] for i in dimension.columns]
    yield f"Columns: {', '.join(e.name.text or e.text for e in titles)}"
    if dimension.source.kind in ("functions", "polynomials"):
        yield f"Rows: {', '.join(c.text for c in dimension.coordinates)}"
    yield from _grid(dimension.matrix_text)
    for operation in dimension.operations:
        yield operation.text
        yield from _grid(operation.matrix_text)
    pivots = ", ".join(str(c + 1) for c in dimension.pivots) or "none"
    yield f"Pivot columns: {pivots}; rank {dimension.rank}"


def _grid(rows: Rows) -> Iterator[str]:
    """A matrix with its columns set right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  [ " + "  ".join(x.rjust(width) for x, width in zip(row, widths, strict=True)) + " ]"


def _proof(dimension: Dimension) -> Iterator[str]:
    certificate, (low, high) = dimension.certificate, bounds(dimension)
    general = "Outside of the exceptions, at" if len(dimension.cases) > 1 else "At"
    yield f"{general} least {low}: {_why_least(dimension) if low else 'no dimension is below 0'}"
    yield f"{general} most {high}: {_why_most(certificate, dimension)}"


def _why_least(dimension: Dimension) -> str:
    certificate = dimension.certificate
    independent = [step.text for step in dimension.steps if step.rule in INDEPENDENT]
    if independent:
        return f"{independent[0]}{_meaning(dimension)}"
    if certificate.minor and certificate.lower == "minor":
        rows, columns = (
            [i + 1 for i in part] for part in (certificate.minor.rows, certificate.minor.columns)
        )
        return f"the minor of rows {rows} and columns {columns} is {certificate.minor.determinant.text}"
    return certificate.lower


def _meaning(dimension: Dimension) -> str:
    """The names in the line that shows functions to be independent."""
    listed = ", ".join(element.text for element in dimension.basis)
    numbers = range(1, len(dimension.basis) + 1)
    names = "f_1" if len(numbers) == 1 else f"({', '.join(f'f_{n}' for n in numbers)})"
    listed = listed if len(numbers) == 1 else f"({listed})"
    wronskian = ", W their Wronskian" if dimension.certificate.lower == INDEPENDENT[1] else ""
    return f", where {names} = {listed}{wronskian}"


def _why_most(certificate: Certificate, dimension: Dimension) -> str:
    if certificate.upper == "relations":
        count = len(dimension.relations)
        stem = "function" if dimension.source.kind == "functions" else "element"
        given = f"{len(dimension.given)} {stem}{'' if len(dimension.given) == 1 else 's'}"
        return f"{count} proved relation{'' if count == 1 else 's'} among {given}" if count else given
    if certificate.upper == "minor" and certificate.minor:
        rank = len(certificate.minor.rows)
        minor = certificate.minor.determinant.text
        return f"{len(dimension.given)} unknowns less rank {rank}, by the minor {minor}"
    if certificate.upper == "A = C R" and certificate.factorisation:
        factors = certificate.factorisation
        if not factors.right_text:
            return "every entry is 0"
        shown = rows_as_text(factors.left_text), rows_as_text(factors.right_text)
        return f"A = C R with C = {shown[0]} and R = {shown[1]}"
    return certificate.upper


def as_latex(dimension: Dimension) -> str:
    """A fragment that needs amsmath alone: the steps as aligned displays, and the answer boxed."""
    lines = [rf"\[ {_shown(dimension, step)} \]" for step in dimension.steps[:-1] if step.rule != "pivots"]
    if dimension.reduced and dimension.pivots:
        lines.append(rf"\[ \operatorname{{rank}} {matrix_latex(dimension.reduced)} = {dimension.rank} \]")
    verb = r"\text{ is }" if dimension.dimension is None else "="
    answer = rf"\dim {dimension.space.latex} {verb} {dimension.answer.latex}"
    return "\n".join([PACKAGES, *lines, rf"\[ \boxed{{{answer}}} \]"])


def _shown(dimension: Dimension, step: Step) -> str:
    """A line in LaTeX; that which shows functions to be independent names them."""
    if step.rule not in INDEPENDENT:
        return step.latex
    numbered = enumerate(dimension.basis, 1)
    names = r",\quad ".join(rf"f_{{{n}}} = {element.latex}" for n, element in numbered)
    return rf"\begin{{gathered}} {names} \\ {step.latex} \end{{gathered}}"
