"""`pdf`: make the hand-in PDF and the answers file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from backproof import acceleration, console, preview
from backproof.homework import Homework
from backproof.options import engine_option, json_option, quiet_option, term_option

if TYPE_CHECKING:
    from backproof.building.build_record import Built


@click.command()
@term_option("build")
@engine_option("The TeX engine: embedded, system, or the path of a TeX program.")
@click.option("--no-cache", is_flag=True, help="Compute, draw and typeset everything from scratch.")
@click.option("--untrusted", is_flag=True, help="Run the templates in a sandbox, as someone else's.")
@click.option(
    "--unconfined",
    is_flag=True,
    help="With --untrusted: run its scripts even where this system does not confine them fully.",
)
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
    engine: str,
    no_cache: bool,
    untrusted: bool,
    unconfined: bool,
    audience: str,
    quiet: bool,
    as_json: bool,
) -> None:
    """Make the PDF to hand in, in out/, or the sheet with the problems alone.

    Every answer is computed and checked first; a check that fails stops the build, and the last good PDF
    stays. The LaTeX and its log are kept in out/build/.
    """
    if untrusted and not unconfined:
        from backproof.running.unprotected import require_confinement

        require_confinement()
    term = homework.load(name)
    if audience == "sheet":
        _make_sheet(homework, term, engine, trusted=not untrusted, quiet=quiet, as_json=as_json)
        return
    with acceleration.take(homework, name, engine) as accelerated:
        from backproof.pipeline import build

        built = build(
            homework,
            term,
            engine,
            preview.steps(quiet=quiet or as_json),
            accelerated,
            name=name,
            cached=not no_cache,
            trusted=not untrusted,
        )
    if not (no_cache or untrusted):
        accelerated.remember(quiet=quiet, as_json=as_json)
    if as_json:
        print(console.summary_json(_data(built), built.seconds))
        return
    preview.report(built.warnings, preview.form())
    if not quiet:
        print(console.summary(_data(built), built.seconds))


def _make_sheet(  # noqa: PLR0913
    homework: Homework, term: Any, engine: str, *, trusted: bool, quiet: bool, as_json: bool
) -> None:
    from backproof.pipeline import build_sheet

    built = build_sheet(homework, term, engine, preview.steps(quiet=quiet or as_json), trusted=trusted)
    data = {
        "pdf": str(built.pdf),
        "pages": built.pages,
        "warnings": [asdict(warning) for warning in built.warnings],
    }
    if as_json:
        print(console.summary_json(data, built.seconds))
        return
    preview.report(built.warnings, preview.form())
    if not quiet:
        print(console.summary(data, built.seconds))


def _data(built: Built) -> dict[str, object]:
    return {
        "pdf": str(built.pdf),
        "answers": str(built.answers),
        "pages": built.pages,
        "checks": built.checks,
        "warnings": [asdict(warning) for warning in built.warnings],
    }
