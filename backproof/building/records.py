"""The records of the last builds: their inputs and outputs, by which a build finds out if it is still valid.

All sources and the outputs are compared by content, never by time alone, along with the versions of Python
and its libraries, the TeX program's stamps and the environment variables that affect a build. Only the
standard library is used, and little of it: a build with nothing to do costs little more than this module.
"""

from __future__ import annotations

import json
import os
import sys

from backproof import seal
from backproof.building import sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from backproof.building.sources import Tree

FOLDER = "out/build/records"
_seen: dict[str, dict[str, str]] = {}
# Every source's stamp: before the process had read any of them, and before the present build had.
_first: dict[str, dict[str, str]] = {}
_latest: dict[str, dict[str, str]] = {}


def note(tree: Tree) -> dict[str, str]:
    """Stamp the sources before any of them is read; return the stamps of the first call."""
    _latest[tree.root] = tree.stamps()
    return _first.setdefault(tree.root, _latest[tree.root])


def is_steady(tree: Tree) -> bool:
    """Return whether no source has been saved since the last `note`, and no module since the first.

    A file saved during the build may have been read in its old state.
    """
    now = tree.stamps()
    first, latest = _first.get(tree.root, now), _latest.get(tree.root, now)
    return now == latest and _modules(now) == _modules(first)


def _modules(stamps: dict[str, str]) -> dict[str, str]:
    return {path: stamp for path, stamp in stamps.items() if path.endswith(".py")}


def facts(tree: Tree) -> dict[str, str]:
    """Return everything that a build depends on except the TeX program, by name; `seen` returns it again."""
    found = {sources.SOURCE + name: value for name, value in tree.digests().items()}
    found |= {"library " + name: value for name, value in sources.libraries().items()}
    found |= {"variable " + name: value for name, value in os.environ.items() if _is_heeded(name)}
    found |= {"python": sys.version, "environment": sys.prefix}
    _seen[tree.root] = found
    return found


def edited(tree: Tree) -> set[str]:
    """Return the names of the modules whose content is not the last run's, and record the present one."""
    seen_before = {
        name.removeprefix(sources.SOURCE): value
        for name, value in _seen.get(tree.root, {}).items()
        if name.startswith(sources.SOURCE)
    }
    modules = {name: value for name, value in (seen_before or tree.digests()).items() if name.endswith(".py")}
    place = file_of(tree.root, "modules")
    last = read_file(place) or modules
    changed = {name for name, value in modules.items() if last.get(name, value) != value}
    if last is modules or last != modules:
        try:
            write_file(place, dict(modules))
        except OSError:
            # Without a record, times and sizes decide.
            return changed
    return changed


def seen(tree: Tree) -> dict[str, str]:
    """Return the facts as they were before anything else was read, and release them: for one build."""
    found = known(tree)
    del _seen[tree.root]
    return found


def known(tree: Tree) -> dict[str, str]:
    """Return the same facts without releasing them."""
    return _seen.get(tree.root) or facts(tree)


def changed(root: str, term: str | None, engine: str, now: Mapping[str, str]) -> list[str]:
    """Return the names of the facts that differ from those of the last such build."""
    last = read(root, term, engine)
    before = last["facts"] if last else {}
    return sorted({name for name, _ in before.items() ^ now.items()})


def find(root: str, term: str | None, engine: str, now: dict[str, str]) -> dict[str, object] | None:
    """Return the outcome of the last build of this term by this engine, if it is still valid."""
    last = read(root, term, engine)
    if last is None or last["facts"] != now:
        return None
    if any(sources.stamp(path) != value for path, value in last["programs"].items()):
        return None
    if any(sources.digest_of(root + "/" + name) != value for name, value in last["outputs"].items()):
        return None
    built: dict[str, object] = last["built"]
    return built


def read(root: str, term: str | None, engine: str) -> Any:
    """Read the record of the last build of this term by this engine; None if it is absent or damaged."""
    return read_file(record_file(root, term, engine))


def read_file(path: str) -> Any:
    """Read a record; None if it is absent or damaged."""
    try:
        # A pipe in its place, from elsewhere, would never end.
        if not os.path.isfile(path):  # noqa: PTH113
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            stated, _, content = file.read().partition(b"\n")
        if not seal.is_valid(stated, content, os.path.basename(path)):  # noqa: PTH119
            return None
        return json.loads(content)
    except (OSError, ValueError):
        return None


def write_file(file: str, record: dict[str, object]) -> None:
    """Write a record, atomically; OSError if its folder is a link, which may lead elsewhere."""
    content = json.dumps(record).encode()
    folder = os.path.dirname(file)  # noqa: PTH120
    if os.path.islink(folder) or os.path.islink(os.path.dirname(folder)):  # noqa: PTH114, PTH120
        raise NotADirectoryError(folder)
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    staged = f"{file}.{os.getpid()}"
    try:
        with open(staged, "wb") as stream:  # noqa: PTH123
            stream.write(seal.of(content, os.path.basename(file)).encode() + b"\n" + content)  # noqa: PTH119
        os.replace(staged, file)  # noqa: PTH105
    finally:
        if os.path.exists(staged):  # noqa: PTH110
            os.unlink(staged)  # noqa: PTH108


def forget(root: str, term: str | None, engine: str) -> None:
    """Delete the record, so the next build checks everything."""
    try:
        os.unlink(record_file(root, term, engine))  # noqa: PTH108
    except OSError:
        return


def _is_heeded(variable: str) -> bool:
    return variable.startswith("BACKPROOF_") or variable == "SOURCE_DATE_EPOCH"


def record_file(root: str, term: str | None, engine: str) -> str:
    """Return the path of the record of the last build of this term by this engine."""
    return file_of(root, [term, engine])


def file_of(root: str, key: object) -> str:
    """Return the path of the record with this key, which is plain data."""
    return f"{root}/{FOLDER}/{sources.digest(json.dumps(key).encode())[:24]}.json"
