r"""The files beside the templates and the term file that a document reads: pictures, styles, parts of LaTeX.

Only files inside of the homework are used. They are staged by the names that the document has for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from backproof.diagnostic import Diagnostic, InputError
from backproof.terminal.console import shown
from backproof.tex.inputs import style

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_READ = re.compile(
    r"\\(?P<command>includegraphics|bppicture|input|include|usepackage|RequirePackage|documentclass|LoadClass)"
    r"\*?\s*(?:\[[^\]]*\]\s*)?\{(?P<names>[^{}\\#]+)\}"
)
_PICTURES = (".pdf", ".png", ".jpg", ".jpeg")
_ENDINGS = {
    "includegraphics": ("", *_PICTURES),
    "bppicture": ("",),
    "input": ("", ".tex"),
    "include": (".tex",),
    "documentclass": (".cls",),
    "LoadClass": (".cls",),
}
_STYLE = (".sty",)
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_LARGEST = 50_000_000


def own_files(text: str, folders: Sequence[Path], root: Path) -> dict[str, Path]:
    """Return the homework's files that `text` reads, by name, and those that they read in turn.

    Each is the first of its name in the folders. Raises InputError if one lies outside of `root`, or is not
    what its name says.
    """
    found: dict[str, Path] = {}
    texts = [text]
    while texts:
        for name in _names(texts.pop()):
            path = _first(name, folders)
            if path is None or name in found or name in style.files():
                continue
            found[name] = _checked(path, root)
            if path.suffix.lower() not in _PICTURES:
                texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return found


def _names(text: str) -> Iterator[str]:
    """Yield the names that a file read by the text may have, in the order in which TeX tries them."""
    for read in _READ.finditer(_COMMENT.sub("", text)):
        endings = _ENDINGS.get(read["command"], _STYLE)
        is_list = endings == _STYLE
        for name in read["names"].split(",") if is_list else (read["names"],):
            plain = name.strip()
            if plain and not PurePosixPath(plain).is_absolute() and ".." not in PurePosixPath(plain).parts:
                yield from (f"{plain}{ending}" for ending in endings)


def _first(name: str, folders: Sequence[Path]) -> Path | None:
    return next((path for folder in folders if (path := folder / name).exists() and not path.is_dir()), None)


def _checked(path: Path, root: Path) -> Path:
    """Return the path of a regular file inside of the homework whose beginning fits its name."""
    if not path.resolve().is_relative_to(root.resolve()):
        message, hint = "this file lies outside of the homework", "copy it there, instead of a link to it"
        raise InputError(Diagnostic(message, shown(path), hint=hint))
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise InputError(Diagnostic(f"this is no file of at most {_LARGEST:,} bytes", shown(path)))
    beginning = _BEGINNINGS.get(path.suffix.lower(), b"")
    with path.open("rb") as file:
        if file.read(len(beginning)) != beginning:
            kind = path.suffix[1:].upper()
            raise InputError(Diagnostic(f"this is no {kind} file, in spite of its name", shown(path)))
    return path
