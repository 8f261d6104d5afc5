"""The shortest build: nothing that the last one read has changed, so its PDF still stands.

What is checked is content, file by file, never times alone: all sources, Python and its libraries, the TeX
program, the variables that a build heeds, and the PDF itself. The standard library alone is used, and little
of it, as this is the whole of what a build costs that has nothing to do.
"""

from __future__ import annotations

import json
import os
import sys
import time

from backproof.building import sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FOLDER = "out/build/records"
_VALUED = {"--term", "--engine"}
_SILENT = {"-q", "--quiet"}
_seen: dict[str, dict[str, str]] = {}
# Every source's stamp: when the process had read none of them, and when the present build had.
_first: dict[str, dict[str, str]] = {}
_latest: dict[str, dict[str, str]] = {}


def answer(root: str, arguments: list[str]) -> bool:
    """Do what `pdf` has to do if the last build still stands; False where it doesn't, or more is asked."""
    started = time.perf_counter()
    note(root)
    found = parse(arguments)
    if found is None:
        return False
    options, flags = found
    now = facts(root)
    built = find(root, options.get("--term"), options.get("--engine", "embedded"), now)
    if built is None or built["warnings"]:
        # Warnings are printed with care, by who can.
        sources.drop_doubtful_bytecode(root)
        return False
    _tell(root, built, flags, time.perf_counter() - started)
    return True


def parse(arguments: list[str]) -> tuple[dict[str, str], set[str]] | None:
    """The options with values and the flags of a plain `pdf` command; None for anything else."""
    if arguments[:1] != ["pdf"]:
        return None
    options: dict[str, str] = {}
    flags: set[str] = set()
    words = iter(arguments[1:])
    for word in words:
        name, equals, value = word.partition("=")
        if name in _VALUED:
            options[name] = value if equals else next(words, "")
        elif word in _SILENT or word == "--json":
            flags.add(word)
        else:
            return None
    return options, flags


def note(root: str) -> dict[str, str]:
    """Note how the sources are before any of them is read; returns how they were at the first note."""
    _latest[root] = sources.stamps(root)
    return _first.setdefault(root, _latest[root])


def is_steady(root: str) -> bool:
    """Whether nothing has been saved since the last note, and no module since the first.

    What was saved while it was read may have been read as it no longer is.
    """
    now = sources.stamps(root)
    first, latest = _first.get(root, now), _latest.get(root, now)
    return now == latest and _modules(now) == _modules(first)


def _modules(stamps: dict[str, str]) -> dict[str, str]:
    return {path: stamp for path, stamp in stamps.items() if path.endswith(".py")}


def facts(root: str) -> dict[str, str]:
    """Everything that a build depends on but the TeX program, by name; `seen` gives it again."""
    found = {sources.SOURCE + name: value for name, value in sources.digests(root).items()}
    found |= {"library " + name: value for name, value in sources.libraries().items()}
    found |= {"variable " + name: value for name, value in os.environ.items() if _is_heeded(name)}
    found |= {"python": sys.version, "environment": sys.prefix}
    _seen[root] = found
    return found


def seen(root: str) -> dict[str, str]:
    """The facts as they were before anything else was read, for one build."""
    found = known(root)
    del _seen[root]
    return found


def known(root: str) -> dict[str, str]:
    """The same facts, to be seen again."""
    return _seen.get(root) or facts(root)


def changed(root: str, term: str | None, engine: str, now: Mapping[str, str]) -> list[str]:
    """The names of the facts that are not as the last such build found them."""
    last = read(root, term, engine)
    before = last["facts"] if last else {}
    return sorted({name for name, _ in before.items() ^ now.items()})


def find(root: str, term: str | None, engine: str, now: dict[str, str]) -> dict[str, object] | None:
    """What the last build of this term by this engine made, if it still stands."""
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
    """The record of the last build as it was written; None where it is absent or damaged."""
    try:
        with open(record_file(root, term, engine), "rb") as file:  # noqa: PTH123
            stated, _, content = file.read().partition(b"\n")
        if stated.decode("ascii", "replace") != sources.digest(content):
            return None
        return json.loads(content)
    except (OSError, ValueError):
        return None


def write(root: str, term: str | None, engine: str, record: dict[str, object]) -> None:
    """Keep what a build was made from and what it made."""
    content = json.dumps(record).encode()
    file = record_file(root, term, engine)
    os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120
    staged = f"{file}.{os.getpid()}"
    try:
        with open(staged, "wb") as stream:  # noqa: PTH123
            stream.write(sources.digest(content).encode() + b"\n" + content)
        os.replace(staged, file)  # noqa: PTH105
    finally:
        if os.path.exists(staged):  # noqa: PTH110
            os.unlink(staged)  # noqa: PTH108


def forget(root: str, term: str | None, engine: str) -> None:
    """Let the next build look at everything."""
    try:
        os.unlink(record_file(root, term, engine))  # noqa: PTH108
    except OSError:
        return


def _is_heeded(variable: str) -> bool:
    return variable.startswith("BACKPROOF_") or variable == "SOURCE_DATE_EPOCH"


def record_file(root: str, term: str | None, engine: str) -> str:
    """Where the record of the last build of this term by this engine is."""
    name = sources.digest(json.dumps([term, engine]).encode())[:24]
    return f"{root}/{FOLDER}/{name}.json"


def _tell(root: str, built: dict[str, object], flags: set[str], seconds: float) -> None:
    if "--json" in flags:
        told = {name: value for name, value in built.items() if name != "files"}
        told |= {name: os.path.join(root, str(built[name])) for name in ("pdf", "answers")}  # noqa: PTH118
        print(json.dumps({**told, "seconds": round(seconds, 3)}, ensure_ascii=False))
    elif not flags & _SILENT:
        facts = (f"{built['pages']} pages", f"{built['checks']} checks passed", f"{seconds:.1f} s")
        print(" · ".join((_shown(root, str(built["pdf"])), *facts)))


def _shown(root: str, name: str) -> str:
    path, here = os.path.join(root, name), os.getcwd() + os.sep  # noqa: PTH118, PTH109
    return path.removeprefix(here).replace(os.sep, "/") if path.startswith(here) else path
