"""Speculative work that `pdf` starts before it has imported its own modules: worker processes, a TeX pass.

The stale answers and the document's text are known only later, so the work is a guess from the last build.
A wrong guess costs only time on another core: whoever takes over the work checks whether it is usable.
"""

from __future__ import annotations

import atexit
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.building import fast_path
from backproof.diagnostic import BackproofError

if TYPE_CHECKING:
    from backproof.building.last_document import LastDocument
    from backproof.building.sources import Tree
    from backproof.homework import Homework, Term
    from backproof.tex.engine import Engine
    from backproof.tex.paused_pass import PausedPass

_begun: dict[str, PausedPass] = {}


def begin(tree: Tree, arguments: list[str]) -> None:
    """Start the work that a plain `pdf` command is likely to need."""
    found = fast_path.parse(arguments)
    if found is None:
        return
    options, _ = found
    term, engine = options.get("--term"), options.get("--engine", "embedded")
    # The build itself reports what fails here.
    with suppress(BackproofError, OSError, ValueError):
        _begin_setting(tree, term, engine)


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


def _begin_setting(tree: Tree, term: str | None, engine: str) -> None:
    """Start a pass: up to the last edit if the same sources changed again, else on the preamble only."""
    from backproof.building import last_document
    from backproof.tex.engine import find_engine
    from backproof.tex.paused_pass import POSSIBLE

    root = tree.root
    last = last_document.read(root, term, engine) if POSSIBLE else None
    if last is None:
        return
    same = fast_path.changed(root, term, engine, fast_path.known(tree)) == list(last.changed)
    lines = last.lines if same else last.head
    start = set_first_lines(find_engine(engine), Path(root, "out", "build"), last, lines)
    if start:
        _begun[root] = start
        atexit.register(_give_up, root)


def _give_up(root: str) -> None:
    start = take(root)
    if start:
        start.give_up()


def begin_computing(homework: Homework, term: Term) -> None:
    """Start the worker pool with the solvers' modules if the cache is empty, so every answer is computed."""
    if (homework.out / "build" / "kept").is_dir() or not term.questions:
        return
    from backproof.building.worker_pool import WorkerPool, modules_of

    solvers = list(map(homework.solver_module, reversed(term.questions)))
    WorkerPool(homework.root).start(modules_of(solvers, term))
