"""Escaping data for LaTeX, in this one place; values of the type `Latex` are left as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing.characters import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator

# Commands end in {} so that they absorb neither a following letter nor a following space.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",
    "]": "{]}",
    "\u00a0": "~",
}
# Two in a row form a ligature in T1 fonts; the second one may also come from the text after the data.
_LIGATURES = frozenset("-,!?")
_WHITESPACE = frozenset(" \t\n\r\v\f\u0085\u2028\u2029")
# Characters that are letters or marks by category but draw nothing.
_IGNORED = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_INVISIBLE = {"Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}


@dataclass(frozen=True)
class Repertoire:
    """The characters that an engine and its fonts can typeset, and the separator that prevents ligatures.

    `reads_unicode` is true for Unicode fonts, which cover many scripts.
    """

    engine: str
    covers: Callable[[str], bool]
    apart: str = "{}"
    reads_unicode: bool = False


def _any_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE | {"Cc"} and character not in _IGNORED


PDFLATEX = Repertoire("pdfLaTeX with Latin Modern", glyphs.has_glyph)
# A Unicode engine itself reports characters that its font lacks.
UNICODE = Repertoire("LuaLaTeX or XeLaTeX", _any_visible, r"\kern0pt{}", reads_unicode=True)
# For what is made before an engine is chosen: each reports the characters that its own fonts lack.
ANY_ENGINE = Repertoire("any engine", UNICODE.covers, UNICODE.apart)

_repertoire: ContextVar[Repertoire] = ContextVar("repertoire", default=PDFLATEX)


@contextmanager
def using(repertoire: Repertoire) -> Iterator[None]:
    """Use this engine's repertoire for `escape` inside the `with` block."""
    token = _repertoire.set(repertoire)
    try:
        yield
    finally:
        _repertoire.reset(token)


def escape(value: object) -> Latex:
    """Return `value` as LaTeX that typesets its text literally.

    Normalised to NFC; whitespace, line ends included, becomes one space each.
    Raises InputError if the engine has no glyph for a character, with the character and its place.
    """
    if isinstance(value, Latex):
        return value
    text = unicodedata.normalize("NFC", str(value))
    repertoire = _repertoire.get()
    if text.isascii() or not repertoire.reads_unicode:
        return Latex("".join(_pieces(text, repertoire)))
    from backproof.writing.characters import scripts

    return Latex(scripts.mark(text, tuple(_pieces(text, repertoire))))


def _pieces(text: str, repertoire: Repertoire) -> Iterator[str]:
    """Yield the LaTeX of each character."""
    covers = repertoire.covers
    for index, character in enumerate(text):
        if character in _LIGATURES:
            yield character + (repertoire.apart if text[index + 1 : index + 2] in ("", character) else "")
        elif character == "*" and index == 0:
            yield "{*}"  # a star after a command of the template would belong to the command
        elif character in _SPECIAL:
            joined = repertoire.reads_unicode and character in "<>"
            yield _SPECIAL[character] + (repertoire.apart if joined else "")
        elif character in _WHITESPACE:
            yield " "
        elif covers(character):
            yield character
        else:
            raise InputError(_missing_glyph(text, index))


def concatenated(pieces: Iterable[object]) -> Latex:
    """Return the pieces one after the other as LaTeX, those that are data escaped."""
    return Latex("".join(map(escape, pieces)))


def _missing_glyph(text: str, index: int) -> Diagnostic:
    """Return the error for the character at `index`: its name, code point and place, and a remedy."""
    character = text[index]
    line = text.count("\n", 0, index) + 1
    column = index - text.rfind("\n", 0, index)
    place = f"character {column}" + (f" of line {line}" if "\n" in text else "")
    engine = _repertoire.get().engine
    return Diagnostic(
        f"{engine} cannot set {_describe(character)}, {place} of {_excerpt(text, index)}",
        hint=_advice(character),
    )


def _describe(character: str) -> str:
    """Return `'王' (CJK UNIFIED IDEOGRAPH-738B, U+738B)`; an invisible character is only named."""
    name = unicodedata.name(character, "") or _unnamed(character)
    visible = _any_visible(character) and not unicodedata.combining(character)
    return (
        f"'{character}' ({name}, U+{ord(character):04X})" if visible else f"{name} (U+{ord(character):04X})"
    )


def _unnamed(character: str) -> str:
    kinds = {"Cc": "control character", "Cs": "lone surrogate", "Co": "private-use character"}
    return kinds.get(unicodedata.category(character), "unassigned code point")


def _excerpt(text: str, index: int, around: int = 12) -> str:
    start, end = max(0, index - around), index + around + 1
    shown = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return "'" + re.sub(r"[^\w\s!-~]|\s+", _visible, shown) + "'"


def _visible(found: re.Match[str]) -> str:
    character = found.group()
    if character.isspace():
        return " "
    return character if _any_visible(character) else f"\\u{{{ord(character):x}}}"


def _advice(character: str) -> str:
    category = unicodedata.category(character)
    if not _any_visible(character):
        return "it has no glyph in any font: remove it from the text"
    if category.startswith("M"):
        return "write the accented letter as one character, or take a Unicode engine: --engine lualatex"
    return "take a Unicode engine with a font that has it: --engine lualatex"
