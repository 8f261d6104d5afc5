"""A document's LaTeX -> HTML: each command and environment by the macro of its name in `elements.html.j2`.

A macro's parameters say what it takes: `optional` an argument in brackets; for an environment `body` its
content, `items` that of its \\item's, `rows` those of a table; every other one is an argument in braces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from backproof.diagnostic import InputError
from backproof.drawing.labels import text_width
from backproof.web.formulas import FormulaError, Formulas
from backproof.web.markup import Html, escape
from backproof.web.source import COMMAND, Source, Span

_TEXT = re.compile(r"[^\\%${}\n~`'\-&]+")
_DASHES = re.compile(r"---?|-")
_QUOTES = re.compile(r"``|''|`|'")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)(?:[ \t]*\n)+")
_COMMENT = re.compile(r"%[^\n]*(?:\n[ \t]*)?")
_BLOCK = re.compile(
    r"\s*</?(?:article|aside|blockquote|details|div|dl|figure|h\d|hr|li|nav|img|ol|p|pre|section|table|tr|ul)\b"
)
_ANCHORS_ALONE = re.compile(r'(?:\s|<span class="anchor" id="[^"]*"></span>)*')
_SIDES: Mapping[str, str] = MappingProxyType({"l": "left", "c": "center", "r": "right"})
_COLUMN = re.compile(
    r">\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|[@!]\{(?:[^{}]|\{[^{}]*\})*\}|[lcrX]|[pmb]\{(?:[^{}]|\{[^{}]*\})*\}"
)
_COUNTER = re.compile(r"\\setcounter\{enum\w+\}\{(-?\d+)\}")
_MATHS = {"equation", "align", "gather", "displaymath", "multline", "math"}
_PARAGRAPH = object()
# The parameters of a macro that are filled from the content of an environment.
_CONTENT = ("body", "items", "rows", "start")
# The width in cm from which a formula in a line may be wider than a phone.
_WIDE = 5.5

# What stands for a character in text: escapes of data, and TeX's own.
_CHARACTERS: Mapping[str, str] = MappingProxyType({
    **{sign: sign for sign in "{}$&#%_"},
    " ": " ", "\n": " ", ",": "\u2009", ";": "\u2005", ":": "\u2005", "!": "", "/": "", "-": "",
    "textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textquotesingle": "'",
    "textasciigrave": "`", "textquotedbl": '"', "textless": "<", "textgreater": ">", "textbar": "|",
    "textendash": "–", "textemdash": "—", "dots": "…", "ldots": "…", "textellipsis": "…",
    "quad": "\u2003", "qquad": "\u2003\u2003", "enspace": "\u2002", "hfill": " ", "S": "§", "bpspace": " ",
    "faCheck": "✓", "faCheckCircle": "✓", "faTimes": "×", "newline": "\n", "LaTeX": "LaTeX", "TeX": "TeX",
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "DJ": "Đ", "dj": "đ", "SS": "ẞ",
})  # fmt: skip


# Commands that set a mark on the letter in their argument, as the combining character of the mark.
_MARKS: Mapping[str, str] = MappingProxyType({
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
})  # fmt: skip


@dataclass(frozen=True)
class Unknown:
    """A place of the LaTeX that has no HTML, with the reason."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True)
class _Argument:
    """An argument of a command, which its macro takes as text, as paragraphs or as a formula."""

    _span: Span
    _translation: Translation

    @property
    def raw(self) -> str:
        """The LaTeX itself, to be a part of a formula."""
        return self._translation.source.text[self._span.start : self._span.end]

    @cached_property
    def text(self) -> Html:
        """The argument as a part of a line."""
        return self._translation.line(self._span)

    @cached_property
    def exact(self) -> Html:
        """The argument as a part of a line, with the spaces at its ends."""
        return self._translation.line(self._span, exact=True)

    @cached_property
    def blocks(self) -> Html:
        """The argument as paragraphs."""
        return self._translation.blocks(self._span)

    @cached_property
    def formula(self) -> Html:
        """The argument as a formula in a line."""
        return self._translation.formula(self.raw, self._span.start)

    @cached_property
    def display(self) -> Html:
        """The argument as a displayed formula."""
        return self._translation.formula(self.raw, self._span.start, display=True)

    @property
    def is_empty(self) -> bool:
        """True if nothing is in it."""
        return not self.raw.strip()


@dataclass(frozen=True)
class _Cell:
    """A cell of a table: its content, the side it is set at, and if it is a head."""

    content: Html
    side: str
    is_head: bool


