"""Formulas as they are said: "W one transpose times r, entrywise times sigma of z"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from backproof.web.formulas_text import plain
from backproof.web.vocabulary import (
    ACCENTS,
    ALPHABETS,
    FUNCTIONS,
    LARGE,
    NAMED,
    NUMERALS,
    OPERANDS,
    OPERATORS,
    POWERS,
    SILENT,
    SIZES,
    SPACES,
)

Kind = Literal["operand", "number", "name", "function", "operator"]
_TOKEN = re.compile(r"\\[A-Za-z]+|\\[\s\S]|\d+(?:\.\d+)?|\s+|[\s\S]")
_PAIRS = {
    "(": ")", "[": "]", r"\{": r"\}", r"\lVert": r"\rVert", r"\lvert": r"\rvert", r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", r"\|": r"\|", "|": "|", r"\lbrace": r"\rbrace",
}  # fmt: skip
_ENCLOSED = {
    r"\lVert": "the norm of", r"\|": "the norm of", r"\lvert": "the absolute value of",
    "|": "the absolute value of", r"\lfloor": "the floor of", r"\lceil": "the ceiling of",
}  # fmt: skip
_TEXTS = {r"\text", r"\textrm", r"\textit", r"\texttt", r"\mbox", r"\hbox", r"\textbf", r"\textsf"}
_FRACTIONS = {r"\frac", r"\tfrac", r"\dfrac"}
_SPACES = {r"\,", r"\;", r"\:", r"\ ", r"\!", "~", r"\quad"}
_COMMAS = re.compile(r"\s*,[\s,]*")


@dataclass(frozen=True)
class _Said:
    """A piece of a formula in words: `is_simple` without an operator, `spaced` with space before it."""

    words: str
    kind: Kind
    is_simple: bool = True
    spaced: bool = False


@lru_cache(maxsize=4096)
def spoken(latex: str) -> str:
    """Return a formula in words."""
    said = _Reader(_TOKEN.findall(plain(latex))).expression(())
    return _COMMAS.sub(", ", said).strip(" ,")


def _characters(tokens: Iterable[str]) -> str:
    """Return a text without the commands for its signs and spaces."""
    return "".join(" " if token in _SPACES else token.removeprefix("\\") for token in tokens)


class _Reader:
    """Reads the tokens of a formula from left to right."""

    def __init__(self, tokens: Sequence[str], *, in_script: bool = False) -> None:
        self.tokens = list(tokens)
        self.at = 0
        self.in_script = in_script

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def spaces(self) -> bool:
        """Skip spaces and what is not heard; return whether any space was there."""
        spaced = False
        while self.next and (self.next.isspace() or self.next in SPACES or self.next in SILENT):
            token = self.take()
            spaced = spaced or token not in SILENT
            for _ in range(SILENT.get(token, 0)):
                self.argument_tokens()
            if token in (r"\left", r"\right", r"\middle") and self.next == ".":
                self.take()
        return spaced

    def expression(self, stops: Sequence[str]) -> str:
        """Return what is said up to one of the stops, which is left."""
        pieces = list[_Said]()
        while True:
            spaced = self.spaces()
            if not self.next or self.next in stops:
                return _together(pieces)
            pieces += self.pieces(spaced=spaced)

    def pieces(self, *, spaced: bool) -> list[_Said]:
        """Return the next piece with its scripts."""
        if self.next == r"\partial" and (quotient := self.quotient()):
            return [quotient]
        said = self.atom()
        said = self.with_scripts(said)
        return [_Said(said.words, said.kind, said.is_simple, spaced)] if said.words else []

    def quotient(self) -> _Said | None:
        r"""Return `\partial q/\partial x`, or nothing if it is not next."""
        start, self.at = self.at, self.at + 1
        self.spaces()
        above = self.with_scripts(self.atom()).words
        self.spaces()
        if self.next == "/":
            self.take()
            self.spaces()
            if self.next == r"\partial":
                self.take()
                self.spaces()
                below = self.with_scripts(self.atom()).words
                return _Said(f"the derivative of {above} with respect to {below}", "operand")
        self.at = start
        return None

    def atom(self) -> _Said:  # noqa: PLR0911
        """Return the next piece without its scripts."""
        token = self.take()
        if token == "{":
            words = self.expression(("}",))
            self.skip()
            return _Said(words, "operand", is_simple=_is_simple(words))
        if token in _PAIRS and token not in ("|", r"\|"):
            return self.enclosed(token)
        if token in ("|", r"\|") and _PAIRS[token] in self.tokens[self.at :]:
            return self.enclosed(token)
        if token == r"\begin":
            return self.environment()
        if token in OPERATORS:
            table = SIZES if self.in_script and token in SIZES else OPERATORS
            return _Said(table[token], "operator", is_simple=False)
        if token.startswith("\\") and token[1:].isalpha():
            return self.command(token)
        if token[0].isdigit():
            return _Said(token, "number")
        if token in OPERANDS:
            return _Said(OPERANDS[token], "operand")
        if token == "'":
            return _Said("prime", "operand")
        return _Said("" if token in "&{}^_\\" or token.startswith("\\") else token, "name")

    def skip(self) -> None:
        """Pass the token that ended an expression."""
        if self.next:
            self.take()

    def enclosed(self, opening: str) -> _Said:
        """Return what stands in parentheses, brackets, braces or bars."""
        words = self.expression((_PAIRS[opening], r"\)", "}"))
        self.skip()
        if opening in _ENCLOSED and words == "times":
            return _Said(_ENCLOSED[opening].removesuffix(" of"), "operand")
        if opening in _ENCLOSED:
            return _Said(f"{_ENCLOSED[opening]} {_quantity(words)}", "operand")
        if opening in (r"\{", r"\lbrace"):
            return _Said(f"{words},", "operand", is_simple=True)
        return _Said(f"({words})", "operand", is_simple=_is_simple(words))

    def argument_tokens(self) -> Sequence[str]:
        """Return the tokens of the next argument, without its braces."""
        while self.next.isspace():
            self.take()
        if self.next[:1].isdigit() and len(self.next) > 1:
            # Without braces, an argument is one digit alone.
            first, self.tokens[self.at] = self.next[0], self.next[1:]
            return [first]
        if self.next != "{":
            return [self.take()] if self.next else []
        start, depth = self.at + 1, 0
        while self.next:
            token = self.take()
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                break
        return self.tokens[start : self.at - 1]

    def argument(self, *, in_script: bool = False) -> str:
        """Return what is said of the next argument."""
        return _Reader(self.argument_tokens(), in_script=in_script or self.in_script).expression(())

    def bracket(self) -> str:
        """Return what is said of an argument in brackets."""
        while self.next.isspace():
            self.take()
        if self.next != "[":
            return ""
        self.take()
        words = self.expression(("]",))
        self.skip()
        return words

    def command(self, token: str) -> _Said:  # noqa: PLR0911, PLR0912 (a case for each command)
        """Return what a command says, with its arguments."""
        if token in _FRACTIONS:
            return _fraction(self.argument_tokens(), self.argument_tokens())
        if token == r"\sqrt":
            degree = self.bracket()
            root = f"the {degree}-th root of" if degree else "the square root of"
            return _Said(f"{root} {_quantity(self.argument())}", "operand")
        if token in ACCENTS:
            return _Said(f"{self.argument()} {ACCENTS[token]}", "name")
        if token == r"\mathit":
            return _Said(_characters(self.argument_tokens()), "name")
        if token in ALPHABETS:
            words = self.argument()
            return _Said(f"{ALPHABETS[token]} {words}".strip(), "name", is_simple=_is_simple(words))
        if token in _TEXTS:
            return _Said(_characters(self.argument_tokens()).strip().strip(","), "operator")
        if token == r"\operatorname":
            if self.next == "*":
                self.take()
            name = _characters(self.argument_tokens())
            return _Said(NAMED.get(name.replace(" ", ""), f"{name} of"), "function")
        if token in FUNCTIONS:
            return _Said(FUNCTIONS[token], "function")
        if token in LARGE:
            return self.large(token)
        if token == r"\binom":
            return _Said(f"{self.argument()} choose {self.argument()}", "operand")
        if token == r"\substack":
            return _Said(self.argument(), "operand")
        if token in (r"\xrightarrow", r"\xleftarrow"):
            below, above = self.bracket(), self.argument()
            by = ", then ".join(words for words in (above, below) if words)
            return _Said(f"by {by}, becomes", "operator")
        if token in (r"\underset", r"\overset"):
            beside, words = self.argument(), self.argument()
            return _Said(f"{words} with {beside}", "operand")
        return _Said(OPERANDS.get(token, token[1:]), "name")

    def large(self, token: str) -> _Said:
        """Return a sum, product or integral with its bounds."""
        low = high = ""
        self.spaces()
        while self.next in ("_", "^"):
            if self.take() == "_":
                low = self.argument(in_script=True)
            else:
                high = self.argument(in_script=True)
            self.spaces()
        index, equals, start = low.partition(" equals ")
        if equals and high:
            bounds = f" over {index} from {start} to {high}"
        elif high:
            bounds = f" from {low} to {high}"
        else:
            bounds = f" over {low}" if low else ""
        return _Said(f"{LARGE[token]}{bounds} of", "function")

    def environment(self) -> _Said:
        """Return a matrix, a column or a list of cases."""
        name = "".join(self.argument_tokens())
        if name.startswith("array"):
            self.argument_tokens()
        rows = [[""]]
        while True:
            words = self.expression(("&", r"\\", r"\end"))
            rows[-1][-1] = words
            token = self.take() if self.next else r"\end"
            if token == r"\end":
                self.argument_tokens()
                break
            if token == "&":
                rows[-1].append("")
            else:
                self.bracket()
                rows.append([""])
        rows = [row for row in rows if any(row)]
        return _Said(_table(rows, name), "operand")

    def with_scripts(self, said: _Said) -> _Said:
        """Return a piece with the primes, subscripts and superscripts that follow it."""
        words, kind = said.words, said.kind
        while True:
            start = self.at
            self.spaces()
            if self.next == "'":
                self.take()
                words += " prime"
            elif self.next == "_":
                self.take()
                words += " " + _subscript(self.argument(in_script=True))
            elif self.next == "^":
                self.take()
                of = " of" if said.kind == "function" and words.endswith(" of") else ""
                bare = words.removesuffix(of)
                words = _raised(bare, self.argument_tokens(), is_simple=said.is_simple or bool(of)) + of
            else:
                self.at = start
                return _Said(words, kind, said.is_simple)


def _fraction(above: Sequence[str], below: Sequence[str]) -> _Said:
    bare = [token for token in below if not token.isspace()]
    if bare[:1] == [r"\partial"] and r"\partial" in above:
        by = _Reader([token for token in below if token != r"\partial"]).expression(())
        order, of = _order(above)
        return _Said(
            f"the {order}derivative of {of} with respect to {by.replace(' times', ' and')}", "operand"
        )
    top, bottom = _Reader(above).expression(()), _Reader(below).expression(())
    if _is_simple(top) and _is_simple(bottom):
        return _Said(f"{top} over {bottom}", "operand")
    return _Said(f"the fraction {top} over {bottom}, end of fraction,", "operand")


def _order(above: Sequence[str]) -> tuple[str, str]:
    """Return the order of a derivative and what is said of its function."""
    reader = _Reader([token for token in above if token != r"\partial"])
    reader.spaces()
    order = ""
    if reader.next == "^":
        reader.take()
        power = reader.argument()
        order = {"2": "second ", "3": "third "}.get(power, f"{power}-th ")
    return order, reader.expression(())


def _subscript(words: str) -> str:
    spread = re.sub(r"\s*times\s*", " ", words)
    return f"sub {spread}"


def _raised(words: str, power: Sequence[str], *, is_simple: bool) -> str:
    """Return a piece with its superscript: a number in parentheses, a transpose, a power."""
    tokens = [token for token in power if not token.isspace() and token not in SPACES]
    if tokens[:1] == ["("] and ")" in tokens:
        end = tokens.index(")")
        inner = "".join(tokens[1:end])
        number = NUMERALS[int(inner)] if inner.isdigit() and int(inner) < len(NUMERALS) else inner
        rest = tokens[end + 1 :]
        return _raised(f"{words} {number}", rest, is_simple=True) if rest else f"{words} {number}"
    said = _Reader(tokens, in_script=True).expression(())
    base = words if is_simple or words.startswith("the ") else f"{words},"
    if words in ("R", "C", "N", "Z", "Q"):
        return f"{words} {said}"
    if words.startswith(("the norm", "the absolute value")) and said == "2":
        return f"the square of {words}"
    return f"{base} {POWERS.get(said) or f'to the {said}'}"


def _table(rows: Sequence[Sequence[str]], name: str) -> str:
    """Return the rows of a matrix, the entries of a column, or cases."""
    width = max((len(row) for row in rows), default=0)
    if name.startswith("cases"):
        return "cases: " + "; ".join(" ".join(row) for row in rows) + ", end of cases,"
    if not name.startswith(("array", "matrix", "pmatrix", "bmatrix", "vmatrix", "smallmatrix", "Bmatrix")):
        return ", ".join(" ".join(filter(None, row)) for row in rows)
    if width == 1:
        entries = ", ".join(row[0] for row in rows)
        return f"the column {entries}, end of column," if len(rows) > 1 else entries
    if len(rows) == 1:
        return f"the row {', '.join(rows[0])}, end of row,"
    listed = "; ".join(f"row {i}: {', '.join(row)}" for i, row in enumerate(rows, start=1))
    return f"the {len(rows)} by {width} matrix, {listed}, end of matrix,"


def _is_simple(words: str) -> bool:
    """Return whether words need no bracket: a name or a number, with what is written above and beside it."""
    inner = f" {words.strip()} "
    joints = {f" {word} " for word in OPERATORS.values() if word and not word.startswith(",")}
    return "," not in inner and not any(joint in inner for joint in joints)


def _quantity(words: str) -> str:
    is_closed = words.startswith("the ") and words.endswith(",") and words.count(", end of") == 1
    return words if is_closed or _is_simple(words) else f"the quantity {words}, end of quantity,"


def _together(pieces: Sequence[_Said]) -> str:
    """Join the pieces: products are said, a name right before parentheses is a function."""
    said, before = "", None
    for piece in pieces:
        words, is_bracketed = piece.words, piece.words.startswith("(") and ")" in piece.words
        if is_bracketed:
            inner, rest = _unbracketed(words)
            words = f"{_quantity(inner)} {rest}".strip()
        if before is not None and "operator" not in (before.kind, piece.kind) and before.kind != "function":
            calls = is_bracketed and before.kind == "name" and not piece.spaced
            beside = before.kind == "number" and piece.kind in ("name", "function")
            said += " of" if calls else "" if beside else " times"
        said = f"{said} {words}" if said else words
        before = piece
    return said.strip()


def _unbracketed(words: str) -> tuple[str, str]:
    """Return what is in the parentheses that words begin with, and what follows these."""
    depth = 0
    for place, character in enumerate(words):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return words[1:place], words[place + 1 :]
    return words[1:], ""
