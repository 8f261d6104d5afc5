"""A dimension as text for a terminal, as a LaTeX fragment, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Step
from backproof.spaces.language.printing import matrix_latex, name_latex, rows_as_text
from backproof.spaces.language.readings import domain_of
from backproof.spaces.language.result import Certificate, Dimension, Factorisation, Rows
from backproof.spaces.linear.claims import SOLVED, bounds

_MOST_LISTED = 30
_WIDEST = 240
_MOST_COLUMNS = 40
_WIDEST_ON_PAPER = 30
_WHOLE = "--format json"
# The rules of a derivation that follow its pivots, and the phrases printed before them.
_TOLD = {
    "free variables": "",
    "pivot unknown": "  ",
    "rank and nullity": "unknowns less rank: ",
    "common vector": "",
    "subspace": "",
    "dimension formula": "",
}
_JSON_KEYS = (
    *(
        "translation",
        "kind",
        "space",
        "answer",
        "given",
        "matrix_text",
        "reduced_text",
        "pivots",
        "operations",
        "basis",
    ),
    *("relations", "steps", "certificate", "cases", "sums_of_squares", "notes", "source"),
)
_INDEPENDENT = ("values at points", "Wronskian")


_SPECIAL = {
    **{character: rf"\{character}" for character in "#$%&_{}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
_PACKAGES = r"% This needs \usepackage{amsmath,amssymb}."


def report(dimension: Dimension, form: str) -> str:
    """The dimension in one of the forms text, latex and json."""
    forms = {"text": as_text, "latex": as_latex, "json": _as_json}
    return forms[form](dimension)


def _as_json(dimension: Dimension) -> str:
    """Keys dimension (null if it is open, with at_least and at_most), basis, relations, steps."""
    bounds: dict[str, Any] = {"dimension": dimension.dimension}
    if dimension.dimension is None or dimension.cases:
        bounds |= {"at_least": dimension.at_least, "at_most": dimension.at_most}
    checks = [{**vars(check), "passed": check.passed} for check in dimension.checks]
    data = {**vars(dimension), "notes": _told(dimension)}
    whole = {**bounds, **{key: data[key] for key in _JSON_KEYS}, "checks": checks}
    return json.dumps(whole, default=vars, indent=2, ensure_ascii=False)


def _told(dimension: Dimension) -> list[str]:
    """The interpretation of the question, and the obstacles to a definite number."""
    return [*(reading.text for reading in dimension.readings), *dimension.notes]


def as_text(dimension: Dimension) -> str:
    """The answer, the derivation line by line, the proof, and the checks."""
    return "\n".join(_text_lines(dimension))


def _setting(dimension: Dimension) -> str:
    """The unknowns of a system, in order."""
    source = dimension.source
    if dimension.translation:
        return ""
    return f", in the unknowns {', '.join(source.variables)}" if source.kind == "homogeneous_system" else ""


def _text_lines(dimension: Dimension) -> Iterator[str]:
    verb = "=" if dimension.dimension is not None else "is"
    yield f"dim {dimension.space.text} {verb} {dimension.answer.text}{_setting(dimension)}"
    if dimension.translation:
        yield dimension.translation.definition.text
    yield from (f"Note: {note}" for note in _told(dimension))
    yield ""
    yield from _derivation(dimension)
    named = "Basis" if dimension.dimension is not None else "Independent"
    if dimension.translation and dimension.translation.elements:
        listed = ", ".join(_named(e.name.text, e.text) for e in dimension.translation.elements)
        yield f"{named}: {listed}"
        named = "By its coordinates"
    yield f"{named}: {_basis(dimension) or 'the empty set'}"
    yield from (f"Relation: {relation.text}" for relation in dimension.relations)
    yield from (f"  because {step.text}" for step in dimension.steps if step.rule == "identity")
    yield from (step.text for step in dimension.steps if step.rule == "sum of squares")
    yield from (f"Case {case.condition.text}: {case.dimension}" for case in dimension.cases)
    yield ""
    yield from _proof(dimension)
    yield ""
    yield "Checks"
    of_parts = (check for check in dimension.evidence[len(dimension.checks) :] if not check.passed)
    for check in (*dimension.checks, *of_parts):
        yield f"  {'passed' if check.passed else 'FAILED'}  {check.method}: {check.subject} ({check.got})"


def _basis(dimension: Dimension) -> str:
    """The basis written out; large given vectors by name."""
    is_named = dimension.is_summarised and all(e.index is not None and e.name.text for e in dimension.basis)
    return ", ".join(e.name.text if is_named else _named(e.name.text, e.text) for e in dimension.basis)


def _named(name: str, text: str) -> str:
    return f"{name} = {text}" if name else text


def _derivation(dimension: Dimension) -> Iterator[str]:
    before = ("general element", "in coordinates", "coordinates")
    yield from (step.text for step in dimension.steps if step.rule in before)
    if not dimension.matrix_text:
        return
    titles = [dimension.given[i] for i in dimension.columns]
    yield f"Columns: {_listed([e.name.text or e.text for e in titles])}"
    if dimension.source.kind in ("functions", "polynomials"):
        yield f"Rows: {_listed([c.text for c in dimension.coordinates])}"
    yield from _grid(dimension.matrix_text)
    if dimension.is_summarised:
        yield f"{len(dimension.operations)} row operations, all of them with {_WHOLE}, lead to"
        yield from _grid(dimension.reduced_text)
    else:
        for operation in dimension.operations:
            yield operation.text
            yield from _grid(operation.matrix_text)
    pivots = _listed([str(c + 1) for c in dimension.pivots]) or "none"
    yield f"Pivot columns: {pivots}; rank {dimension.rank}"
    yield from (f"{_TOLD[step.rule]}{step.text}" for step in dimension.steps if step.rule in _TOLD)


def _listed(found: Sequence[str]) -> str:
    """The items; of many, the first and the last few."""
    shown = [*found[:12], "...", found[-1]] if len(found) > _MOST_LISTED else found
    return ", ".join(shown)


def _grid(rows: Rows) -> Iterator[str]:
    """A matrix with aligned columns, or only its size if it is wider than any terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) > _WIDEST or len(widths) > _MOST_COLUMNS:
        yield f"  a {len(rows)} by {len(widths)} matrix, whole with {_WHOLE}"
        return
    for row in rows:
        yield "  [ " + "  ".join(x.rjust(width) for x, width in zip(row, widths, strict=True)) + " ]"


