r"""Sums and largest entries over indices in LaTeX, as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from backproof.calculus.spelling.index_sums import entries_of_sum, letters_of, sum_of, with_lengths
from backproof.calculus.spelling.latex.letters import Letters
from backproof.calculus.spelling.latex.macros import IGNORED
from backproof.calculus.spelling.latex.pieces import Piece, addend, flat_text
from backproof.calculus.spelling.ranges import Range, range_of, shifts_of, with_ranges
from backproof.calculus.spelling.token import Token

# Sums over pairs of two different indices.
_UNEQUAL = r"write that over all pairs less that of equal ones: \sum_{i,j} x_i x_j - \sum_i x_i x_i"
_ORDERED = r"for what is the same exchanged, write half of that over all: \frac12 \sum_{i,j} (x_i - x_j)^2"
_OF_PAIRS = {
    **dict.fromkeys(("ineqj", "inej", "i≠j", "i!=j"), _UNEQUAL),
    **dict.fromkeys(("i<j", "iltj", "j<i", "jlti", "i>j"), _ORDERED),
}


@dataclass(frozen=True)
class Sums(Letters):
    """The translation of sums over indices.

    `ranges` are those of the sums around that are not over all entries, `shortened` the sizes of such sums.
    """

    ranges: Mapping[str, Range] = field(default_factory=dict)
    shortened: frozenset[str] = frozenset()

    def largest(self, piece: Piece, index: str, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\max_i x_i`: the largest entry."""
        letters = letters_of(index, "")
        inside, beyond = addend(rest)
        # The variable of a problem, as in \max_w f(w), is the index of nothing.
        if re.fullmatch(r"[A-Za-z]+(?:in.*)?", index) and f"_{letters or index}" not in flat_text(inside):
            return [], rest
        if not letters:
            self.fail(piece, "this maximum is not over all entries", r"as in \max_i x_i")
        tokens = replace(self, outer=self.outer + letters).tokens(inside)
        found = entries_of_sum(tokens, letters, self.fault)
        return [Token("name", "max", piece.start, piece.end), *self.parenthesized(found, piece)], beyond

    def sum(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\sum_{i=1}^n a_i b_i` to the sum of the entries of `a .* b`."""
        limits, after = self.limits(piece, rest)
        if not limits:
            return [Token("name", "∑", piece.start, piece.end)], after
        inside, beyond = addend(after)
        letters = "".join(limits)
        ranges = {**self.ranges, **self._shifted(limits, inside)}
        tokens = replace(self, outer=self.outer + letters, ranges=ranges).tokens(inside)
        lengths = {
            index: known.size
            for index, known in limits.items()
            if known.base == 1 and index not in ranges and known.size.isalpha()
        }
        tokens = with_ranges(tokens, ranges, self.fault)
        kept = {index: size for index, size in lengths.items() if size not in self.shortened}
        return sum_of(with_lengths(tokens, kept), letters, self.outer, self.fault), beyond

    def _shifted(self, limits: Mapping[str, Range], inside: Sequence[Piece]) -> dict[str, Range]:
        """Return the ranges that are not whole, or to whose index a number is added."""
        indices = list(self._subscripts(inside))
        shifts = {letter: [n for index in indices for n in shifts_of(index, letter)] for letter in limits}
        found = {letter: known.beside(shifts[letter]) for letter, known in limits.items()}
        return {letter: known for letter, known in found.items() if not known.is_whole or any(shifts[letter])}

    def _subscripts(self, pieces: Sequence[Piece]) -> Iterator[str]:
        for at, piece in enumerate(pieces):
            if piece.text == "_" and piece.kind == "character":
                yield self.index(pieces[at : at + 2])[0]
            for part in piece.parts:
                yield from self._subscripts(part)

    def limits(self, piece: Piece, rest: Sequence[Piece]) -> tuple[dict[str, Range], Sequence[Piece]]:
        """Return the ranges of a sum's indices, and of those of sums that follow at once, and the rest."""
        found: dict[str, Range] = {}
        lower = upper = ""
        while rest and (rest[0].text in ("_", "^", "sum") or rest[0].text in IGNORED):
            if rest[0].text == "sum":
                found |= self._limited(piece, lower, upper)
                lower = upper = ""
            if rest[0].text in ("_", "^") and len(rest) > 1:
                word = self.index([replace(rest[0], text="_"), rest[1]])[0]
                lower, upper = (word, upper) if rest[0].text == "_" else (lower, word)
                rest = rest[1:]
            rest = rest[1:]
        return found | self._limited(piece, lower, upper), rest

    def _limited(self, piece: Piece, lower: str, upper: str) -> dict[str, Range]:
        letters = letters_of(lower, upper)
        base = 0 if "=0" in lower else 1
        if not letters and (known := range_of(lower, upper)):
            return {known.letter: known}
        if lower and not letters:
            hint = _OF_PAIRS.get(lower, r"write the whole sum less the rest, as in \sum_i x_i - x_1")
            self.fail(piece, "this sum is not over all entries", hint)
        return {letter: Range(letter, base, 0, upper if base else upper[:-2], 0) for letter in letters}
