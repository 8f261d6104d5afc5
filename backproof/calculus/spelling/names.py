"""The names of letters: Greek ones, accents, numbers below and above the line."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

_GREEK_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon phi chi psi
    omega lam Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεζηθικμνξπρστυφχψωλΓΔΘΛΞΠΣΥΦΨΩ", strict=True))
ACCENTS = {
    "bar": (r"\bar", "\u0304"),
    "hat": (r"\hat", "\u0302"),
    "tilde": (r"\tilde", "\u0303"),
    "dot": (r"\dot", "\u0307"),
}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

_NAME_OF_GREEK = MappingProxyType({letter: name for name, letter in GREEK.items()} | {"ς": "sigma"})
_NAME_OF_ACCENT = MappingProxyType({mark: name for name, (_, mark) in ACCENTS.items()})
_NORMAL_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# Python reserves the word, and the letter is written lam.
_RESERVED = MappingProxyType({"lambda": "lam"})


def plain_name(typed: str) -> str:
    """Return a typed name in plain letters: `λ` and `lambda` are lam, `x₁` is x1, `ŷ` is y_hat."""
    typed = typed.removeprefix("\\")
    if typed.isascii():
        return _RESERVED.get(typed, typed)
    stem, digits, accents, rest = "", "", [], ""
    for character in unicodedata.normalize("NFKD", typed.translate(_NORMAL_DIGITS)):
        if character in _NAME_OF_ACCENT:
            accents.append(_NAME_OF_ACCENT[character])
        elif rest or character == "_":
            rest += _NAME_OF_GREEK.get(character, character)
        elif character.isdecimal():
            digits += character
        else:
            stem += digits + _NAME_OF_GREEK.get(character, character)
            digits = ""
    return _RESERVED.get(stem, stem) + digits + "".join(f"_{accent}" for accent in accents) + rest


def is_greek(character: str) -> bool:
    """True if the character is a Greek letter in one of its forms."""
    return unicodedata.normalize("NFKD", character)[:1] in _NAME_OF_GREEK
