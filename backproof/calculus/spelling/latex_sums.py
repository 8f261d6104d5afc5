r"""Sums over indices: `\sum_i a_i b_i` is the sum of the entries of `a .* b`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from backproof.calculus.spelling.token import Token

Fault = Callable[[int, str, str | None], Exception]
_HINT = r"write it with products of vectors: a^\top b, \|X w - y\|^2"


def entries_of_sum(tokens: Sequence[Token], letters: str, fault: Fault) -> list[Token]:
    """Return the tokens of an addend with its indices left out, its products entry by entry.

    Raises the fault of a name that has some of the indices, and of products of matrices inside of the sum.
    """
    found: list[Token] = []
    indexed = 0
    for token in tokens:
        new = _without_index(token, letters, fault)
        indexed += new.kind == "name" and new.text != token.text
        is_value = new.kind in ("name", "number") or new.is_("(")
        if found and is_value and _ends_value(found[-1]) and not found[-1].has_no_index:
            found.append(Token("operator", ".*", token.start, token.start))
        if new.is_("·", "×"):
            new = replace(new, text=".*")
        if new.is_("/"):
            new = replace(new, text="./")
        if new.is_("'"):
            raise fault(token.start, "a transpose under a sum over indices", _HINT)
        found.append(replace(new, text=".^") if new.is_("^") else new)
        if new.text.endswith("\0"):
            found[-1:] = [replace(new, text=new.text[:-1]), Token("operator", "'", token.start, token.end)]
    if not indexed:
        at = tokens[0].start if tokens else 0
        raise fault(at, f"nothing has the index {letters} of the sum", "give each vector its index: x_i")
    return found


def _without_index(token: Token, letters: str, fault: Fault) -> Token:
    if token.kind != "name":
        return token
    stem, _, index = token.text.rpartition("_")
    if not stem or not set(index) & set(letters):
        return replace(token, has_no_index=True)
    if index == letters:
        return replace(token, text=stem)
    if len(index) == 2 and index == letters[::-1]:
        return replace(token, text=stem + "\0")
    raise fault(token.start, f"'{stem}' has the index {index} under a sum over {', '.join(letters)}", _HINT)


def _ends_value(token: Token) -> bool:
    return token.kind in ("name", "number") or token.is_(")", "'")
