"""The preamble dumped into a format, so that a pass of TeX need not read its packages again."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backproof import style
from backproof.confine import Limits, TimeLimitError, run
from backproof.engine import Engine

BEGIN = r"\begin{document}"
_JOB = "report"
# Formats that no build has asked for lately are removed beyond this number.
_KEPT = 4


@dataclass(frozen=True)
class Format:
    """A dumped preamble, by the name that TeX finds it under, and the document without its preamble."""

    name: str
    body: str


def split(source: str) -> tuple[str, str] | None:
    r"""Preamble and body. The body starts with as many empty lines as the preamble had, so that lines keep their
    numbers. None where there is no `\begin{document}` at the start of a line."""
    head, mark, tail = source.partition(f"\n{BEGIN}")
    if not mark:
        return None
    return head + "\n", "\n" * (head.count("\n") + 1) + BEGIN + tail


def find_format(
    engine: Engine, source: str, scratch: Path, shelf: Path, environment: Mapping[str, str], limits: Limits
) -> Format | None:
    """The format for this document's preamble, from the shelf or made now; None where there can be none.

    It lies in `scratch` afterwards, where TeX is allowed to read it. A format is good only as long as every file that
    went into it is as it was, and its own checksum holds.
    """
    parts = split(source)
    if engine.kind != "pdflatex" or parts is None:
        return None
    preamble, body = parts
    entry = shelf / _key(engine, preamble, environment)
    if not _is_good(entry, scratch):
        shutil.rmtree(entry, ignore_errors=True)
        if (entry.with_suffix(".failed")).exists() or not _dump(
            engine, preamble, scratch, entry, environment, limits
        ):
            return None
        _tidy(shelf, entry)
    _place(entry / f"{_JOB}.fmt", scratch / "preamble.fmt")
    return Format("preamble.fmt", body)


def _key(engine: Engine, preamble: str, environment: Mapping[str, str]) -> str:
    facts = [engine.identity, preamble, style.style(), environment["SOURCE_DATE_EPOCH"]]
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _is_good(entry: Path, scratch: Path) -> bool:
    try:
        record = json.loads((entry / "record.json").read_text(encoding="utf-8"))
        checksum = zlib.crc32((entry / f"{_JOB}.fmt").read_bytes())
        return bool(checksum == record["crc32"] and record["inputs"] == _stamps(record["inputs"], scratch))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _stamps(names: Mapping[str, str] | list[str], scratch: Path) -> dict[str, str]:
    """Each file's state: by content beside the document, by size and time in TeX's own trees."""
    return {name: _stamp(scratch / name, Path(name).is_absolute()) for name in names}


def _stamp(path: Path, in_tree: bool) -> str:
    if not path.is_file():
        return "absent"
    if in_tree:
        facts = path.stat()
        return f"{facts.st_size} {facts.st_mtime_ns}"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _dump(
    engine: Engine, preamble: str, scratch: Path, entry: Path, environment: Mapping[str, str], limits: Limits
) -> bool:
    """Dump the preamble and put it on the shelf; remember where that cannot be done."""
    maker = scratch / "makeformat.tex"
    maker.write_text(preamble + "\\dump\n", encoding="utf-8", newline="\n")
    options = ["-ini", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-recorder"]
    command = [str(engine.program), *options, f"-jobname={_JOB}", "&pdflatex", maker.name]
    made = scratch / f"{_JOB}.fmt"
    try:
        code = run(command, scratch, environment, limits)
    except TimeLimitError:
        code = 1
    entry.parent.mkdir(parents=True, exist_ok=True)
    if code != 0 or not made.is_file():
        entry.with_suffix(".failed").touch()
        return False
    _shelve(made, _recorded(scratch, maker.name), scratch, entry)
    return True


def _recorded(scratch: Path, maker: str) -> list[str]:
    lines = (scratch / f"{_JOB}.fls").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    names = {line.removeprefix("INPUT ").removeprefix("./") for line in lines if line.startswith("INPUT ")}
    return sorted(names - {maker})


def _shelve(made: Path, inputs: list[str], scratch: Path, entry: Path) -> None:
    # Loading is twice as quick when TeX need not decompress.
    plain = gzip.decompress(made.read_bytes())
    made.unlink()
    staged = Path(tempfile.mkdtemp(dir=entry.parent, prefix=".format-"))
    (staged / f"{_JOB}.fmt").write_bytes(plain)
    record = {"crc32": zlib.crc32(plain), "inputs": _stamps(inputs, scratch)}
    (staged / "record.json").write_text(json.dumps(record), encoding="utf-8")
    try:
        staged.replace(entry)
    except OSError:
        # Another build has put the same format there in the meantime.
        shutil.rmtree(staged, ignore_errors=True)


def _place(shelved: Path, place: Path) -> None:
    try:
        place.hardlink_to(shelved)
    except OSError:
        shutil.copyfile(shelved, place)


def _tidy(shelf: Path, newest: Path) -> None:
    others = [entry for entry in shelf.iterdir() if entry.is_dir() and entry != newest]
    others.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in others[_KEPT - 1 :]:
        shutil.rmtree(entry, ignore_errors=True)
