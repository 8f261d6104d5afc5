"""Names split into their components: a stem, its number, accents, primes and indices."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_ACCENTS = {"MACRON": "bar", "CIRCUMFLEX ACCENT": "hat", "TILDE": "tilde", "DOT ABOVE": "dot"}
_GREEK_STEMS = {"lam": "lambda", "upsilon": "upsilon"}
_LETTER = re.compile(
    r"(?P<stem>[A-Za-z]+|[Α-Ωα-ω])(?P<accents>[\u0300-\u036f]*)(?P<digits>[₀-₉]*)(?P<primes>′*)"
    r"(?P<indices>(?:_(?:[A-Za-z0-9]+|[Α-Ωα-ω]))*)"
)
_TYPED = re.compile(r"([A-Za-z]+?)(\d*)((?:_[A-Za-z0-9]+)*)")

Spelling = tuple[str, str, tuple[tuple[str, int], ...], tuple[str, ...]]


def spelling(stem: str, digits: str, marks: Iterable[str], indices: Iterable[str]) -> Spelling:
    """Normalise the components of a name regardless of its notation; `marks` are accents and primes."""
    return stem, digits, tuple(sorted(Counter(marks).items())), tuple(indices)


def of_typed(name: str, numbered_below: bool = False) -> Spelling:
    """Return the spelling of a name of the language, such as W1_bar; its number may be its first index."""
    match = _TYPED.fullmatch(name)
    if match is None:
        return spelling(name, "", (), ())
    stem, digits, rest = match.groups()
    tail = [part for part in rest.split("_") if part]
    marks = [part for part in tail if part in (*_ACCENTS.values(), "prime")]
    indices = [_greek(part) for part in tail if part not in marks]
    if numbered_below and digits:
        indices, digits = [digits, *indices], ""
    return spelling(_greek(stem), digits, marks, indices)


def _greek(word: str) -> str:
    """Return the name of the Greek letter that a word denotes; other words are returned unchanged."""
    return _GREEK_STEMS.get(word, word)


def of_letter(text: str) -> Spelling | None:
    """Return the spelling of a Unicode letter: W̄₁, φ′, x_i; None if the text is not a letter."""
    match = _LETTER.fullmatch(text)
    if match is None:
        return None
    marks = [_ACCENTS[unicodedata.name(mark).removeprefix("COMBINING ")] for mark in match["accents"]]
    marks += ["prime"] * len(match["primes"])
    digits = "".join(str(unicodedata.digit(digit)) for digit in match["digits"])
    indices = [_latin(part) for part in match["indices"].split("_")[1:]]
    return spelling(_latin(match["stem"]), digits, marks, indices)


def _latin(text: str) -> str:
    """Return the name of a Greek letter, small or capital; other text is returned unchanged."""
    named = unicodedata.name(text[0])
    if len(text) > 1 or not named.startswith("GREEK"):
        return text
    word = named.rpartition(" ")[2].lower().replace("lamda", "lambda")
    return word.capitalize() if "CAPITAL" in named else word


_PI = spelling("pi", "", (), ())


@dataclass(frozen=True)
class Known:
    """The meanings of spellings: variables and functions by their typed names, and sizes as numbers."""

    variables: Mapping[Spelling, str]
    functions: Mapping[Spelling, str] = field(default_factory=dict)
    sizes: frozenset[Spelling] = frozenset()

    def meaning(self, found: Spelling | None) -> tuple[str, str] | None:
        """Return `("name", "W1")`, `("function", "phi")`, `("size", "")` or `("letter", "pi")`.

        Raises UnclearError if the spelling is a name and a function.
        """
        from backproof.calculus.readers.tree import UnclearError

        if found is None:
            return None
        if found in self.variables and found in self.functions:
            raise UnclearError(f"{found} is a variable and a function")
        if found in self.variables:
            return "name", self.variables[found]
        if found in self.functions:
            return "function", self.functions[found]
        if found in self.sizes:
            return "size", ""
        return ("letter", "pi") if found == _PI else None


def known(
    variables: Iterable[str],
    functions: Mapping[Spelling, str],
    own: Iterable[str] = (),
    sizes: Iterable[str] = (),
) -> Known:
    """Collect the typed names of variables, sizes and the user's functions, and the notation's functions."""
    names: dict[Spelling, str] = {}
    for name in variables:
        names.setdefault(of_typed(name), name)
    by_spelling = dict(functions)
    for name in own:
        by_spelling[of_typed(name)] = name
        by_spelling[of_typed(name, numbered_below=True)] = name
    return Known(names, by_spelling, frozenset(map(of_typed, sizes)))
