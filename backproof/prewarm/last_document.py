"""The document last given to TeX, with which the next build can start a pass ahead of time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path

from backproof.building import records

_BEGIN = "\n\\begin{document}"


@dataclass(frozen=True)
class LastDocument:
    """A document's text, the files that it includes by the names used there, and its albums' pictures.

    Its first `lines` lines were the same as in the document before; `changed` names the facts that differed.
    """

    text: str
    files: dict[str, str]
    albums: list[list[str]]
    epoch: int
    lines: int = 0
    changed: Sequence[str] = ()

    @property
    def head(self) -> int:
        r"""The number of lines to the one with its `\begin{document}`."""
        return self.text.partition(_BEGIN)[0].count("\n") + 2

    def lines_as_in(self, other: str) -> int:
        """Return the number of leading lines that it has in common with `other`."""
        pairs = zip(self.text.splitlines(), other.splitlines(), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def read(root: str, term: str | None, engine: str) -> LastDocument | None:
    """Read the last document of this term and engine; None if it is absent or damaged."""
    try:
        return LastDocument(**json.loads(_file(root, term, engine).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(root: str, term: str | None, engine: str, manuscript: LastDocument) -> None:
    """Store it for the next build. Write errors are ignored, and a partial file counts as absent."""
    file = _file(root, term, engine)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(manuscript)), "utf-8")


def _file(root: str, term: str | None, engine: str) -> Path:
    return Path(records.record_file(root, term, engine)).with_suffix(".manuscript")
