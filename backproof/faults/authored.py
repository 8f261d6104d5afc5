"""The place in a data file of an author's words, by a character of the LaTeX that they became."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from backproof.diagnostic import BackproofError, Diagnostic
from backproof.terminal.console import shown
from backproof.terms.places import KeyPath, Place, character_offsets, line_and_column, places
from backproof.writing.escape import PDFLATEX, Repertoire, escape, using
from backproof.writing.prose import prose

_OPENED, _CLOSED = "%authored", "%end authored"
_TOKEN = re.compile(r"\\?[A-Za-z]+|\d+|[^\sA-Za-z0-9]")
# Pairs of equal tokens that are compared within a second or two.
_MOST_PAIRS = 4_000_000


@dataclass(frozen=True)
class AuthoredText:
    """A text of a data file: the file, its content, and the offset there of each of the text's characters."""

    file: Path
    content: str
    value: str
    offsets: Sequence[int]


@dataclass(frozen=True)
class Texts:
    """All texts of the data files; `repertoire` is the one that the document was rendered with."""

    files: tuple[Path, ...] = ()
    repertoire: Repertoire = field(default=PDFLATEX, compare=False)

    def at_its_place(self, fault: Diagnostic, latex: str, index: int, piece: tuple[int, int]) -> Diagnostic:
        """Return a fault of a template moved to the data that was inserted there, if that is the author's.

        `index` is the character at fault, `piece` the range of characters that the template's tag inserted.
        """
        start, end = _marked(latex, index) or piece
        words = latex[start:end].strip()
        found = self._by_latex.get(words) if words else None
        if not found:
            return fault
        start = latex.index(words, start)
        # The same words may be there twice; the document has them in the file's order.
        text = found[min(latex.count(words, 0, start), len(found) - 1)]
        at = text.offsets[_aligned(words, index - start, text.value)]
        line, column = line_and_column(text.content, at)
        inserted = (f"inserted at {fault.where}",) if fault.file else ()
        kept = tuple(note for note in fault.notes if not note.startswith("inserting "))
        source = text.content.split("\n")[line - 1]
        return replace(
            fault, file=shown(text.file), line=line, column=column, source=source, notes=(*inserted, *kept)
        )

    @cached_property
    def _by_latex(self) -> dict[str, list[AuthoredText]]:
        """Map the LaTeX of each text to the texts that it may come from."""
        found: dict[str, list[AuthoredText]] = {}
        with using(self.repertoire):
            for text in (text for file in self.files if file.is_file() for text in texts_of(file)):
                for latex in dict.fromkeys(_forms(text.value)):
                    found.setdefault(latex, []).append(text)
        return found


def _forms(value: str) -> Iterator[str]:
    """Yield the LaTeX that a template may make of a text: as Markdown, and as it stands."""
    from backproof.texts.markdown import read  # imported here, as builds without faults don't need it

    try:
        marked = str(prose(read(value)))
        yield marked.removeprefix(_OPENED).strip().removesuffix(_CLOSED).strip()
    except BackproofError:
        pass
    try:
        yield str(escape(value)).strip()
    except BackproofError:
        return


def texts_of(file: Path) -> Iterator[AuthoredText]:
    """Yield the texts of a data file in its order; none of a file that cannot be read."""
    try:
        content = file.read_text(encoding="utf-8").replace("\r\n", "\n")
        values = tomllib.loads(content)
    except (OSError, ValueError):
        return
    for path, place in sorted(places(content).items(), key=lambda item: item[1].value):
        value = _value(values, path)
        if isinstance(value, str) and value.strip():
            yield AuthoredText(file, content, value, _offsets(content, place, value))


def _value(values: object, path: KeyPath) -> object:
    for step in path:
        try:
            values = values[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def _offsets(content: str, place: Place, value: str) -> Sequence[int]:
    """Return the offset of each character, or the text's own where they cannot be told apart."""
    offsets = character_offsets(content, place)
    return offsets if len(offsets) > len(value) else [place.value] * (len(value) + 1)


def _marked(latex: str, index: int) -> tuple[int, int] | None:
    """Return the range of the author's words around a character, between the comments that mark them."""
    opened = latex.rfind(_OPENED, 0, index + 1)
    closed = latex.find(_CLOSED, opened)
    if opened < 0 or closed < index:
        return None
    return latex.index("\n", opened) + 1, closed


def _aligned(words: str, index: int, text: str) -> int:
    """Return the character of the text that stands for the one of its LaTeX, by their common tokens."""
    ours, theirs = list(_TOKEN.finditer(words)), list(_TOKEN.finditer(text))
    wanted = next((number for number, token in enumerate(ours) if token.end() > index), len(ours) - 1)
    left, right = [token.group() for token in ours], [token.group() for token in theirs]
    times = Counter(right)
    if theirs and sum(times[token] for token in left) > _MOST_PAIRS:
        # A long text of a few tokens: all of these alike, their comparison would take minutes.
        return theirs[wanted * len(theirs) // len(ours)].start()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for block in matcher.get_matching_blocks():
        if wanted < block.a + block.size:
            number = min(block.b + max(0, wanted - block.a), len(theirs) - 1)
            return theirs[number].start() if theirs else 0
    return theirs[-1].start() if theirs else 0
