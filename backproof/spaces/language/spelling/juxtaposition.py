"""Factors side by side, such as 2x, x sin x and (x + 1)(x + 2): where they have only one meaning."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.spaces.language.tokens import FUNCTIONS, Token, refuse

# Letters that usually denote functions: f(x) is no product.
_APPLIED = frozenset("efghpqiFGHPQTDLSUWN")
_GREEK = "pi alpha beta gamma delta theta kappa lam mu nu rho sigma tau phi omega"
_NAMED = FUNCTIONS | frozenset(_GREEK.split())
_ENDS, _BEGINS = (")", "|"), ("(", "|")


def _is_adjacent(before: Token, token: Token) -> bool:
    """Return whether there is no space between two tokens."""
    return before.column + len(before.text) == token.column


def is_letter(token: Token) -> bool:
    """Return whether a name in front of a parenthesis is a factor: x(x + 1), not f(x)."""
    return token.text == "pi" or (len(token.text) == 1 and token.text not in _APPLIED)


def is_factor(tokens: Sequence[Token], place: int, sign: str, is_listed: bool, in_bars: bool) -> bool:
    """Return whether the token at a place is a factor of the product that ends in front of it.

    `sign` is the sign of that product's last factor: what follows a fraction without a sign may belong to
    either part. In a list, a space may also stand between two entries.
    """
    before, token = tokens[place - 1], tokens[place]
    is_end = before.kind in ("name", "number") or before.text in _ENDS
    is_begin = token.kind == "name" or (token.text in _BEGINS and not (in_bars and token.text == "|"))
    if not (is_end and is_begin) or sign == "/":
        return False
    if _is_power_of_e(tokens, place):
        shown = f"e^{before.text}{token.text}"
        hint = f"write e^({before.text}*{token.text}) or e^{before.text}*{token.text}"
        refuse(f"{shown} has two readings", token.column, hint=hint)
    if _is_adjacent(before, token):
        return True
    is_plain = token.text not in FUNCTIONS and before.text not in _ENDS and token.text not in _BEGINS
    return not (is_listed and is_plain) and not any(map(_is_word, (before, token)))


def _is_word(token: Token) -> bool:
    """Return whether a name has several letters, as words of a sentence have, which are no factors."""
    return token.kind == "name" and len(token.text) > 1 and token.text.isalpha() and token.text not in _NAMED


def _is_power_of_e(tokens: Sequence[Token], place: int) -> bool:
    """Return whether a name follows e^2 without a space."""
    ahead = [token.text for token in tokens[max(place - 3, 0) : place - 1]]
    return (
        ahead in (["e", "^"], ["e", "**"])
        and tokens[place].kind == "name"
        and tokens[place].text not in FUNCTIONS
        and tokens[place - 1].kind == "number"
        and _is_adjacent(tokens[place - 1], tokens[place])
    )


def continues_argument(tokens: Sequence[Token], place: int, is_constant: bool) -> bool:
    """Return whether the token at a place belongs to the bare argument in front of it: sin 2x, cos n pi x."""
    token = tokens[place]
    if token.kind != "name" or token.text in FUNCTIONS:
        return False
    return is_constant or _is_adjacent(tokens[place - 1], token)


def require_end_of_argument(tokens: Sequence[Token], place: int, name: str, argument: str) -> None:
    """Refuse what follows a bare argument and may belong to it: ln x/2."""
    token, before = tokens[place], tokens[place - 1]
    is_factor_again = token.kind in ("name", "number") and token.text not in FUNCTIONS
    if token.text in ("/", "(") or is_factor_again or (token.text == "*" and _is_adjacent(before, token)):
        further = token.text if token.text in ("/", "*") else "*"
        refuse(
            f"{name} {argument} {token.text} has two readings",
            token.column,
            hint=f"write {name}({argument}){further}..., or all of the argument in parentheses",
        )
