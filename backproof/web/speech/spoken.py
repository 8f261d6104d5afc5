"""Formulas as they are said: "W one transpose times r, entrywise times sigma of z"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from backproof.web.formulas_text import plain
from backproof.web.speech.phrases import Said, is_simple, quantity, subscript, table, together
from backproof.web.speech.vocabulary import (
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
        pieces = list[Said]()
        while True:
            spaced = self.spaces()
            if not self.next or self.next in stops:
                return together(pieces)
            pieces += self.pieces(spaced=spaced)

    def pieces(self, *, spaced: bool) -> list[Said]:
        """Return the next piece with its scripts."""
        if self.next == r"\partial" and (quotient := self.quotient()):
            return [quotient]
        said = self.atom()
        said = self.with_scripts(said)
        return [Said(said.words, said.kind, said.is_simple, spaced)] if said.words else []

    def quotient(self) -> Said | None:
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
                return Said(f"the derivative of {above} with respect to {below}", "operand")
        self.at = start
        return None

    def atom(self) -> Said:  # noqa: PLR0911
        """Return the next piece without its scripts."""
        token = self.take()
        if token == "{":
            words = self.expression(("}",))
            self.skip()
            return Said(words, "operand", is_simple=is_simple(words))
        if token in _PAIRS and token not in ("|", r"\|"):
            return self.enclosed(token)
        if token in ("|", r"\|") and _PAIRS[token] in self.tokens[self.at :]:
            return self.enclosed(token)
        if token == r"\begin":
            return self.environment()
        if token in OPERATORS:
            table = SIZES if self.in_script and token in SIZES else OPERATORS
            return Said(table[token], "operator", is_simple=False)
        if token.startswith("\\") and token[1:].isalpha():
            return self.command(token)
        if token[0].isdigit():
            return Said(token, "number")
        if token in OPERANDS:
            return Said(OPERANDS[token], "operand")
        if token == "'":
            return Said("prime", "operand")
        return Said("" if token in "&{}^_\\" or token.startswith("\\") else token, "name")

    def skip(self) -> None:
        """Pass the token that ended an expression."""
        if self.next:
            self.take()

    def enclosed(self, opening: str) -> Said:
        """Return what stands in parentheses, brackets, braces or bars."""
        words = self.expression((_PAIRS[opening], r"\)", "}"))
        self.skip()
        if opening in _ENCLOSED and words == "times":
            return Said(_ENCLOSED[opening].removesuffix(" of"), "operand")
        if opening in _ENCLOSED:
            return Said(f"{_ENCLOSED[opening]} {quantity(words)}", "operand")
        if opening in (r"\{", r"\lbrace"):
            return Said(f"{words},", "operand", is_simple=True)
        return Said(f"({words})", "operand", is_simple=is_simple(words))

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

    def command(self, token: str) -> Said:  # noqa: PLR0911, PLR0912 (a case for each command)
        """Return what a command says, with its arguments."""
        if token in _FRACTIONS:
            return _fraction(self.argument_tokens(), self.argument_tokens())
        if token == r"\sqrt":
            degree = self.bracket()
            root = f"the {degree}-th root of" if degree else "the square root of"
            return Said(f"{root} {quantity(self.argument())}", "operand")
        if token in ACCENTS:
            return Said(f"{self.argument()} {ACCENTS[token]}", "name")
        if token == r"\mathit":
            return Said(_characters(self.argument_tokens()), "name")
        if token in ALPHABETS:
            words = self.argument()
            return Said(f"{ALPHABETS[token]} {words}".strip(), "name", is_simple=is_simple(words))
        if token in _TEXTS:
            return Said(_characters(self.argument_tokens()).strip().strip(","), "operator")
        if token == r"\operatorname":
            if self.next == "*":
                self.take()
            name = _characters(self.argument_tokens())
            return Said(NAMED.get(name.replace(" ", ""), f"{name} of"), "function")
        if token in FUNCTIONS:
            return Said(FUNCTIONS[token], "function")
        if token in LARGE:
            return self.large(token)
        if token == r"\binom":
            return Said(f"{self.argument()} choose {self.argument()}", "operand")
        if token == r"\substack":
            return Said(self.argument(), "operand")
        if token in (r"\xrightarrow", r"\xleftarrow"):
            below, above = self.bracket(), self.argument()
            by = ", then ".join(words for words in (above, below) if words)
            return Said(f"by {by}, becomes", "operator")
        if token in (r"\underset", r"\overset"):
            beside, words = self.argument(), self.argument()
            return Said(f"{words} with {beside}", "operand")
        return Said(OPERANDS.get(token, token[1:]), "name")

    def large(self, token: str) -> Said:
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
        return Said(f"{LARGE[token]}{bounds} of", "function")

    def environment(self) -> Said:
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
        return Said(table(rows, name), "operand")

    def with_scripts(self, said: Said) -> Said:
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
                words += " " + subscript(self.argument(in_script=True))
            elif self.next == "^":
                self.take()
                of = " of" if said.kind == "function" and words.endswith(" of") else ""
                bare = words.removesuffix(of)
                words = _raised(bare, self.argument_tokens(), is_simple=said.is_simple or bool(of)) + of
            else:
                self.at = start
                return Said(words, kind, said.is_simple)


def _fraction(above: Sequence[str], below: Sequence[str]) -> Said:
    bare = [token for token in below if not token.isspace()]
    if bare[:1] == [r"\partial"] and r"\partial" in above:
        by = _Reader([token for token in below if token != r"\partial"]).expression(())
        order, of = _order(above)
        return Said(
            f"the {order}derivative of {of} with respect to {by.replace(' times', ' and')}", "operand"
        )
    top, bottom = _Reader(above).expression(()), _Reader(below).expression(())
    if is_simple(top) and is_simple(bottom):
        return Said(f"{top} over {bottom}", "operand")
    return Said(f"the fraction {top} over {bottom}, end of fraction,", "operand")


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
