"""Things that a PDF must not have: actions other than links, files in it or beside it, earlier versions.

The lists are those of ISO 32000-2: actions (12.6.4), triggers (12.6.3), annotations (12.5.6), files (7.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backproof.results.pdf_objects import Dictionary, MalformedError, Name, Objects

# Names that nothing harmless has, as keys or as values.
_FORBIDDEN = frozenset((
    "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "EF", "AA", "SubmitForm", "ImportData",
    "ResetForm", "GoToR", "GoToE", "GoToDp", "GoTo3DView", "RichMedia", "RichMediaExecute", "Rendition",
    "Sound", "Movie", "FileAttachment", "SetOCGState", "XFA", "Collection",
    "AlternatePresentations", "Encrypt",
))  # fmt: skip
# Further actions and annotations, whose names other things may have, too.
_ACTIONS = frozenset(("Thread", "Hide", "Named", "Trans"))
_ANNOTATIONS = frozenset(("Screen", "3D"))
_LINK = re.compile(rb"(?:https?|mailto):[\x21-\x7e]*", re.IGNORECASE)
_MACHINE = re.compile(rb"(?:/home/|/Users/|/root/|/tmp/|[A-Z]:\\Users\\)[^\s()<>]*")


def faults(data: bytes) -> Iterator[str]:
    """Yield a sentence about each thing in the PDF that acts on its reader or names the machine."""
    try:
        objects = Objects(data)
        parts = list(_parts(objects.top))
        yield from sorted({fault for part in parts for fault in _of_part(part, objects)})
    except MalformedError as error:
        yield f"the PDF has {error}"


def _parts(values: Iterable[object]) -> Iterator[object]:
    """Yield all values, and those in them."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, Dictionary):
            waiting += [part for pair in value.pairs for part in pair]
        elif isinstance(value, list):
            waiting += value


def _of_part(part: object, objects: Objects) -> Iterator[str]:
    if isinstance(part, Name):
        if part in _FORBIDDEN:
            yield f"the PDF has a /{part} entry"
        if "/" in part or ":" in part:
            yield from _named(part.encode("latin-1", "replace"))
    elif isinstance(part, bytes):
        yield from _named(part)
    elif isinstance(part, Dictionary):
        yield from _of_dictionary(part, objects)


def _of_dictionary(part: Dictionary, objects: Objects) -> Iterator[str]:
    def values(key: str) -> list[object]:
        return [value for given in part.values(key) for value in objects.resolved(given)]

    for found in (*_among(_ACTIONS, values("S")), *_among(_ANNOTATIONS, values("Subtype"))):
        yield f"the PDF has a /{found} entry"
    for target in values("URI"):
        if not (isinstance(target, bytes) and _LINK.fullmatch(target)):
            yield f"the PDF links to {_told(target)}"
    if any(not _is_view(action, objects) for action in values("OpenAction")):
        yield "the PDF has an /OpenAction that is not a view of a page"
    if part.values("Next") and any(name in ("URI", "GoTo") for name in values("S")):
        yield "the PDF has an action that is followed by another"
    if part.is_stream and (part.values("F") or part.values("Ref")):
        yield "the PDF has a stream in another file"
    if part.values("Root") and (part.values("Prev") or part.values("XRefStm")):
        yield "the PDF has an earlier version in it"


def _among(names: frozenset[str], values: Iterable[object]) -> list[str]:
    return [value for value in values if isinstance(value, Name) and value in names]


def _is_view(action: object, objects: Objects) -> bool:
    """Return whether opening the document does no more than to show a page."""
    if isinstance(action, Dictionary):
        kinds = [kind for given in action.values("S") for kind in objects.resolved(given)]
        return kinds == ["GoTo"] and not action.values("Next")
    return isinstance(action, list)


def _named(text: bytes) -> Iterator[str]:
    """Yield a fault if a text, in UTF-16 or in one byte a letter, has a path of this machine."""
    plain = text[2:].decode("utf-16-be", "replace").encode() if text.startswith(b"\xfe\xff") else text
    for found in _MACHINE.findall(plain):
        yield f"the PDF names a path of this machine: {found.decode('latin-1')}"


def _told(target: object) -> str:
    return repr(target.decode("latin-1")) if isinstance(target, bytes) else "what is no address"
