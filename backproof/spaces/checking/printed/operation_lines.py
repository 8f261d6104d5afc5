"""Row operations as they are printed, read back and compared with their data."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import sympy as sp

from backproof.spaces.enclosures.constants import are_equal
from backproof.spaces.exact.exact import normal
from backproof.spaces.exact.roots.surds import surd
from backproof.spaces.language.printing import number_latex, number_text
from backproof.spaces.language.result import RowOperation
from backproof.spaces.language.symbolic import number

_ROW = r"([A-Z])_?\{?(\d+)\}?"
_FRACTION = re.compile(r"-?\d+(?:/\d+)?", re.ASCII)
_BRACKETED = re.compile(r"\((-?\d+/\d+)\)")
_SWAP = re.compile(rf"{_ROW} (?:<->|\\leftrightarrow) {_ROW}")
_OTHER = re.compile(rf"{_ROW} (?:<-|\\leftarrow) (?:{_ROW} ([+-]) )?(.*){_ROW}")


def says_the_same(latex: str, text: str) -> bool:
    """Return whether LaTeX and text contain the same numbers and the same count of each sign."""
    return _marks(latex.replace(r"\sqrt[3]", "")) == _marks(re.sub("<->?", "", text))


def _marks(shown: str) -> Counter[str]:
    return Counter(re.findall(r"\d+|[+-]", shown))


@lru_cache(maxsize=32768)
def operation_reads_right(operation: RowOperation) -> bool:
    """Return whether an operation's text and LaTeX agree with its data."""
    if _is_plain_addition(operation):
        return True
    text, latex = _read(operation.text), _read(operation.latex)
    if operation.kind == "swap":
        return {text, latex} == {("swap", operation.target, operation.source, "", "")}
    spelt = _spelt_rational if _FRACTION.fullmatch(operation.factor) else _spelt_irrational
    place = operation.kind, operation.target, operation.source
    return (text[:3], latex[:3]) == (place, place) and spelt(operation.factor, text[3:], latex[3:])


def _is_plain_addition(operation: RowOperation) -> bool:
    """Return whether an addition of a rational multiple is spelt in the usual way, which needs no reading."""
    target, source, factor = operation.target, operation.source, operation.factor
    if operation.kind != "add" or not _FRACTION.fullmatch(factor):
        return False
    sign, size = ("-", factor[1:]) if factor[0] == "-" else ("+", factor)
    above, _, below = size.partition("/")
    text = f"({size})" if below else "" if size == "1" else size
    latex = rf"\frac{{{above}}}{{{below}}} " if below else text
    rows = [f"R_{n + 1}" if n < 9 else f"R_{{{n + 1}}}" for n in (target, source)]
    return (operation.text, operation.latex) == (
        f"R{target + 1} <- R{target + 1} {sign} {text}R{source + 1}",
        rf"{rows[0]} \leftarrow {rows[0]} {sign} {latex}{rows[1]}",
    )


def _spelt_rational(factor: str, text: tuple[str, str], latex: tuple[str, str]) -> bool:
    """Return whether both signs and factors spell this fraction."""
    for sign, shown, frac in ((*text, r"{}/{}"), (*latex, r"\frac{{{}}}{{{}}}")):
        signed = factor if sign != "-" else factor[1:] if factor[0] == "-" else f"-{factor}"
        above, _, below = signed.lstrip("-").partition("/")
        size = frac.format(above, below) if below else "" if above == "1" else above
        bare = _BRACKETED.sub(r"\1", shown)
        if bare not in (("-" if signed[0] == "-" else "") + size, *(("-1",) * (signed == "-1"))):
            return False
    return True


def _spelt_irrational(factor: str, text: tuple[str, str], latex: tuple[str, str]) -> bool:
    """Return whether both signs and factors spell this number; in LaTeX, with the numbers of the text."""
    value = number(factor)
    in_text, in_latex = (-value if sign == "-" else value for sign, _ in (text, latex))
    return _of_text(text[1], in_text) and (_of_latex(latex[1], in_latex) or says_the_same(latex[1], text[1]))


def _read(shown: str) -> tuple[str, int, int, str, str]:
    """Return kind, target, source, sign and factor of a printed operation; ValueError if it is not one.

    All rows have the same letter, and no symbol of the factor is a row's name.
    """
    if swap := _SWAP.fullmatch(shown):
        letter, target, other_letter, source = swap.groups()
        kind, sign, factor, letters = "swap", "", "", {letter, other_letter}
    elif found := _OTHER.fullmatch(shown):
        letter, target, again, same, sign, factor, other_letter, source = found.groups()
        if again is not None and same != target:
            raise ValueError(shown)
        kind, letters = ("scale" if again is None else "add"), {letter, again or letter, other_letter}
    else:
        raise ValueError(shown)
    if len(letters) > 1 or re.search(rf"(?<![A-Za-z]){letter}_?\{{?\d", factor):
        raise ValueError(shown)
    return kind, int(target) - 1, int(source) - 1, sign or "", factor.removesuffix(" ")


def _of_text(shown: str, factor: sp.Expr) -> bool:
    value = {"": sp.S.One, "-": sp.S.NegativeOne}.get(shown)
    difference = (number(shown) if value is None else value) - factor
    if difference.free_symbols or surd(difference) is not None:
        return bool(normal(difference) == 0)
    return are_equal(shown, number_text(factor))


def _of_latex(shown: str, factor: sp.Expr) -> bool:
    bare = shown.removeprefix(r"\left(").removesuffix(r"\right)")
    return bool(bare == number_latex(factor))