@dataclass
class Translation:
    """The translation of one document; `elements` are the macros by name, `silent` commands without a trace.

    `silent` tells how many arguments such a command has. `transparent` environments are their content alone.
    `shown` are the formulas that were translated.
    """

    source: Source
    elements: Mapping[str, Any]
    silent: Mapping[str, int]
    transparent: Sequence[str]
    formulas: Formulas
    unknown: list[Unknown] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def pieces(self, span: Span) -> list[str]:
        """Return a stretch as paragraphs and what stands between them, one by one."""
        return list(_paragraphs(self._pieces(span)))

    def blocks(self, span: Span) -> Html:
        """Return a stretch as paragraphs and what stands between them."""
        return Html("".join(self.pieces(span)))

    def line(self, span: Span, *, exact: bool = False) -> Html:
        """Return a stretch as a part of a line, `exact` with the spaces at its ends."""
        text = "".join(" " if piece is _PARAGRAPH else str(piece) for piece in self._pieces(span))
        return Html(text if exact else text.strip(" \n"))

    def formula(self, latex: str, at: int, *, display: bool = False) -> Html:
        """Return a formula as MathML; one that has none is noted, with its place."""
        self.shown.append(latex)
        try:
            mathml = self.formulas.html(latex, display=display)
            is_wide = not display and text_width(latex) > _WIDE
            return Html(f'<span class="wide">{mathml}</span>') if is_wide else mathml
        except FormulaError as error:
            self.unknown.append(Unknown(at, f"this formula has no MathML: {error}", ""))
            return escape(latex)  # type: ignore[return-value]

    def _pieces(self, span: Span) -> Iterator[Any]:
        """Yield the HTML of a stretch piece by piece, and PARAGRAPH at each blank line."""
        text, at, end = self.source.text, span.start, span.end
        while at < end:
            plain = _TEXT.match(text, at, end)
            if plain:
                yield escape(plain[0])
                at = plain.end()
                continue
            if inner := self._transparent(at, end):
                yield _PARAGRAPH
                yield from self._pieces(inner[0])
                yield _PARAGRAPH
                at = inner[1]
                continue
            piece, at = self._at(at, end)
            if piece is not None and (piece is _PARAGRAPH or piece != ""):
                yield piece

    def _transparent(self, at: int, end: int) -> tuple[Span, int] | None:
        """Return the content of an environment that is nothing but its content, and the place after it."""
        text = self.source.text
        for name in self.transparent:
            begin = rf"\begin{{{name}}}"
            if text.startswith(begin, at, end):
                close = self.source.partner(at, end)
                return Span(at + len(begin), close), min(end, close + len(begin) - 2)
        return None

    def _at(self, at: int, end: int) -> tuple[Any, int]:
        """Return the piece that begins at a special character, and the place after it."""
        text, character = self.source.text, self.source.text[at]
        if character == "\\":
            return self._command(at, end)
        if character == "$":
            span, after, display = self.source.formula(at, end)
            return self.formula(text[span.start : span.end], span.start, display=display), after
        if character == "{":
            close = self.source.partner(at, end)
            pieces = [" " if piece is _PARAGRAPH else piece for piece in self._pieces(Span(at + 1, close))]
            return Html("".join(map(str, pieces))), close + 1
        if character == "%":
            comment = _COMMENT.match(text, at, end)
            return None, comment.end() if comment else at + 1
        if character == "\n":
            blank = _BLANK_LINE.match(text, at, end)
            return (_PARAGRAPH, blank.end()) if blank else (Html(" "), at + 1)
        return self._sign(at, end)

    def _sign(self, at: int, end: int) -> tuple[Any, int]:
        text = self.source.text
        if dashes := _DASHES.match(text, at, end):
            return escape({"-": "-", "--": "–", "---": "—"}[dashes[0]]), dashes.end()
        if quotes := _QUOTES.match(text, at, end):
            return escape({"``": "“", "''": "”", "`": "‘", "'": "’"}[quotes[0]]), quotes.end()
        return escape("\u00a0" if text[at] == "~" else "" if text[at] == "}" else text[at]), at + 1

    def _command(self, at: int, end: int) -> tuple[Any, int]:
        found = COMMAND.match(self.source.text, at, end)
        if found is None:
            return None, at + 1
        name, after = found[1], found.end()
        if name == "begin":
            return self._environment(at, after, end)
        if name in ("[", "("):
            return self._bracketed(name, after, end)
        macro = self.elements.get(_macro_name(name))
        if macro is not None:
            arguments, after = self._arguments(macro, after, end)
            return self._called(macro, arguments, at), after
        return self._character(at, name, after, end)

    def _called(self, macro: Any, arguments: Sequence[Any], at: int) -> Any:
        """Return what a macro gives; an error without a place is told at the command's."""
        try:
            return macro(*arguments)
        except InputError as error:
            if any(fault.file for fault in error.diagnostics):
                raise
            self.unknown += [Unknown(at, fault.message, fault.hint or "") for fault in error.diagnostics]
            return None

    def _bracketed(self, name: str, after: int, end: int) -> tuple[Any, int]:
        close = self.source.text.find({"[": r"\]", "(": r"\)"}[name], after, end)
        span = Span(after, close if close >= 0 else end)
        latex = self.source.text[span.start : span.end]
        return self.formula(latex, span.start, display=name == "["), span.end + 2

    def _character(self, at: int, name: str, after: int, end: int) -> tuple[Any, int]:
        """Return what a command without a macro stands for: a break, a character, or nothing."""
        if name in ("\\", "\\*"):
            return Html("<br>"), self._skipped(after, end, 0)
        if name in _CHARACTERS:
            if self.source.text.startswith("{}", after, end):
                after += 2
            elif name.isalpha():
                after = self.source.after_space(after, end)
            return escape(_CHARACTERS[name]), after
        if name in self.silent:
            return None, self._skipped(after, end, self.silent[name])
        if name in _MARKS and (group := self.source.group(after, end)):
            letter = {"ı": "i", "ȷ": "j"}.get(text := self.line(group[0]), text)
            return escape(unicodedata.normalize("NFC", f"{letter}{_MARKS[name]}")), group[1]
        if name == "par":
            return _PARAGRAPH, after
        self._not_known(at, f"\\{name}", _macro_name(name))
        return None, after

    def _not_known(self, at: int, name: str, macro: str) -> None:
        hint = f"define the macro '{macro}' in elements.html.j2, or add it to 'layout_only' there"
        self.unknown.append(Unknown(at, f"{name} has no HTML", hint))

    def _skipped(self, at: int, end: int, count: int) -> int:
        """Return the place after a command's arguments in brackets, and `count` of them in braces."""
        while bracket := self.source.optional(at, end):
            at = bracket[1]
        for _ in range(count):
            group = self.source.group(at, end)
            at = group[1] if group else at
            while count > 1 and (bracket := self.source.optional(at, end)):
                at = bracket[1]
        return at

    def _arguments(self, macro: Any, at: int, end: int) -> tuple[list[Any], int]:
        """Return what a macro takes, up to the content of an environment, and the place after it."""
        found = list[Any]()
        for name in macro.arguments:
            if name in _CONTENT:
                break
            given = self.source.optional(at, end) if name == "optional" else self.source.group(at, end)
            if given is None:
                found.append(None if name == "optional" else _Argument(Span(at, at), self))
                continue
            span, at = given
            found.append(_Argument(span, self))
        if not macro.arguments and self.source.text.startswith("{}", at, end):
            at += 2
        return found, at

    def _environment(self, begin: int, after: int, end: int) -> tuple[Any, int]:
        name = self.source.text[after + 1 : self.source.text.index("}", after)]
        after += len(name) + 2
        close = self.source.partner(begin, end)
        left = close + len(rf"\end{{{name}}}")
        if name.rstrip("*") in _MATHS:
            latex = self.source.text[begin:left]
            return self.formula(latex, begin, display=True), left
        macro = self.elements.get(_macro_name(name))
        if macro is None:
            self._not_known(begin, f"the environment {name}", _macro_name(name))
            return self.blocks(Span(after, close)), left
        arguments, after = self._arguments(macro, after, close)
        content: dict[str, Callable[[], Any]] = {
            "body": lambda: _Argument(Span(after, close), self),
            "items": lambda: [_Argument(span, self) for span in self.source.items(Span(after, close))],
            "rows": lambda: self._rows(Span(after, close), arguments),
            "start": lambda: self._start(Span(after, close)),
        }
        rest = [content[key]() for key in macro.arguments[len(arguments) :] if key in content]
        return self._called(macro, [*arguments, *rest], begin), left

    def _start(self, span: Span) -> int:
        found = _COUNTER.search(self.source.text, span.start, span.end)
        return int(found[1]) + 1 if found else 1

    def _rows(self, span: Span, arguments: Sequence[_Argument]) -> list[list[_Cell]]:
        """Return the rows of a table that have a cell with a text; its last argument states the columns."""
        sides = _sides(arguments[-1].raw if arguments else "")
        rows = [[self._cell(cell, sides, i) for i, cell in enumerate(row)] for row in self.source.rows(span)]
        return [row for row in rows if any(cell.content for cell in row)]

    def _cell(self, span: Span, sides: Sequence[str], column: int) -> _Cell:
        head = r"\tablehead" in self.source.text[span.start : span.end]
        return _Cell(self.line(span), sides[column] if column < len(sides) else "left", head)


