r"""Matrices and cases of LaTeX as tokens: rows in brackets, and calls of `where`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from backproof.calculus.spelling.latex.macros import IGNORED, MATRICES
from backproof.calculus.spelling.latex.pieces import Fault, Piece, cells_of, without_ends
from backproof.calculus.spelling.token import Token

# Words of conditions.
_WORDY = ("text", "textrm", "mathrm", "mbox", "quad", "qquad")
_RELATIONS = {
    **dict.fromkeys(("<", "le", "leq", "leqslant", "lt", "≤"), "<"),
    **dict.fromkeys((">", "ge", "geq", "geqslant", "gt", "≥"), ">"),
}


@dataclass(frozen=True)
class Environments(ABC):
    """The translation of environments.

    `outer` are the indices of the sums that the pieces stand in. With `spells_words`, a Greek letter may
    be spelled without its backslash. `transposes` are the superscripts that mark a transpose.
    """

    fault: Fault
    outer: str = ""
    spells_words: bool = False
    transposes: tuple[str, ...] = ()

    def fail(self, piece: Piece, message: str, hint: str | None = None) -> NoReturn:
        """Raise the fault of a piece."""
        raise self.fault(piece.start, message, hint)

    @abstractmethod
    def tokens(self, pieces: Sequence[Piece]) -> list[Token]:
        """Translate a row of pieces."""

    def cases(self, piece: Piece) -> list[Token]:
        """Translate cases: each value with its condition, the last one otherwise."""
        rows = [row for row in cells_of(piece) if any(row)]
        if len(rows) < 2 or any(len(row) != 2 for row in rows):
            self.fail(
                piece, "cases without a condition in each row", r"as in x & x > 0 \\ 0 & \text{otherwise}"
            )
        *others, last = rows
        if not _is_rest(last[1], [row[1] for row in others]):
            self.fail(
                piece, "the last of these cases is not all that is left", r"write \text{otherwise} there"
            )
        found = self.parenthesized(self.tokens(without_ends(last[0])), piece)
        for value, condition in reversed(others):
            inside = self.tokens([one for one in condition if one.kind != "macro" or one.text not in _WORDY])
            comma = Token("operator", ",", piece.start, piece.start)
            sides = self.tokens(without_ends(value)), inside
            parts = [self.parenthesized(side, piece) for side in sides]
            where = Token("name", "where", piece.start, piece.start)
            found = [where, *self.parenthesized([*parts[1], comma, *parts[0], comma, *found], piece)]
        return found

    def environment(self, piece: Piece) -> list[Token]:
        """Translate a matrix to rows in brackets; one between bars is its determinant."""
        if piece.text not in MATRICES:
            hint = "name its parts: `z = ...`; a matrix is a pmatrix or bmatrix"
            self.fail(piece, f"the environment '{piece.text}' is not in the language", hint)
        rows = cells_of(piece)
        if rows[-1] == [[]]:
            rows.pop()
        if not rows:
            self.fail(
                piece, "this matrix has no entries", "as in \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}"
            )
        listed = [self.listed([self.entry(cell, piece) for cell in row], piece) for row in rows]
        found = self.listed(listed, piece)
        if piece.text != "vmatrix":
            return found
        return [Token("name", "det", piece.start, piece.start), *self.parenthesized(found, piece)]

    def entry(self, cell: Sequence[Piece], matrix: Piece) -> list[Token]:
        """Translate an entry of a matrix."""
        found = self.tokens(cell)
        if not found:
            self.fail(cell[0] if cell else matrix, "an entry of the matrix is empty", "write 0 where it is 0")
        return found if len(found) == 1 else self.parenthesized(found, cell[0])

    def listed(self, items: Sequence[Sequence[Token]], piece: Piece) -> list[Token]:
        """Put brackets around items, and commas between them."""
        found = [Token("operator", "[", piece.start, piece.start)]
        for item in items:
            found += [*item, Token("operator", ",", piece.end, piece.end)]
        return [*found[:-1], Token("operator", "]", piece.end, piece.end)]

    def parenthesized(self, inner: Sequence[Token], piece: Piece) -> list[Token]:
        """Put parentheses around some tokens."""
        opening = Token("operator", "(", piece.start, piece.start)
        return [opening, *inner, Token("operator", ")", piece.end, piece.end)]


def _is_rest(last: Sequence[Piece], others: Sequence[Sequence[Piece]]) -> bool:
    """True for the word `otherwise`, and for the opposite of a single other condition."""
    kept = [
        [one for one in row if not one.parts and one.text not in (*IGNORED, ",", ".")]
        for row in (last, *others)
    ]
    sides = [[one.text for one in row if one.text not in _RELATIONS] for row in kept]
    signs = [[_RELATIONS[one.text] for one in row if one.text in _RELATIONS] for row in kept]
    if not signs[0]:
        return True
    return len(kept) == 2 and sides[0] == sides[1] and sorted(signs[0] + signs[1]) == ["<", ">"]
