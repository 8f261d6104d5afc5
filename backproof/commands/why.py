"""`why`: report for each step of a build whether it would run, and what has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import click

from backproof.building.cache import Store
from backproof.building.incremental import Steps
from backproof.building.staleness import Outlook, outlooks
from backproof.homework import Homework
from backproof.terminal.console import visible
from backproof.terminal.options import engine_option, json_option, term_option

_SHOWN = 5


@click.command()
@term_option("look at")
@engine_option()
@json_option("every step and its reasons")
@click.pass_obj
def command(homework: Homework, name: str | None, engine: str, as_json: bool) -> None:
    """Say for each step of a build whether it would run now, and what changed since it ran.

    Nothing is computed, drawn or written.
    """
    steps = Steps(homework, homework.load(name), Store(homework.out / "build" / "kept"))
    found = list(outlooks(steps, name, engine))
    if as_json:
        print(json.dumps([asdict(outlook) for outlook in found], ensure_ascii=False))
    else:
        print("\n".join(map(visible, _lines(found))))


def _lines(found: Iterable[Outlook]) -> Iterator[str]:
    """Yield one line per step, and one for each further reason."""
    listed = list(found)
    width = max(len(outlook.step) for outlook in listed)
    for outlook in listed:
        more = len(outlook.reasons) - _SHOWN
        reasons = [*outlook.reasons[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        first = "would run" if outlook.certain else "may run"
        heads = [first, *[""] * len(reasons)] if reasons else ["kept"]
        names = [outlook.step, *[""] * len(reasons)]
        for name, head, reason in zip(names, heads, reasons or [""], strict=False):
            yield f"{name:{width}}  {head:9}  {reason}".rstrip()
