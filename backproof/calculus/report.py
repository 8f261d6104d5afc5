"""A derivation as a page of text for the terminal, as LaTeX, as a numpy function, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from backproof.answer import Check
from backproof.calculus.derive import Derivation, Derivations
from backproof.calculus.letters import letter_unicode
from backproof.calculus.steps import Line, Partial
from backproof.calculus.unicode import shape_unicode, to_unicode
from backproof.calculus.wording import in_letters, own_functions


def report(derivation: Derivation, form: str, notes: Sequence[str] = ()) -> str:
    """The derivation in the form text, latex, numpy or json; `notes` say what was assumed of the input."""
    return FORMS[form](derivation, (*notes, *derivation.assumptions))


def as_text(derivation: Derivation, notes: Sequence[str]) -> str:
    """The formula in Unicode, the steps with rule and shape, and how it was checked."""
    whole = Derivations(derivation.expression, derivation.named, {derivation.wrt: derivation})
    name = Partial(whole.named.name, derivation.wrt, 2 if derivation.kind == "hessian" else 1).unicode
    formula = to_unicode(in_letters(derivation.gradient, own_functions(derivation.expression)))
    blocks = [
        f"{name} = {formula}   ({shape_unicode(derivation.gradient.shape)}{where(derivation)})",
        *(["\n".join(f"Note: {note}." for note in notes)] if notes else []),
        "\n".join(aligned([line_cells(i, line) for i, line in enumerate(whole.lines, 1)])),
        "\n".join(checked(check) for check in derivation.checks),
    ]
    return "\n\n".join(blocks)


def where(derivation: Derivation) -> str:
    """`, where r = y − W₂ h`."""
    functions = own_functions(derivation.expression)
    parts = (
        f"{letter_unicode(part.name)} = {to_unicode(in_letters(part.value, functions))}"
        for part in derivation.definitions
    )
    text = ", ".join(parts)
    return f"; {text}" if text else ""


def line_cells(number: int, line: Line) -> tuple[str, ...]:
    """One line as number, equation, shape, rule."""
    verdict = "" if line.check.passed else "FAILED"
    return f"{number}.", line.unicode, shape_unicode(line.right.shape), line.rule, verdict


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, their columns below one another."""
    widths = [max(map(printed_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(cell + " " * (width - printed_width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return [line.rstrip() for line in padded]


def printed_width(text: str) -> int:
    """The number of columns that a terminal needs: combining accents need none."""
    return sum(not 0x300 <= ord(character) < 0x370 for character in text)


def checked(check: Check) -> str:
    """How one check came out."""
    verdict = "Checked" if check.passed else "FAILED"
    got = "" if check.passed else f"; expected {check.expected}, got {check.got}"
    return f"{verdict} by {check.method}: off by {check.figure:.1e} (at most {check.tolerance:.0e}){got}."


def as_latex(derivation: Derivation, notes: Sequence[str]) -> str:
    """The derivation's equations, one below the other."""
    lines = [step.latex.replace(" = ", " &= ", 1) + rf" && \text{{{step.rule}}}" for step in derivation.steps]
    comments = [f"% Note: {note}." for note in notes]
    body = " \\\\\n".join(lines)
    return "\n".join([*comments, r"\begin{align*}", body, r"\end{align*}"])


def as_numpy(derivation: Derivation, notes: Sequence[str]) -> str:
    """The generated function."""
    return "\n".join([*(f"# Note: {note}." for note in notes), derivation.numpy_source.rstrip()])


def as_json(derivation: Derivation, notes: Sequence[str]) -> str:
    """Everything as data."""
    data: dict[str, Any] = {
        "gradient": str(derivation.gradient),
        "kind": derivation.kind,
        "wrt": derivation.wrt,
        "shape": list(derivation.shape),
        "latex": derivation.latex,
        "numpy": derivation.numpy_source,
        "steps": [
            {"rule": step.rule, "latex": step.latex, "text": step.text, "shape": list(step.shape)}
            | {"check": check_data(step.check) if step.check else None}
            for step in derivation.steps
        ],
        "checks": [check_data(check) for check in derivation.checks],
        "assumptions": list(notes),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def check_data(check: Check) -> dict[str, Any]:
    """A check as JSON has it."""
    return {
        "method": check.method,
        "subject": check.subject,
        "passed": check.passed,
        "figure": check.figure,
        "tolerance": check.tolerance,
    }


FORMS: dict[str, Callable[[Derivation, Sequence[str]], str]] = {
    "text": as_text,
    "latex": as_latex,
    "numpy": as_numpy,
    "json": as_json,
}