def _proof(dimension: Dimension) -> Iterator[str]:
    certificate, (low, high) = dimension.certificate, bounds(dimension)
    general = "Outside of the exceptions, at" if len(dimension.cases) > 1 else "At"
    yield f"{general} least {low}: {_why_least(dimension) if low else 'no dimension is below 0'}"
    yield f"{general} most {high}: {_why_most(certificate, dimension)}"


def _why_least(dimension: Dimension) -> str:
    certificate = dimension.certificate
    independent = [step.text for step in dimension.steps if step.rule in _INDEPENDENT]
    if independent:
        return f"{independent[0]}{_meaning(dimension)}"
    if certificate.minor and certificate.lower == "minor" and not certificate.minor.rows:
        return "no dimension is below 0"
    if certificate.minor and certificate.lower == "minor":
        minor = certificate.minor
        rows, columns = (_listed([str(i + 1) for i in part]) for part in (minor.rows, minor.columns))
        return f"the minor of rows [{rows}] and columns [{columns}] is {minor.determinant.text}"
    names = ", ".join(element.name.text for element in dimension.basis)
    if certificate.lower == "special solutions" and names:
        return f"{names}: each is not 0 at a free variable of its own, where the others are 0"
    if certificate.lower == "common vectors" and names:
        return f"{names}, independent and in both spaces"
    return certificate.lower


