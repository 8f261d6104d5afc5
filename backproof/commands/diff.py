"""`diff`: compare the answers of two terms or of two builds."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import msgspec

from backproof import acceleration
from backproof.diagnostic import Diagnostic, InputError
from backproof.files.installing import install
from backproof.files.reading import content_of
from backproof.homework import Homework
from backproof.pipeline import answered, build
from backproof.results.differences import Answers, Difference, differences
from backproof.results.published import answer_data
from backproof.terminal import console, preview
from backproof.terminal.console import shown
from backproof.terminal.options import engine_option, term_names

_LARGEST = 64 * 2**20
_PRINTED_WIDTH = 132
_FORMS = ("text", "markdown", "json")


class _Stated(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields of an answer in `answers.json` that are compared."""

    title: str
    text: str = ""
    formulas: dict[str, str] = {}


def _stated(file: Path) -> Answers:
    """Return the answers that a build has published; InputError if they are none."""
    content = content_of(file, _LARGEST)
    try:
        answers = msgspec.json.decode(content, type=dict[str, _Stated])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        hint = "name a term, or the folder of an earlier build"
        raise InputError(Diagnostic(f"no answers of a build: {error}", shown(file), hint=hint)) from None
    return {id: msgspec.to_builtins(answer) for id, answer in answers.items()}


@dataclass(frozen=True)
class _Side:
    """One side of the comparison: a term, or the output folder of an earlier build."""

    homework: Homework
    name: str

    @property
    def folder(self) -> Path | None:
        """The folder of that name; None for a term."""
        is_term = self.homework.term_file(self.name).is_file()
        return Path(self.name) if not is_term and (Path(self.name) / "answers.json").exists() else None

    @cached_property
    def answers(self) -> Answers:
        """Return the answers in the form of `answers.json`."""
        if self.folder:
            return _stated(self.folder / "answers.json")
        solutions = answered(self.homework, self.homework.load(self.name), preview.steps(quiet=True))
        return {answer.id: answer_data(answer) for solution in solutions for answer in solution.answers}

    def pdf(self, engine: str) -> Path:
        """Return the path of the PDF: a term's is built, a folder's is the only one in it."""
        if self.folder is None:
            term, steps = self.homework.load(self.name), preview.steps(quiet=True)
            with acceleration.take(self.homework, self.name, engine) as accelerated:
                return build(self.homework, term, engine, steps, accelerated, name=self.name).pdf
        found = sorted(self.folder.glob("*.pdf"))
        if len(found) != 1:
            message = f"there are {len(found)} PDFs in the folder '{self.name}'"
            raise InputError(Diagnostic(message, expected="one"))
        return found[0]


@click.command()
@click.argument("old", shell_complete=term_names)
@click.argument("new", shell_complete=term_names)
@click.option(
    "--pdf", "as_pdf", is_flag=True, help="Also make a PDF of the pages side by side, changes marked."
)
@engine_option("The TeX engine for the terms' PDFs.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", help="How to print.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 (one for each option)
    homework: Homework, old: str, new: str, as_pdf: bool, engine: str, form: str
) -> None:
    """Show which answers differ between the terms OLD and NEW, formula beside formula.

    OLD and NEW may also be folders with the answers.json and the PDF of an earlier build. --pdf writes
    out/diff/OLD-NEW.pdf.
    """
    sides = _Side(homework, old), _Side(homework, new)
    with preview.steps(quiet=form != "text")("Computing the answers"):
        found = differences(sides[0].answers, sides[1].answers)
    pages, written = _side_by_side(homework, sides, engine) if as_pdf else (None, None)
    if form == "json":
        print(json.dumps(_data(found, pages, written), ensure_ascii=False))
    elif form == "markdown":
        print(_markdown(found, len(sides[1].answers), pages))
    else:
        _print(found, (old, new), len(sides[1].answers))
        if written:
            print(f"{console.shown(written)}: {_said(pages or ())}")


def _side_by_side(
    homework: Homework, sides: tuple[_Side, _Side], engine: str
) -> tuple[tuple[int, ...], Path]:
    from backproof.results import side_by_side

    old, new = (side.pdf(engine) for side in sides)
    comparison = side_by_side.compare(old, new)
    names = tuple(Path(side.name).name for side in sides)
    target = homework.out / "diff" / f"{names[0]}-{names[1]}.pdf"
    install(side_by_side.write(comparison, old, new, (names[0], names[1])), target)
    return comparison.changed_pages, target


def _data(
    found: Sequence[Difference], pages: tuple[int, ...] | None, written: Path | None
) -> dict[str, object]:
    data: dict[str, object] = {"answers": [asdict(difference) for difference in found]}
    return data if pages is None else {**data, "pages": pages, "pdf": str(written)}


def _summary(found: Sequence[Difference], count: int) -> str:
    """Return the number of answers that differ, in words."""
    if not found:
        return "no answer differs"
    kinds = {
        kind: sum(difference.kind == kind for difference in found) for kind in ("changed", "added", "removed")
    }
    said = ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)
    return f"{said}; {count} answers in all"


def _markdown(found: Sequence[Difference], count: int, pages: tuple[int, ...] | None) -> str:
    """Return a summary for a pull request: the answers in a table, the pages in a line."""
    lines = [f"### Answers: {_summary(found, count)}", ""]
    if found:
        lines += ["| answer | before | after |", "|---|---|---|"]
        lines += [
            f"| **{item.id}** {_cell(item.title)} | {_cells(item, 0)} | {_cells(item, 1)} |" for item in found
        ]
    if pages is not None:
        lines += ["", f"**Pages:** {_said(pages)}"]
    return "\n".join(lines)


def _cells(item: Difference, side: int) -> str:
    shown = [f"`{_cell(line[side])}`" for line in item.lines if line[side].strip()]
    return "<br>".join([*shown, *([f"and {item.left_out} more lines"] if item.left_out else [])])


def _cell(text: str) -> str:
    return text.replace("`", "'").replace("|", r"\|")


def _said(pages: Sequence[int]) -> str:
    """Return the pages in words: page 1 differs, pages 1, 3 to 5 differ, no page differs."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    numbers = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return {0: "no page differs", 1: f"page {numbers} differs"}.get(len(pages), f"pages {numbers} differ")


def _print(found: Sequence[Difference], names: tuple[str, str], count: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if sys.stdout.isatty() else _PRINTED_WIDTH
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    table = Table("answer", *names, box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for item in found:
        table.add_row(Text(f"{item.id}  {item.title}", style="bold"), *_columns(item))
    if found:
        console.print(table)
    console.print(_summary(found, count))


def _columns(item: Difference) -> tuple[Any, Any]:
    from rich.text import Text

    absent = {"added": ("not asked", ""), "removed": ("", "not asked"), "changed": ("", "")}[item.kind]
    more = f"\nand {item.left_out} more lines" if item.left_out else ""
    old, new = (
        absent[side] or "\n".join(console.visible(line[side]) for line in item.lines) + more
        for side in (0, 1)
    )
    return Text(old, style="red"), Text(new, style="green")
