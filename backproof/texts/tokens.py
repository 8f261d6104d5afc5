"""Tokens of a formula: commands and characters with their places."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from backproof.diagnostic import Diagnostic, InputError
from backproof.texts.commands import doubled_letter, typed_characters

_SCRIPTS = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₘₓₜ", "0123456789+-=()ijknmxt", strict=True)),
    "ᵀ": r"\top",
}
_BELOW = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₘₓₜ")
_ALIKE = {"−": "-", "∗": "*", "⋅": "\\cdot", "’": "'", "′": "'", "\u2006": " ", "\u2009": " ", "\u202f": " "}
_ORDINARY = frozenset("+-*/=<>()[]|.,;:!?@")
_REFUSED = {
    "$": ("a '$' inside a formula", r"\$ for the sign; a formula ends before the next one begins"),
    "%": ("'%' would begin a comment", r"\% for the sign"),
    "#": ("'#' would be a parameter of a definition", r"\# for the sign"),
    '"': ("a quotation mark in a formula", r"words stand in \text{...}"),
    "`": ("a backtick in a formula", r"words stand in \text{...}"),
}


@dataclass(frozen=True)
class Token:
    """One token: a command by its name, a character, or the end; `start` is its offset in the text.

    The kinds are "command", "character", "letter" (of a doubled alphabet), "above", "below" and "end".
    """

    kind: str
    value: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The token as messages name it."""
        return f"\\{self.value}" if self.kind == "command" else self.value


class Tokens:
    """The tokens of a text, one after the other, with one in view; `place` is the offset behind the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self._ahead: Token | None = None

    def error(
        self, start: int, message: str, *, expected: str | None = None, hint: str | None = None
    ) -> InputError:
        """Return the error about the character at that offset."""
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        source = self.text.split("\n")[line - 1]
        return InputError(Diagnostic(message, None, line, column, expected, hint, source))

    @property
    def ahead(self) -> Token:
        """The next token, which stays."""
        if self._ahead is None:
            self._ahead = self._read()
        return self._ahead

    def take(self) -> Token:
        """Return the next token, and go on behind it."""
        token = self.ahead
        self._ahead, self.place = None, token.end
        return token

    def go(self, place: int) -> None:
        """Go on at that offset."""
        self._ahead, self.place = None, place

    def _read(self) -> Token:
        text, start = self.text, self.place
        while start < len(text) and (text[start].isspace() or text[start] == "~"):
            start += 1
        if start == len(text):
            return Token("end", "", start, start)
        character = _ALIKE.get(text[start], text[start])
        if character == "\\":
            return self._command(start)
        if character.startswith("\\"):
            return Token("command", character[1:], start, start + 1)
        return self._character(character, start)

    def _command(self, start: int) -> Token:
        end = start + 1
        while end < len(self.text) and self.text[end].isascii() and self.text[end].isalpha():
            end += 1
        if end == start + 1:
            if end == len(self.text):
                raise self.error(start, "a backslash at the end of the formula", expected="a command")
            name = " " if self.text[end].isspace() else self.text[end]
            return Token("command", name, start, end + 1)
        starred = self.text[start + 1 : end] == "operatorname" and self.text[end : end + 1] == "*"
        end += starred
        return Token("command", self.text[start + 1 : end], start, end)

    def _character(self, character: str, start: int) -> Token:
        end = start + 1
        if self.text.startswith("^^", start):
            raise self.error(start, "'^^' would be a character by its code", expected="one superscript")
        if character in _REFUSED:
            message, hint = _REFUSED[character]
            raise self.error(start, message, hint=hint)
        if character.isascii() and (character.isalnum() or character in _ORDINARY or character in "{}^_&'"):
            return Token("character", character, start, end)
        if character in _SCRIPTS:
            return Token("below" if character in _BELOW else "above", _SCRIPTS[character], start, end)
        if letter := doubled_letter(character):
            return Token("letter", letter, start, end)
        if name := typed_characters().get(character):
            return Token("command", name, start, end)
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        raise self.error(start, f"{name} has no meaning in a formula", hint=r"words stand in \text{...}")
