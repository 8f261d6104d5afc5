"""The reader of formulas printed in Unicode, following what a careful human would see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from backproof.calculus.readers.grammar import Reader, in_blocks, scripted, sliced
from backproof.calculus.readers.spelling import Known, Spelling, known, of_letter, spelling
from backproof.calculus.readers.tree import Compound, Node, UnclearError, enclosed
from backproof.calculus.readers.words import FUNCTIONS as WORDS

_RUN = r"[A-Za-zΑ-Ωα-ω](?:[A-Za-zΑ-Ωα-ω\u0300-\u036f₀-₉′]|_(?:[A-Za-z0-9]+|[Α-Ωα-ω]))*"
_TOKEN = re.compile(
    rf"""(?P<space>\ +)
      | (?P<number>[0-9]+)
      | (?P<computed>[𝟏𝐈I]_\([^()]*\))
      | (?P<run>{_RUN})
      | (?P<constant>[𝟏𝐈](?:_(?:[A-Za-z0-9]+|[Α-Ωα-ω])[\u0300-\u036f₀-₉′]*)?)
      | (?P<script>∘?⁻?(?:[⁰¹²³⁴-⁹]+|ᵀ)|\^\(∘?-?[0-9/]+\))
      | (?P<index>(?<=\])_\([^()]*\))
      | (?P<bars>‖₁|‖|\|)
      | (?P<sign>[-+−⊙⊘⊗/·(),;√\[\]<>≤≥])""",
    re.VERBOSE,
)
_IDENTITY = re.compile(r"I(?:_(?:[0-9]+|(?:[A-Za-z]+|[Α-Ωα-ω])[\u0300-\u036f]*[₀-₉]*(?:_[A-Za-z0-9]+)*))?")
_FUNCTIONS: Mapping[Spelling, str] = WORDS | {
    spelling("sum", "", (), ()): "sum",
    spelling("norm", "", (), ()): "norm",
    spelling("norm", "1", (), ()): "norm1",
}


def read_unicode(
    text: str, variables: Iterable[str], functions: Iterable[str] = (), sizes: Iterable[str] = ()
) -> Node:
    """Parse a printed formula over these variables and the user's own functions into a tree.

    `sizes` may stand in it as numbers. Raises UnclearError if the formula is ambiguous.
    """
    names, own = list(variables), list(functions)
    shadowed = {found for found in _FUNCTIONS if found in known([*names, *own], {}).variables}
    built_in = {found: name for found, name in _FUNCTIONS.items() if found not in shadowed}
    meanings = known(names, built_in, own, sizes)
    return _UnicodeReader([*_tokens(text, meanings)], meanings).whole()


def _tokens(text: str, meanings: Known) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnclearError(f"'{text[at]}' in {text}")
        at = match.end()
        if match.lastgroup == "run":
            yield from _letters(match.group(), meanings, text)
        elif match.lastgroup != "space":
            yield match.group()


def _letters(run: str, meanings: Known, text: str) -> Sequence[str]:
    """Split a run of letters into names: one name, or the only possible segmentation."""
    if _is_known(run, meanings):
        return [run]
    ways = list(_segmentations(run, meanings))
    if len(ways) != 1:
        raise UnclearError(f"{len(ways)} ways to read {run} in {text}: {ways}")
    return ways[0]


def _segmentations(run: str, meanings: Known) -> Iterator[list[str]]:
    if not run:
        yield []
    for end in range(1, len(run) + 1):
        if _is_known(run[:end], meanings):
            yield from ([run[:end], *rest] for rest in _segmentations(run[end:], meanings))


def _is_known(text: str, meanings: Known) -> bool:
    return meanings.meaning(of_letter(text)) is not None or _IDENTITY.fullmatch(text) is not None


class _UnicodeReader(Reader):
    """The grammar over Unicode characters."""

    def __init__(self, tokens: Sequence[str], meanings: Known) -> None:
        super().__init__(tokens)
        self.meanings = meanings
        self.bars: list[str] = []

    def closing(self) -> Sequence[str]:
        """Return a parenthesis, or the bars that are open."""
        return (")", "]", ";", *self.bars[-1:], *(["‖₁"] if "‖" in self.bars[-1:] else []))

    def factor(self) -> Node:
        """factor: atom [script]."""
        base = self.atom()
        script = self.script()
        if script and self.script():
            raise self.unclear("two scripts in a row")
        return scripted(base, script) if script else base

    def script(self) -> str:
        """Consume a superscript and return it in ordinary digits; "" if there is none."""
        if self.token[:1] not in (*"∘⁻ᵀ^", *"⁰¹²³⁴⁵⁶⁷⁸⁹") or not self.token:
            return ""
        text = self.take().removeprefix("^(").removesuffix(")")
        return "".join(_lowered(character) for character in text)

    def atom(self) -> Node:  # noqa: PLR0911 (one per sign)
        """atom: NUMBER | NAME | FUNCTION '(' sum ')' | '(' sum ')' | bars."""
        token = self.take()
        if token.isascii() and token.isdecimal():
            return Node("number", Fraction(token))
        if token == "(":
            return self.inside(")")
        if token == "[":
            return self.bracketed()
        if token in ("|", "‖"):
            return self.within_bars(token)
        if token == "√":
            self.expect("(")
            return Node("apply", "sqrt", (self.inside(")"),))
        if token == "𝟏" and (found := self.indicator()):
            return found
        if (token[:1] in "𝟏𝐈" and token) or token.startswith("I_("):
            return Node("ones" if token[0] == "𝟏" else "eye", _size(token))
        return self.named(token)

    def bracketed(self) -> Node:
        """Parse a part, `[x]_(1:3)`, or blocks, `[a, b; c, d]`."""
        rows = [[self.sum()]]
        while sign := self.accept(",", ";"):
            rows += [[]] if sign == ";" else []
            rows[-1].append(self.sum())
        self.expect("]")
        if not self.token.startswith("_("):
            return in_blocks(rows)
        places = self.take()[2:-1].split(",")
        return sliced(enclosed(rows[0][0]), [[_in_words(end) for end in p.split(":") if end] for p in places])

    def inside(self, closing: str) -> Node:
        """Parse a sum up to the token that closes it."""
        found = self.sum()
        self.expect(closing)
        return enclosed(found)

    def within_bars(self, bar: str) -> Node:
        """Parse a norm or an absolute value, which must not contain another of its kind."""
        if bar in self.bars:
            raise self.unclear("bars inside bars")
        self.bars.append(bar)
        found = self.sum()
        self.bars.pop()
        name = {"|": "abs", "‖": "norm", "‖₁": "norm1"}[self.accept(bar, *(["‖₁"] if bar == "‖" else []))]
        return Node("apply", name, (enclosed(found),))

    def named(self, token: str) -> Node:
        """Parse a variable, the identity, or a function of a parenthesised argument."""
        meaning = self.meanings.meaning(of_letter(token))
        if meaning is None:
            if not _IDENTITY.fullmatch(token):
                raise self.unclear(f"unknown name {token}")
            return Node("eye", _size(token))
        kind, name = meaning
        if kind != "function":
            return self.meant(kind, name, of_letter(token))
        if name == "log" and self.token == "det":
            self.take()
            name = "logdet"
        exponent = self.script()
        self.expect("(")
        applied = self.application(name)
        return Node("entry power", exponent, (applied,)) if exponent else applied


def _lowered(character: str) -> str:
    if character in "ᵀ⁻":
        return {"ᵀ": "T", "⁻": "-"}[character]
    return character if character in "∘/-" else str(unicodedata.digit(character))


def _size(token: str) -> Spelling | Compound | int | None:
    """Return the size in `𝟏_d` or `𝟏_(m·p)`; None if it is left to the context."""
    stated = token.partition("_")[2]
    if stated.startswith("("):
        return _in_words(stated[1:-1])
    return _symbol(stated)


def _in_words(stated: str) -> Compound:
    """Return the size in `m·p + 1`."""
    terms = [term.strip().split("·") for term in stated.split("+")]
    return Compound(tuple(tuple(map(_symbol, term)) for term in terms))


def _symbol(stated: str) -> Spelling | int | None:
    return int(stated) if stated.isdecimal() and stated.isascii() else of_letter(stated) if stated else None
