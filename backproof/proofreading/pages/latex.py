"""The reader of a formula's LaTeX: commands -> what is seen of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from backproof.proofreading.pages import glyphs
from backproof.proofreading.pages.commands import (
    ACCENTS,
    CONTENT,
    FENCES,
    NO_INK,
    SIGNS,
    STYLED,
    WORDS,
)
from backproof.proofreading.pages.glyphs import Seen

_TOKEN = re.compile(
    r"%[^\n]*\n?|\\(?:begin|end)\{(?P<environment>[A-Za-z]+\*?)\}|\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL
)
_TYPEWRITER = ("texttt", "mathtt")


class UnreadError(Exception):
    """A command that this reader does not know."""


def seen(latex: str) -> Seen:
    """Return what is seen of a formula; UnreadError if it has a command that is not known here."""
    reader = _Reader(latex)
    found = reader.up_to()
    if reader.token:
        raise UnreadError(reader.token)
    return tuple(found)


class _Reader:
    """The grammar: atoms, each followed by its scripts; groups leave no trace."""

    def __init__(self, latex: str) -> None:
        self.tokens = [found[0] for found in _TOKEN.finditer(latex) if not found[0].startswith("%")]
        self.at = 0
        self.style = ""

    @property
    def token(self) -> str:
        """The next token that is no space, "" at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """Consume the next token."""
        token = self.token
        self.at += 1
        return token

    def up_to(self, *ends: str) -> list[str]:
        """Read atoms with their scripts up to one of the tokens, which is left."""
        found: list[str] = []
        while self.token and self.token not in ends:
            if self.token == "}":
                break
            found += self.atom()
            found += self.scripts()
        return found

    def scripts(self) -> Seen:
        """Read primes, a subscript and a superscript, in any order."""
        below, above = list[str](), list[str]()
        while (token := self.token) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.take()
            if token == "'":
                above.append("′")
            elif token == "_":
                below += self.argument()
            elif token == "^":
                above += self.argument()
        return glyphs.scripted(below, above)

    def argument(self) -> list[str]:
        """Read a group, or a single atom."""
        if self.token != "{":
            return list(self.atom())
        self.take()
        found = self.up_to()
        self.take()
        return found

    def optional(self) -> list[str]:
        """Read an argument in brackets, if one is there."""
        if self.token != "[":
            return []
        self.take()
        found = self.up_to("]")
        self.take()
        return found

    def atom(self) -> Sequence[str]:
        """Read a character, a group or a command with its arguments."""
        if self.token == "{":
            return self.argument()
        token = self.take()
        if token.startswith(r"\begin{"):
            return self.environment(token[len(r"\begin{") : -1])
        if not token.startswith("\\"):
            return () if token in "~$" else tuple(glyphs.characters(token, self.style))
        return self.command(token[1:])

    def command(self, name: str) -> Sequence[str]:
        """Read the arguments of a command, and return what is seen of it."""
        if name in SIGNS or name in WORDS:
            return tuple(glyphs.characters(SIGNS.get(name, name), self.style))
        if name in NO_INK:
            return self.without_ink(name)
        if name in CONTENT:
            return self.styled("") if name in _TYPEWRITER else self.argument()
        if name in STYLED:
            return self.styled(STYLED[name])
        return self.structure(name)

    def structure(self, name: str) -> Sequence[str]:
        """Read an accent, or a command that sets its arguments in places of their own."""
        if name in ACCENTS:
            return (glyphs.ABOVE, ACCENTS[name], glyphs.END, *self.argument(), glyphs.END)
        if structure := getattr(self, f"read_{name}", None):
            found: Sequence[str] = structure()
            return found
        raise UnreadError(f"\\{name}")

    def without_ink(self, name: str) -> Seen:
        """Read the arguments of a command that prints none; a delimiter that is a dot is none."""
        for _ in range(NO_INK[name]):
            self.argument()
        if name in ("left", "right", "middle") and self.token == ".":
            self.take()
        return ()

    def styled(self, style: str) -> list[str]:
        """Read an argument whose letters are of another alphabet."""
        before, self.style = self.style, style
        found = self.argument()
        self.style = before
        return found

    def environment(self, name: str) -> Seen:
        """Read the rows of a matrix, an alignment or an array."""
        if name not in FENCES:
            raise UnreadError(f"\\begin{{{name}}}")
        self.optional()
        if name in ("array", "alignedat"):
            self.argument()
        end = rf"\end{{{name}}}"
        rows: list[list[list[str]]] = [[]]
        while self.token:
            rows[-1].append(self.up_to("&", r"\\", end))
            if (mark := self.take()) == end:
                break
            if mark == r"\\":
                rows.append([])
                self.optional()
        before, after = FENCES[name]
        return (*before, *glyphs.table(rows), *after)

    def read_frac(self) -> Seen:
        r"""Read \frac{above}{below}."""
        above, below = self.argument(), self.argument()
        return (glyphs.OVER, *above, glyphs.END, *below, glyphs.END)

    read_tfrac = read_dfrac = read_cfrac = read_frac

    def read_binom(self) -> Seen:
        r"""Read \binom{above}{below}."""
        return ("(", *self.read_frac(), ")")

    def read_sqrt(self) -> Seen:
        r"""Read \sqrt[degree]{inside}."""
        degree, inside = self.optional(), self.argument()
        return (glyphs.ROOT, *degree, glyphs.END, *inside, glyphs.END)

    def read_xrightarrow(self) -> Seen:
        r"""Read \xrightarrow[below]{above}."""
        below, above = self.optional(), self.argument()
        return ("→", *glyphs.scripted(below, above))

    def read_overset(self) -> Seen:
        r"""Read \overset{above}{base}."""
        above, base = self.argument(), self.argument()
        return (*base, *glyphs.scripted((), above))

    read_stackrel = read_overset

    def read_underset(self) -> Seen:
        r"""Read \underset{below}{base}."""
        below, base = self.argument(), self.argument()
        return (*base, *glyphs.scripted(below, ()))

    def read_underbrace(self) -> Seen:
        r"""Read \underbrace{base}."""
        return (glyphs.BELOW, "⏟", glyphs.END, *self.argument(), glyphs.END)

    def read_overbrace(self) -> Seen:
        r"""Read \overbrace{base}."""
        return (glyphs.ABOVE, "⏞", glyphs.END, *self.argument(), glyphs.END)

    def read_substack(self) -> Seen:
        r"""Read \substack{first \\ second}."""
        self.take()
        rows = [[self.up_to(r"\\")]]
        while self.token == r"\\":
            self.take()
            rows.append([self.up_to(r"\\")])
        self.take()
        return glyphs.table(rows)

    def read_not(self) -> Seen:
        r"""Read \not and the sign that it strikes out."""
        return tuple(unicodedata.normalize("NFC", f"{sign}\u0338") for sign in self.atom())

    def read_textcolor(self) -> list[str]:
        r"""Read \textcolor{colour}{inside}."""
        self.argument()
        return self.argument()

    def read_spoken(self) -> list[str]:
        r"""Read \spoken{code}{drawn}, which shows its second argument."""
        self.argument()
        return self.argument()

    read_bpchar = read_spoken
