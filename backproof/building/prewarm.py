"""Speculative work that `pdf` starts before it has imported its own modules: worker processes, a TeX pass.

The stale answers and the document's text are known only later, so the work is a guess from the last build.
A wrong guess costs only time on another core: whoever takes over the work checks whether it is usable.
"""

from __future__ import annotations

import atexit
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.building import fast_path
from backproof.diagnostic import BackproofError

if TYPE_CHECKING:
    from backproof.building.last_document import LastDocument
    from backproof.tex.engine import Engine
    from backproof.tex.paused_pass import PausedPass

_SOLVER = re.compile(r"""^\s*(solver|kind)\s*=\s*["'](\w+)["']""", re.MULTILINE)
_DUE = re.compile(r"^due\s*=\s*(\S+)", re.MULTILINE)
_begun: dict[str, PausedPass] = {}


def begin(root: str, arguments: list[str]) -> None:
    """Start the work that a plain `pdf` command is likely to need."""
    found = fast_path.parse(arguments)
    if found is None:
        return
    options, _ = found
    term, engine = options.get("--term"), options.get("--engine", "embedded")
    # The build itself reports what fails here.
    with suppress(BackproofError, OSError, ValueError):
        if os.path.isdir(f"{root}/out/build/kept"):  # noqa: PTH112
            _begin_setting(root, term, engine)
        else:
            _begin_computing(root, term)


def take(root: str) -> PausedPass | None:
    """Hand the started pass over to one build; None if there is none."""
    return _begun.pop(root, None)


def set_first_lines(engine: Engine, folder: Path, last: LastDocument, lines: int) -> PausedPass | None:
    """Start a TeX pass on the first lines of the last document; None if that isn't possible."""
    from backproof.tex.prepare import begin_document

    return begin_document(
        engine,
        last.text,
        {name: Path(file) for name, file in last.files.items()},
        folder,
        lines=max(lines, last.head),
        epoch=last.epoch,
        albums=last.albums,
    )


def _begin_setting(root: str, term: str | None, engine: str) -> None:
    """Start a pass: up to the last edit if the same sources changed again, else on the preamble only."""
    from backproof.building import last_document
    from backproof.tex.engine import find_engine
    from backproof.tex.paused_pass import POSSIBLE

    last = last_document.read(root, term, engine) if POSSIBLE else None
    if last is None:
        return
    same = fast_path.changed(root, term, engine, fast_path.known(root)) == list(last.changed)
    lines = last.lines if same else last.head
    start = set_first_lines(find_engine(engine), Path(root, "out", "build"), last, lines)
    if start:
        _begun[root] = start
        atexit.register(_give_up, root)


def _give_up(root: str) -> None:
    start = take(root)
    if start:
        start.give_up()


def _begin_computing(root: str, term: str | None) -> None:
    """Start the worker pool with the solvers' modules: the cache is empty, so every answer is computed."""
    from backproof.building.worker_pool import WorkerPool, modules_of

    files = Path(root, "solutions", "terms").glob(f"{term or '*'}.toml")
    newest = max((file.read_text("utf-8") for file in files), key=_due, default="")
    solvers = [_module(*found) for found in _SOLVER.findall(newest)]
    if solvers:
        WorkerPool(Path(root)).start(modules_of(solvers[::-1]))


def _module(key: str, name: str) -> str:
    """Return the solver's module; that of a kind from another package is not guessed."""
    return f"backproof.kinds.{name}.solver" if key == "kind" else f"solutions.{name}"


def _due(text: str) -> str:
    found = _DUE.search(text)
    return found[1] if found else ""
