"""What TeX was given last, from which the next build can let it begin."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path

from backproof.building import fast_path

_BEGIN = "\n\\begin{document}"


@dataclass(frozen=True)
class LastDocument:
    """A document's text, the files that it includes by their names there, and the pictures of its albums.

    So many of its first `lines` were as they had been before; `changed` names what was not.
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
        """How many of its first lines are the other text's."""
        pairs = zip(self.text.splitlines(), other.splitlines(), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def read(root: str, term: str | None, engine: str) -> LastDocument | None:
    """The last one of this term and engine; None where it is absent or damaged."""
    try:
        return LastDocument(**json.loads(_file(root, term, engine).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(root: str, term: str | None, engine: str, manuscript: LastDocument) -> None:
    """Keep it for the next build, which does without where there is none, or a part of one."""
    file = _file(root, term, engine)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(manuscript)), "utf-8")


def _file(root: str, term: str | None, engine: str) -> Path:
    return Path(fast_path.record_file(root, term, engine)).with_suffix(".manuscript")
