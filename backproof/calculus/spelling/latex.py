r"""LaTeX as tokens: `\frac12\|Ax-b\|_2^2` has those of `(1)/(2) ||A x - b||_2^2`.

The tree of macros, groups and characters is pylatexenc's, which is imported for such texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from backproof.calculus.spelling.latex_macros import (
    ACCENTED,
    ARGUMENTS,
    CLOSING,
    FUNCTIONS,
    IGNORED,
    MISSING,
    OPENING,
    OPERATORS,
    STYLES,
    TRANSPOSES,
    WORDS,
)
from backproof.calculus.spelling.latex_sums import entries_of_sum
from backproof.calculus.spelling.names import GREEK, plain_name
from backproof.calculus.spelling.token import Token

Fault = Callable[[int, str, str | None], Exception]
_CHARACTERS = re.compile(r"[A-Za-z]|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\s+|:=|.", re.DOTALL)
_LAMBDA = {"lambda": "lam"}
_VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varrho": "rho", "ell": "l"}


@dataclass(frozen=True)
class Piece:
    """A piece of LaTeX: a character or number, a macro with its arguments, or a group in braces."""

    kind: str
    text: str
    start: int
    end: int
    parts: tuple[tuple[Piece, ...], ...] = ()


def latex_tokens(text: str, fault: Fault) -> list[Token]:
    """Return the tokens of a formula in LaTeX; raises what `fault` makes of a place, a message and a hint."""
    pieces = _pieces(text, fault)
    return _Translation(fault).tokens(pieces)


def _pieces(text: str, fault: Fault) -> tuple[Piece, ...]:
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerParseError
    from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, std_macro

    context = LatexContextDb()
    macros = [std_macro(name, spec) for name, spec in ARGUMENTS.items()]
    environments = [EnvironmentSpec(name) for name in ("bmatrix", "pmatrix", "matrix")]
    context.add_context_category("formulas", macros=macros, environments=environments)
    context.set_unknown_macro_spec(std_macro("", ""))
    context.set_unknown_environment_spec(EnvironmentSpec(""))
    walker = LatexWalker(text, latex_context=context, tolerant_parsing=False)
    try:
        nodes, _, _ = walker.get_latex_nodes()
    except LatexWalkerParseError as error:
        at = min(getattr(error, "pos", 0) or 0, len(text))
        raise fault(at, "this is no complete LaTeX", "check its braces") from None
    return tuple(_flat(nodes))


def _flat(nodes: Sequence[Any]) -> Iterator[Piece]:
    for node in nodes:
        kind = type(node).__name__
        start, end = node.pos, node.pos + node.len
        if kind == "LatexCharsNode":
            for match in _CHARACTERS.finditer(node.chars):
                if not match.group().isspace():
                    yield Piece("character", match.group(), start + match.start(), start + match.end())
        elif kind == "LatexGroupNode":
            yield Piece("group", "{", start, end, (tuple(_flat(node.nodelist)),))
        elif kind == "LatexMathNode":
            yield from _flat(node.nodelist)
        elif kind == "LatexMacroNode":
            arguments = node.nodeargd.argnlist if node.nodeargd else []
            parts = tuple(tuple(_flat([one])) if one is not None else () for one in arguments)
            yield Piece("macro", node.macroname, start, end, parts)
        elif kind == "LatexEnvironmentNode":
            yield Piece("environment", node.environmentname, start, end, (tuple(_flat(node.nodelist)),))
        elif kind == "LatexSpecialsNode":
            yield Piece("character", node.specials_chars, start, end)


@dataclass(frozen=True)
class _Translation:
    """The translation of pieces to tokens, each with its place in the text."""

    fault: Fault

    def fail(self, piece: Piece, message: str, hint: str | None = None) -> NoReturn:
        raise self.fault(piece.start, message, hint)

    def tokens(self, pieces: Sequence[Piece]) -> list[Token]:
        """Translate a row of pieces."""
        found: list[Token] = []
        rest = _indices_first(_without_ends(pieces))
        while rest:
            new, rest = self.next(rest, found)
            found += new
        return found

    def next(self, pieces: Sequence[Piece], before: Sequence[Token]) -> tuple[list[Token], Sequence[Piece]]:
        """Translate the first piece with its scripts; return its tokens and the pieces after it."""
        piece, rest = pieces[0], pieces[1:]
        if piece.text in ("^", "_") and piece.kind == "character":
            return self.scripts(pieces, before)
        if piece.kind == "macro":
            return self.macro(piece, rest)
        if piece.kind == "group":
            return self.group(piece), rest
        if piece.kind == "environment":
            self.fail(
                piece, f"the environment '{piece.text}' is not in the language", "name its parts: `z = ...`"
            )
        if piece.text.isalpha() and piece.text.isascii():
            return self.letter(piece, piece.text, rest)
        return self.character(piece), rest

    def character(self, piece: Piece) -> list[Token]:
        """Translate an operator or a number."""
        text = {":=": "=", "[": "(", "]": ")", "−": "-", "·": "·", "&": "", "~": "", "*": "×"}.get(
            piece.text, piece.text
        )
        if text[:1].isdigit() or text[:1] == ".":
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

    def parenthesized(self, inner: Sequence[Token], piece: Piece) -> list[Token]:
        """Put parentheses around some tokens."""
        opening = Token("operator", "(", piece.start, piece.start)
        return [opening, *inner, Token("operator", ")", piece.end, piece.end)]

    def macro(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:  # noqa: PLR0911 (one for each kind)
        """Translate a macro."""
        name = piece.text
        if name in IGNORED:
            return [], rest
        if name in (
            "left",
            "right",
            "middle",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "big",
            "Big",
            "biggl",
            "biggr",
        ):
            return [], rest[1:] if rest and rest[0].text == "." else rest
        if name in ("frac", "tfrac", "dfrac", "cfrac"):
            return self.fraction(piece), rest
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
        if letter in GREEK or letter in _LAMBDA or len(letter) == 1:
            return self.letter(piece, _LAMBDA.get(letter, letter), rest)
        return self.fail(piece, f"'\\{name}' is not in the language", MISSING.get(name))

    def fraction(self, piece: Piece) -> list[Token]:
        """Translate a fraction; one of ∂ is the derivative itself."""
        above, below = piece.parts
        marks = [
            one.text for side in (above, below) for group in side for one in (group, *sum(group.parts, ()))
        ]
        if {"partial", "nabla"} & set(marks):
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

    def word(self, piece: Piece, index: int) -> str:
        """Return an argument as a word."""
        return "".join(
            _LAMBDA.get(one.text, one.text) if not one.parts else self.word(one, 0)
            for one in piece.parts[index]
        )

    def styled(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\mathbf{x}`, `\operatorname{tr}`, `\text{ReLU}`: a function's name, or a letter."""
        word = self.word(piece, -1).strip().replace("-", "_")
        if word == "1":
            return self.ones(piece, rest)
        if word in ("T", "top", "intercal"):
            return [Token("operator", "'", piece.start, piece.end)], rest
        known = WORDS.get(word.lower()) if len(word) > 1 else None
        if known or (len(word) > 1 and piece.text in ("operatorname", "operatorname*", "text", "mathrm")):
            return self.function(piece, known or word, rest)
        if not word.isalnum():
            self.fail(piece, f"'{word}' is no letter", "use letters and numbers")
        return self.letter(piece, word, rest)

    def function(self, piece: Piece, name: str, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        """Translate a function's name, with an index that belongs to it."""
        index, after = self.index(rest)
        if index == "row":
            name, rest = f"row{name}", after
        elif index and name == "log" and index in ("2", "10"):
            name, rest = f"log{index}", after
        elif index and name in ("min", "argmin"):
            return [], after
        return [Token("name", name, piece.start, piece.end)], rest

    def index(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        """Return the subscript that follows as a word, and the pieces after it."""
        if len(rest) < 2 or rest[0].text != "_":
            return "", rest
        piece = rest[1]
        inner = Piece("group", "", piece.start, piece.end, ((piece,),)) if piece.kind != "group" else piece
        return self.word(inner, 0), rest[2:]

    def ones(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\mathbf{1}_n`."""
        size, after = self.index(rest)
        if not size:
            self.fail(piece, "a vector of ones without its length", r"write \mathbf{1}_n")
        return self.sized("ones", size, piece), after

    def sized(self, name: str, size: str, piece: Piece) -> list[Token]:
        """Return the tokens of `ones(n)` or `eye(n)`."""
        kind = "number" if size.isdigit() else "name"
        inner = Token(kind, size, piece.start, piece.end)
        return [Token("name", name, piece.start, piece.end), *self.parenthesized([inner], piece)]

    def letter(self, piece: Piece, name: str, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate a letter with its index and its number: `x_1`, `W^{(1)}`, `I_n`."""
        end = piece.end
        index, after = self.index(rest)
        number, beyond = self.number(after if index else rest)
        if number:
            after, name, end = beyond, _numbered(name, number), beyond[0].start if beyond else end
        if index:
            if name == "I":
                return self.sized("eye", index, piece), after
            name, end = f"{name}_{index.replace(',', '_')}", rest[1].end
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
            if not before or not before[-1].is_("||"):
                self.fail(
                    mark, f"an index '{word}' that belongs to no letter", "write the index at the letter"
                )
            return [Token("name", f"_{word.replace('*', 'nuclear')}", mark.start, script.end)], rest
        return self.raised(mark, inside, script), rest

    def raised(self, mark: Piece, inside: Sequence[Piece], script: Piece) -> list[Token]:
        """Translate a superscript: a transpose, an inverse, a power, a power of each entry."""
        texts = [one.text for one in inside if one.text not in IGNORED]
        place = (mark.start, script.end)
        styled = [self.word(one, -1) if one.parts else one.text for one in inside]
        if "".join(styled) in TRANSPOSES or texts[:1] == ["prime"]:
            return [Token("operator", "'", *place)]
        if texts and texts[0] == "-" and "".join(styled[1:]) in TRANSPOSES:
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
        return [Token("name", "sum", piece.start, piece.end), *self.parenthesized(product, piece)], rest[at:]

    def sum(self, piece: Piece, rest: Sequence[Piece]) -> tuple[list[Token], Sequence[Piece]]:
        r"""Translate `\sum_{i=1}^n a_i b_i` to the sum of the entries of `a .* b`."""
        limits, after = self.limits(rest)
        if not limits:
            return [Token("name", "∑", piece.start, piece.end)], after
        inside, beyond = _addend(after)
        tokens = entries_of_sum(self.tokens(inside), limits, self.fault)
        return [Token("name", "sum", piece.start, piece.end), *self.parenthesized(tokens, piece)], beyond

    def limits(self, rest: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
        """Return the letters of the indices below a sum; the limits above it are left out."""
        letters = ""
        while len(rest) > 1 and (
            rest[0].text in ("_", "^") or rest[0].text in IGNORED or rest[0].text == "sum"
        ):
            if rest[0].text in ("sum", *IGNORED):
                rest = rest[1:]
                continue
            if rest[0].text == "_":
                text = self.index(rest)[0]
                letters += "".join(part.split("=")[0].split("in")[0] for part in text.split(","))
            rest = rest[2:]
        return letters, rest


def _numbered(name: str, number: str) -> str:
    stem, _, rest = name.partition("_")
    return f"{stem}{number}" + (f"_{rest}" if rest else "")


def _addend(pieces: Sequence[Piece]) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Return the pieces up to the end of an addend, and those after it."""
    depth = 0
    for at, piece in enumerate(pieces):
        is_character = piece.kind == "character"
        if is_character and piece.text in "([":
            depth += 1
        elif (is_character and piece.text in ")]") or piece.text in CLOSING:
            depth -= 1
        elif piece.text in OPENING:
            depth += 1
        ends = is_character and piece.text in ("+", "-", "−", "=", ",", ";") and at > 0 and depth == 0
        if depth < 0 or ends:
            return pieces[:at], pieces[at:]
    return pieces, ()


def _indices_first(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Put each subscript before the superscript beside it."""
    found = list(pieces)
    for at in range(len(found) - 3):
        if found[at].text == "^" and found[at + 2].text == "_":
            found[at : at + 4] = [*found[at + 2 : at + 4], *found[at : at + 2]]
    return found


def _without_ends(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out the full stop or comma at the end of a sentence."""
    while pieces and pieces[-1].kind == "character" and pieces[-1].text in ".,":
        pieces = pieces[:-1]
    return pieces
