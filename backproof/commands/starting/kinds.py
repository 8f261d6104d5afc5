"""`kinds`: list the kinds that are installed."""

from __future__ import annotations

import json

import click

from backproof.terminal import preview
from backproof.terminal.options import json_option
from backproof.terms.kinds import KINDS, Kind

_HEADER = ("kind", "answers", "about")


@click.command()
@json_option("the list")
def command(as_json: bool) -> None:
    """List the kinds that a question or a part may name.

    `new-part KIND` prints an example of one.
    """
    found = [(kind.name, _answers(kind), kind.about) for kind in KINDS.values()]
    if as_json:
        print(json.dumps([dict(zip(_HEADER, row, strict=True)) for row in found], ensure_ascii=False))
    else:
        print("\n".join(preview.aligned([_HEADER, *found])))


def _answers(kind: Kind) -> str:
    """Say whether a kind answers whole questions, parts of any question, or both."""
    found = {"questions": kind.answers_questions, "parts": kind.answers_parts}
    return ", ".join(name for name, answers in found.items() if answers)
