"""Formats: preambles dumped by TeX, so that a pass need not load the packages again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from backproof import seal
from backproof.files.removal import remove_tree
from backproof.tex.inputs import style
from backproof.tex.job import NAME, Job
from backproof.tex.process import TimeLimitError

BEGIN = r"\begin{document}"
# From this line on the preamble is specific to the document, such as its title, and is read in every pass.
OWN = "% The document's own lines begin."
# Formats installed with the environment, as a TeX distribution installs LaTeX's own.
INSTALLED = Path(sys.prefix) / "backproof"
# The macro that holds a template's font sample.
_SAMPLE = r"\bp@sample"
_SEAL = "seal"
# Formats beyond this number are removed, oldest first.
_KEPT = 4
_BLOCK = 1 << 18


@dataclass(frozen=True)
class Format:
    """A dumped preamble, by the name under which TeX finds it, and the document without its preamble.

    Different dumps have different identities.
    """

    name: str
    body: str
    identity: str


@cache
def ending() -> str:
    """Return the lines that are appended to a preamble to dump it."""
    return Path(__file__).with_name("dump.tex").read_text(encoding="utf-8")


def split(source: str) -> tuple[str, str] | None:
    r"""Split a document into preamble and body; None if no line starts with `\begin{document}`.

    The lines of the preamble that are marked as the document's own belong to the body, which starts with as
    many empty lines as the dumped preamble has, so its lines keep their numbers.
    """
    whole, mark, _ = source.partition(f"\n{BEGIN}")
    if not mark:
        return None
    head = whole.partition(f"\n{OWN}\n")[0]
    return head + "\n", "\n" * (head.count("\n") + 1) + source[len(head) + 1 :]


def find_format(job: Job, source: str, cached: Path) -> Format | None:
    """Return the format of this document's preamble: cached, installed, or dumped now; None if impossible.

    It is placed in the job's folder, where TeX is allowed to read it. A format is valid only as long as every
    file that went into it is unchanged and its own checksum matches.
    """
    parts = split(source)
    if job.engine.kind != "pdflatex" or parts is None:
        return None
    preamble, body = parts
    entry = _found(job, preamble, cached) or _made(job, preamble, cached)
    if entry is None:
        return None
    _place(entry / f"{NAME}.fmt", job.scratch / "preamble.fmt")
    return Format("preamble.fmt", body, f"{entry.name} {_stated(entry)['crc32']}")


def _found(job: Job, preamble: str, cached: Path) -> Path | None:
    key = _key(job, preamble)
    if _is_own(cached / key) and _is_good(cached / key, job.scratch):
        return cached / key
    installed = INSTALLED / "formats" / key
    return installed if _is_good(installed, job.scratch) else None


def _is_own(entry: Path) -> bool:
    """Return whether this user has made the format: one from elsewhere could set any page."""
    try:
        stated = (entry / _SEAL).read_bytes()
        return seal.is_valid(stated, _sealed(entry), entry.name)
    except OSError:
        return False


def _sealed(entry: Path) -> bytes:
    """Return what a format's seal covers: its record, and a digest of its content."""
    return (entry / "record.json").read_bytes() + _digest(entry / f"{NAME}.fmt")


def _made(job: Job, preamble: str, cached: Path) -> Path | None:
    entry = cached / _key(job, preamble)
    remove_tree(entry)
    if _shunned(entry).exists() or not _dump(job, preamble, entry):
        return None
    _tidy(cached, entry)
    return entry


def shun_format(job: Job, source: str, cached: Path) -> None:
    """Record that this preamble can't be dumped although its document has no errors."""
    parts = split(source)
    if job.engine.kind == "pdflatex" and parts is not None:
        cached.mkdir(parents=True, exist_ok=True)
        _shunned(cached / _key(job, parts[0])).touch()


def _shunned(entry: Path) -> Path:
    return entry.with_suffix(".failed")


