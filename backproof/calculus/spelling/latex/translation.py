r"""LaTeX as tokens: `\frac12\|Ax-b\|_2^2` has those of `(1)/(2) ||A x - b||_2^2`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.calculus.spelling.characters import tokens_at
from backproof.calculus.spelling.latex.letters import LAMBDA, is_transposed_one, transposes_in
from backproof.calculus.spelling.latex.macros import (
    ACCENTED,
    ARGUMENTS,
    BOLD,
    CLOSING,
    CONSTRAINED,
    FUNCTIONS,
    IGNORED,
    LINES,
    MISSING,
    OPENING,
    OPERATORS,
    PROBLEMS,
    STYLES,
    WORDS,
)
from backproof.calculus.spelling.latex.pieces import (
    Fault,
    Piece,
    indices_first,
    joined_lines,
    joint_letters,
    pieces_of,
    texts_of,
    without_ends,
    without_head,
    word_before_parenthesis,
)
from backproof.calculus.spelling.latex.sums import Sums
from backproof.calculus.spelling.names import GREEK
from backproof.calculus.spelling.ranges import shortened
from backproof.calculus.spelling.token import ONES, Token, opening_of

_NAMES_OF_FUNCTIONS = frozenset((*FUNCTIONS.values(), *WORDS.values()))
# What states the size of a delimiter.
_SIZED = {f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")}
_SIZES = frozenset(("left", "right", "middle", *_SIZED))
_VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varrho": "rho", "ell": "l"}


def latex_tokens(text: str, fault: Fault) -> list[Token]:
    """Return the tokens of a formula in LaTeX; raises what `fault` makes of a place, a message and a hint."""
    pieces = pieces_of(text, fault)
    found = _Translation(
        fault, spells_words="\\" not in text, transposes=transposes_in(text), shortened=shortened(text)
    )
    return found.tokens(pieces)


@dataclass(frozen=True)
class _Translation(Sums):
    """The translation of pieces to tokens, each with its place in the text."""

    def tokens(self, pieces: Sequence[Piece]) -> list[Token]:
        """Translate a row of pieces."""
        found: list[Token] = []
        rest = indices_first(without_ends(without_head(pieces)))
        while rest:
            new, rest = self.next(rest, found)
            found += new
        return found

    def next(  # noqa: PLR0911 (one for each kind)
        self, pieces: Sequence[Piece], before: Sequence[Token]
    ) -> tuple[list[Token], Sequence[Piece]]:
        """Translate the first piece with its scripts; return its tokens and the pieces after it."""
        piece, rest = pieces[0], pieces[1:]
        if piece.text in ("^", "_") and piece.kind == "character":
            return self.scripts(pieces, before)
        if piece.kind == "macro":
            return self.macro(piece, rest)
        if piece.kind == "group":
            return self.group(piece), rest
        if piece.kind == "environment" and piece.text.rstrip("*") in LINES:
            return [], [*joined_lines(piece.parts[0]), *rest]
        if piece.kind == "environment" and piece.text == "cases":
            return self.cases(piece), rest
        if piece.kind == "environment":
            sign = [Token("operator", "×", piece.start, piece.start)] if _ends_value(before) else []
            return [*sign, *self.environment(piece)], rest
        if piece.text.isalpha() and piece.text.isascii():
            return self.spelled(pieces)
        if not piece.text.isascii():
            return self.beyond_ascii(piece, rest)
        return self.character(piece), rest

    def beyond_ascii(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        """Translate a Greek letter, a power or a sign that is typed as a character of its own."""
        follows = rest[0].text if rest else ""
        if piece.text == "∑" or (piece.text == "Σ" and follows == "_" and self._is_range(rest)):
            return self.sum(piece, rest)
        found = [replace(token, start=piece.start, end=piece.end) for token in tokens_at(piece.text, 0)]
        if not found:
            self.fail(piece, f"'{piece.text}' is not in the language")
        if len(found) == 1 and found[0].kind == "name" and piece.text.isalpha():
            return self.letter(piece, found[0].text, rest)
        return found, rest

    def _is_range(self, rest: Sequence[Piece]) -> bool:
        """True for the limits of a sum, and not the indices of an entry."""
        index = self.index(rest)[0]
        return "=" in index or len(index) == 1

    def spelled(self, pieces: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        """Translate a letter, or a function that is spelled without its backslash."""
        piece, word = pieces[0], word_before_parenthesis(pieces)
        if word == "sum" and pieces[3].text == "_":
            return self.sum(piece, pieces[3:])
        whole = joint_letters(pieces)
        if whole.lower() in PROBLEMS:
            return [], pieces[len(whole) :]
        if self.spells_words and (whole in GREEK or whole in LAMBDA):
            last = pieces[len(whole) - 1]
            named = replace(piece, text=LAMBDA.get(whole, whole), end=last.end)
            return self.letter(named, named.text, pieces[len(whole) :])
        own = WORDS.get(word) or FUNCTIONS.get(word)
        if own:
            return [Token("name", own, piece.start, pieces[len(word) - 1].end)], pieces[len(word) :]
        return self.letter(piece, piece.text, pieces[1:])

    def character(self, piece: Piece) -> list[Token]:
        """Translate an operator or a number."""
        text = {":=": "=", "[": "(", "]": ")", "&": "", "~": "", "*": "×"}.get(piece.text, piece.text)
        if text[:1].isdigit() or (text[:1] == "." and text != "."):
            return [Token("number", text, piece.start, piece.end)]
        if text == ";":
            return [Token("separator", ";", piece.start, piece.end)]
        if text and text not in "()+-/=,'|<>·":
            self.fail(piece, f"'{piece.text}' is not in the language")
        return [Token("operator", text, piece.start, piece.end)] if text else []

    def group(self, piece: Piece) -> list[Token]:
        """Translate a group; one that holds more than one thing is put in parentheses."""
        inner = self.tokens(piece.parts[0])
        if len(inner) < 2:
            return inner
        return self.parenthesized(inner, piece)

    def macro(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:  # noqa: PLR0911, PLR0912
        """Translate a macro; there is one way for each kind."""
        name = piece.text
        if len(piece.parts) < len(ARGUMENTS.get(name, "")):
            self.fail(piece, f"'\\{name}' is without what it is about", "put braces around it")
        if name in IGNORED:
            return [], rest
        if name in _SIZES:
            return [], rest[1:] if rest and rest[0].text == "." else rest
        if name in ("frac", "tfrac", "dfrac", "cfrac"):
            return self.fraction(piece), rest
        if name in ("underbrace", "overbrace", "boxed", "ensuremath"):
            after = self.index([replace(rest[0], text="_"), *rest[1:]])[1] if _is_script(rest) else rest
            return self.parenthesized(self.tokens(piece.parts[0]), piece), after
        if name in ("norm", "abs"):
            bar = "||" if name == "norm" else "|"
            bars = [Token("operator", bar, at, at) for at in (piece.start, piece.end)]
            return [bars[0], *self.tokens(piece.parts[0]), bars[1]], rest
        if name == "sqrt":
            return self.root(piece), rest
        if name == "sum":
            return self.sum(piece, rest)
        if name == "langle":
            return self.inner(piece, rest)
        if name in OPERATORS or name in OPENING or name in CLOSING:
            text = (OPERATORS | OPENING | CLOSING)[name]
            kind = "separator" if text == ";" else "operator"
            return [Token(kind, text, piece.start, piece.end)], rest
        if name in ACCENTED:
            return self.letter(piece, f"{self.word(piece, 0)}_{ACCENTED[name]}", rest)
        if name in STYLES:
            return self.styled(piece, rest)
        if name in FUNCTIONS:
            return self.function(piece, FUNCTIONS[name], rest)
        letter = _VARIANTS.get(name, name)
        if letter in GREEK or letter in LAMBDA or len(letter) == 1:
            return self.letter(piece, LAMBDA.get(letter, letter), rest)
        return self.fail(piece, f"'\\{name}' is not in the language", MISSING.get(name))

    def fraction(self, piece: Piece) -> list[Token]:
        """Translate a fraction; one of ∂ is the derivative itself."""
        above, below = piece.parts
        marks = [
            one.text for side in (above, below) for group in side for one in (group, *sum(group.parts, ()))
        ]
        is_total = texts_of(above) == "d" and re.fullmatch("d[A-Za-z]", texts_of(below))
        if {"partial", "nabla"} & set(marks) or is_total:
            self.fail(piece, "a derivative inside of the expression", "leave it out, and say --wrt")
        sides = [self.parenthesized(self.tokens(side), piece) for side in (above, below)]
        stroke = Token("operator", "/", piece.start, piece.end)
        return self.parenthesized([*sides[0], stroke, *sides[1]], piece)

    def root(self, piece: Piece) -> list[Token]:
        """Translate a root."""
        degree, inside = piece.parts
        inner = self.parenthesized(self.tokens(inside), piece)
        if not degree:
            return [Token("name", "sqrt", piece.start, piece.end), *inner]
        number = self.tokens(degree[0].parts[0] if degree[0].kind == "group" else degree)
        one = [Token("number", "1", piece.start, piece.end), Token("operator", "/", piece.start, piece.end)]
        return [
            *inner,
            Token("operator", ".^", piece.start, piece.end),
            *self.parenthesized([*one, *number], piece),
        ]

    def styled(  # noqa: PLR0911 (one for each kind of word)
        self, piece: Piece, rest: Sequence[Piece]
    ) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\mathbf{x}`, `\operatorname{tr}`, `\text{ReLU}`: a function's name, or a letter."""
        word = self.word(piece, -1).strip().replace("-", "_")
        if word == "1" and rest and rest[0].text in ("[", "(", "{", "left") and rest[0].kind != "group":
            # An indicator is 1 where the comparison after it holds.
            return [], rest
        if word == "1":
            return self.ones(piece, rest)
        if word.strip().strip(":").lower() in PROBLEMS:
            return [], rest
        if word.strip().strip(":").lower() in CONSTRAINED:
            self.fail(piece, f"'{word}' is not in the language", "leave the constraints out")
        if piece.text == "mathbb" and word in ("E", "P"):
            self.fail(piece, f"'\\mathbb{{{word}}}' is not in the language", MISSING[word])
        if word in ("T", "top", "intercal"):
            return [Token("operator", "'", piece.start, piece.end)], rest
        known = WORDS.get(word.lower()) if len(word) > 1 else None
        if known or (len(word) > 1 and piece.text in ("operatorname", "operatorname*", "text", "mathrm")):
            return self.function(piece, known or word, rest)
        if product := self.product_of_bold(piece, rest):
            return product
        if not word.isalnum():
            self.fail(piece, f"'{word}' is no letter", "use letters and numbers")
        return self.letter(piece, word, rest)

    def product_of_bold(
        self, piece: Piece, rest: Sequence[Piece]
    ) -> tuple[list[Token], Sequence[Piece]] | None:
        r"""Translate `\mathbf{AXB}`, a product whose scripts are the last letter's; None for one letter."""
        letters = piece.parts[-1]
        if len(letters) == 1 and letters[0].kind == "group":
            letters = letters[0].parts[0]
        is_product = len(letters) > 1 and all(
            one.kind == "character" and one.text.isalpha() for one in letters
        )
        if piece.text not in BOLD or not is_product:
            return None
        first = [token for one in letters[:-1] for token in self.letter(one, one.text, ())[0]]
        last, after = self.letter(letters[-1], letters[-1].text, rest)
        return [*first, *last], after

    def function(self, piece: Piece, name: str, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        """Translate a function's name, with an index that belongs to it."""
        index, after = self.index(rest)
        if index == "row":
            name, rest = f"row{name}", after
        elif index and name == "log" and index in ("2", "10"):
            name, rest = f"log{index}", after
        elif index and name in ("min", "argmin"):
            return [], after
        elif index and name == "max":
            return self.largest(piece, index, after)
        return [Token("name", name, piece.start, piece.end)], rest

    def scripts(
        self, pieces: Sequence[Piece], before: Sequence[Token]
    ) -> tuple[list[Token], Sequence[Piece]]:
        """Translate a superscript, or the subscript of a norm."""
        mark, rest = pieces[0], pieces[2:]
        if len(pieces) < 2:
            self.fail(mark, f"nothing after '{mark.text}'")
        script = pieces[1]
        inside = script.parts[0] if script.kind == "group" else (script,)
        if mark.text == "_":
            word = "".join({"infty": "inf", "mathrm": "F"}.get(one.text, one.text) for one in inside)
            if word == "+" and isinstance(before, list) and before and before[-1].is_(")", "]"):
                before.insert(opening_of(before), Token("name", "relu", mark.start, mark.start))
                return [], rest
            if not before or not before[-1].is_("||"):
                self.fail(
                    mark, f"an index '{word}' that belongs to no letter", "write the index at the letter"
                )
            return [Token("name", f"_{word.replace('*', 'nuclear')}", mark.start, script.end)], rest
        if isinstance(before, list) and is_transposed_one(before, inside):
            before[-1] = replace(before[-1], kind="name", text=ONES)
        is_matrix = bool(before) and before[-1].kind != "number" and before[-1].text != "e"
        return self.raised(mark, inside, script, is_matrix), rest

    def raised(self, mark: Piece, inside: Sequence[Piece], script: Piece, is_matrix: bool) -> list[Token]:
        """Translate a superscript: a transpose, an inverse, a power, a power of each entry."""
        texts = [one.text for one in inside if one.text not in IGNORED]
        place = (mark.start, script.end)
        styled = [self.word(one, -1) if one.parts else one.text for one in inside if one.text not in IGNORED]
        if (is_matrix and "".join(styled) in self.transposes) or texts[:1] == ["prime"]:
            return [Token("operator", "'", *place)]
        if is_matrix and texts and texts[0] == "-" and "".join(styled[1:]) in self.transposes:
            return [
                *(Token("operator", text, *place) for text in ("^", "-")),
                Token("number", "1", *place),
                Token("operator", "'", *place),
            ]
        if texts in (["*"], ["dagger"], ["H"], ["ast"]):
            self.fail(
                script, "the conjugate transpose is not in the language", r"all values are real: write ^\top"
            )
        entrywise = texts[:1] in (["odot"], ["circ"])
        inner = self.tokens(inside[1:] if entrywise else inside)
        raised = Token("operator", ".^" if entrywise else "^", *place)
        if texts[:1] == ["-"] and len(inner) == 2:
            return [raised, *inner]
        return [raised, *(inner if len(inner) == 1 else self.parenthesized(inner, script))]

    def inner(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\langle a, b \rangle`: the sum of the products of entries."""
        depth, at = 1, 0
        while at < len(rest) and depth:
            depth += {"langle": 1, "rangle": -1}.get(rest[at].text, 0)
            at += 1
        inside = self.tokens(rest[: at - 1])
        commas = [i for i, token in enumerate(inside) if token.is_(",")]
        if depth or len(commas) != 1:
            self.fail(piece, "an inner product has two factors", r"as in \langle a, b \rangle")
        left, right = inside[: commas[0]], inside[commas[0] + 1 :]
        sides = [self.parenthesized(side, piece) for side in (left, right)]
        product = [*sides[0], Token("operator", ".*", piece.start, piece.end), *sides[1]]
        # The index of \langle A, B \rangle_F changes nothing: all of them are sums of products of entries.
        at += 2 * (texts_of(rest[at : at + 2]) in ("_F", "_{F}", "_{"))
        return [Token("name", "sum", piece.start, piece.end), *self.parenthesized(product, piece)], rest[at:]


def _is_script(rest: Sequence[Piece]) -> bool:
    return len(rest) > 1 and rest[0].kind == "character" and rest[0].text in ("_", "^")


def _ends_value(tokens: Sequence[Token]) -> bool:
    if not tokens or tokens[-1].text in _NAMES_OF_FUNCTIONS:
        return False
    return tokens[-1].kind in ("name", "number") or tokens[-1].is_(")", "]", "'")
