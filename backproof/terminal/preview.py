"""Terminal output: the steps of a command while it runs, tables, and diagnostics."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from backproof.terminal.console import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from backproof.diagnostic import Diagnostic

Form = Literal["rich", "plain", "json"]
Step = Callable[[str], AbstractContextManager[None]]

_WIDEST_SOURCE = 100
_ENDLESS = re.compile(r"\S{401,}")
_COLOURS = {"error": "bold red", "warning": "bold yellow"}


def make_streams_safe() -> None:
    """Escape characters that the terminal's encoding lacks, so that printing a message never fails.

    Where the caller has closed a stream, what is printed there goes nowhere.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def form(arguments: Sequence[str] = ()) -> Form:
    """Return the output form: JSON if asked for, colours and carets on a terminal, else plain lines."""
    if {"--json", "--format=json"} & set(arguments) or ("--format", "json") in pairwise(arguments):
        return "json"
    return "rich" if sys.stderr.isatty() else "plain"


def report(diagnostics: Iterable[Diagnostic], form: Form) -> None:
    """Print diagnostics: as JSON to standard output, else to standard error."""
    found = list(diagnostics)
    if form == "json":
        print(json.dumps({"diagnostics": [asdict(diagnostic) for diagnostic in found]}, ensure_ascii=False))
    for diagnostic in map(_abridged, found):
        if form == "rich":
            _print_richly(diagnostic, _console())
        elif form == "plain":
            print("\n".join(_plain_lines(diagnostic)), file=sys.stderr)
        if _annotates():
            print(annotation(diagnostic), file=sys.stderr)


def _abridged(diagnostic: Diagnostic) -> Diagnostic:
    """Return the diagnostic without the middle of endless words, such as a name that it quotes."""
    message, expected, hint = (
        text and _ENDLESS.sub(lambda found: f"{found[0][:60]}…{found[0][-20:]}", text)
        for text in (diagnostic.message, diagnostic.expected, diagnostic.hint)
    )
    return replace(diagnostic, message=message or "", expected=expected, hint=hint)


def steps(*, quiet: bool = False) -> Step:
    """Return the display of `with step("Drawing"):`, which names a step while it runs and then its time."""
    if quiet:
        return _silent_step
    return _live_step if sys.stderr.isatty() else _plain_step


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the rows of a table as lines with aligned columns."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def annotation(diagnostic: Diagnostic) -> str:
    """Return the diagnostic as a GitHub workflow command, which GitHub shows on the diff."""
    place = {"file": diagnostic.file, "line": diagnostic.line, "col": diagnostic.column}
    where = ",".join(
        f"{key}={_escaped(str(value), ',:')}" for key, value in place.items() if value is not None
    )
    text = str(diagnostic).partition(f"{diagnostic.severity}: ")[2]
    return f"::{diagnostic.severity}{' ' if where else ''}{where}::{_escaped(text)}"


def excerpt(source: str, column: int | None) -> tuple[str, str]:
    """Return a source line and the caret line below it, cut to a readable width."""
    start = max(0, min((column or 1) - 1 - _WIDEST_SOURCE // 2, len(source) - _WIDEST_SOURCE))
    shown = source[start : start + _WIDEST_SOURCE]
    before = "…" if start else ""
    line = before + visible(shown.replace("\t", " ")) + ("…" if start + len(shown) < len(source) else "")
    if column is None:
        return line, ""
    return line, " " * _width(before + visible(shown[: column - 1 - start].replace("\t", " "))) + "^"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def _annotates() -> bool:
    return "true" in {os.environ.get("GITHUB_ACTIONS"), os.environ.get("CI")}


def _plain_lines(diagnostic: Diagnostic) -> list[str]:
    """Return one line that editors can parse; for a text in no file, also its excerpt with a caret."""
    head = visible(str(diagnostic))
    if diagnostic.file or not diagnostic.source or diagnostic.column is None:
        return [head]
    return [head, *(f"  {line}" for line in excerpt(diagnostic.source, diagnostic.column))]


def _print_richly(diagnostic: Diagnostic, console: Console) -> None:
    from rich.text import Text

    head = Text(visible(f"{diagnostic.where}: ") if diagnostic.where else "", style="bold")
    head.append(f"{diagnostic.severity}: ", _COLOURS[diagnostic.severity])
    head.append(visible(diagnostic.message), "bold")
    console.print(head, soft_wrap=True)
    if diagnostic.source is not None:
        _print_source(diagnostic, console)
    for name, text in (("expected", diagnostic.expected), ("hint", diagnostic.hint)):
        if text:
            console.print(_labelled(name, text), soft_wrap=True)
    for note in diagnostic.notes:
        console.print(_labelled("note", note), soft_wrap=True)


def _print_source(diagnostic: Diagnostic, console: Console) -> None:
    from rich.text import Text

    line, caret = excerpt(diagnostic.source or "", diagnostic.column)
    number = str(diagnostic.line or "")
    console.print(Text.assemble((f"{number:>6} │ ", "dim"), line), soft_wrap=True)
    if caret:
        console.print(
            Text.assemble(("       │ ", "dim"), (caret, _COLOURS[diagnostic.severity])), soft_wrap=True
        )


def _labelled(name: str, text: str) -> Text:
    from rich.text import Text

    return Text.assemble((f"{name:>10}: ", "cyan"), visible(text))


def _console() -> Console:
    from rich.console import Console

    # NO_COLOR also turns off bold and dim.
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(stderr=True, highlight=False, emoji=False, markup=False, color_system=colours)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


@contextmanager
def _silent_step(name: str) -> Iterator[None]:  # noqa: ARG001
    yield


@contextmanager
def _plain_step(name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{name}: {time.perf_counter() - started:.2f} s", file=sys.stderr, flush=True)


@contextmanager
def _live_step(name: str) -> Iterator[None]:
    from rich.text import Text

    console = _console()
    started = time.perf_counter()
    try:
        with console.status(Text(name)):
            yield
    except BaseException:
        console.print(Text.assemble(("✗ ", "red"), name))
        raise
    seconds = f" {time.perf_counter() - started:.2f} s"
    console.print(Text.assemble(("✓ ", "green"), name, (seconds, "dim")))
