"""`class`: make a proved copy of a term for each student of a roster."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backproof.diagnostic import CheckError, Diagnostic, InputError
from backproof.homework import Homework
from backproof.terminal import console, preview
from backproof.terminal.options import engine_option, json_option, quiet_option, term_option

if TYPE_CHECKING:
    from backproof.classroom.order import Audience
    from backproof.classroom.roster import Student
    from backproof.classroom.session import Outcome

_AUDIENCES: dict[str, tuple[Audience, ...]] = {
    "sheet": ("sheet",),
    "solution": ("solution",),
    "both": ("sheet", "solution"),
}


@click.command()
@click.argument("roster", type=click.Path(path_type=Path))
@term_option("copy")
@engine_option()
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    help="How many processes make copies at a time; without it, as many as there are cores.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of a Dask cluster make the copies: tcp://HOST:PORT.",
)
@click.option(
    "--resume", is_flag=True, help="Keep the copies that are there, and make those that are missing."
)
@click.option(
    "--audience",
    type=click.Choice(list(_AUDIENCES)),
    default="both",
    show_default=True,
    help="What each student's folder holds: the sheet, its solution, or both.",
)
@click.option("--html", "pages", is_flag=True, help="Make a page beside each PDF, too.")
@click.option("--zip", "zipped", is_flag=True, help="Pack all copies into one zip, too.")
@quiet_option()
@json_option("what was made")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    homework: Homework,
    roster: Path,
    name: str | None,
    engine: str,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    audience: str,
    pages: bool,
    zipped: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Make a proved copy for each student of ROSTER, a CSV file with the columns id and name.

    All files are in out/class/TERM/: a folder for each student, the key, the results as CSV and as an SQLite
    database. A student whose copy fails does not stop the others.
    """
    from backproof.classroom.roster import read
    from backproof.classroom.session import Session, order_of

    if workers and scheduler:
        message = "--workers and --scheduler are given together"
        raise InputError(Diagnostic(message, expected="one of them", hint="a cluster has its own workers"))
    students = read(roster)
    term = homework.load(name)
    order = order_of(homework, term, engine=engine, audiences=_AUDIENCES[audience], pages=pages)
    _warn_of_names(students, engine, console.shown(roster), quiet=quiet or as_json)
    count = workers or os.cpu_count() or 1
    session = Session(homework, term, order, students, count, scheduler, resume, zipped)
    silent = quiet or as_json
    outcome = session.run(preview.steps(quiet=silent), quiet=silent)
    if not quiet:
        print(_summary(outcome, as_json=as_json))
    if outcome.failed:
        raise CheckError(*_faults(outcome, console.shown(roster)))


def _warn_of_names(students: Sequence[Student], choice: str, roster: str, *, quiet: bool) -> None:
    """Say before the work which names the engine can't set. A cluster's engine may be absent here."""
    from backproof.classroom.names import unprintable
    from backproof.tex.engine import find_engine

    with suppress(InputError):
        warnings = list(unprintable(students, find_engine(choice), roster))
        preview.report([] if quiet else warnings, preview.form())


def _summary(outcome: Outcome, *, as_json: bool) -> str:
    shown = console.shown(outcome.place)
    facts = {"done": outcome.done, "made": outcome.made, "failed": len(outcome.failed)}
    if as_json:
        return json.dumps({"folder": shown, **facts})
    return " · ".join((shown, *(f"{count:,} {what}" for what, count in facts.items())))


def _faults(outcome: Outcome, roster: str) -> list[Diagnostic]:
    """Return one line for each student without a copy, at their line of the roster."""
    return [
        Diagnostic(f"there is no copy for {student.id}: {message.splitlines()[0]}", roster, student.line)
        for student, message in outcome.failed
    ]
