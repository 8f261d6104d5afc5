"""The document last given to TeX, with which the next build can start a pass ahead of time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from backproof.building import records

_BEGIN = "\n\\begin{document}"
# Edits beyond this number are forgotten, the oldest first; more sources than these are no edit of one place.
_EDITS, _SOURCES = 20, 4


@dataclass(frozen=True)
class Edit:
    """The outcome of an edit of certain sources, as the next edit of the same ones is likely to have it.

    The document's first `lines` lines stayed as they were; `modules` are those that its workers imported for
    the answers that were computed again.
    """

    lines: int
    modules: Sequence[str] = ()


@dataclass(frozen=True)
class LastDocument:
    """A document's text, the files that it includes by the names used there, and its albums' pictures.

    `edits` are the last ones, by the facts that differed.
    """

    text: str
    files: dict[str, str]
    albums: list[list[str]]
    epoch: int
    edits: Mapping[str, Edit] = field(default_factory=dict)

    @property
    def head(self) -> int:
        r"""The number of lines to the one with its `\begin{document}`."""
        return self.text.partition(_BEGIN)[0].count("\n") + 2

    def lines_as_in(self, other: str) -> int:
        """Return the number of leading lines that it has in common with `other`."""
        pairs = zip(self.text.splitlines(), other.splitlines(), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    def edit(self, changed: Sequence[str]) -> Edit | None:
        """Return what an edit of the facts named `changed` led to the last time; None if it is not known."""
        return self.edits.get(_key(changed))

    def after(self, before: LastDocument, changed: Sequence[str], modules: Sequence[str]) -> LastDocument:
        """Return it with the edits of the document before, and the one that made it of that."""
        lines = self.lines_as_in(before.text)
        longer = self.text.count("\n") - before.text.count("\n")
        edits = {
            key: replace(edit, lines=edit.lines + longer) if edit.lines > lines else edit
            for key, edit in before.edits.items()
            if key != _key(changed)
        }
        if 0 < len(changed) <= _SOURCES:
            edits[_key(changed)] = Edit(lines, modules)
        return replace(self, edits=dict(list(edits.items())[-_EDITS:]))


def read(root: str, term: str | None, engine: str) -> LastDocument | None:
    """Read the last document of this term and engine; None if it is absent or damaged."""
    try:
        stated = json.loads(_file(root, term, engine).read_text("utf-8"))
        edits = {key: Edit(**edit) for key, edit in stated.pop("edits").items()}
        return LastDocument(**stated, edits=edits)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(root: str, term: str | None, engine: str, manuscript: LastDocument) -> None:
    """Store it for the next build. Write errors are ignored, and a partial file counts as absent."""
    file = _file(root, term, engine)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(manuscript)), "utf-8")


def _key(changed: Sequence[str]) -> str:
    return "\n".join(sorted(changed))


def _file(root: str, term: str | None, engine: str) -> Path:
    return Path(records.record_file(root, term, engine)).with_suffix(".manuscript")
