"""Output formats of a derivation: a page of text for the terminal, LaTeX, a numpy function, JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.calculus.derivation.steps import Line, Partial
from backproof.calculus.derivations import Derivation, Derivations
from backproof.calculus.inference.alternatives import Alternative
from backproof.calculus.inference.shapes import Settled
from backproof.calculus.language.calls_text import with_calls
from backproof.calculus.language.letters import letter_unicode
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.printing.unicode import shape_unicode, to_unicode
from backproof.calculus.spelling.numpy_form import numpy_form

_PACKAGES = r"% This needs \usepackage{amsmath}."


def report(found: Derivations, form: str, settled: Settled) -> str:
    """Render the derivation as text, latex, numpy or json; `settled` says how the input was read."""
    return _FORMS[form](found, settled)


def evidence(found: Derivations) -> tuple[Check, ...]:
    """Return every check: of the results, of each line, and of the lines as a program."""
    of_lines = (step.check for step in found.steps if step.check is not None)
    return (*found.checks, *of_lines, found.program)


def _said(found: Derivations, settled: Settled) -> Iterator[str]:
    """Yield the chosen reading, the assumptions, the check of the lines as a program, the failed checks."""
    understood = _read_as(found, settled)
    if understood:
        yield f"Read as {understood}"
    if settled.reading:
        yield f"Reading: {settled.reading}."
    yield from (f"Note: {note}." for note in _assumptions(found, settled))
    yield _checked(found.program)
    failed = (check for check in evidence(found)[:-1] if not check.passed)
    yield from (_checked(check, names_subject=True) for check in failed)


def _read_as(found: Derivations, settled: Settled) -> str:
    """Return the expression in NumPy's form if the input was in another; "" otherwise."""
    text = with_calls(found.expression)
    return text if settled.text and numpy_form(settled.text, text) == text != settled.text else ""


def _assumptions(found: Derivations, settled: Settled) -> tuple[str, ...]:
    """Return everything that was inferred from the input or assumed, without duplicates."""
    taken = (note for item in found.of.values() for note in item.assumptions)
    return tuple(dict.fromkeys((*settled.notes, *taken)))


def _as_text(found: Derivations, settled: Settled) -> str:
    """Render the reading, the formulas in Unicode, the steps with rule and shape, and the checks."""
    notes = _assumptions(found, settled)
    understood = _read_as(found, settled)
    blocks = [
        f"Read as {understood}" if understood else "",
        f"Reading: {settled.reading}." if settled.reading else "",
        "\n".join(_formula(found, item) for item in found.of.values()),
        _defined(found),
        "\n".join(f"Note: {note}." for note in notes),
        "\n".join(_aligned([_line_cells(i, line) for i, line in enumerate(found.lines, 1)])),
        "\n".join(_checked(check, len(found.of) > 1) for check in (*found.checks, found.program)),
    ]
    return "\n\n".join(filter(None, blocks))


def _formula(found: Derivations, derivation: Derivation) -> str:
    """Return the formula of a result: `∂F/∂x = 2x   (n)`."""
    name = Partial(found.named.name, derivation.wrt, 2 if derivation.kind == "hessian" else 1).unicode
    result = to_unicode(in_letters(derivation.gradient, found.functions), around=found.around)
    return f"{name} = {result}   ({shape_unicode(derivation.gradient.shape)}{_where(found, derivation)})"


def _where(found: Derivations, derivation: Derivation) -> str:
    """Return the clause that defines the names in a result: `, where r = y − W₂ h`."""
    values = {part.name: in_letters(part.value, found.functions) for part in derivation.definitions}
    parts = (
        f"{letter_unicode(name)} = {to_unicode(value, around=found.around)}" for name, value in values.items()
    )
    text = ", ".join(parts)
    return f"; {text}" if text else ""


def _defined(found: Derivations) -> str:
    """Return `Here σ(t) = 1/(1 + exp(−t)).` for the functions that the user did not define."""
    equations = ", ".join(meaning.unicode for meaning in found.meanings)
    return f"Here {equations}." if equations else ""


