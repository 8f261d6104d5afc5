"""A picture set in type by itself, on a page as large as the picture."""

from __future__ import annotations

import hashlib
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import Engine
from backproof.tex.hints import hint_for
from backproof.tex.inputs import style
from backproof.tex.pictures import document_of
from backproof.tex.scratch import Resources
from backproof.writing import kept

# Pictures beyond this number are removed, oldest first.
_KEPT = 64


def page_of(engine: Engine, preamble: str, picture: str, resources: Resources, folder: Path) -> bytes:
    """Return a PDF whose first page is the picture, cached in `folder`.

    Raises InputError, without a place, if the picture does not compile.
    """
    entry = folder / f"{_key(engine, preamble, picture, resources)}.alone"
    found = kept.read(entry)
    if found is None:
        found = _set(engine, f"{preamble}\n{document_of([picture])}", resources, folder)
        kept.write(entry, found)
        kept.tidy(folder, "*.alone", _KEPT)
    return found


def _set(engine: Engine, document: str, resources: Resources, folder: Path) -> bytes:
    try:
        return compile_document(engine, document, resources, folder).pdf
    except DocumentError as error:
        first = error.entries[0]
        hint = first.hint or hint_for(first.message, first.detail)
        raise InputError(Diagnostic(f"this picture does not compile: {first.summary}", hint=hint)) from None


def _key(engine: Engine, preamble: str, picture: str, resources: Resources) -> str:
    digest = hashlib.sha256("\0".join((engine.identity, preamble, picture)).encode("utf-8", "surrogatepass"))
    for name, content in sorted({**resources, **style.files()}.items()):
        data = content.read_bytes() if isinstance(content, Path) else content
        digest.update(b"\0" + name.encode() + b"\0" + data)
    return digest.hexdigest()[:24]
