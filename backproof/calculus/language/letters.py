"""Names in mathematical notation: Greek letters, superscripts, accents."""

from __future__ import annotations

import re

from backproof.answer import Latex
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import terms, written
from backproof.calculus.spelling.names import ACCENTS, GREEK, SUBSCRIPTS

_LONGER = re.compile(r"\w[\u0300-\u036f]*[₀-₉]*′*[^\W₀-₉]")
_PARTS = re.compile(r"([A-Za-z]+?)(\d*)((?:_[A-Za-z0-9]+)*)")


def letter_latex(name: str, function: bool = False, mark: str = "") -> Latex:
    r"""`W1` -> `W^{(1)}`, `b1` -> `b^{(1)}`, `x_1` -> `x_{1}`, `z_bar` -> `\bar{z}`, `phi` -> `\phi`.

    A function's number becomes an index, `f_{1}`, since a superscript would read as a derivative. `mark` is
    a superscript that is added next to the number: `W^{(1)\top}`.
    """
    stem, digits, accents, subscripts = _taken_apart(name)
    primes, subscripts = subscripts.count("prime"), [part for part in subscripts if part != "prime"]
    letter = _stem_latex(stem, function)
    for accent in accents:
        letter = f"{ACCENTS[accent][0]}{{{letter}}}"
    if function and digits:
        subscripts, digits = [digits, *subscripts], ""
    upper = f"^{{({digits}){mark}}}" if digits else f"^{mark}" if mark else ""
    lower = ",".join(_stem_latex(part, False) for part in subscripts)
    index = f"_{{{lower}}}" if lower else ""
    return Latex(letter + "'" * primes + (upper + index if digits else index + upper))


def letter_unicode(name: str) -> str:
    """`W2` -> `W₂`, `z_bar` -> `z̄`, `phi` -> `φ`; names without such a form are returned unchanged.

    A subscript is kept as typed, `x_1`, because `x₁` is the printed form of `x1`.
    """
    stem, digits, accents, subscripts = _taken_apart(name)
    primes, subscripts = subscripts.count("prime"), [part for part in subscripts if part != "prime"]
    letter = GREEK.get(stem, stem) + "".join(ACCENTS[accent][1] for accent in accents)
    lower = "".join(f"_{GREEK.get(part, part)}" for part in subscripts)
    return letter + digits.translate(SUBSCRIPTS) + "′" * primes + lower


def size_latex(size: Size) -> Latex:
    """`m p` for m*p, `m + n` for m + n, numbers as they are."""
    parts = ((count, tuple(map(letter_latex, names))) for count, names in terms(size))
    return Latex(written(parts, " ", " + "))


def size_unicode(size: Size) -> str:
    """`m·p` for m*p, `m + n` for m + n, numbers as they are."""
    parts = ((count, tuple(map(letter_unicode, names))) for count, names in terms(size))
    return written(parts, "·", " + ")


def is_word(letter: str) -> bool:
    """True if a printed name is longer than one letter with its accents, number and primes."""
    return bool(_LONGER.match(letter))


def _taken_apart(name: str) -> tuple[str, str, list[str], list[str]]:
    match = _PARTS.fullmatch(name)
    if match is None:
        return name, "", [], []
    stem, digits, rest = match.groups()
    parts = [part for part in rest.split("_") if part]
    return stem, digits, [p for p in parts if p in ACCENTS], [p for p in parts if p not in ACCENTS]


def _stem_latex(stem: str, function: bool) -> str:
    if stem in GREEK:
        return rf"\{'lambda' if stem == 'lam' else stem}"
    if len(stem) == 1 or stem.isdigit():
        return stem
    plain = stem.replace("_", r"\_")
    return rf"\operatorname{{{plain}}}" if function else rf"\mathit{{{plain}}}"
