"""Relations between two expressions as people write them: ==, <=, >=, < and >."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from backproof.calculus.identities.hypotheses.wording import no_relation, plain_signs, signs_in
from backproof.calculus.language.expression import Multiply, Number, Ones, Structural
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import describe_shape
from backproof.diagnostic import Diagnostic, InputError

_IDENTITY = re.compile(r"(?<![\w\\])I(?![\w(])")
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
    text = plain_signs(text)
    found = signs_in(text)
    if not found:
        raise InputError(no_relation(text))
    if len(found) > 1:
        message, column = "there is more than one relation", found[1].start() + 1
        raise InputError(Diagnostic(message, line=1, column=column, expected=_EXPECTED))
    (sign,) = found
    return text[: sign.start()], _PLAIN.get(sign[0], sign[0]), text[sign.end() :]


def read_relation(
    text: str,
    shapes: Mapping[str, str],
    properties: Mapping[str, Sequence[str] | str],
    functions: Sequence[Function] = (),
) -> Relation:
    """Read a relation; InputError at the column that can't be read, or for sides of different shapes.

    An undeclared I takes its size from what stands beside it, or is of the only size of a variable that fits.
    """
    identity = _IDENTITY.search(text)
    if "I" in shapes or not identity:
        return _read(text, shapes, properties, functions)
    with suppress(InputError):
        return _read(text, shapes, properties, functions)
    sizes = dict.fromkeys(size for shape in shapes.values() for size in re.split(r"[\s,]+", shape) if size)
    found: dict[str, Relation] = {}
    faults: list[InputError] = []
    for size in sizes:
        whole = _IDENTITY.sub(f"eye({size})", text)
        try:
            found[size] = _read(whole, shapes, properties, functions)
        except InputError as fault:
            faults.append(fault)
    if len(found) > 1:
        ways = " or ".join(f"eye({size})" for size in found)
        column = identity.start() + 1
        raise InputError(Diagnostic("the size of I is open", line=1, column=column, hint=f"write {ways}"))
    if not found:
        raise faults[0] if faults else InputError(Diagnostic("no variable has the size of I"))
    return next(iter(found.values()))


def zero_beside(value: Expression, other: Expression) -> Expression:
    """Return a 0 beside a vector or matrix as the zero of its space, any other value unchanged."""
    is_zero = isinstance(value, Number) and value.value == 0
    return Multiply(value, Ones(*other.shape)) if is_zero and not other.is_scalar else value


def _one_beside(value: Expression, other: Expression) -> Expression:
    """Return a 1 beside sums of rows or columns as ones, any other value unchanged."""
    is_of_sums = isinstance(other, Structural) and other.name in ("rowsum", "colsum")
    is_one = isinstance(value, Number) and value.value == 1
    return Ones(*other.shape) if is_one and is_of_sums and not other.is_scalar else value


def _read(
    text: str,
    shapes: Mapping[str, str],
    properties: Mapping[str, Sequence[str] | str],
    functions: Sequence[Function] = (),
) -> Relation:
    left, sign, right = _sides_of(text)
    first = parse(left, shapes, properties, functions=functions)
    # Blanks in front keep the columns of error messages right.
    blanks = " " * (len(text) - len(right))
    second = parse(blanks + right, shapes, properties, functions=functions)
    if sign == "==":
        first, second = zero_beside(first, second), zero_beside(second, first)
        first, second = _one_beside(first, second), _one_beside(second, first)
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
