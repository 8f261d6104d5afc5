"""The fast path: a command line that was run before is answered by the record of its build, if still valid.

A record holds the command line as it was read the last time, so that nothing reads command lines but `click`.
Only the standard library is used, and little of it: a build with nothing to do costs little more than this.
"""

from __future__ import annotations

import os
import time

from backproof.building import records
from backproof.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from backproof.building.sources import Tree


def answer(tree: Tree, arguments: list[str]) -> bool:
    """Print the outcome of the last build if it is still valid; return False if it isn't, or isn't known."""
    started = time.perf_counter()
    command = read(tree.root, arguments)
    if command is None:
        return False
    built = records.find(tree.root, command["term"], command["engine"], records.facts(tree))
    if built is None or built["warnings"]:
        # Printing warnings takes more than is imported here.
        return False
    built |= {name: os.path.join(tree.root, str(built[name])) for name in ("pdf", "answers")}  # noqa: PTH118
    seconds = time.perf_counter() - started
    if command["json"]:
        print(console.summary_json(built, seconds))
    elif not command["quiet"]:
        print(console.summary(built, seconds))
    return True


def read(root: str, arguments: list[str]) -> Any:
    """Return a command line as it was read before: `term`, `engine`, `quiet`, `json`; None if it wasn't."""
    return records.read_file(_file(root, arguments))


def remember(  # noqa: PLR0913
    root: str, arguments: list[str], *, term: str | None, engine: str, quiet: bool, as_json: bool
) -> None:
    """Record how a command line that makes the PDF is read."""
    command: dict[str, object] = {"term": term, "engine": engine, "quiet": quiet, "json": as_json}
    if read(root, arguments) != command:
        records.write_file(_file(root, arguments), command)


def _file(root: str, arguments: list[str]) -> str:
    return records.file_of(root, {"command": arguments})
