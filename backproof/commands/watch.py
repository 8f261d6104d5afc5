"""`watch`: rebuild the PDF whenever a source is saved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import click

from backproof import preview
from backproof.building import fast_path
from backproof.building.worker_pool import prepare
from backproof.cli import told
from backproof.document import PausedTeX
from backproof.homework import Homework
from backproof.pipeline import build
from backproof.term_names import term_names

_PAUSE, _SETTLED = 0.02, 0.005
# The pause between two looks, in multiples of the time that a look takes.
_REST = 25
# Modules that a build imports only if it has something to do.
_NEEDED_SOON = ("backproof.results.pdf", "pygments.lexers.python", "pylatex")
Stamps = dict[str, str]


@click.command()
@click.option(
    "--term",
    "name",
    shell_complete=term_names,
    metavar="NAME",
    help="The term to build; without it, the newest by due date.",
)
@click.option("--engine", default="embedded", show_default=True, metavar="ENGINE", help="As for pdf.")
@click.pass_obj
def command(homework: Homework, name: str | None, engine: str) -> None:
    """Make the PDF again whenever a template, the term, a solution or a figure is saved. Ctrl-C ends it.

    Errors are reported without ending the watch; the last good PDF stays until they are fixed.
    """
    before = fast_path.note(homework.tree)
    prepare(_NEEDED_SOON)
    with PausedTeX(homework, name, engine) as waiting:
        make(homework, name, engine, waiting)
        for changed in changes(homework.tree.stamps, before):
            if any(path.endswith(".py") for path in changed):
                break
            make(homework, name, engine, waiting)
    start_again()


def make(homework: Homework, name: str | None, engine: str, waiting: PausedTeX) -> None:
    """Run one build and start the next one's TeX pass; errors are printed."""
    fast_path.note(homework.tree)
    fast_path.facts(homework.tree)
    try:
        built = build(
            homework, homework.load(name), engine, preview.steps(quiet=True), name=name, waiting=waiting
        )
    except Exception as error:
        diagnostics, _ = told(error, homework.root, ["watch"])
        preview.report(diagnostics, preview.form())
        return
    preview.report(built.warnings, preview.form())
    preview.summary(built.pdf, (f"{built.pages} pages", f"{built.checks} checks passed"), built.seconds)
    sys.stdout.flush()
    waiting.begin()


def changes(look: Callable[[], Stamps], before: Stamps) -> Iterator[set[str]]:
    """Yield the paths saved, created or removed since `before`, and then since each previous look."""
    while True:
        started = time.monotonic()
        now = look()
        changed = {path for path, _ in before.items() ^ now.items()}
        if not changed:
            time.sleep(max(_PAUSE, _REST * (time.monotonic() - started)))
            continue
        # An editor may truncate a file before it writes it.
        time.sleep(_SETTLED)
        if look() == now:
            before = now
            yield changed


def start_again() -> None:
    """Restart in a new process, as this one has the old modules loaded."""
    command_line = [sys.executable, *sys.orig_argv[1:]]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command_line[0], command_line)
    # Windows has no exec that keeps the terminal.
    sys.exit(subprocess.run(command_line, check=False).returncode)
