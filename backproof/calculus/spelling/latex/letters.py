r"""Letters of LaTeX as tokens, with their indices and numbers: `x_1`, `W^{(1)}`, `I_n`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.calculus.spelling.latex.environments import Environments
from backproof.calculus.spelling.latex.macros import STYLES, TRANSPOSES
from backproof.calculus.spelling.latex.pieces import Piece
from backproof.calculus.spelling.names import plain_name
from backproof.calculus.spelling.token import ONES, Token

LAMBDA = {"lambda": "lam"}


@dataclass(frozen=True)
class Letters(Environments):
    """The translation of letters with what belongs to them."""

    def word(self, piece: Piece, index: int) -> str:
        """Return an argument as a word."""
        return "".join(
            LAMBDA.get(one.text, one.text) if not one.parts else self.word(one, 0)
            for one in piece.parts[index]
        )

    def index(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        """Return the subscript that follows as a word, and the pieces after it."""
        if len(rest) < 2 or rest[0].text != "_":
            return "", rest
        piece = rest[1]
        inner = Piece("group", "", piece.start, piece.end, ((piece,),)) if piece.kind != "group" else piece
        return self.word(inner, 0), rest[2:]

    def _indices(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        """Return the subscript: under a sum over i and j, both of `a_ij`, of which TeX lowers the first."""
        found, after = self.index(rest)
        while found and after and rest[1].kind == "character" and {*found} <= {*self.outer}:
            if after[0].text not in [*self.outer] or after[0].start != rest[1].end + len(found) - 1:
                break
            found, after = found + after[0].text, after[1:]
        return found, after

    def ones(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\mathbf{1}_n`, and `\mathbf{1}` whose length the value beside it has."""
        size, after = self.index(rest)
        if not size:
            return [Token("name", ONES, piece.start, piece.end)], rest
        return self.sized("ones", size, piece), after

    def sized(self, name: str, size: str, piece: Piece) -> list[Token]:
        """Return the tokens of `ones(n)` or `eye(n)`."""
        kind = "number" if size.isdigit() else "name"
        inner = Token(kind, size, piece.start, piece.end)
        return [Token("name", name, piece.start, piece.end), *self.parenthesized([inner], piece)]

    def letter(self, piece: Piece, name: str, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate a letter with its index and its number: `x_1`, `W^{(1)}`, `I_n`."""
        end = piece.end
        index, after = self._indices(rest)
        if not index:
            index, after = self.sample(rest)
        number, beyond = self.number(after if index else rest)
        if number:
            after, name, end = beyond, _numbered(name, number), beyond[0].start if beyond else end
        if index:
            if name == "I":
                return self.sized("eye", index, piece), after
            parts = [*index] if {*index} <= {*self.outer} else index.split(",")
            joint = "" if all(part in self.outer for part in parts) else "_"
            name, end = f"{name}_{joint.join(parts)}", rest[1].end
            inner, last = self.index(after) if not number else ("", after)
            if inner:
                self.fail(rest[0], "two indices in a row", "put them into one: x_{1,i}")
            after = last
        if not index and not number:
            after = rest
        index_after, last = self.index(after) if number and not index else ("", after)
        if index_after:
            name, after = f"{name}_{index_after.replace(',', '_')}", last
        return [Token("name", plain_name(name) if "_" not in name else name, piece.start, end)], after

    def number(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        r"""Return the number in `^{(1)}`, and the pieces after it; a mark beside it is left."""
        if len(rest) < 2 or rest[0].text != "^" or rest[1].kind != "group":
            return "", rest
        inside = rest[1].parts[0]
        texts = [one.text for one in inside]
        if len(texts) < 3 or texts[0] != "(" or not texts[1].isdigit() or texts[2] != ")":
            return "", rest
        beside = inside[3:]
        kept = [rest[0], replace(rest[1], parts=(beside,))] if beside else []
        return texts[1], [*kept, *rest[2:]]

    def sample(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        r"""Return the index in `^{(i)}` of a sample, and the pieces after it."""
        inside = rest[1].parts[0] if len(rest) > 1 and rest[1].kind == "group" else ()
        texts = [one.text for one in inside]
        is_index = len(texts) == 3 and texts[0] == "(" and texts[2] == ")" and texts[1] in [*self.outer]
        return (texts[1], rest[2:]) if is_index and rest[0].text == "^" else ("", rest)


def transposes_in(text: str) -> tuple[str, ...]:
    """Return the superscripts that mark a transpose; a t that is a letter elsewhere is an exponent."""
    elsewhere = re.sub(r"\^\s*(?:t(?![A-Za-z])|\{\s*-?\s*t\s*\})", "", text)
    is_letter = re.search(r"(?<![A-Za-z\\])t(?![A-Za-z])", elsewhere)
    return tuple(mark for mark in TRANSPOSES if mark != "t" or not is_letter)


def is_transposed_one(before: Sequence[Token], raised: Sequence[Piece]) -> bool:
    r"""True for the superscript of `1^\top`, where 1 is a vector of ones."""
    texts = [part.text for one in raised for part in (one, *sum(one.parts, ())) if part.text not in STYLES]
    is_mark = len(texts) == 1 and texts[0] in TRANSPOSES
    return is_mark and bool(before) and before[-1].kind == "number" and before[-1].text == "1"


def _numbered(name: str, number: str) -> str:
    stem, _, rest = name.partition("_")
    return f"{stem}{number}" + (f"_{rest}" if rest else "")
