"""An expression in NumPy's form, which programs that know no other one are given."""

from __future__ import annotations

import re
from keyword import iskeyword

from backproof.calculus.spelling.tokens import Source

_SIGNS = ("*", "@", "**", "^", "'", ".", ",", "[", "]", ";")
_WORD = re.compile(r"[^\W\d]\w*")


def numpy_form(typed: str, understood: str) -> str:
    """Return the text as typed if it is NumPy's form of what was understood, and else the latter."""
    # A module's name before that of a function, as in np.linalg.norm, is none of the tokens.
    words = _WORD.findall(typed)
    # Python reserves lambda, which the language reads as lam.
    is_other = len(words) != len(_WORD.findall(understood)) or any(map(iskeyword, words))
    is_same = typed.isascii() and not is_other and _words(typed) == _words(understood)
    return typed if is_same else understood


def _words(text: str) -> list[str]:
    """Return the names and the signs of products, powers and lists, which every way to write NumPy shares."""
    tokens = Source(text).tokens()
    return [token.text for token in tokens if token.kind == "name" or token.is_(*_SIGNS)]
