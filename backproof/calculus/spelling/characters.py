"""Mathematical characters as tokens: ᵀ, ², ·, ‖, ∑, √, ≤, Greek letters, letters with accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from types import MappingProxyType

from backproof.calculus.spelling.names import is_greek, plain_name
from backproof.calculus.spelling.token import Token

_OPERATORS = MappingProxyType(
    {
        **dict.fromkeys("·⋅∙•", "·"),
        "×": "×",
        **dict.fromkeys("⊙∘", ".*"),
        **dict.fromkeys("−–", "-"),
        **dict.fromkeys("ᵀ⊤ᵗ’′", "'"),
        **dict.fromkeys("‖∥", "||"),
        **dict.fromkeys("⟨〈", "⟨"),
        **dict.fromkeys("⟩〉", "⟩"),
        **{"⊘": "./", "÷": "/", "∗": "*", "∣": "|", "≤": "<=", "≥": ">=", "≠": "!=", "⊗": "⊗"},
    }
)
_WORDS = MappingProxyType({"√": "sqrt", "∑": "∑", "∞": "inf"})
_LOWERED_LETTERS = str.maketrans("ᵢⱼₖₗₘₙₐₑₒₚₛₜₓ", "ijklmnaeopstx")
_LOWERED = re.compile("[₀-₉ᵢⱼₖₗₘₙₐₑₒₚₛₜₓ]+")
_RAISED = re.compile(r"([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=⁻)ᵀ)")
_FROM_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LETTERS = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_AFTER_A_LETTER = re.compile(r"[\u0300-\u036f]*[0-9₀-₉]*(?:_[A-Za-z0-9]+)*")


def tokens_at(text: str, at: int) -> Sequence[Token]:
    """Return the tokens of the characters beyond ASCII, or of a name with one, that begin here."""
    character = text[at]
    raised = _RAISED.match(text, at)
    if raised:
        return _power(raised)
    lowered = _LOWERED.match(text, at)
    if lowered:
        index = plain_name(lowered.group().translate(_LOWERED_LETTERS))
        return [Token("name", f"_{index}", at, lowered.end())]
    if character in _OPERATORS:
        return [Token("operator", _OPERATORS[character], at, at + 1)]
    if character in _WORDS:
        return [Token("name", _WORDS[character], at, at + 1)]
    if unicodedata.numeric(character, 1.0) % 1:
        return _fraction(unicodedata.normalize("NFKD", character), at)
    return _name(text, at)


def _power(raised: re.Match[str]) -> list[Token]:
    start, end = raised.span()
    digits = raised[2].translate(_FROM_RAISED)
    found = [Token("operator", "^", start, start)]
    if raised[1] == "⁻":
        found.append(Token("operator", "-", start, start + 1))
    if digits == "ᵀ":
        return [*found, Token("name", "T", end - 1, end)]
    return [*found, Token("number", digits, end - len(digits), end)]


def _fraction(plain: str, at: int) -> list[Token]:
    """Return the tokens of ½ and its like."""
    numerator, _, denominator = plain.partition("⁄")
    parts = [("operator", "("), ("number", numerator), ("operator", "/"), ("number", denominator)]
    return [Token(kind, text, at, at + 1) for kind, text in (*parts, ("operator", ")"))]


def _name(text: str, at: int) -> list[Token]:
    """Return the name that begins here: a Greek or accented letter alone, a word of plain letters whole."""
    plain = _LETTERS.match(text, at)
    is_letter = unicodedata.normalize("NFKD", text[at])[:1].isascii() or is_greek(text[at])
    if plain is None and not (text[at].isalpha() and is_letter):
        return []
    tail = _AFTER_A_LETTER.match(text, plain.end() if plain else at + 1)
    end = tail.end() if tail else at + 1
    return [Token("name", plain_name(text[at:end]), at, end)]
