"""`check`: the evidence of every answer, one line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click

from backproof import preview
from backproof.answer import Answer, Check
from backproof.diagnostic import CheckError
from backproof.homework import Homework
from backproof.pipeline import check_data, compute, faults_of

HEADER = ("answer", "method", "subject", "figure", "tolerance", "")


@click.command()
@click.option("--term", "name", metavar="NAME", help="The term to check; without it, the newest by due date.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON, by answer.")
@click.pass_obj
def command(homework: Homework, name: str | None, as_json: bool) -> None:
    """Run the evidence of every answer, without making a PDF.

    Exit code 1 where a check fails, or where an answer has none.
    """
    with preview.steps(quiet=as_json)("Computing the answers"):
        solutions = compute(homework, homework.load(name))
    answers = [answer for solution in solutions for answer in solution.answers]
    if as_json:
        data = {answer.id: [check_data(check) for check in answer.checks] for answer in answers}
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        rows = [row(answer, check) for answer in answers for check in answer.checks]
        print("\n".join(aligned([HEADER, *rows])))
    faults = [fault for answer in answers for fault in faults_of(answer)]
    if faults and as_json:
        click.get_current_context().exit(1)
    if faults:
        raise CheckError(*faults)


def row(answer: Answer, check: Check) -> tuple[str, ...]:
    """One check as the cells of a table."""
    figures = (f"{check.figure:.2g}", f"{check.tolerance:.2g}")
    return (answer.id, check.method, check.subject, *figures, "passed" if check.passed else "FAILED")


def aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """The rows as lines, their columns below one another."""
    cells = [[preview.visible(cell) for cell in cells] for cells in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
