"""`html`: make the page, one HTML file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from backproof.homework import Homework
from backproof.terminal import console, preview
from backproof.terminal.options import json_option, quiet_option, term_option

if TYPE_CHECKING:
    from backproof.document import Audience


@click.command()
@term_option("build")
@click.option("--untrusted", is_flag=True, help="Run the templates in a sandbox, as someone else's.")
@click.option(
    "--audience",
    type=click.Choice(["solution", "sheet"]),
    default="solution",
    help="The solution to hand in, or the sheet: the problems alone.",
)
@quiet_option()
@json_option("what was made, or what went wrong,")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    homework: Homework,
    name: str | None,
    untrusted: bool,
    audience: Audience,
    quiet: bool,
    as_json: bool,
) -> None:
    """Make the page in out/: one HTML file that asks for no other.

    Every answer is computed and checked first. The formulas are MathML with a spoken form, the figures have
    alternative texts, and all evidence is there. No TeX is needed.
    """
    from backproof.webpage import build_page

    term = homework.load(name)
    built = build_page(
        homework, term, preview.steps(quiet=quiet or as_json), audience=audience, trusted=not untrusted
    )
    data = {
        "html": str(built.html),
        "bytes": built.size,
        "warnings": [asdict(warning) for warning in built.warnings],
    }
    if as_json:
        print(console.summary_json(data, built.seconds))
        return
    preview.report(built.warnings, preview.form())
    if not quiet:
        print(console.summary(data, built.seconds))
