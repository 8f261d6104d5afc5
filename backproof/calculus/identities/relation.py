"""Relations between two expressions as people write them: ==, <=, >=, < and >."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import describe_shape
from backproof.diagnostic import Diagnostic, InputError

_SIGN = re.compile(r"==|<=|>=|≤|≥|(?<![<>=!])=(?!=)|<|>")
_PLAIN = {"≤": "<=", "≥": ">=", "=": "=="}
_EXPECTED = "left == right, left <= right or left >= right"


@dataclass(frozen=True)
class Relation:
    """A relation of two expressions: its sign is one of ==, <=, >=, < and >."""

    left: Expression
    sign: str
    right: Expression
    typed: tuple[str, str]

    @property
    def text(self) -> str:
        """The relation in the language."""
        return f"{self.left} {self.sign} {self.right}"


def _sides_of(text: str) -> tuple[str, str, str]:
    """Return a relation's left side, sign and right side; InputError for any other text."""
    found = list(_SIGN.finditer(text))
    if len(found) != 1:
        message = "this is no relation" if not found else "there is more than one relation"
        column = found[1].start() + 1 if found else 1
        raise InputError(Diagnostic(message, line=1, column=column, expected=_EXPECTED))
    (sign,) = found
    return text[: sign.start()], _PLAIN.get(sign[0], sign[0]), text[sign.end() :]


def read_relation(
    text: str,
    shapes: Mapping[str, str],
    properties: Mapping[str, Sequence[str] | str],
    functions: Sequence[Function] = (),
) -> Relation:
    """Read a relation; InputError at the column that can't be read, or for sides of different shapes."""
    left, sign, right = _sides_of(text)
    first = parse(left, shapes, properties, functions=functions)
    # Blanks in front keep the columns of error messages right.
    blanks = " " * (len(text) - len(right))
    second = parse(blanks + right, shapes, properties, functions=functions)
    if first.shape != second.shape:
        message = (
            f"the sides have different shapes: the left is {describe_shape(first.shape)}, "
            f"the right is {describe_shape(second.shape)}"
        )
        raise InputError(Diagnostic(message, line=1, column=len(blanks) + 1, expected="sides of one shape"))
    if sign != "==" and not first.is_scalar:
        message = f"{sign} compares numbers, and the sides are {describe_shape(first.shape)}"
        raise InputError(Diagnostic(message, line=1, column=len(left) + 1, expected="numbers on both sides"))
    return Relation(first, sign, second, (left.strip(), right.strip()))
