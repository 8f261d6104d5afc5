"""Markdown read into plain data; InputError with line and column for whatever a text may not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from backproof.diagnostic import InputError
from backproof.texts.inlines import InlineReader, Piece, formula_at
from backproof.texts.parsing import parser
from backproof.texts.placing import Excerpt, Markup
from backproof.texts.prose import (
    Alignment,
    Block,
    CodeBlock,
    Display,
    Inline,
    Line,
    List,
    Paragraph,
    Picture,
    Prose,
    Quotation,
    Table,
    Words,
)
from backproof.writing.escape import UNICODE

if TYPE_CHECKING:
    from markdown_it.token import Token

# LaTeX has four levels of each kind of list.
_DEEPEST = 4
_PICTURES = (".png", ".jpg", ".jpeg", ".pdf")


def read(text: str) -> Prose:
    """Return a Markdown text as data; places in errors count lines and columns of the text from 1."""
    require_visible(text)
    return Prose(_BlockReader(Markup(text), parser().parse(text)).blocks(""))


def require_visible(text: str) -> None:
    """Raise InputError at a character that no font has: of control, of direction, without width, private."""
    for offset, character in enumerate(text):
        if not (character.isspace() or UNICODE.covers(character)):
            raise Markup(text).error(
                offset, f"U+{ord(character):04X} has no glyph in any font", hint="remove it from the text"
            )


class _BlockReader:
    def __init__(self, markup: Markup, tokens: list[Token]) -> None:
        self.markup = markup
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self._behind_display = -1

    def blocks(self, closer: str) -> tuple[Block, ...]:
        """Read up to the token of that type, or to the end."""
        found: list[Block] = []
        while self.index < len(self.tokens):
            token = self._next()
            if token.type == closer:
                self._behind_display = -1
                break
            found.extend(self._read(token))
        return tuple(found)

    def _next(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def _read(self, token: Token) -> tuple[Block, ...]:
        readers: dict[str, Callable[[Token], tuple[Block, ...]]] = {
            "paragraph_open": self._paragraph,
            "math_block": self._display,
            "bullet_list_open": self._list,
            "ordered_list_open": self._list,
            "blockquote_open": self._quotation,
            "fence": self._code,
            "code_block": self._code,
            "table_open": self._table,
        }
        if token.type not in readers:
            raise self._refused(token)
        return readers[token.type](token)

    def _refused(self, token: Token) -> InputError:
        faults = {
            "heading_open": (
                "a heading in a text",
                "the titles of parts are the sheet's; **bold** begins a paragraph",
            ),
            "hr": ("a rule in a text", "leave it out"),
            "html_block": ("HTML in a text", r"\< for the sign"),
        }
        message, hint = faults.get(token.type, (f"a text has no {token.type}", None))
        return self.markup.error(self._start(token), message, hint=hint)

    def _start(self, token: Token) -> int:
        return self.markup.start(token.map[0]) if token.map else 0

    def _paragraph(self, opening: Token) -> tuple[Block, ...]:
        inline = self._next()
        self._next()
        excerpt = self.markup.excerpt(inline.content, (inline.map or [0])[0])
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            return (self._picture(children[0], excerpt),)
        continues = opening.map is not None and opening.map[0] == self._behind_display
        return tuple(_lifted(InlineReader(self.markup, excerpt, children).pieces(), continues))

    def _picture(self, image: Token, excerpt: Excerpt) -> Picture:
        path = str(image.attrs["src"])
        pure = PurePosixPath(path)
        known = pure.suffix.lower() in _PICTURES and re.fullmatch(r"[\w./-]+", path, re.ASCII)
        if not known or pure.is_absolute() or ".." in pure.parts:
            raise self.markup.error(
                excerpt.offset(0),
                f"'{path}' is no picture that a text may show",
                expected=f"letters, digits, - and _, ending in {', '.join(_PICTURES)}, beside the term file",
            )
        caption = InlineReader(self.markup, excerpt, image.children or [], base=2).line()
        return Picture(path, caption, " ".join(str(image.attrs.get("title") or "").split()))

    def _display(self, token: Token) -> tuple[Block, ...]:
        first = (token.map or [0])[0]
        excerpt = self.markup.excerpt(token.content, first)
        # The first row is followed by the rest of its line, if the formula ends there.
        start = self.markup.text.index("$$", self.markup.start(first)) + 2
        placed = Excerpt(((excerpt.rows[0][0], start), *excerpt.rows[1:]))
        latex = formula_at(self.markup, placed, 0, token.content)
        self._behind_display = token.map[1] if token.map else -1
        return (Display(latex, token.content.strip()),)

    @contextmanager
    def _deeper(self, token: Token) -> Iterator[None]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.markup.error(self._start(token), f"lists and quotations more than {_DEEPEST} deep")
        yield
        self.depth -= 1

    def _list(self, token: Token) -> tuple[Block, ...]:
        ordered = token.type == "ordered_list_open"
        items = []
        with self._deeper(token):
            while self._next().type == "list_item_open":
                items.append(self.blocks("list_item_close"))
        return (List(tuple(items), ordered, int(token.attrs.get("start", 1))),)

    def _quotation(self, token: Token) -> tuple[Block, ...]:
        with self._deeper(token):
            return (Quotation(self.blocks("blockquote_close")),)

    def _code(self, token: Token) -> tuple[Block, ...]:
        language = token.info.strip()
        if language and not _is_lexed(language):
            raise self.markup.error(
                self._start(token),
                f"no colours for the language '{language}'",
                hint="```text, or no language",
            )
        return (CodeBlock(token.content.rstrip("\n"), language),)

    def _table(self, token: Token) -> tuple[Block, ...]:
        rows: list[list[Line]] = []
        alignment: list[Alignment] = []
        behind = self._start(token)
        while (inner := self._next()).type != "table_close":
            if inner.type == "tr_open":
                rows.append([])
                behind = self._start(inner)
            elif inner.type in ("th_open", "td_open"):
                if len(rows) == 1:
                    alignment.append(_alignment(str(inner.attrs.get("style", ""))))
                cell = self._next()
                excerpt = self.markup.within(cell.content, (cell.map or [0])[0], behind)
                behind = excerpt.rows[0][1] + len(cell.content)
                rows[-1].append(InlineReader(self.markup, excerpt, cell.children or []).line())
        return (Table(tuple(alignment), tuple(rows[0]), tuple(map(tuple, rows[1:]))),)


def _lifted(pieces: list[Piece], continues: bool) -> Iterator[Block]:
    """Yield the lines and displayed formulas of a paragraph as blocks."""
    line: list[Inline] = []
    for piece in pieces:
        if not isinstance(piece, Display):
            line.append(piece)
            continue
        yield from _paragraphs(line, continues)
        yield piece
        line, continues = [], True
    yield from _paragraphs(line, continues)


def _paragraphs(line: list[Inline], continues: bool) -> Iterator[Paragraph]:
    if any(not isinstance(piece, Words) or piece.text.strip() for piece in line):
        yield Paragraph(tuple(line), continues)


def _alignment(style: str) -> Alignment:
    if style.endswith("center"):
        return "center"
    return "right" if style.endswith("right") else "left"


def _is_lexed(language: str) -> bool:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        return False
    return True