def _key(job: Job, preamble: str) -> str:
    facts = [job.engine.identity, preamble, ending(), style.style(), str(job.epoch)]
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _is_good(entry: Path, scratch: Path) -> bool:
    try:
        record = _stated(entry)
        checksum = _crc32(entry / f"{NAME}.fmt")
        return bool(checksum == record["crc32"] and record["inputs"] == _stamps(record["inputs"], scratch))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _stated(entry: Path) -> Any:
    return json.loads((entry / "record.json").read_text(encoding="utf-8"))


def _crc32(path: Path) -> int:
    return _crc32_of(path, _state(path))


def _digest(path: Path) -> bytes:
    return _digest_of(path, _state(path))


def _state(path: Path) -> tuple[int, ...]:
    """Return the state of a file, by which a long-lived process reads each format for its sums only once."""
    facts = path.stat()
    # Not its ctime: that changes with each folder that the file is linked into.
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


@lru_cache(maxsize=2)
def _crc32_of(path: Path, _state: tuple[int, ...]) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum


@lru_cache(maxsize=2)
def _digest_of(path: Path, _state: tuple[int, ...]) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _stamps(names: Iterable[str], scratch: Path) -> dict[str, str]:
    return {name: _stamp(name, scratch) for name in names}


def _stamp(name: str, scratch: Path) -> str:
    """Return a file's state: its hash in the document's folder, its size and time in TeX's own trees."""
    try:
        if not os.path.isabs(name):  # noqa: PTH117
            return hashlib.sha256((scratch / name).read_bytes()).hexdigest()
        facts = os.stat(name)  # noqa: PTH116
    except OSError:
        return "absent"
    return f"{facts.st_size} {facts.st_mtime_ns}"


def _dump(job: Job, preamble: str, entry: Path) -> bool:
    """Dump the preamble into the cache; return whether that succeeded.

    If the font sample causes an error, the preamble is dumped without it, as no page shows it.
    """
    maker = job.scratch / "makeformat.tex"
    made = job.scratch / f"{NAME}.fmt"
    done = _dumped(job, maker, preamble + ending())
    if not done and _SAMPLE in job.log:
        done = _dumped(job, maker, f"{preamble}\\fontsample{{}}\n{ending()}")
    if not done:
        return False
    try:
        # A format loads twice as fast if TeX need not decompress it.
        plain = gzip.decompress(made.read_bytes())
    except EOFError:
        # The disk is full: the file is truncated.
        return False
    made.unlink()
    entry.parent.mkdir(parents=True, exist_ok=True)
    inputs = sorted({name.removeprefix("./") for name in job.inputs} - {maker.name})
    _shelve(plain, inputs, job.scratch, entry)
    return True


def _dumped(job: Job, maker: Path, text: str) -> bool:
    maker.write_text(text, encoding="utf-8", newline="\n")
    try:
        return job.dump(maker.name) == 0 and (job.scratch / f"{NAME}.fmt").is_file()
    except TimeLimitError:
        return False


def _shelve(plain: bytes, inputs: list[str], scratch: Path, entry: Path) -> None:
    staged = Path(tempfile.mkdtemp(dir=entry.parent, prefix=".format-"))
    (staged / f"{NAME}.fmt").write_bytes(plain)
    record = {"crc32": zlib.crc32(plain), "inputs": _stamps(inputs, scratch)}
    (staged / "record.json").write_text(json.dumps(record), encoding="utf-8")
    (staged / _SEAL).write_text(seal.of(_sealed(staged), entry.name), encoding="ascii")
    try:
        staged.replace(entry)
    except OSError:
        # Another build has stored the same format in the meantime.
        remove_tree(staged)


def _place(shelved: Path, place: Path) -> None:
    try:
        place.hardlink_to(shelved)
    except OSError:
        shutil.copyfile(shelved, place)


def _tidy(cached: Path, newest: Path) -> None:
    others = [entry for entry in cached.iterdir() if entry.is_dir() and entry != newest]
    others.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in others[_KEPT - 1 :]:
        remove_tree(entry)
