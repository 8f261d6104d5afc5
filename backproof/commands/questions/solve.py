"""`solve`: answer a part of a term by itself, as text, LaTeX or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backproof.terminal.program import program

if TYPE_CHECKING:
    from backproof.answer import SolvedPart
    from backproof.terms.term import Part

_EPILOG = f"""\b
Examples:
  {program()} new-part linear_system > part.toml
  {program()} solve part.toml
  {program()} solve part.toml --format json

The file holds the keys of a part as they stand in a term, under [[questions.parts]] or without it; several
parts are answered one after the other. Exit codes: 0 proved, 1 a check failed, 2 bad input."""


@click.command(epilog=_EPILOG)
@click.argument("file", metavar="PART.toml", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True
)
@click.pass_context
def command(context: click.Context, file: Path, form: str) -> None:
    """Answer the part in PART.toml, with its derivation and its evidence."""
    from backproof.parts.solver import solve_part
    from backproof.terms.lone import load_parts

    term, parts = load_parts(file)
    solved = [solve_part(part, term) for part in parts]
    forms = {"text": _as_text, "latex": _as_latex, "json": _as_json}
    click.echo(forms[form](parts, solved))
    if not all(found.answer.passed for found in solved):
        context.exit(1)


def _as_json(parts: Sequence[Part], solved: Sequence[SolvedPart]) -> str:
    """Return the answers with their claims; of several parts, a list."""
    import json

    from backproof.results.published import answer_data

    found = [
        {
            "kind": part.kind,
            **answer_data(item.answer),
            "claims": [{"kind": claim.kind, **claim.data} for claim in item.answer.claims],
        }
        for part, item in zip(parts, solved, strict=True)
    ]
    return json.dumps(found[0] if len(found) == 1 else found, indent=2, ensure_ascii=False)


def _as_latex(parts: Sequence[Part], solved: Sequence[SolvedPart]) -> str:
    """Return each task and solution as in a term's PDF."""
    from backproof.parts.solver import on_paper
    from backproof.terms.kinds import folder_of
    from backproof.writing.render import environment, render

    env = environment((), kinds=folder_of)
    context = {
        "parts": [
            {"answer": item.answer, "part": on_paper(part)} for part, item in zip(parts, solved, strict=True)
        ],
        "audience": "solution",
    }
    return render(env, "lone.tex.j2", context).text


def _as_text(parts: Sequence[Part], solved: Sequence[SolvedPart]) -> str:
    """Return each derivation in plain characters, the answer and what was checked of it."""
    from backproof.writing.plain_text import plain

    lines = []
    for part, item in zip(parts, solved, strict=True):
        answer = item.answer
        lines.append(plain(_as_latex([part], [item])))
        results = [f"{name} = {text}" for name, text in answer.formulas.items()]
        lines += ["", *(results or [answer.text])]
        lines += [
            f"{'ok    ' if check.passed else 'FAILED'}  {check.method}: {check.subject}"
            for check in answer.evidence
        ]
    return "\n".join(lines)
