"""Names in the grammar: variables, named parts, constants, sizes, and what they are applied to."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.calculus.language.expression import Constant, Count, Eye
from backproof.calculus.language.syntax.calls.methods import Methods
from backproof.calculus.language.syntax.faults import Faults
from backproof.calculus.language.syntax.indices import Indices
from backproof.calculus.language.syntax.notation import Notation
from backproof.calculus.language.syntax.open_ones import IDENTITIES, OpenEye, OpenOnes
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.spelling.elsewhere import MISSING, sign_hint
from backproof.calculus.spelling.token import ONES, Token
from backproof.diagnostic import did_you_mean

_APPLIED_TO_A_LETTER = {"sigma": "sigmoid"}


class Names(Notation, Methods, Faults, Indices):
    """The meaning of names in the grammar; `unknown` handles every undeclared one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        # The parameters of `f(x, y) = ...`, as they are written.
        self.heads: dict[str, list[str]] = {}

    def named(self, token: Token) -> Expression:  # noqa: PLR0911 (one per kind of name)
        """Parse a name, or the call or application of a function."""
        if token.text == ONES:
            return self.open_ones()
        own = self.callable_as(token.text)
        is_value = token.text in self.known_names()
        if self.token.is_("(") and self.heads.get(token.text):
            return self.applied_as_defined(token)
        if token.text == "∑" or (self.is_sum_sign(token) and not is_value):
            return self.of_one(token, "sum", self.factors())
        if self.token.is_("("):
            if (is_value or not own) and self.is_column_sign():
                return self.columns_of(token, self.name(token))
            if is_value and self.dialect.juxtaposes:
                value = self.name(token)
                return self.entry(value) if self.is_index() and not value.is_scalar else value
            if not own and self.is_index() and self.dialect.juxtaposes:
                return self.entry(self.name(token))
            if not own and not is_value and self.dialect.juxtaposes:
                letter = _APPLIED_TO_A_LETTER.get(token.text)
                if letter:
                    return self.of_one(token, letter, self._in_parentheses())
                if self.is_factor(token):
                    return self.name(token)
            return self.call(token)
        if own and not is_value and self.dialect.juxtaposes and self.begins_argument(own):
            return self.bare_call(token, own)
        return self.name(token)

    def open_ones(self) -> Expression:
        """Return a vector of ones whose length is not known yet."""
        return OpenOnes()

    def applied_as_defined(self, token: Token) -> Expression:
        """Parse `f(x)` after `f(x) = ...`: the value itself."""
        head = self.heads[token.text]
        if [one.text for one in self.tokens[self.at : self.at + len(head)]] != head:
            hint = f'a function of one number is stated by --define "{token.text}(t) = ..." or functions'
            self.fail(token, f"{token.text} is applied to something else than {''.join(head)}", hint)
        self.at += len(head)
        return self.name(token)

    def name(self, token: Token) -> Expression:
        """Return the variable, the named part, the constant or the size of that name."""
        known = self.known_names()
        if token.text in known:
            found = known[token.text]
            self.check_axes(token, found)
            return self.scalar(token, found) if token.has_no_index else found
        if token.text in self.lengths and not self.parameters:
            return Count(token.text)
        return self.unknown(token, known)

    def check_axes(self, token: Token, value: Expression) -> None:
        """Reject a matrix that has one index under a sum, and a vector that has two."""
        is_matrix = 1 not in value.shape
        if token.axes and self.knows(value) and not value.is_scalar and is_matrix != (token.axes == 2):
            what = "one index under the sum, and is a matrix" if is_matrix else "two indices, and is a vector"
            hint = "give each letter one index for each of its axes: x_i, A_{ij}"
            self.fail(token, f"'{token.text}' has {what}", hint)

    def scalar(self, token: Token, value: Expression) -> Expression:
        """Return a value that must be a scalar: a factor without an index under a sum over indices."""
        if not value.is_scalar:
            message = f"'{token.text}' has no index under the sum, and is not a scalar"
            self.fail(token, message, "write the sum with products of vectors: a^\\top b")
        return value

    def unknown(self, token: Token, known: Mapping[str, Expression]) -> Expression:
        """Report an undeclared name; a subclass may resolve it instead."""
        if token.text in CONSTANTS:
            return Constant(token.text)
        if token.text.startswith("I_") and token.text[2:] in self.sizes:
            return Eye(token.text[2:])
        if token.text in IDENTITIES:
            return OpenEye()
        self.check_is_variable(token)
        if sign := sign_hint(token.text):
            self.fail(token, f"unknown name '{token.text}'", sign)
        letters = set(token.text)
        is_product = len(letters) == len(token.text) > 1 and letters <= set(known)
        hint = f"a product is written {' @ '.join(token.text)}" if is_product else None
        hint = hint or MISSING.get(token.text) or did_you_mean(token.text, known)
        hint = hint or f"known are {', '.join(sorted(known)) or 'no names'}"
        return self.fail(token, f"unknown name '{token.text}'", hint)
