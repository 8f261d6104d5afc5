"""Faults of names and signs that have no place where they stand, each with its remedy."""

from __future__ import annotations

import re
from typing import NoReturn

from backproof.calculus.language.declare import LOOP, name_fault
from backproof.calculus.language.syntax.calls.functions import Calls
from backproof.calculus.spelling.token import Token

_COMPARISONS = ("<", ">", "<=", ">=")
# A name alone may be any of these; with another name behind it, it is none.
_WORDS = {"of", "the", "by", "to", "grad", "gradient", "derivative", "find"}


class Faults(Calls):
    """Faults that are located at a token, each with its remedy."""

    def check_is_variable(self, token: Token) -> None:
        """Reject a name that cannot be a variable, and the beginnings of `f'(x)` and `d/dx`."""
        after = self.following
        is_slope = token.text in ("f", "g", "h") and self.token.is_("'") and after.is_("(")
        is_quotient = token.text == "d" and self.token.is_("/") and re.fullmatch("d[a-zA-Z]+", after.text)
        if is_slope or is_quotient:
            self.fail(token, "a derivative inside of the expression", "leave it out, and say --wrt")
        if token.text in _WORDS and self.token.kind in ("name", "number"):
            self.fail(token, f"'{token.text}' is a word of a sentence", "type the formula alone")
        if token.text in self.known_functions():
            hint = {"eye": "write eye(n) with its size n", "ones": "write ones(n) with its length n"}
            message = f"'{token.text}' is a function and needs an argument"
            self.fail(token, message, hint.get(token.text, f"write {token.text}(...)"))
        wrong = name_fault(token.text)
        if wrong:
            self.fail(token, *wrong)

    def unexpected(self, token: Token) -> NoReturn:
        """Report a token that is not allowed at its place."""
        if token.kind == "end":
            self.fail(token, "the expression ends too early", expected="a value")
        if token.kind == "separator":
            self.fail(token, "the line ends too early", expected="a value")
        if token.text in ("==", "//", "!="):
            self.fail(token, f"'{token.text}' is not in the language", "there are + - * / @ ** and .T")
        if token.text == "=":
            self.fail(
                token,
                "'=' can only follow the name at the beginning of a line",
                "parts: `z = W @ x; norm(z)`",
            )
        if token.is_(*_COMPARISONS):
            hint = "as in where(x > 0, a, b); an inner product is inner(a, b)"
            self.fail(token, f"'{token.text}' stands outside of a value", hint)
        if token.text == "for":
            self.fail(token, *LOOP)
        if token.kind in ("name", "number") or token.text == "(":
            self.fail(
                token, f"an operator is missing before '{token.text}'", "products: * or @", "an operator"
            )
        if token.text in ("'", "^"):
            self.fail(token, f"unexpected '{token.text}'", expected="a value before it")
        self.fail(token, f"unexpected '{token.text}'", expected="a value")
