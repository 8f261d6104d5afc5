"""Quotients in mathematical notation whose divisor may end in two places, as in a/2b."""

from __future__ import annotations

from backproof.calculus.language.expression import Constant, Count, Number, Variable
from backproof.calculus.language.syntax.names import Names
from backproof.calculus.language.tree import Expression
from backproof.calculus.spelling.token import Token

# Letters that stand below after a number: 1/2n, 1/2σ².
_BELOW = ("n", "m", "N", "M", "sigma")


class Divisors(Names):
    """The checks of divisors and exponents, at the token that may stand above or below."""

    def check_exponent(self, sign: Token) -> None:
        """Reject `x^1/2`, which is half of x, and which nobody writes for it."""
        one, stroke, below = (*self.tokens[self.at : self.at + 3], self.token, self.token)[:3]
        if one.text == "1" and stroke.is_("/") and below.kind == "number":
            power, half = f"{sign.text}(1/{below.text})", f"/{below.text}"
            message = f"{sign.text}1/{below.text} is {sign.text}1, divided by {below.text}"
            self.fail(one, message, f"write {power} for the root, or {half} alone")

    def check_tower(self, sign: Token) -> None:
        """Reject `2^c^2`: a power of a power in MATLAB, and a power in the exponent on paper."""
        if sign.text in ("^", "e") and self.token.is_("^") and self.following.text != "T":
            message = "what this exponent belongs to may be the power before it, or its exponent"
            self.fail(self.token, message, "write parentheses: (a^b)^c, or a^(b^c)")

    def check_divisor(self, stroke: Token, left: Expression, first: int) -> None:
        """Reject `a/2b` and `a/x'x`, where the last factor may stand above or below.

        The tokens of the divisor begin at the place `first`. What is divided by a number is a fraction
        before what follows if it is a number or a letter: `1/2 x'x`, `λ/2 ‖w‖²`.
        """
        divisor, after = self.tokens[first : self.at], self.token
        if not stroke.is_("/") or not divisor:
            return
        goes_on = self.is_juxtaposed() or after.is_("@", "*")
        is_row = divisor[-1].is_("'") or (divisor[-1].text == "T" and len(divisor) > 1)
        is_row = is_row and divisor[0].text[:1].islower() and len(divisor) < 4
        is_joint = self.is_juxtaposed() and divisor[-1].end == after.start
        is_number = len(divisor) == 1 and divisor[0].kind == "number"
        is_letter = len(divisor) == 1 and divisor[0].kind == "name"
        is_letter_above = isinstance(left, Variable) and left.name != ""
        is_plain = isinstance(left, Number | Constant | Count) or is_letter_above
        is_factor = after.kind == "name" and not self.callable_as(after.text)
        following = [one.text for one in self.tokens[self.at + 1 :][:2]]
        is_turned = following[:1] == ["'"] or following == ["^", "T"]
        if is_number and is_plain:
            is_open = after.text in _BELOW if isinstance(left, Number) else is_factor and not is_turned
        elif is_letter and is_plain:
            is_open = is_factor or after.text == "sqrt"
        else:
            is_open = not (divisor[0].is_("(") and divisor[-1].is_(")"))
        if (goes_on and is_row) or (is_joint and is_open):
            text = self.source.text[divisor[0].start : divisor[-1].end].strip()
            hint = f"write parentheses: a/({text} b), or (a/{text}) b"
            self.fail(after, f"what follows /{text} directly may stand above or below it", hint)
