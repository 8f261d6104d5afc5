"""Methods and attributes of arrays: `x.sum()`, `A.mm(B)`, `X.shape[0]`."""

from __future__ import annotations

from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.syntax.calls.functions import Calls
from backproof.calculus.language.tree import Expression
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.calculus.spelling.token import Token

_ATTRIBUTES = ("shape", "size")
_TRANSPOSES = ("H", "mH", "T_", "Tr", "tr", "transposed", "transp")


def _remedy(name: str) -> str | None:
    """Return the remedy for a name after a point that is not in the language; None if there is none."""
    if name in _TRANSPOSES:
        return "the transpose is .T"
    return "a product is written with * or @" if len(name) == 1 else None


class Methods(Calls):
    """The grammar of names after a point."""

    def method(self, dot: Token, name: Token, value: Expression) -> Expression:
        """Parse a call such as `x.sum()`."""
        own = "transpose" if name.text == "t" else self.callable_as(name.text)
        if name.text in _ATTRIBUTES and not self.token.is_("("):
            return self.attribute(dot, name, value)
        if not own or not self.token.is_("("):
            hint = f"write {name.text}(...)" if own else MISSING.get(name.text, _remedy(name.text))
            self.fail(dot, f"'.{name.text}' is not in the language", hint)
        opening = self.take()
        rest = []
        if self.token.is_(")"):
            self.take()
        else:
            rest = self.arguments(name, opening)
        return self.applied(name, own, [Argument(dot, value=value), *rest])

    def attribute(self, dot: Token, name: Token, value: Expression) -> Expression:
        """Parse `X.shape[0]` or `x.size`: a number of rows, of columns or of entries."""
        if name.text == "size":
            return self.counted(dot, value, None)
        opening, place = self.accept("["), self.token
        axis = {"0": 0, "1": 1}.get(place.text) if opening else None
        if opening is None or axis is None:
            self.fail(dot, "'.shape' is not in the language", "write X.shape[0] for the rows, X.shape[1]")
        self.take()
        self.close(opening, "]")
        return self.counted(dot, value, axis)
