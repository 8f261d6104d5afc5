"""Texts as plain data: blocks one after the other, and what is in a line of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from backproof.answer import Latex

Alignment = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Words:
    """Words as they are read: whoever sets them escapes them."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Emphasized words."""

    content: Line


@dataclass(frozen=True)
class Strong:
    """Words in bold."""

    content: Line


@dataclass(frozen=True)
class Code:
    """Code within a line."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula within a line: its LaTeX for math mode, and the text between the dollars."""

    latex: Latex
    text: str


@dataclass(frozen=True)
class Link:
    """A link to an address of http, https or mailto."""

    address: str
    content: Line


@dataclass(frozen=True)
class LineBreak:
    """A line that ends where its author says."""


Inline: TypeAlias = Words | Emphasis | Strong | Code | Formula | Link | LineBreak
Line: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; one that goes on behind a displayed formula `continues`."""

    content: Line
    continues: bool = False


@dataclass(frozen=True)
class Display:
    """A displayed formula: its LaTeX for math mode, and the text between the dollars."""

    latex: Latex
    text: str


@dataclass(frozen=True)
class List:
    """A list, whose items are numbered from `start` on if it is ordered."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Table:
    """A table: the alignment of each column, the cells of the header, and the rows."""

    alignment: tuple[Alignment, ...]
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class CodeBlock:
    """Lines of code; the language is empty if none is stated."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Quotation:
    """A quotation in paragraphs of its own."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Picture:
    """A picture of the author's own: its path from the term file's folder, caption, and words for it."""

    path: str
    caption: Line = ()
    words: str = ""


Block: TypeAlias = Paragraph | Display | List | Table | CodeBlock | Quotation | Picture


@dataclass(frozen=True)
class Prose:
    """A text."""

    blocks: tuple[Block, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to print."""
        return not self.blocks
