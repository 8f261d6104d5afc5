"""Constraints such as "x + y <= 4", "x >= 0" or "x == 2*y", as functions g with g(x) <= 0 or h(x) = 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backproof.answer import Latex
from backproof.calculus.identities.hypotheses.wording import plain_signs
from backproof.diagnostic import Diagnostic, InputError
from backproof.optimisation.functions import Function, variables_of

_SIGN = re.compile(r"<=|>=|==|≤|≥|<|>|=")
_NAME = re.compile(r"[^\W\d]\w*")
_LISTED = re.compile(r"(?P<names>\s*[^\W\d]\w*\s*(?:,\s*[^\W\d]\w*\s*)+)(?P<rest>(?:<=|>=|==|≤|≥|<|>|=).*)")
_MEANT = {"≤": "<=", "≥": ">=", "=": "=="}
_PRINTED = {"<=": r"\le", ">=": r"\ge", "==": "=", "<": "<", ">": ">"}


@dataclass(frozen=True, eq=False)
class Constraint:
    """A constraint: both sides as typed, and the sign between them."""

    left: str
    sign: str
    right: str
    names: tuple[str, ...]

    @cached_property
    def function(self) -> Function:
        """The function that is at most 0, below 0, or 0, where the constraint holds."""
        left, right = (Function(side, self.names).text for side in (self.left, self.right))
        first, second = (right, left) if self.sign in (">=", ">") else (left, right)
        return Function(f"{first} - ({second})" if second.strip() != "0" else first, self.names)

    @property
    def is_equation(self) -> bool:
        """True if both sides have to be equal."""
        return self.sign == "=="

    @property
    def is_strict(self) -> bool:
        """True if equality is excluded."""
        return self.sign in ("<", ">")

    @property
    def latex(self) -> Latex:
        """The constraint as it is stated."""
        left, right = (Function(side, self.names).latex for side in (self.left, self.right))
        return Latex(rf"{left} {_PRINTED[self.sign]} {right}")

    @property
    def says(self) -> dict[str, Any]:
        """The constraint as it is stated, as plain data."""
        sides = [Function(side, self.names).text for side in (self.left, self.right)]
        return {"sides": sides, "signs": [_PRINTED[self.sign]]}

    @property
    def text(self) -> str:
        """The function in NumPy's form."""
        return self.function.text


def relations(text: str) -> list[str]:
    """Return the relations of a chain 0 <= x <= 1, or of a list x, y >= 0, one by one.

    Blanks in front keep the columns of error messages.
    """
    plain = plain_signs(text)
    signs = list(_SIGN.finditer(plain))
    if len(signs) > 1:
        starts, stops = [0, *(sign.end() for sign in signs)], [*(sign.start() for sign in signs), len(plain)]
        return [" " * starts[i] + plain[starts[i] : stops[i + 1]] for i in range(len(signs))]
    listed = _LISTED.fullmatch(plain)
    names = _NAME.finditer(listed["names"]) if listed else ()
    return [f"{' ' * name.start()}{name[0]} {listed['rest']}" for name in names if listed] or [plain]


def constraints(text: str, names: Sequence[str] = (), *, may_be_strict: bool = False) -> list[Constraint]:
    """Read the constraints in a text; InputError at the column that cannot be read."""
    return [constraint(one, names, may_be_strict=may_be_strict) for one in relations(text)]


def constraint(text: str, names: Sequence[str] = (), *, may_be_strict: bool = False) -> Constraint:
    """Read one constraint; InputError at the column that cannot be read."""
    text = plain_signs(text)
    found = _SIGN.search(text)
    if found is None or (found[0] in ("<", ">") and not may_be_strict):
        at = found.start() + 1 if found else 1
        raise InputError(
            Diagnostic(
                "this is no constraint",
                line=1,
                column=at,
                expected='a text such as "x + y <= 4"',
                hint='write "<=" and ">=": that log(x) or 1/x needs x > 0 is understood' if found else None,
            )
        )
    sign = _MEANT.get(found[0], found[0])
    sides = text[: found.start()], text[found.end() :]
    known = tuple(names) or variables_of(*sides)
    read = Constraint(sides[0].strip(), sign, sides[1].strip(), known)
    _ = Function(sides[0], known).expression, Function(" " * found.end() + sides[1], known).expression
    return read


def in_order(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the variables of formulas and constraints in order."""
    return variables_of(
        *(side for text in texts for side in re.split(_SIGN.pattern + "|,", plain_signs(text)))
    )


def linear_row(f: Function) -> tuple[list[Any], Any]:
    """Return the coefficients and the constant of a linear function; InputError if it is not linear."""
    import sympy

    if any(slope.free_symbols for slope in f.gradient):
        raise InputError(Diagnostic("this is not linear", expected="a linear function"))
    constant = f.value.xreplace(dict.fromkeys(f.symbols, sympy.S.Zero))
    return list(f.gradient), constant
