"""Reading of a line of a text: words, formulas, links, read from the parser's tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from backproof.diagnostic import InputError
from backproof.texts.formulas import formula
from backproof.texts.placing import Excerpt, Markup
from backproof.texts.prose import (
    Code,
    Display,
    Emphasis,
    Formula,
    Inline,
    Line,
    LineBreak,
    Link,
    Strong,
    Words,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

    from backproof.answer import Latex

Piece: TypeAlias = Inline | Display
_ADDRESS = re.compile(r"(https?://|mailto:)[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_WRAPPED: dict[str, type[Emphasis | Strong]] = {"em": Emphasis, "strong": Strong}


def formula_at(markup: Markup, excerpt: Excerpt, start: int, text: str) -> Latex:
    """Return the LaTeX of a formula whose text begins at that place of the excerpt."""
    try:
        return formula(text)
    except InputError as error:
        fault = error.diagnostics[0]
        rows = text.split("\n")[: (fault.line or 1) - 1]
        within = sum(len(row) + 1 for row in rows) + (fault.column or 1) - 1
        raise markup.error(
            excerpt.offset(start + within), fault.message, expected=fault.expected, hint=fault.hint
        ) from error


class InlineReader:
    """A reader of the tokens of one excerpt; `places` are offsets in it."""

    def __init__(self, markup: Markup, excerpt: Excerpt, tokens: list[Token], base: int = 0) -> None:
        self.markup = markup
        self.excerpt = excerpt
        self.tokens = tokens
        self.base = base
        self.place = base
        self._index = 0

    def pieces(self, closer: str = "") -> list[Piece]:
        """Read up to the token of that type, or to the end; neighbouring words are joined."""
        found: list[Piece] = []
        while self._index < len(self.tokens):
            token = self.tokens[self._index]
            self._index += 1
            self.place = self.base + token.meta.get("start", self.place - self.base)
            if token.type == closer:
                break
            for piece in self._read(token):
                before = found[-1] if found else None
                if isinstance(piece, Words) and isinstance(before, Words):
                    found[-1] = Words(before.text + piece.text)
                else:
                    found.append(piece)
        return found

    def line(self, closer: str = "") -> Line:
        """Read a line without displayed formulas."""
        found = self.pieces(closer)
        if any(isinstance(piece, Display) for piece in found):
            raise self.error(
                "a displayed formula within other markup",
                hint="put it into a paragraph, or between single dollars",
            )
        return tuple(piece for piece in found if not isinstance(piece, Display))

    def error(self, message: str, *, expected: str | None = None, hint: str | None = None) -> InputError:
        """Return the error about the last place that is known."""
        return self.markup.error(self.excerpt.offset(self.place), message, expected=expected, hint=hint)

    def _read(self, token: Token) -> list[Piece]:
        kind = token.type
        if kind in ("text", "softbreak", "text_special"):
            return (
                [Words(" " if kind == "softbreak" else token.content)]
                if token.content or kind != "text"
                else []
            )
        if kind == "hardbreak":
            return [LineBreak()]
        if kind == "code_inline":
            return [Code(token.content)]
        if kind in ("math_inline", "math_inline_double"):
            return [self._formula(token)]
        if kind.endswith("_open") and kind.removesuffix("_open") in _WRAPPED:
            name = kind.removesuffix("_open")
            return [_WRAPPED[name](self.line(f"{name}_close"))]
        if kind == "link_open":
            return [self._link(token)]
        raise self._refused(kind)

    def _formula(self, token: Token) -> Piece:
        display = token.type == "math_inline_double"
        start = self.place + len(token.markup)
        latex = formula_at(self.markup, self.excerpt, start, token.content)
        return Display(latex, token.content) if display else Formula(latex, token.content)

    def _link(self, token: Token) -> Link:
        address = str(token.attrs["href"])
        if not _ADDRESS.fullmatch(address):
            raise self.error(
                f"'{address}' is no address that a text may link to",
                expected="https://..., http://... or mailto:...",
            )
        if token.attrs.get("title"):
            raise self.error("the title of a link is not printed", hint="say it in the text")
        return Link(address, self.line("link_close"))

    def _refused(self, kind: str) -> InputError:
        if kind == "stray_dollar":
            return self.error(
                "a '$' without its partner",
                expected="a formula: no space behind the first dollar or before the second one",
                hint=r"\$ for the sign",
            )
        if kind == "html_inline":
            return self.error("HTML in a text", hint=r"\< for the sign; < in a formula needs its dollars")
        if kind == "image":
            return self.error("a picture within a line", expected="a paragraph of its own")
        return self.error(f"a text has no {kind.removesuffix('_open').replace('_', ' ')}")
