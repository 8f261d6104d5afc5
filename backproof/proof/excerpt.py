"""The verifier without the checks of kinds that a proof does not claim: no more than there is to read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

# A statement of the module begins at the margin; comments and decorators belong to what follows them.
_STATEMENT = re.compile(r"(?m)^(?=[A-Za-z\"@])")
_DEFINED = re.compile(r"(?m)^(?:def|class) (\w+)|^(\w+(?:, \w+)*) = ")
# The table of checks by kind of claim, with an entry a line.
_TABLE = "CHECKS"
_ENTRY = re.compile(r'(?m)^    "(\w+)": .*\n')
_NAME = re.compile(r"[A-Za-z_]\w*")
# Words of texts are no names, but for those in the braces of a formatted one.
_TEXTS = re.compile(r'"""(?:.|\n)*?"""|(f?)"(?:[^"\\\n]|\\.)*"|#.*')
_BRACES = re.compile(r"\{([^{}]*)")


@dataclass(frozen=True)
class _Statement:
    """A statement of the module, with the names that it defines and all words that it has."""

    text: str
    defined: frozenset[str]
    words: frozenset[str]


def excerpt(source: str, kinds: Collection[str]) -> str:
    """Return the source with the checks of these kinds, and with everything that they use."""
    statements = [_only(kinds, statement) for statement in _statements(source)]
    by_name = {name: statement for statement in statements for name in statement.defined}
    kept: set[_Statement] = set()
    open_ = [statement for statement in statements if not statement.defined or _TABLE in statement.defined]
    while open_:
        statement = open_.pop()
        if statement not in kept:
            kept.add(statement)
            open_ += [by_name[name] for name in statement.words & by_name.keys()]
    return "".join(statement.text for statement in statements if statement in kept)


def _statements(source: str) -> Iterator[_Statement]:
    """Yield the statements, each with the lines up to the next."""
    joined = ""
    for part in _STATEMENT.split(source):
        joined += part
        if not part.startswith("@"):
            found = _DEFINED.match(joined) or re.search(r"(?m)^(?:def|class) (\w+)()", joined)
            names = (found[1] or found[2]).split(", ") if found else ()
            yield _Statement(joined, frozenset(names), _words(joined))
            joined = ""


def _only(kinds: Collection[str], statement: _Statement) -> _Statement:
    """Return the table without the entries of other kinds; any other statement as it is."""
    if _TABLE not in statement.defined:
        return statement
    text = _ENTRY.sub(lambda found: found[0] if found[1] in kinds else "", statement.text)
    return replace(statement, text=text, words=_words(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_NAME.findall(_TEXTS.sub(_in_braces, text)))


def _in_braces(found: re.Match[str]) -> str:
    return " ".join(_BRACES.findall(found[0])) if found[1] else ""