def _sides(columns: str) -> list[str]:
    """Return the side at which each column of a table is set."""
    sides, pending = list[str](), ""
    for found in _COLUMN.finditer(columns):
        if found[0].startswith(">"):
            pending = "right" if "raggedleft" in found[0] else "center" if "centering" in found[0] else ""
        elif found[0][0] not in "@!":
            sides.append(pending or _SIDES.get(found[0][0], "left"))
            pending = ""
    return sides


def _macro_name(name: str) -> str:
    return name.replace("*", "_star")


def _paragraphs(pieces: Iterator[Any]) -> Iterator[str]:
    """Yield blocks as they are and the lines between them as paragraphs."""
    line = list[str]()
    for piece in pieces:
        if piece is not _PARAGRAPH and not _BLOCK.match(piece):
            line.append(piece)
            continue
        yield from _paragraph(line)
        line = []
        if piece is not _PARAGRAPH:
            yield str(piece)
    yield from _paragraph(line)


def _paragraph(line: Sequence[str]) -> Iterator[str]:
    text = "".join(line).strip()
    if not text:
        return
    yield text if _ANCHORS_ALONE.fullmatch(text) else f"<p>{text}</p>"


def macros_of(module: Any) -> dict[str, Callable[..., Any]]:
    """Return the macros of a template's module by name."""
    return {name: value for name, value in vars(module).items() if hasattr(value, "arguments")}