def _line_cells(number: int, line: Line) -> tuple[str, ...]:
    """Return the cells of one line: number, equation, shape, rule."""
    verdict = "" if line.check.passed else "FAILED"
    return f"{number}.", line.unicode, shape_unicode(line.right.shape), line.rule, verdict


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Format the rows as lines with aligned columns."""
    widths = [max(map(_printed_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(
            cell + " " * (width - _printed_width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    )
    return [line.rstrip() for line in padded]


def _printed_width(text: str) -> int:
    """Return the number of terminal columns that a text occupies; combining accents occupy none."""
    return sum(not 0x300 <= ord(character) < 0x370 for character in text)


def _checked(check: Check, names_subject: bool = False) -> str:
    """Describe the outcome of one check, with its subject if there are several checks."""
    verdict = "Checked" if check.passed else "FAILED"
    verdict += f" ({check.subject})" if names_subject else ""
    got = "" if check.passed else f"; expected {check.expected}, got {check.got}"
    return f"{verdict} by {check.method}: off by {check.figure:.1e} (at most {check.tolerance:.0e}){got}."


def _as_latex(found: Derivations, settled: Settled) -> str:
    """Render the aligned equations, and the definitions of functions that the user did not define."""
    lines = [step.latex.replace(" = ", " &= ", 1) + rf" && \text{{{step.rule}}}" for step in found.steps]
    comments = [f"% {line}" for text in _said(found, settled) for line in text.splitlines()]
    body = " \\\\\n".join(lines)
    definitions = ", ".join(f"${meaning.latex}$" for meaning in found.meanings)
    here = [f"Here {definitions}."] if definitions else []
    return "\n".join([*comments, _PACKAGES, r"\begin{align*}", body, r"\end{align*}", *here])


def _as_numpy(found: Derivations, settled: Settled) -> str:
    """Return the generated function: of one derivative, or of all in a tuple."""
    single = len(found.of) == 1
    source = _one(found).numpy_source if single else found.numpy_function("derivatives")
    return "\n".join([*(f"# {line}" for line in _said(found, settled)), source.rstrip()])


def _as_json(found: Derivations, settled: Settled) -> str:
    """Return everything as JSON; several derivatives are given as the list `derivatives`."""
    results = [_result_data(item) for item in found.of.values()]
    single = len(results) == 1
    data: dict[str, Any] = {
        **(results[0] if single else {"derivatives": results, "numpy": found.numpy_function("derivatives")}),
        "expression": str(found.expression),
        "steps": [
            {"rule": step.rule, "latex": step.latex, "text": step.text, "shape": list(step.shape)}
            | {"check": _check_data(step.check) if step.check else None}
            for step in found.steps
        ],
        "checks": [_check_data(check) for check in (*(found.checks if single else ()), found.program)],
        "functions": [
            {"name": meaning.name, "latex": meaning.latex, "text": meaning.unicode}
            for meaning in found.meanings
        ],
        "assumptions": list(_assumptions(found, settled)),
        "readings": [
            _reading_data(reading, list(found.of), index == 0)
            for index, reading in enumerate(settled.readings)
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)


def _one(found: Derivations) -> Derivation:
    """Return the first derivative."""
    return next(iter(found.of.values()))


def _result_data(derivation: Derivation) -> dict[str, Any]:
    """Return the data of one derivative, with its own checks."""
    return {
        "gradient": str(derivation.gradient),
        "kind": derivation.kind,
        "wrt": derivation.wrt,
        "shape": list(derivation.shape),
        "latex": derivation.latex,
        "numpy": derivation.numpy_source,
        "checks": [_check_data(check) for check in derivation.checks],
    }


def _reading_data(reading: Alternative, wrt: Sequence[str], taken: bool) -> dict[str, Any]:
    """Return the data of a reading: the text to type for it, and its derivatives."""
    return {
        "taken": taken,
        "words": reading.words,
        "expression": reading.text,
        "shapes": dict(reading.shapes),
        "gradients": dict(zip(wrt, reading.gradients, strict=True)),
    }


def _check_data(check: Check) -> dict[str, Any]:
    """Return the data of a check."""
    return {
        "method": check.method,
        "subject": check.subject,
        "passed": check.passed,
        "figure": check.figure if math.isfinite(check.figure) else None,
        "tolerance": check.tolerance,
    }


_FORMS: dict[str, Callable[[Derivations, Settled], str]] = {
    "text": _as_text,
    "latex": _as_latex,
    "numpy": _as_numpy,
    "json": _as_json,
}
