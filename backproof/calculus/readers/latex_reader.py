"""The reader of formulas printed in LaTeX, following what a careful human sees in TeX's output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.calculus.readers.grammar import (
    DOT,
    MINUS,
    OVER_ENTRIES,
    TIMES_ENTRIES,
    Place,
    Reader,
    in_blocks,
    scripted,
    sliced,
)
from backproof.calculus.readers.spelling import Known, Spelling, known, of_typed, spelling
from backproof.calculus.readers.tree import Compound, Node, UnclearError, enclosed
from backproof.calculus.readers.words import FUNCTIONS

_TOKEN = re.compile(r"\\_|\\[A-Za-z]+|\\.|[0-9]+|\s+|.", re.DOTALL)
_SAME = {r"\odot": TIMES_ENTRIES, r"\oslash": OVER_ENTRIES, r"\cdot": DOT, r"\otimes": "⊗", "-": MINUS}
_SAME |= {r"\le": "≤", r"\ge": "≥"}
_ACCENTS = {r"\bar": "bar", r"\hat": "hat", r"\tilde": "tilde", r"\dot": "dot"}
_FACTOR = re.compile(
    r"(?:\d+|\\math(?:it|rm)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])(?:\^\{\(\d+\)\})?(?:_\{[^{}]*\})?"
)
_UPRIGHT = (r"\operatorname", r"\mathit", r"\mathrm")


def read_latex(
    text: str, variables: Iterable[str], functions: Iterable[str] = (), sizes: Iterable[str] = ()
) -> Node:
    """Parse a printed formula over these variables and the user's own functions into a tree.

    `sizes` may stand in it as numbers. Raises UnclearError if the formula is ambiguous.
    """
    names, own = list(variables), list(functions)
    taken = known([*names, *own], {}).variables
    built_in = {found: name for found, name in FUNCTIONS.items() if found not in taken}
    found = [token for token in _TOKEN.findall(text) if not token.isspace() and token != r"\,"]
    tokens = [_SAME.get(token, token) for token in found if token not in (r"\left", r"\right")]
    return _LatexReader(tokens, known(names, built_in, own, sizes)).whole()


@dataclass(frozen=True)
class _Scripts:
    """Superscripts and subscripts of a letter: a number in parentheses, indices, primes, and a script."""

    number: str = ""
    indices: tuple[str, ...] = ()
    primes: int = 0
    script: str = ""
    lower: str = ""


class _LatexReader(Reader):
    """The grammar over TeX tokens."""

    def __init__(self, tokens: Sequence[str], meanings: Known) -> None:
        super().__init__(tokens)
        self.meanings = meanings

    def closing(self) -> Sequence[str]:
        """Return the token that closes a parenthesis, a norm, an absolute value or a group."""
        return ")", "}", "]", "&", r"\\", r"\end", r"\rVert", r"\rvert"

    def factor(self) -> Node:
        """factor: atom [scripts]."""
        token = self.token
        if token == r"\sum":
            return self.entries()
        if token in ("(", "[", r"\begin", r"\lVert", r"\lvert", r"\frac", r"\sqrt") or token.isdecimal():
            base = self.atom()
            scripts = self.scripts()
            if scripts != _Scripts(script=scripts.script):
                raise self.unclear("an index of what is no letter")
            return scripted(base, scripts.script) if scripts.script else base
        return self.lettered()

    def atom(self) -> Node:  # noqa: PLR0911 (one per sign)
        """Parse a number, a parenthesis, bars, a fraction or a root."""
        token = self.take()
        if token.isdecimal():
            return Node("number", Fraction(token))
        if token == "(":
            return self.inside(")")
        if token == "[":
            return sliced(self.inside("]"), self.index())
        if token == r"\begin":
            return self.blocks()
        if token == r"\lvert":
            return Node("apply", "abs", (self.inside(r"\rvert"),))
        if token == r"\lVert":
            return self.norm()
        if token == r"\sqrt":
            return Node("apply", "sqrt", (self.group(),))
        above = self.group()
        return Node("fraction", None, (above, self.group()))

    def index(self) -> list[Place]:
        """Parse the indices of a part, each a place or a range."""
        self.expect("_")
        return [[size_in(end) for end in place.split(":") if end] for place in self.braced().split(",")]

    def blocks(self) -> Node:
        """Parse a matrix in parentheses."""
        if self.braced() != "pmatrix":
            raise self.unclear("unknown environment")
        rows = [[self.sum()]]
        while sign := self.accept("&", r"\\"):
            rows += [[]] if sign == r"\\" else []
            rows[-1].append(self.sum())
        self.expect(r"\end")
        if self.braced() != "pmatrix":
            raise self.unclear("another environment ends")
        return in_blocks(rows)

    def norm(self) -> Node:
        """Parse a norm with its index."""
        found = self.inside(r"\rVert")
        kind = self.braced() if self.accept("_") else ""
        if kind not in ("", "1", "F"):
            raise self.unclear("unknown norm")
        return Node("apply", "norm1" if kind == "1" else "norm", (found,))

    def inside(self, closing: str) -> Node:
        """Parse a sum up to the token that closes it."""
        found = self.sum()
        self.expect(closing)
        return enclosed(found)

    def group(self) -> Node:
        """Parse a formula in braces."""
        self.expect("{")
        return self.inside("}")

    def braced(self) -> str:
        """Return the raw tokens of a group, or the single token that needs no braces."""
        if not self.accept("{"):
            return self.take()
        found, depth = [], 1
        while depth:
            token = self.take()
            if not token:
                raise self.unclear("a brace is not closed")
            depth += {"{": 1, "}": -1}.get(token, 0)
            found.append(token)
        return re.sub(r"(\\[A-Za-z]+)\0(?=[A-Za-z])", r"\1 ", "\0".join(found[:-1])).replace("\0", "")

    def lettered(self) -> Node:
        """Parse a name, a constant or a function, starting at its letter."""
        stem, accents = self.letter()
        if stem == "e" and self.token == "^" and "e" not in self.stems:
            self.take()
            return Node("apply", "exp", (self.group(),))
        if stem == "1" and (indicator := self.indicator()):
            scripts = self.scripts()
            return scripted(indicator, scripts.script) if scripts.script else indicator
        scripts = self.scripts()
        if stem in ("1", r"\mathbf{I}"):
            return self.constant("ones" if stem == "1" else "eye", scripts)
        marks = [*accents, *["prime"] * scripts.primes]
        found = self.meanings.meaning(spelling(stem, scripts.number, marks, scripts.indices))
        if found is None and stem == "I":
            return self.constant("eye", scripts)
        if found is None:
            raise self.unclear(f"unknown name {stem} with {scripts}")
        kind, name = found
        if kind == "function":
            return self.applied(name, scripts.script)
        base = self.meant(kind, name, spelling(stem, scripts.number, marks, scripts.indices))
        if scripts.script not in ("", "T") and scripts.number:
            raise self.unclear("a power beside a number in parentheses")
        return scripted(base, scripts.script) if scripts.script else base

    @property
    def stems(self) -> set[str]:
        """Return the stems of the variables."""
        return {found[0] for found in self.meanings.variables}

    def letter(self) -> tuple[str, list[str]]:
        """Parse a letter or word, with its accents from the outside in."""
        accents = []
        while self.token in _ACCENTS:
            accents.append(_ACCENTS[self.take()])
            self.expect("{")
        token = self.take()
        if token in _UPRIGHT:
            stem = self.braced().replace(r"\_", "_")
        elif token == r"\mathbf":
            inner = self.braced()
            stem = "1" if inner == "1" else rf"\mathbf{{{inner}}}"
        elif token.startswith("\\") and token[1:].isalpha():
            stem = token[1:]
        elif len(token) == 1 and token.isalpha():
            stem = token
        else:
            self.at -= 1
            raise self.unclear("no factor")
        for _ in accents:
            self.expect("}")
        return stem, accents

    def scripts(self) -> _Scripts:
        """Parse primes, superscripts and subscripts, in any order."""
        primes, upper, lower = 0, "", ""
        while mark := self.accept("'", "^", "_"):
            if mark == "'":
                primes += 1
            elif mark == "^" and not upper:
                upper = self.braced()
            elif mark == "_" and not lower:
                lower = self.braced()
            else:
                raise self.unclear("two scripts in one place")
        number = re.match(r"\(([0-9]+)\)", upper)
        script = upper[number.end() :] if number else upper
        indices = [part.removeprefix("\\") for part in _unwrapped(lower).split(",") if part]
        return _Scripts(number[1] if number else "", tuple(indices), primes, _script(script), lower)

    def constant(self, kind: str, scripts: _Scripts) -> Node:
        """Build 𝟏 or I, with the size in its subscript."""
        found = Node(kind, size_in(scripts.lower))
        return scripted(found, scripts.script) if scripts.script else found

    def applied(self, name: str, exponent: str) -> Node:
        """Parse a function of a parenthesised argument, and a power of it."""
        if name == "log" and self.accept(r"\det"):
            name = "logdet"
        self.expect("(")
        base = self.application(name)
        if exponent:
            return Node("entry power", exponent, (base,))
        scripts = self.scripts()
        return scripted(base, scripts.script) if scripts.script else base

    def entries(self) -> Node:
        """Parse a sum over one or two indices of the entries of one name."""
        indices, limits = "", []
        while self.accept(r"\sum"):
            self.expect("_")
            letter, _, start = self.braced().partition("=")
            self.expect("^")
            limits.append(size_in(self.braced()))
            indices += letter
            if start != "1" or letter in self.stems:
                raise self.unclear("an index that is a name, or does not start at 1")
        stem, accents = self.letter()
        scripts = self.scripts()
        marks = [*accents, *["prime"] * scripts.primes]
        found = self.meanings.meaning(spelling(stem, scripts.number, marks, scripts.indices[:-1]))
        if found is None or scripts.indices[-1:] != (indices,) or scripts.script:
            raise self.unclear(f"no entries over {indices}")
        return Node("entries", (found[1], tuple(limits)), is_enclosed=False)


def _unwrapped(text: str) -> str:
    r"""Return the word in `\mathrm{row}`."""
    return re.sub(r"\\(?:mathrm|mathit)\{([^{}]*)\}", r"\1", text)


def _script(text: str) -> str:
    return text.replace(r"\top", "T").replace("⊤", "T").replace(TIMES_ENTRIES, "∘").replace(MINUS, "-")


def size_in(text: str) -> Spelling | int | Compound:
    r"""Return the size in `\mathbf{1}_{d}` or `\mathbf{1}_{m p}`."""
    terms = [_FACTOR.findall(term) for term in text.split("+")]
    if len(terms) == 1 and len(terms[0]) < 2:
        return _symbol(text)
    if "".join("+".join(map("".join, terms)).split()) != "".join(text.split()):
        raise UnclearError(f"{text} is no size")
    return Compound(tuple(tuple(map(_symbol, term)) for term in terms))


def _symbol(text: str) -> Spelling | int:
    """Return a number or the symbol of a size; its number may be a superscript."""
    if text.isdecimal():
        return int(text)
    plain = _unwrapped(text).replace("\\", "")
    plain = re.sub(r"_\{([^{}]*)\}", r"_\1", plain)
    stem, _, digits = plain.partition("^{(")
    return of_typed(stem.replace("lambda", "lam") + digits.removesuffix(")}"))
