"""The grammar of mathematical notation: factors side by side, functions without parentheses, bars, sums."""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction

from backproof.calculus.language.expression import Number, Power, Reduce
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.functions import Calls
from backproof.calculus.language.syntax.constants import exact
from backproof.calculus.language.syntax.cursor import SUM
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.spelling.names import GREEK
from backproof.calculus.spelling.token import Token

# Functions of PyTorch that may as well be products of letters, as in ½mv².
_SHORT = ("mm", "mv", "bmm", "mul", "div", "sub", "neg", "add", "cat", "vec")
_BEFORE_A_FACTOR = ("(", "=", "+", "-", "*", "/", "·", "×")


class Notation(Calls):
    """Products without a sign, and functions before what follows them."""

    def letters_of(self, token: Token, stated: Set[str]) -> list[Token]:
        """Split an unknown word such as `Ax` into letters, if each of them has a meaning."""
        word = token.text
        is_function = self.callable_as(word) and word not in _SHORT
        is_known = word in self.variables or word in self.sizes or word in stated or is_function
        if token.kind != "name" or is_known or word in CONSTANTS or not word.isalpha() or word in GREEK:
            return [token]
        if len(word) == 1 or token.end - token.start != len(word) or not self.is_product(word):
            return [token]
        return [Token("name", word[i], token.start + i, token.start + i + 1) for i in range(len(word))]

    def is_product(self, word: str) -> bool:
        """True if a word is a product of its letters: if all of them are known."""
        return all(letter in self.variables or letter in self.lengths for letter in word)

    def is_juxtaposed(self) -> bool:
        """True if a factor follows without a sign."""
        if not self.dialect.juxtaposes or self.is_next_entry():
            return False
        opens_bars = self.token.is_("|", "||") and not self.bars
        return self.token.kind in ("name", "number") or self.token.is_("(") or opens_bars

    def is_sum_sign(self, token: Token) -> bool:
        """True for a letter Σ before a parenthesis, if in the text one stands where a product begins."""
        if not (self.is_letter_of_sum(token) and self.token.is_("(")):
            return False
        letters = (at for at, one in enumerate(self.tokens) if self.is_letter_of_sum(one))
        return any(self.tokens[at + 1].is_("(") and self.begins_product(at) for at in letters)

    def is_letter_of_sum(self, token: Token) -> bool:
        """True for a Σ that was typed as that letter."""
        return self.source.text[token.start : token.end] == "Σ"

    def begins_product(self, at: int) -> bool:
        """True if nothing but a number precedes the token as a factor."""
        before = self.tokens[at - 1] if at else None
        is_number = before is not None and (
            before.kind == "number" or self.source.text[before.start : before.end] in "½⅓¼⅔¾"
        )
        begins = before is None or before.kind == "separator" or before.is_(*_BEFORE_A_FACTOR)
        return begins or is_number

    def _in_parentheses(self) -> Expression:
        opening = self.take()
        value = self.inside(opening)
        self.close(opening)
        return value

    def is_factor(self, token: Token) -> bool:
        """True if an unknown name before a parenthesis is meant as a factor; f and g are functions."""
        stem = token.text.split("_")[0]
        is_macro = self.source.text[token.start : token.start + 1] == "\\" and stem in GREEK
        return stem not in ("f", "g", "h", "phi", "psi") and (
            is_macro or len(stem) == 1 or token.end - token.start == 1
        )

    def begins_argument(self, own: str) -> bool:
        """True if a function's argument, or an exponent before it, follows without parentheses."""
        if own in ("ones", "eye", "zeros"):
            return False
        return self.token.kind in ("name", "number") or self.token.is_("^", "|", "||", "_", "[")

    def bare_call(self, name: Token, own: str) -> Expression:
        """Parse `log x`, `tr A B`, `sin^2 x`: a function before the factors that follow side by side."""
        exponent = None
        if raised := self.accept("^"):
            exponent = exact(self.exponent(raised))
            if exponent is None or exponent < 0:
                self.fail(raised, f"{name.text} to a power", f"write {name.text}(x)**2 for a square")
        operand = self._in_parentheses() if self.token.is_("(") else self.factors()
        if own == "log" and isinstance(operand, Reduce) and operand.name == "det":
            value = self.of_one(name, "logdet", operand.operand)
        else:
            value = self.of_one(name, own, operand)
        return value if exponent is None else self.build(name, Power, value, exponent)

    def factors(self) -> Expression:
        """Parse factors side by side, up to the next function."""
        value = self.power()
        while self.is_juxtaposed():
            own = self.token.kind == "name" and self.callable_as(self.token.text)
            if own and self.token.text not in self.known_names():
                break
            value = self.binary(self.token, arithmetic.dot, value, self.power())
        return value

    def barred(self, opening: Token) -> Expression:
        """Parse |x|, which is abs or, for a square matrix, det; and ‖x‖ with its order."""
        with self.nested(opening, opening.text):
            value = self.expression(SUM)
        if not self.accept(opening.text):
            if self.token.is_("||") and opening.text == "|":
                # The tokens of |x||y|: the first bar closes, the second opens.
                double = self.token
                self.tokens[self.at] = Token("operator", "|", double.start + 1, double.end)
            else:
                self.fail(
                    opening, f"this '{opening.text}' is never closed", expected=f"a matching {opening.text}"
                )
        order = self.token
        is_norm = order.kind == "name" and order.text in ("_1", "_2", "_inf")
        if opening.text == "|" and not is_norm:
            return self.build(opening, arithmetic.bars, value)
        is_infinity = order.text == "inf" and order.end - order.start == 1
        if order.kind == "name" and (order.text.startswith("_") or is_infinity):
            self.take()
            word = order.text.removeprefix("_")
            if word.isdigit() and word not in ("1", "2"):
                return self.of_order(order, value, Number(Fraction(word)))
            if word not in ("1", "2", "F", "inf", "fro"):
                self.fail(order, f"there is no norm '{word}'", "there are 1, 2, 3, ..., inf and F")
            return self.norm_of_order(order, value, word)
        return self.build(opening, Reduce, "norm", value)
