"""`check`: the evidence of every answer and of every step of its derivation, one line each."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from backproof.answer import Answer, Check
from backproof.diagnostic import CheckError
from backproof.document import require_templates
from backproof.homework import Homework
from backproof.pipeline import compute, faults_of
from backproof.terminal import console, preview
from backproof.terminal.options import term_option

if TYPE_CHECKING:
    from rich.table import Table

_HEADER = ("answer", "method", "subject", "figure", "tolerance", "")
_Row = tuple[Answer, Check]


@click.command()
@term_option("check")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON, by answer.")
@click.option("--thorough", is_flag=True, help="Try scripts at all triples of sizes, which takes longer.")
@click.pass_obj
def command(homework: Homework, name: str | None, as_json: bool, thorough: bool) -> None:
    """Run the evidence of every answer and every step, without making a PDF.

    Exits with 1 if a check fails or an answer has none. Templates are read, too.
    """
    with preview.steps(quiet=as_json)("Computing the answers"):
        term = homework.load(name)
        solutions = compute(homework, replace(term, thorough=True) if thorough else term)
    answers = [answer for solution in solutions for answer in solution.answers]
    faults = [fault for answer in answers for fault in faults_of(answer, term)]
    if not faults:
        require_templates(homework, term, [solution.template for solution in solutions])
    if as_json:
        print(json.dumps(_data(answers), indent=2, ensure_ascii=False, allow_nan=False))
        click.get_current_context().exit(1 if faults else 0)
    _show([(answer, check) for answer in answers for check in answer.evidence])
    if faults:
        raise CheckError(*faults)


def _data(answers: Iterable[Answer]) -> dict[str, list[dict[str, object]]]:
    """Return every check as plain data by answer: first the answer's own, then those of its steps."""
    return {
        answer.id: [
            {"about": "answer" if number < len(answer.checks) else "step", **_check_data(check)}
            for number, check in enumerate(answer.evidence)
        ]
        for answer in answers
    }


def _check_data(check: Check) -> dict[str, object]:
    """Return one check as plain data; a figure that is not a JSON number becomes null."""
    return {
        "method": check.method,
        "subject": check.subject,
        "passed": check.passed,
        "figure": check.figure if math.isfinite(check.figure) else None,
        "tolerance": check.tolerance,
        "expected": check.expected,
        "got": check.got,
    }


def _show(rows: Sequence[_Row]) -> None:
    """Print the table: in colour and as wide as the terminal, or as plain lines to a file or a pipe."""
    if sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False, emoji=False, markup=False).print(_table(rows))
    else:
        print("\n".join(preview.aligned([_HEADER, *(_cells(*row) for row in rows)])))
    failed = sum(not check.passed for _, check in rows)
    own = sum(len(answer.checks) for answer in {answer.id: answer for answer, _ in rows}.values())
    steps = len(rows) - own
    parts = f": {own} of the answers, as the PDF counts them, and {steps} of their steps" if steps else ""
    print(f"{len(rows)} checks, {f'{failed} failed' if failed else 'all passed'}{parts}")


def _table(rows: Sequence[_Row]) -> Table:
    """Return the checks as a table for a terminal, with an answer's id only in its first row."""
    from rich.table import Table
    from rich.text import Text

    found = Table(*_HEADER, box=None, header_style="dim", pad_edge=False)
    before = ""
    for answer, check in rows:
        *texts, verdict = map(console.visible, _cells(answer, check))
        texts[0] = "" if answer.id == before else texts[0]
        before = answer.id
        found.add_row(*map(Text, texts), Text(verdict, "green" if check.passed else "bold red"))
    return found


def _cells(answer: Answer, check: Check) -> tuple[str, ...]:
    """Return one check as the cells of a table."""
    figures = (f"{check.figure:.2g}", f"{check.tolerance:.2g}")
    return (answer.id, check.method, check.subject, *figures, "passed" if check.passed else "FAILED")