def _meaning(dimension: Dimension) -> str:
    """The names used in the line that proves functions independent."""
    listed = ", ".join(element.text for element in dimension.basis)
    numbers = range(1, len(dimension.basis) + 1)
    names = "f_1" if len(numbers) == 1 else f"({', '.join(f'f_{n}' for n in numbers)})"
    listed = listed if len(numbers) == 1 else f"({listed})"
    wronskian = ", W their Wronskian" if dimension.certificate.lower == _INDEPENDENT[1] else ""
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
        return _product(certificate.factorisation, dimension)
    if certificate.upper == "dimension formula":
        return next(step.text for step in dimension.steps if step.rule == "dimension formula")
    return certificate.upper


def _product(factors: Factorisation, dimension: Dimension) -> str:
    """A = C R with both matrices, if they are small enough to read."""
    if not factors.right_text:
        return "every entry is 0"
    if dimension.is_summarised:
        return "A = C R with C the pivot columns of A and R the non-zero rows of the reduced matrix"
    return f"A = C R with C = {rows_as_text(factors.left_text)} and R = {rows_as_text(factors.right_text)}"


def _is_wide(dimension: Dimension) -> bool:
    """Return whether the matrix is too wide for a page."""
    return len(dimension.columns) > _WIDEST_ON_PAPER


def as_latex(dimension: Dimension) -> str:
    """A LaTeX fragment that needs only amsmath: the steps as displays, the answer boxed."""
    left_out = ("pivots", "matrix") if _is_wide(dimension) else ("pivots",)
    steps = (step for step in dimension.steps[:-1] if step.rule not in left_out)
    lines = [rf"\[ {_shown(dimension, step)} \]" for step in steps]
    if dimension.reduced and dimension.pivots:
        shown = "A" if _is_wide(dimension) else matrix_latex(dimension.reduced)
        lines.append(rf"\[ \operatorname{{rank}} {shown} = {dimension.rank} \]")
    lines = [*_given_in_latex(dimension), *lines]
    if dimension.source.kind in SOLVED and dimension.basis:
        found = r",\quad ".join(f"{e.name.latex} = {e.latex}" for e in dimension.basis)
        words = "coordinates of a basis" if dimension.translation else "basis"
        lines.append(rf"\[ \text{{{words}: }} {found} \]")
    verb = r"\text{ is }" if dimension.dimension is None else "="
    answer = rf"\dim {dimension.space.latex} {verb} {dimension.answer.latex}"
    return "\n".join([_PACKAGES, *lines, rf"\[ \boxed{{{answer}}} \]"])


def _given_in_latex(dimension: Dimension) -> Iterator[str]:
    """The interpretation, then the unknowns, the domain, or the elements in the matrix's columns."""
    source = dimension.source
    if dimension.translation:
        yield rf"\[ {dimension.translation.definition.latex} \]"
    told = [*(reading.latex for reading in dimension.readings), *map(_escaped, dimension.notes)]
    yield from (f"Note: {note}.\\par" for note in told)
    if source.kind == "homogeneous_system":
        unknowns = ", ".join(name_latex(name) for name in source.variables)
        yield from () if dimension.translation else [rf"\[ \text{{in the unknowns }} {unknowns} \]"]
    elif source.domain:
        yield rf"\[ \text{{on }} {domain_of(dimension).latex} \]"
    elif dimension.matrix and not _is_wide(dimension):
        named = [dimension.given[i] for i in dimension.columns]
        yield rf"\[ \text{{columns: }} {', '.join(e.name.latex or e.latex for e in named)} \]"


def _escaped(note: str) -> str:
    """A note with LaTeX's special characters escaped."""
    return "".join(_SPECIAL.get(character, character) for character in note)


def _shown(dimension: Dimension, step: Step) -> str:
    """A line in LaTeX; the line that proves functions independent names them."""
    if step.rule not in _INDEPENDENT:
        return step.latex
    numbered = enumerate(dimension.basis, 1)
    names = r",\quad ".join(rf"f_{{{n}}} = {element.latex}" for n, element in numbered)
    return rf"\begin{{gathered}} {names} \\ {step.latex} \end{{gathered}}"
