"""An expression in NumPy's form, which programs that know no other one are given."""

from __future__ import annotations

from backproof.calculus.spelling.tokens import Source


def numpy_form(typed: str, understood: str) -> str:
    """Return the text as typed if it is NumPy's form of what was understood, and else the latter."""
    return typed if typed.isascii() and _words(typed) == _words(understood) else understood


def _words(text: str) -> list[str]:
    """Return the names and the signs of products and powers, which every way to write NumPy shares."""
    tokens = Source(text).tokens()
    return [
        token.text for token in tokens if token.kind == "name" or token.is_("*", "@", "**", "^", "'", ".")
    ]
