r"""Sums over a part of the entries: under `\sum_{i=1}^{n-1}`, `x_{i+1}` is `x[1:]` and `x_i` is `x[:-1]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.calculus.spelling.token import Token

Fault = Callable[[int, str, str | None], Exception]
_LOWER = re.compile(r"([A-Za-z])(?:=(\d{1,3}))?")
_UPPER = re.compile(r"(\w+?)(?:[-−](\d{1,3}))?")
_INDEX = re.compile(r"([A-Za-z])((?:[-+−]\d{1,3})?)[,_]?")
# A sum to n - 1 or from 2, whose n is then no length that is known to have a last entry.
_SHORTENED = (
    re.compile(r"(?:sum|[∑ΣS])\s*_\{?[^{}]*\}?\s*\^\s*\{\s*([A-Za-z])\s*[-−]\s*\d+\s*\}"),
    re.compile(r"(?:sum|[∑ΣS])\s*_\{\s*[A-Za-z]\s*=\s*(?:[2-9]|\d\d)\s*\}\s*\^\s*\{?\s*([A-Za-z])"),
)
# The same in characters below and above the line: ᵢ₊₁, ᵢ₌₂, ᵢ₌₁ⁿ⁻¹.
_LOW, _HIGH = "₀₁₂₃₄₅₆₇₈₉₊₋₌ᵢⱼₖₗₘₙₜ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵐᵏᵀ"
_PLAIN = str.maketrans(_LOW + _HIGH, "0123456789+-=ijklmnt0123456789+-nmkT")
_IN_CHARACTERS = re.compile(r"[ᵢⱼₖₜ][₊₋]|[ᵢⱼₖₜ]₌(?:[₂-₉]|[₀₁][ⁿᵐᵏ]⁻[¹²³])")


@dataclass(frozen=True)
class Range:
    """The range of an index, which begins with `base` for the first entry.

    `start` entries at the beginning and `less` at the end are left out. The size is "" where none is typed.
    """

    letter: str
    base: int
    start: int
    size: str
    less: int

    @property
    def is_whole(self) -> bool:
        """True for all entries."""
        return not (self.start or self.less)

    def beside(self, shifts: Sequence[int]) -> Range:
        """Return the range counted from 0 where `x_{i-1}` would else be before the first entry."""
        is_before = self.base == 1 and self.less > 0 and self.start + min(shifts, default=0) < 0
        return replace(self, base=0, start=self.start + 1, less=self.less - 1) if is_before else self

    def places(self, shift: int) -> tuple[int, str]:
        """Return the first place of `x_{i+1}`, and the text of that after its last one; counted from 0."""
        if self.size.isdigit():
            return self.start + shift, str(int(self.size) + shift - self.less)
        return self.start + shift, str(shift - self.less) if shift < self.less else ""

    def holds(self, shift: int) -> bool:
        """True if all `x_{i+shift}` are entries of x."""
        return self.start + shift >= 0 and (shift <= self.less or self.size.isdigit())


def range_of(lower: str, upper: str) -> Range | None:
    """Return the range of a sum's index by its limits; None for other limits."""
    below, above = _LOWER.fullmatch(lower), _UPPER.fullmatch(upper or "n")
    if not below or not above:
        return None
    first = int(below[2] or 1)
    base = min(first, 1)
    return Range(below[1], base, first - base, above[1] if upper else "", int(above[2] or 0) + base - 1)


def shortened(text: str) -> frozenset[str]:
    """Return the sizes up to which not all sums of a text go."""
    return frozenset(found[1] for form in _SHORTENED for found in form.finditer(text))


def in_latex(text: str) -> tuple[int, str] | None:
    """Return where the characters of a text state such a sum, and the text in LaTeX; None for other texts."""
    found = _IN_CHARACTERS.search(text) if re.search("[∑Σ]", text) else None
    if not found:
        return None
    latex = re.sub("[∑Σ]", r"\\sum", text.replace("−", "-"))
    for mark, letters in (("_", _LOW), ("^", _HIGH)):
        latex = re.sub(f"([{letters}]+)", rf"{mark}{{\1}}", latex)
    return found.start(), latex.translate(_PLAIN)


def shifts_of(index: str, letter: str) -> list[int]:
    """Return the numbers that are added to a letter in an index: 1 for `i+1`, 0 for `i`."""
    parts = _INDEX.findall(index) if re.fullmatch(f"(?:{_INDEX.pattern})+", index) else []
    return [int(shift.replace("−", "-") or 0) for found, shift in parts if found == letter]


def with_ranges(tokens: Sequence[Token], ranges: Mapping[str, Range], fault: Fault) -> list[Token]:
    """Replace the names with an index of such a sum by parts of them, marked as values with that index."""
    found: list[Token] = []
    was_part = False
    for token in tokens:
        part = _part(token, ranges, fault)
        follows = bool(found) and found[-1].indices is not None
        if follows and (part or (was_part and token.indices is not None)):
            found.append(Token("operator", "·", token.start, token.start))
        found += part or [token]
        was_part = bool(part)
    return found


def _part(token: Token, ranges: Mapping[str, Range], fault: Fault) -> list[Token]:
    """Return the tokens of `(x[1:])` for `x_{i+1}`; none for what has no such index."""
    is_name = token.kind == "name" and token.indices is None
    stem, _, index = token.text.partition("_") if is_name else ("", "", "")
    parts = _INDEX.findall(index) if stem and re.fullmatch(f"(?:{_INDEX.pattern})+", index) else []
    if not any(letter in ranges for letter, _ in parts):
        return []
    between = [sign for part in parts for sign in (",", *_places(token, part, ranges, fault))][1:]
    texts = ["(", "", "[", *between, "]", ")"]
    at = (token.start, token.end)
    found = [Token("number" if text.isdigit() else "operator", text, *at) for text in texts]
    found[1] = replace(token, text=stem, axes=len(parts), lengths=())
    letters = "".join(letter for letter, _ in parts)
    return [replace(one, indices=letters) for one in found]


def _places(token: Token, part: tuple[str, str], ranges: Mapping[str, Range], fault: Fault) -> Iterator[str]:
    """Yield the texts of the tokens of a stretch, "1", ":" for i+1."""
    letter, typed = part
    known, shift = ranges.get(letter), int(typed.replace("−", "-") or 0)
    if known and not known.holds(shift):
        raise fault(token.start, *_beyond(token.text, known, shift))
    first, after = known.places(shift) if known else (0, "")
    yield from [str(first)] if first else []
    yield ":"
    yield from ["-"] if after.startswith("-") else []
    yield from [after.removeprefix("-")] if after else []


def _beyond(name: str, known: Range, shift: int) -> tuple[str, str]:
    """Return what is wrong with an index beyond the first or last entry, and the limits that fit."""
    stem, _, index = name.partition("_")
    first = known.base + max(known.start, -shift)
    less = max(known.less, shift) + 1 - known.base
    size = known.size or "n"
    upper = f"{size}-{less}" if less else size
    hint = rf"sum over fewer: \sum_{{{known.letter}={first}}}^{{{upper}}}"
    where = "before the first" if known.start + shift < 0 else "beyond the last"
    return f"{stem}_{{{index}}} goes {where} entry of {stem}", hint
