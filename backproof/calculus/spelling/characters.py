"""Mathematical characters as tokens: ᵀ, ², ·, ‖, ∑, √, ≤, Greek letters, letters with accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from backproof.calculus.spelling.names import is_greek, plain_name
from backproof.calculus.spelling.token import ONES, Token, opening_of

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
_WORDS = MappingProxyType({"√": "sqrt", "∑": "∑", "∞": "inf", "𝟏": ONES, "𝟙": ONES})
_LOWERED_LETTERS = str.maketrans("ᵢⱼₖₗₘₙₐₑₒₚₛₜₓ", "ijklmnaeopstx")
_LOWERED = re.compile("[₀-₉ᵢⱼₖₗₘₙₐₑₒₚₛₜₓ]+")
# The lower limit of a sum over all entries.
_FROM_THE_FIRST = re.compile("[ᵢⱼₖₗₘₙ]₌[₀₁]")
_RAISED = re.compile(r"([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=⁻)ᵀ)")
_RAISED_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿᵠᵡ"
_RAISED_FORMULA = re.compile(rf"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻{_RAISED_LETTERS}]+")
_FROM_RAISED = str.maketrans(f"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻{_RAISED_LETTERS}", "0123456789+-abcdefghijklmnoprstuvwxyzβγδθφχ")
_PARTS_OF_RAISED = re.compile(r"\d+|\D")
_LETTERS = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_AFTER_A_LETTER = re.compile(r"[\u0300-\u036f]*[0-9₀-₉]*(?:_[A-Za-z0-9]+)*")


def tokens_at(text: str, at: int) -> Sequence[Token]:
    """Return the tokens of the characters beyond ASCII, or of a name with one, that begin here."""
    character = text[at]
    if scripts := _raised(text, at) or _lowered(text, at):
        return scripts
    if character == "₊":
        return [Token("name", "_", at, at + 1), Token("operator", "+", at, at + 1)]
    if character in _OPERATORS:
        return [Token("operator", _OPERATORS[character], at, at + 1)]
    if character in _WORDS:
        return [Token("name", _WORDS[character], at, at + 1)]
    if unicodedata.numeric(character, 1.0) % 1:
        return _fraction(unicodedata.normalize("NFKD", character), at)
    return [] if character == "𝔼" else _name(text, at)


def with_ones(tokens: Sequence[Token]) -> list[Token]:
    """Replace the 1 of `1ᵀx`, `1^T x` and `1'x` by the name of a vector of ones."""
    found = list(tokens)
    for at, (one, mark, after) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        is_exponent = [before.text for before in found[max(at - 2, 0) : at]] == ["^", "-"]
        if one.kind != "number" or one.text != "1" or mark.start != one.end or is_exponent:
            continue
        begins = after.kind in ("name", "number") or after.is_("(")
        if (mark.is_("'") and begins) or (mark.is_("^") and after.text == "T"):
            found[at] = replace(one, kind="name", text=ONES)
    return found


def with_positive_parts(tokens: Sequence[Token]) -> list[Token]:
    """Replace `(x)_+` and `[x]_+` by `relu(x)`."""
    found: list[Token] = []
    for token in tokens:
        mark = found[-2:]
        if token.is_("+") and len(mark) == 2 and mark[0].is_(")", "]") and mark[1].text == "_":
            start, end = opening_of(found[:-1]), len(found) - 2
            opening, closing = (replace(found[at], text=sign) for at, sign in ((start, "("), (end, ")")))
            name = Token("name", "relu", opening.start, opening.start)
            found[start:] = [name, opening, *found[start + 1 : end], closing]
        else:
            found.append(token)
    return found


def _power(raised: re.Match[str]) -> list[Token]:
    start, end = raised.span()
    digits = raised[2].translate(_FROM_RAISED)
    found = [Token("operator", "^", start, start)]
    if raised[1] == "⁻":
        found.append(Token("operator", "-", start, start + 1))
    if digits == "ᵀ":
        return [*found, Token("name", "T", end - 1, end)]
    return [*found, Token("number", digits, end - len(digits), end)]


def _raised(text: str, at: int) -> list[Token]:
    """Return the tokens of the exponent that begins here; none if there is none."""
    formula = _RAISED_FORMULA.match(text, at)
    # ᵗ alone is the mark of a transpose.
    if formula and formula.group() != "ᵗ" and any(letter in _RAISED_LETTERS for letter in formula.group()):
        return _raised_formula(formula)
    raised = _RAISED.match(text, at)
    return _power(raised) if raised else []


def _lowered(text: str, at: int) -> list[Token]:
    """Return the token of the index that begins here, or of the index of a sum; none if there is none."""
    found = _FROM_THE_FIRST.match(text, at) or _LOWERED.match(text, at)
    if found is None:
        return []
    index = plain_name(found.group().partition("₌")[0].translate(_LOWERED_LETTERS))
    return [Token("name", f"_{index}", at, found.end())]


def _raised_formula(raised: re.Match[str]) -> list[Token]:
    """Return the tokens of an exponent with letters: those of `^(-x^2)` for `⁻ˣ²`, of `^(n-1)` for `ⁿ⁻¹`."""
    start, end = raised.span()
    parts: list[Token] = []
    for part in _PARTS_OF_RAISED.findall(raised.group().translate(_FROM_RAISED)):
        before = parts[-1].kind if parts else "operator"
        kind = "number" if part.isdigit() else "operator" if part in "+-" else "name"
        if "operator" not in (before, kind):
            parts.append(Token("operator", "^" if kind == "number" else "×", start, end))
        parts.append(Token(kind, plain_name(part) if kind == "name" else part, start, end))
    if len(parts) > 1:
        parts = [Token("operator", "(", start, end), *parts, Token("operator", ")", start, end)]
    return [Token("operator", "^", start, start), *parts]


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
