"""What `pdf` sets going before it has read its own modules: helpers that compute, TeX that sets.

Which answers are stale and what the document says is known later. What is begun here is a guess from the last
build. A wrong one costs some time of another core: who takes what was begun looks whether it serves.
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

_SOLVER = re.compile(r"""^\s*solver\s*=\s*["'](\w+)["']""", re.MULTILINE)
_DUE = re.compile(r"^due\s*=\s*(\S+)", re.MULTILINE)
_begun: dict[str, PausedPass] = {}


def begin(root: str, arguments: list[str]) -> None:
    """Begin what a plain `pdf` command will want, as far as can be told."""
    found = fast_path.parse(arguments)
    if found is None:
        return
    options, _ = found
    term, engine = options.get("--term"), options.get("--engine", "embedded")
    # What fails here is told by the build.
    with suppress(BackproofError, OSError, ValueError):
        if os.path.isdir(f"{root}/out/build/kept"):  # noqa: PTH112
            _begin_setting(root, term, engine)
        else:
            _begin_computing(root, term)


def take(root: str) -> PausedPass | None:
    """The pass that was begun, for one build."""
    return _begun.pop(root, None)


def set_first_lines(engine: Engine, folder: Path, last: LastDocument, lines: int) -> PausedPass | None:
    """Let TeX begin with so many lines of what it was given last; None where that can't be done."""
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
    """Up to the last place if the same is at work again; else no page, as any may be another."""
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
    """Nothing is kept, so all answers are to be computed: have read in what that needs."""
    from backproof.building.worker_pool import WorkerPool, modules_of

    files = Path(root, "solutions", "terms").glob(f"{term or '*'}.toml")
    newest = max((file.read_text("utf-8") for file in files), key=_due, default="")
    solvers = _SOLVER.findall(newest)
    if solvers:
        WorkerPool(Path(root)).start(modules_of(solvers[::-1]))


def _due(text: str) -> str:
    found = _DUE.search(text)
    return found[1] if found else ""
