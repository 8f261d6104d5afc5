"""`watch`: rebuild the PDF whenever a source is saved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import click

from backproof import acceleration
from backproof.acceleration import Acceleration
from backproof.building import records
from backproof.building.sources import stamp
from backproof.cli import told
from backproof.homework import Homework
from backproof.pipeline import build
from backproof.terminal import console, preview
from backproof.terminal.options import engine_option, term_option

_PAUSE, _SETTLED = 0.02, 0.005
# The pause between two looks, in multiples of the time that a look takes: at the templates and terms, which
# are few, and at all sources.
_REST, _REST_OF_ALL = 25, 50
_Stamps = dict[str, str]


@click.command()
@term_option("build")
@engine_option()
@click.pass_obj
def command(homework: Homework, name: str | None, engine: str) -> None:
    """Make the PDF again whenever a template, the term, a solution or a figure is saved. Ctrl-C ends it.

    Errors are reported without ending the watch; the last good PDF stays until they are fixed.
    """
    before = records.note(homework.tree)
    with acceleration.take(homework, name, engine) as accelerated:
        _make(homework, name, engine, accelerated)
        for changed in _changes(homework.tree.stamps, before):
            if any(path.endswith(".py") for path in changed):
                break
            _make(homework, name, engine, accelerated)
    _start_again()


def _make(homework: Homework, name: str | None, engine: str, accelerated: Acceleration) -> None:
    """Run one build and start the next one's TeX pass; errors are printed unless the sources have changed."""
    sources = homework.tree.stamps()
    records.note(homework.tree)
    records.facts(homework.tree)
    try:
        built = build(
            homework, homework.load(name), engine, preview.steps(quiet=True), accelerated, name=name
        )
    except Exception as error:
        if homework.tree.stamps() != sources:
            return  # the next build, which follows at once, tells what is still wrong
        diagnostics, _ = told(error, homework.root, ["watch"])
        preview.report(diagnostics, preview.form())
        return
    preview.report(built.warnings, preview.form())
    print(console.summary(vars(built), built.seconds), flush=True)
    accelerated.begin_next()


def _changes(look: Callable[[], _Stamps], before: _Stamps) -> Iterator[set[str]]:
    """Yield the paths saved, created or removed since `before`, and then since each previous look."""
    while True:
        started = time.monotonic()
        now = look()
        changed = {path for path, _ in before.items() ^ now.items()}
        if not changed:
            _rest(now, _REST_OF_ALL * (time.monotonic() - started))
            continue
        # An editor may truncate a file before it writes it.
        time.sleep(_SETTLED)
        if look() == now:
            before = now
            yield changed


def _rest(stamps: _Stamps, seconds: float) -> None:
    """Wait that long, or until a source that is no module is saved: modules take a new process anyhow."""
    texts = {path: value for path, value in stamps.items() if not path.endswith(".py")}
    last, pause = time.monotonic() + seconds, _PAUSE
    while (left := last - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        started = time.monotonic()
        if any(stamp(path) != value for path, value in texts.items()):
            return
        pause = max(_PAUSE, _REST * (time.monotonic() - started))


def _start_again() -> None:
    """Restart in a new process, as this one has the old modules loaded."""
    command_line = [sys.executable, *sys.orig_argv[1:]]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command_line[0], command_line)
    # Windows has no exec that keeps the terminal.
    sys.exit(subprocess.run(command_line, check=False).returncode)
