"""The demands of a part on an expression: the derivatives, the point and the direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from backproof.calculus.derivation.kinds import offered_kind
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.tree import Expression
from backproof.kinds.shared.declared import Declared

Word = Literal[
    "value", "gradient", "jacobian", "derivative", "hessian", "differential", "directional", "taylor"
]
_FIRST = ("gradient", "jacobian", "derivative")
# The order in which answers are given.
_ITEMS = ("first", "hessian", "differential", "second differential", "directional", "taylor", "value")


class Asked(Declared, frozen=True, kw_only=True):
    """An expression, the variables to differentiate by, and what to ask; by default what the keys imply.

    `ask` holds any of value, gradient (or jacobian, derivative), hessian, differential, directional and
    taylor; `order` 2 asks for the Hessian, too. `at` gives exact numbers for all variables, `direction`
    numbers or a name for each variable of differentiation, or a name alone.
    """

    definition: str
    wrt: list[str] | str
    shapes: dict[str, str] = msgspec.field(default_factory=dict)
    order: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    at: dict[str, Any] = msgspec.field(default_factory=dict)
    direction: dict[str, Any] | str = ""
    ask: list[Word] = msgspec.field(default_factory=list)

    @property
    def by(self) -> list[str]:
        """The names of the variables to differentiate by."""
        return [self.wrt] if isinstance(self.wrt, str) else self.wrt


def items_of(data: Asked, expression: Expression, wrt: Sequence[Variable]) -> tuple[str, ...]:
    """Return what is asked for, in the order of the answers; without `ask`, what fits the other keys."""
    words = {"first" if word in _FIRST else word for word in data.ask} or _inferred(data, expression, wrt)
    return tuple(item for item in _ITEMS if item in words)


def _inferred(data: Asked, expression: Expression, wrt: Sequence[Variable]) -> set[str]:
    has_array = all(offered_kind(expression, item, 1) for item in wrt)
    found = {"first"} if has_array else {"differential"}
    if data.order == 2:
        found.add("hessian" if has_array and expression.is_scalar else "second differential")
    if data.direction and has_array:
        found.add("directional")
    return found
