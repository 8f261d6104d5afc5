"""A derivative that a part asks for: its formula, what it is the derivative of, and the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backproof.answer import Check, Latex
from backproof.calculus.language.expression import Variable
from backproof.kinds.derivative.formulas import Formula

# A term of a Taylor polynomial, which is no result of its own.
TERM = "term"


@dataclass(frozen=True)
class Found:
    """A result: its kind, its name in the answer's data, its symbol, its formula and the evidence.

    It is the derivative of `base`, a formula named `of`, by the variables `by`; of a differential along
    the directions named in `along`. A mixed derivative of second order has the `pair` of its variables.
    """

    key: str
    kind: str
    symbol: Latex
    formula: Formula
    base: Formula
    by: tuple[Variable, ...] = ()
    along: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    pair: tuple[Variable, ...] = ()

    def subject(self, name: str) -> str:
        """Return the end of what its checks are about, for the value of that name."""
        if self.along:
            directional = self.key in ("linear term", "directional derivative")
            return f"{name}: {'differential' if directional else self.key}"
        if len(self.by) > 1 and self.kind == "hessian":
            return f"d{name}/d{self.by[0].name}: derivative by {self.by[0].name}"
        if self.pair:
            return f"gradient of {name} by {self.pair[0].name}, by {self.pair[1].name}"
        return f"{self.kind} of {name} by {self.by[0].name}" if self.by else ""
