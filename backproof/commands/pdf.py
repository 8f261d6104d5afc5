"""`pdf`: make the hand-in PDF and the answers file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from backproof import acceleration
from backproof.homework import Homework, Term
from backproof.terminal import console, preview
from backproof.terminal.options import engine_option, json_option, quiet_option, term_option

if TYPE_CHECKING:
    from backproof.acceleration import Acceleration
    from backproof.building.build_record import Built, BuiltSheet
    from backproof.document import Audience
    from backproof.pipeline import Step


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
@click.option("--html", "with_page", is_flag=True, help="Make the page beside the PDF, too, as `html` does.")
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
    audience: Audience,
    with_page: bool,
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
    term, trusted = homework.load(name), not untrusted
    steps = preview.steps(quiet=quiet or as_json)
    if audience == "sheet":
        built: Built | BuiltSheet = _sheet(homework, term, engine, steps, trusted=trusted)
    else:
        built, accelerated = _solution(homework, name, term, engine, steps, not no_cache, trusted=trusted)
        if trusted and not (no_cache or with_page):
            accelerated.remember(quiet=quiet, as_json=as_json)
    data, seconds = _data(built), built.seconds
    if with_page:
        page, more = _page(homework, term, steps, audience, trusted=trusted)
        data, seconds = data | page, seconds + more
    if as_json:
        print(console.summary_json(data, seconds))
        return
    preview.report(built.warnings, preview.form())
    if not quiet:
        print(console.summary(data, seconds))


def _solution(  # noqa: PLR0913, PLR0917
    homework: Homework, name: str | None, term: Term, engine: str, steps: Step, cached: bool, *, trusted: bool
) -> tuple[Built, Acceleration]:
    """Build the solution; return it, and the acceleration that may remember it."""
    with acceleration.take(homework, name, engine) as accelerated:
        from backproof.pipeline import build

        built = build(homework, term, engine, steps, accelerated, name=name, cached=cached, trusted=trusted)
    return built, accelerated


def _page(
    homework: Homework, term: Term, steps: Step, audience: Audience, *, trusted: bool
) -> tuple[dict[str, object], float]:
    """Make the page; return its data, and the seconds that it took."""
    from backproof.webpage import build_page

    page = build_page(homework, term, steps, audience=audience, trusted=trusted)
    return {"html": str(page.html), "bytes": page.size}, page.seconds


def _sheet(homework: Homework, term: Term, engine: str, steps: Step, *, trusted: bool) -> BuiltSheet:
    from backproof.pipeline import build_sheet

    return build_sheet(homework, term, engine, steps, trusted=trusted)


def _data(built: Built | BuiltSheet) -> dict[str, object]:
    data: dict[str, object] = {"pdf": str(built.pdf), "pages": built.pages}
    for name in ("answers", "checks"):
        if (value := getattr(built, name, None)) is not None:
            data[name] = value if name == "checks" else str(value)
    return data | {"warnings": [asdict(warning) for warning in built.warnings]}
